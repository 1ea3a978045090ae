"""The palette itself: the box keeps the focus, results come from the reader thread."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, PageFoyers
from fieldapp.domain.recherche import Resultat
from fieldapp.domain.texte import NBSP
from fieldapp.services import brouillons, foyers, recherche
from fieldapp.services.session import Session
from fieldapp.ui.announce import announce
from fieldapp.ui.palette.commands import commands
from fieldapp.ui.palette.delegate import PaletteDelegate
from fieldapp.ui.palette.entries import CREER, ROWS, Entry, Header, Line, from_results, recent
from fieldapp.ui.palette.foot import PaletteFoot
from fieldapp.ui.palette.model import PaletteModel
from fieldapp.ui.palette.veil import Veil
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.text import Text

DEBOUNCE_MS = 40
WIDTH = 760
TOP = 84
PREFIXES = '@#"'  # the directory, numbers, notes: the search service knows what they mean


class Palette(Veil):
    """A veil with the box on it.

    Signals: `chosen(Entry, str)`, an entry and what to do with it: ``ouvrir``, ``avant_visite``,
    ``noter`` or ``orienter``.
    """

    chosen = Signal(object, str)

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._before: QWidget | None = None
        self.edit = QLineEdit()
        self.edit.setProperty("kind", "nu")
        self.edit.setProperty("sans_anneau", True)
        self.edit.setPlaceholderText("Nom, numéro, téléphone, commune, mot d’une note, document…")
        self.edit.setAccessibleName("Chercher partout")
        self.edit.installEventFilter(self)
        self._count = Text("", "legende")
        self.model = PaletteModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(PaletteDelegate(self.view))
        self.view.setAccessibleName("Résultats")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(lambda _index: self._choose("ouvrir"))
        self._box = QFrame(self)
        self._build()
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._debounce.timeout.connect(self._ask)
        self.edit.textChanged.connect(lambda _text: self._debounce.start())
        self.clicked.connect(self.close_box)

    def _build(self) -> None:
        self._box.setProperty("level", "palette")
        shadow = QGraphicsDropShadowEffect(self._box)
        shadow.setBlurRadius(40)
        shadow.setOffset(0, 12)
        shadow.setColor(QColor(27, 42, 46, 90))
        self._box.setGraphicsEffect(shadow)
        head = QHBoxLayout()
        head.setContentsMargins(18, 10, 18, 10)
        head.addWidget(IconLabel("search", "encre", 20))
        head.addWidget(self.edit, 1)
        head.addWidget(self._count)
        rule = QFrame()
        rule.setProperty("level", "line")
        column = QVBoxLayout(self._box)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule)
        column.addWidget(self.view, 1)
        column.addWidget(PaletteFoot())

    def open_box(self, prefix: str = "") -> None:
        """Show the palette, with a prefix already typed."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.cover()
        self.edit.setText(prefix)
        self.edit.setFocus()
        self._ask()

    def close_box(self) -> None:
        """Hide, and give the focus back where it was."""
        self._debounce.stop()
        self.hide()
        self.edit.clear()
        self.model.set_lines(())
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def current(self) -> Entry | None:
        """Return the entry under the bar."""
        return self.model.entry(self.view.currentIndex().row())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.ShortcutOverride and _ours(event):
                event.accept()  # these keys mean something here: the window must not take them
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose("avant_visite" if control else "ouvrir")
        elif control and key == Qt.Key.Key_N:
            self._choose("noter")
        elif control and key == Qt.Key.Key_O:
            self._choose("orienter")
        elif key == Qt.Key.Key_Escape or (control and key == Qt.Key.Key_K):
            self.close_box()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._complete()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        row = self.view.currentIndex().row()
        self._put(self.model.next_entry(row, step))
        entry = self.current()
        if entry is not None:
            announce(self.edit, entry.sentence())

    def _put(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row, 0))
        if row <= 1:
            self.view.scrollToTop()

    def _complete(self) -> None:
        """Put the title of the entry into the box, after the prefix."""
        entry = self.current()
        if entry is not None:
            text = self.edit.text()
            prefix = text[:1] if text[:1] in f"{PREFIXES}>" else ""
            self.edit.setText(prefix + entry.title)

    def _choose(self, what: str) -> None:
        entry = self.current()
        if entry is None or (what != "ouvrir" and not entry.foyer_id):
            return
        self.close_box()
        self.chosen.emit(entry, what)

    def _ask(self) -> None:
        text = self.edit.text().strip()
        if text.startswith(">"):
            self._show([Header("Commandes"), *commands(self._session, text[1:].strip())])
            return
        words = text[1:].strip() if text[:1] in PREFIXES else text
        session = self._session
        if not words:
            self._tasks.run(lambda: _recent(session), self._show_recent, owner=self)
            return
        self._tasks.search(
            lambda reader: recherche.search_with(session, reader, text, ROWS),
            lambda found: self._show_results(words, found),
            self._failed,
        )

    def _show_recent(self, lines: list[Line]) -> None:
        if not self.edit.text().strip(' @#"'):
            self._show(lines, counted=False)

    def _show_results(self, words: str, found: tuple[Resultat, ...]) -> None:
        lines = from_results(found, words)
        lines += [] if self.edit.text()[:1] in PREFIXES else _commands(self._session, words)
        if not lines:
            lines = [_nothing(words)]
        self._show(lines)

    def _failed(self, error: KnownError) -> None:
        self._show([Header(error.message)])

    def _show(self, lines: list[Line], *, counted: bool = True) -> None:
        self.model.set_lines(lines)
        entries = sum(isinstance(line, Entry) and line.kind != CREER for line in lines)
        words = plural(entries, "résultat") if entries else "Aucun résultat"
        self._count.setText(words if counted else "")
        self._put(self.model.next_entry(-1, 1))
        self._fit()
        if counted and self.isVisible():
            entry = self.current()
            announce(self.edit, f"{words}. {entry.sentence() if entry else ''}")

    def _fit(self) -> None:
        t = theme()
        width = min(t.px(WIDTH), self.width() - t.px(32))
        top = min(t.px(TOP), max(t.px(8), self.height() // 8))
        rows = sum(
            self.view.sizeHintForIndex(self.model.index(row, 0)).height()
            for row in range(self.model.rowCount())
        )
        wanted = self._box.minimumSizeHint().height() - self.view.minimumSizeHint().height() + rows
        height = min(wanted + t.px(8), self.height() - top - t.px(24))
        self._box.setGeometry((self.width() - width) // 2, top, width, height)


def _ours(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in (
        Qt.Key.Key_N,
        Qt.Key.Key_O,
        Qt.Key.Key_K,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    )


def _recent(session: Session) -> list[Line]:
    page: PageFoyers = foyers.list_foyers(
        session, Filtre(portee="mes"), tri="dernier_contact", descendant=True, limit=8
    )
    return recent(page.lignes, brouillons.list_brouillons(session))


def _commands(session: Session, words: str) -> list[Line]:
    found = commands(session, words)
    return [Header("Commandes"), *found] if found else []


def _nothing(words: str) -> Entry:
    name = words[:1].upper() + words[1:]
    return Entry(
        kind=CREER,
        key=words,
        title=f"Créer la famille {name}",
        second=f"Aucun résultat pour «{NBSP}{words}{NBSP}».",
        icon="user-plus",
    )

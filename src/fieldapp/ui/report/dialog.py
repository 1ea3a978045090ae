"""« Reporter ailleurs »: one line after the other, one key to copy it and one to tick it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.errors import KnownError
from fieldapp.domain.report import SYSTEMES, Fiche, Ligne, systemes_pour
from fieldapp.services import reports, reports_ordre
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.clipboard import copy, take_back
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.report.rows import ligne_row
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button, LinkButton
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.safety_banner import CLIPBOARD_MS
from fieldapp.ui.widgets.text import Text
from fieldapp.ui.widgets.text_area import TextArea

_WIDTH, _HEIGHT, _LOW = 620, 620, 460
_HELP = (
    "Alt+Haut et Alt+Bas déplacent la ligne\u00a0: ce poste garde l’ordre pour ce logiciel. "
    "Le presse-papiers est vidé après une minute et à la fermeture. Un brouillon personnel, une "
    "note restreinte et un numéro masqué ne se copient jamais."
)


class ReportDialog(QDialog):
    """The lines of one thing for one system; non-modal, to stand beside the other program.

    Attributes: `systeme`, the choice of the system; `lines`, the list.
    """

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        objet: str,
        objet_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._objet, self._objet_id = objet, objet_id
        self._fiche: Fiche | None = None
        self._copied_text = self._copied_line = ""
        self.setWindowTitle("Reporter ailleurs")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = Text("", "sous_titre", wrap=True)
        self.systeme = CodeCombo([(code, SYSTEMES[code]) for code in systemes_pour(objet)])
        self._bar = MessageBar()
        self.lines = RowList("Lignes à reporter", "Rien à reporter dans ce système.")
        self._left = Text("", "second")
        self._usual = LinkButton("Ordre d’origine")
        self._usual.hide()
        self._shown = TextArea(3)
        self._help = Text(_HELP, "aide", wrap=True)
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName("Texte à copier")
        self._copy = Button("Copier", "copy", ("Entrée",), "primary")
        self._tick = Button("Reporté", "check", ("Espace",))
        self._all = Button("Tout est reporté", "", ("Ctrl", "↵"))
        self._build()
        self._clock = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._clock.timeout.connect(self.clear_clipboard)
        self._listen()
        register(self, self._command, frozenset({"valider", "annuler"}))
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(
            min(theme().px(_WIDTH), screen.width() - 40),
            min(theme().px(_HEIGHT), screen.height() - 60),
        )
        tasks.run(lambda: reports.systeme_habituel(session), self._first, owner=self)

    def copy_current(self, codes: bool = False) -> None:
        """Copy the current line, or its codes of the catalogue; a masked one is never copied."""
        line = self._current()
        if line is None:
            return
        text = line.codes if codes else line.valeur
        if line.masquee or not text:
            self._bar.show_message(
                "Ce numéro est masqué par le contact sûr\u00a0: il n’est pas copié."
                if line.masquee
                else "Cette ligne n’a pas de code dans le catalogue."
            )
            return
        self._bar.hide()
        copy(text)
        self._copied_text, self._copied_line = text, line.code
        self._clock.start()
        self._show_lines()
        announce(self, f"Copié\u00a0: {line.champ}")
        session, foyer_id = self._session, self._fiche.foyer_id if self._fiche else ""
        self._tasks.run(lambda: reports.trace_copy(session, foyer_id), on_error=self._failed)

    def tick_current(self) -> None:
        """Tick the current line as reported, and go to the next; a ticked one is unticked."""
        line = self._current()
        if line is None:
            return
        session, objet, objet_id = self._session, self._objet, self._objet_id
        systeme, act = self.systeme.code(), reports.untick if line.faite else reports.tick
        self._run(lambda: act(session, objet, objet_id, systeme, line.code), forward=not line.faite)

    def tick_all(self) -> None:
        """Tick every line: it was all typed in the other system."""
        session, objet, objet_id = self._session, self._objet, self._objet_id
        systeme = self.systeme.code()
        self._run(lambda: reports.tick_all(session, objet, objet_id, systeme))

    def move_current(self, step: int) -> None:
        """Move the current line up (-1) or down (1), for every report to this system."""
        line, fiche = self._current(), self._fiche
        if line is None or fiche is None:
            return
        codes = [one.code for one in fiche.lignes]
        here = codes.index(line.code)
        there = here + step
        if not 0 <= there < len(codes):
            return
        codes[here], codes[there] = codes[there], codes[here]
        self._arrange(lambda: reports_ordre.set_order(self._session, *self._screen(), codes))
        announce(self, f"{line.champ}, ligne {there + 1} sur {len(codes)}")

    def usual_order(self) -> None:
        """Come back to the order of the program."""
        self._arrange(lambda: reports_ordre.forget_order(self._session, *self._screen()))
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_clipboard(self) -> None:
        """Take back what was copied, unless something else was copied since."""
        if self._copied_text:
            take_back(self._copied_text)
        self._copied_text = self._copied_line = ""
        self._clock.stop()
        self._show_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A low window keeps the lines: what they hold is read in one line, the help in the guide.
        low = self.height() < theme().px(_LOW)
        self._help.setVisible(not low)
        self._shown.set_lines(1 if low else 3)

    def reject(self) -> None:
        self.clear_clipboard()
        super().reject()

    def _build(self) -> None:
        foot = QFrame()
        foot.setProperty("level", "footer")
        keys = QHBoxLayout(foot)
        keys.setContentsMargins(16, 10, 16, 12)
        keys.setSpacing(10)
        for button in (self._copy, self._tick, self._all):
            button.setAutoDefault(False)
            keys.addWidget(button)
        keys.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(16, 14, 16, 8)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(FormRow("&Dans quel logiciel", self.systeme))
        told = QHBoxLayout()
        told.addWidget(self._left, 1)
        told.addWidget(self._usual)
        head.addLayout(told)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 8)
        below.setSpacing(6)
        below.addWidget(self._shown)
        below.addWidget(self._help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(head)
        column.addWidget(self.lines, 1)
        column.addLayout(below)
        column.addWidget(foot)

    def _listen(self) -> None:
        self.systeme.chosen.connect(self._chosen)
        self.lines.opened.connect(lambda _key: self.copy_current())
        self.lines.key_pressed.connect(self._letter)
        self.lines.view.selectionModel().currentChanged.connect(lambda *_: self._show_whole())
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self.lines)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=step: self.move_current(by))
        self._usual.clicked.connect(self.usual_order)
        self._copy.clicked.connect(lambda _on=False: self.copy_current())
        self._tick.clicked.connect(self.tick_current)
        self._all.clicked.connect(self.tick_all)

    def _command(self, name: str) -> None:
        if name == "valider":
            self.tick_all()
        else:
            undo_last(self._session, self._tasks, self._navigator)
            self._read()

    def _letter(self, letter: str, _key: str) -> None:
        if letter == " ":
            self.tick_current()
        elif letter == "C":
            self.copy_current(codes=True)

    def _first(self, systeme: str) -> None:
        known = systemes_pour(self._objet)
        self.systeme.set_code(systeme if systeme in known else known[0])
        self._read()

    def _chosen(self, systeme: str) -> None:
        session = self._session
        self._tasks.run(
            lambda: reports.choose_systeme(session, systeme),
            lambda _none: self._read(),
            self._failed,
            changes={"report"},
            owner=self,
        )

    def _read(self) -> None:
        session, objet, objet_id = self._session, self._objet, self._objet_id
        systeme = self.systeme.code()
        self._tasks.run(
            lambda: reports.get_fiche(session, objet, objet_id, systeme),
            self._show,
            self._failed,
            owner=self,
        )

    def _screen(self) -> tuple[str, str]:
        return self.systeme.code(), self._objet

    def _arrange(self, act: Callable[[], None]) -> None:
        """Change the order, then show the lines in it; nothing of the file changes."""
        session, objet_id = self._session, self._objet_id
        systeme, objet = self._screen()

        def write() -> Fiche:
            act()
            return reports.get_fiche(session, objet, objet_id, systeme)

        self._tasks.run(write, self._show, self._failed, owner=self)

    def _run(self, act: Callable[[], Fiche], forward: bool = False) -> None:
        self._tasks.run(
            act,
            lambda fiche: self._show(fiche, forward=forward),
            self._failed,
            changes={"report"},
            owner=self,
        )

    def _show(self, fiche: Fiche, forward: bool = False) -> None:
        first = self._fiche is None
        self._fiche = fiche
        self._bar.hide()
        self._title.setText(f"{fiche.foyer} — {fiche.titre}")
        self._show_lines()
        if forward:
            self._go_to_next()
        if first:
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lines(self) -> None:
        fiche = self._fiche
        if fiche is None:
            return
        self.lines.set_rows(ligne_row(line, self._copied_line) for line in fiche.lignes)
        left = fiche.restantes
        words = f"{left} ligne{'s' if left > 1 else ''} à reporter sur {len(fiche.lignes)}"
        self._left.setText(words if left else "Tout est reporté.")
        self._all.setEnabled(left > 0)
        self._usual.setVisible(fiche.ordre_du_poste)
        self._show_whole()

    def _show_whole(self) -> None:
        """A long text is cut in its row: it shows whole under the list."""
        line = self._current()
        self._shown.setPlainText(line.valeur if line is not None else "")
        self._copy.setEnabled(line is not None and not line.masquee)
        self._tick.set_label("Pas encore reporté" if line and line.faite else "Reporté")

    def _go_to_next(self) -> None:
        """Stand on the next line that is not ticked, the first ones again after the last."""
        if self._fiche is None:
            return
        lines = self._fiche.lignes
        here = self.lines.view.currentIndex().row()
        order = [*range(here + 1, len(lines)), *range(here)]
        place = next((i for i in order if not lines[i].faite), None)
        if place is not None:
            self.lines.view.setCurrentIndex(self.lines.model.index(place))

    def _current(self) -> Ligne | None:
        key = self.lines.current_key()
        lines = self._fiche.lignes if self._fiche else ()
        return next((line for line in lines if line.code == key), None)

    def _failed(self, error: KnownError) -> None:
        self._fiche = None
        self.lines.set_rows(())
        self._shown.setPlainText("")
        self._left.setText("")
        self._bar.show_message(error.message)

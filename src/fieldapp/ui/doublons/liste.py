"""The pairs of the antenna to look at, and what was made one and may still be parted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from fieldapp.domain.doublon import Paire
from fieldapp.domain.doublon_fusion import FOYER, PERSONNE, BilanSeparation
from fieldapp.domain.errors import KnownError
from fieldapp.services import doublons, fusions
from fieldapp.services.fusions_textes import FusionDite, told
from fieldapp.services.session import Session
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.doublons.comparer import KINDS, CompareDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.rows import RowList
from fieldapp.ui.widgets.text import Text

NO_PAIR = "Personne ne se ressemble dans votre antenne."
NO_UNION = "Rien n’a été réuni."
_PAIR_KEYS = "Entrée\u00a0: comparer\u00a0; D\u00a0: deux personnes différentes"
# Fewer people than that are compared before a percentage could be read.
_WORTH_TELLING = 2000
_UNION_KEYS = "S\u00a0: séparer"


class DuplicatesDialog(QDialog):
    """Two lists. Entrée compares a pair, D tells two people apart, S parts what was made one.

    Signals: `united(str, str)`, the kind (FOYER or PERSONNE) and the id that is kept.
    """

    united = Signal(str, str)
    _progressed = Signal(int, int)

    def __init__(
        self, session: Session, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Doublons possibles")
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._pairs: dict[str, Paire] = {}
        self._compare: CompareDialog | None = None
        self._reading = self._again = self._closed = False
        self._bar = MessageBar()
        self._doing = Text("", "aide")
        self._progressed.connect(self._show_progress)
        self.pairs = RowList("Doublons possibles", NO_PAIR)
        self.pairs.opened.connect(self.compare)
        self.pairs.key_pressed.connect(self._pair_key)
        self.unions = RowList("Dossiers et personnes réunis", NO_UNION)
        self.unions.key_pressed.connect(self._union_key)
        self._build()
        tasks.changed.connect(self._changed)

    def open_box(self) -> None:
        """Show the lists as they are now."""
        self._bar.hide()
        self._closed = False
        self.read()
        self.show()
        self.raise_()
        self.activateWindow()
        self.pairs.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Read both lists; the pairs take seconds on a large store, and saves go before them."""
        session = self._session
        self._tasks.run(
            lambda: tuple(told(session, fusion) for fusion in fusions.list_fusions(session)),
            self._show_unions,
            self._failed,
            owner=self,
        )
        if self._reading:
            self._again = True  # what it reads is being changed: once more when it ends
            return
        self._reading = True
        self._tasks.run(
            lambda: doublons.list_doublons(session, session.store, progress=self._tell),
            self._show_pairs,
            self._pairs_failed,
            owner=self,
        )

    def compare(self, key: str = "") -> None:
        """Put the two of a pair side by side."""
        pair = self._pairs.get(key or self.pairs.current_key())
        if pair is None:
            return
        genre = PERSONNE if pair.meme_famille else FOYER
        ids = (
            (pair.personne_id, pair.autre_id)
            if pair.meme_famille
            else (pair.foyer_id, pair.autre_foyer_id)
        )
        self._compare = CompareDialog(
            self._session, self._tasks, self._navigator, genre, *ids, parent=self
        )
        self._compare.united.connect(lambda kept: self.united.emit(genre, kept))
        self._compare.open()

    def tell_apart(self) -> None:
        """Note that the two of a pair are two people."""
        pair, session = self._pairs.get(self.pairs.current_key()), self._session
        if pair is None:
            return
        tasks, navigator = self._tasks, self._navigator
        tasks.run(
            lambda: doublons.set_distinct(session, pair.personne_id, pair.autre_id),
            lambda _none: navigator.toast(
                "Notés comme deux personnes différentes.",
                lambda: undo_last(session, tasks, navigator),
            ),
            self._failed,
            changes={"fusion"},
            owner=self,
        )

    def part(self) -> None:
        """Part what was made one."""
        key, session = self.unions.current_key(), self._session
        if key:
            self._tasks.run(
                lambda: fusions.separate(session, key), self._parted, self._failed,
                changes=KINDS, owner=self,
            )  # fmt: skip

    def hideEvent(self, event: QHideEvent) -> None:
        self._closed = True
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._closed = False
        super().showEvent(event)

    def _build(self) -> None:
        compare = Button("Comparer", "arrow-right-left", ("↵",), "primary")
        compare.setAutoDefault(False)
        compare.clicked.connect(self._compare_current)
        apart = Button("Deux personnes différentes", "user-x", ("D",))
        apart.setAutoDefault(False)
        apart.clicked.connect(self.tell_apart)
        part = Button("Séparer", "split", ("S",))
        part.setAutoDefault(False)
        part.clicked.connect(self.part)
        self._on_pair, self._on_union = (compare, apart), (part,)
        close = Button("Fermer", "", ("Échap",))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        first, second, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row, title, buttons in (
            (first, "Doublons possibles", (apart, compare)),
            (second, "Réunis, et qui peuvent être séparés", (part,)),
        ):
            row.setSpacing(10)
            row.addWidget(Text(title, "sous_titre"))
            if row is first:
                row.addWidget(self._doing)
            row.addStretch(1)
            for button in buttons:
                row.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._bar)
        for head, rows, share in ((first, self.pairs, 3), (second, self.unions, 2)):
            column.addLayout(head)
            frame = QFrame()
            frame.setProperty("level", "card")
            inside = QVBoxLayout(frame)
            inside.setContentsMargins(1, 1, 1, 1)
            inside.addWidget(rows)
            column.addWidget(frame, share)
        column.addLayout(foot)
        self.resize(theme().px(860), theme().px(600))

    def _tell(self, done: int, total: int) -> None:
        """Called on the writer thread, where no transaction is open: what waits is saved first.

        Closed, or gone with its window, the dialog needs no list any more.
        """
        self._tasks.breathe()
        if self._closed or not isValid(self):
            raise KnownError("La comparaison est arrêtée. Rien n’a changé.")
        self._progressed.emit(done, total)

    def _show_progress(self, done: int, total: int) -> None:
        if self._reading and total > _WORTH_TELLING:
            self._doing.setText(f"Comparaison\u00a0: {100 * done // total}\u00a0%")

    def _show_pairs(self, pairs: tuple[Paire, ...]) -> None:
        self._reading_ended()
        if self._closed:
            return  # opened again, the list is read again
        empty = not self._pairs
        self._pairs = {f"{p.personne_id} {p.autre_id}": p for p in pairs}
        self.pairs.set_rows(_pair_row(key, pair) for key, pair in self._pairs.items())
        for button in self._on_pair:
            button.setEnabled(bool(pairs))
        if pairs and empty and not self.unions.view.hasFocus():
            self.pairs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_unions(self, unions: tuple[FusionDite, ...]) -> None:
        self.unions.set_rows(
            Row(
                one.fusion.id,
                f"{one.absorbe} avec {one.garde}",
                f"{'Dossiers réunis' if one.fusion.genre == FOYER else 'Personnes réunies'} "
                f"le {one.le} par {one.auteur}",
                "merge",
                keys_help=_UNION_KEYS,
            )
            for one in unions
        )
        for button in self._on_union:
            button.setEnabled(bool(unions))

    def _reading_ended(self) -> None:
        self._reading = False
        self._doing.setText("")
        if self._again and not self._closed:
            self._again = False
            self.read()

    def _parted(self, bilan: BilanSeparation) -> None:
        session, tasks, navigator = self._session, self._tasks, self._navigator
        if bilan.restes:
            kept = "\u00a0; ".join(bilan.restes)
            self._bar.show_message(
                f"Séparés. Ce qui a été modifié depuis reste comme aujourd’hui\u00a0: {kept}.",
                "info",
            )
        navigator.toast(
            "Séparés\u00a0: tout est à sa place d’avant.",
            lambda: undo_last(session, tasks, navigator),
        )

    def _compare_current(self) -> None:
        self.compare()

    def _pair_key(self, letter: str, _key: str) -> None:
        if letter == "D":
            self.tell_apart()

    def _union_key(self, letter: str, _key: str) -> None:
        if letter == "S":
            self.part()

    def _changed(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and kinds & {"foyer", "personne", "fusion"}:
            self.read()

    def _pairs_failed(self, error: KnownError) -> None:
        self._reading_ended()
        if not self._closed:
            self._failed(error)

    def _failed(self, error: KnownError) -> None:
        self._bar.show_message(error.message)


def _pair_row(key: str, pair: Paire) -> Row:
    where = (
        f"Famille {pair.famille}"
        if pair.meme_famille
        else f"Familles {pair.famille} et {pair.autre_famille}"
    )
    return Row(
        key,
        f"{pair.personne} · {pair.autre}",
        f"{where}\u00a0: {', '.join(pair.raisons)}",
        "users",
        keys_help=_PAIR_KEYS,
    )

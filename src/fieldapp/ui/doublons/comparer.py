"""Two families, or two people, side by side: a choice per field, then one file instead of two."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldapp.domain.doublon_fusion import (
    FOYER,
    ChoixFusion,
    Comparaison,
    Cote,
    Fusion,
    PersonnesComparees,
)
from fieldapp.domain.errors import KnownError
from fieldapp.services import fusions, fusions_comparaison
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.announce import announce
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.doublons.choix import ChoixRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.card import line
from fieldapp.ui.widgets.icon_label import IconLabel
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.text import Text

KINDS = frozenset(
    {"foyer", "personne", "appartenance", "contact", "contact_sur", "accompagnement",
     "orientation", "document", "rendezvous", "demarche", "contrat", "evaluation", "lien",
     "proposition", "coordonnee", "adresse", "situation", "fusion"}
)  # fmt: skip
HELP = (
    "← → ou 1 et 2 choisissent, ↑ ↓ passent d’un champ à l’autre. Tout ce qui est noté dans le "
    "dossier de droite rejoint celui de gauche. Vous pourrez les séparer plus tard."
)
_WIDTH, _HEIGHT = 960, 660


class CompareDialog(QDialog):
    """The comparison of two families (`genre` FOYER) or two people, and the union.

    Signals: `united(str)`, the id of the family or the person that is kept.
    """

    united = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        genre: str,
        garde_id: str,
        autre_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Comparer et réunir")
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._genre, self._ids = genre, (garde_id, autre_id)
        self._compared: Comparaison | None = None
        self._busy = False
        self.rows: dict[str, ChoixRow] = {}
        self.people: list[PersonRows] = []
        self._build()
        self._read()

    def swap(self) -> None:
        """Keep the other file instead; the proposals are made again."""
        self._ids = (self._ids[1], self._ids[0])
        self._read()

    def submit(self) -> None:
        """Make them one."""
        if self._compared is None or self._busy:
            return
        self._busy = True
        session, (garde_id, autre_id) = self._session, self._ids
        sides = {cle: row.side() for cle, row in self.rows.items()}
        people = {
            rows.autre_id: (rows.garde_id, rows.sides()) for rows in self.people if rows.same()
        }
        act: Callable[[], Fusion]
        if self._genre == FOYER:
            choix = ChoixFusion(sides, people)
            act = lambda: fusions.unite_foyers(session, garde_id, autre_id, choix)  # noqa: E731
        else:
            act = lambda: fusions.unite_personnes(session, garde_id, autre_id, sides)  # noqa: E731
        self._tasks.run(act, self._done, self._failed, changes=KINDS, owner=self)

    def _build(self) -> None:
        self._bar = MessageBar()
        self._inside = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.unite_button = Button("Réunir", "merge", ("Ctrl", "↵"), "primary")
        self.unite_button.setAutoDefault(False)
        self.unite_button.clicked.connect(self.submit)
        self.swap_button = Button("É&changer les côtés", "arrow-right-left")
        self.swap_button.setAutoDefault(False)
        self.swap_button.clicked.connect(self.swap)
        close = Button("Fermer", "", ("Échap",))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QFrame()
        foot.setProperty("level", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(10)
        row.addWidget(self.unite_button)
        row.addWidget(close)
        row.addStretch(1)
        row.addWidget(self.swap_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._scroll, 1)
        column.addWidget(foot)
        register(self, lambda _name: self.submit(), frozenset({"valider"}))
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(
            min(theme().px(_WIDTH), screen.width() - 40),
            min(theme().px(_HEIGHT), screen.height() - 60),
        )

    def _read(self) -> None:
        session, genre, ids = self._session, self._genre, self._ids
        compare = (
            fusions_comparaison.compare_foyers
            if genre == FOYER
            else fusions_comparaison.compare_personnes
        )
        self._tasks.run(lambda: compare(session, *ids), self._show, self._failed, owner=self)

    def _show(self, compared: Comparaison) -> None:
        self._compared = compared
        self._inside = QWidget()
        self._inside.setProperty("level", "transparent")
        body = QVBoxLayout(self._inside)
        body.setContentsMargins(20, 16, 20, 14)
        body.setSpacing(8)
        body.addWidget(Text(HELP, "aide", wrap=True))
        for sentence in compared.attention:
            body.addWidget(_warning(sentence))
        body.addLayout(_sides(compared.garde, compared.autre))
        body.addWidget(line())
        self.rows = _add_rows(body, compared)
        self.people = [PersonRows(pair) for pair in compared.personnes]
        if self.people:
            body.addWidget(Text("Les personnes qui se ressemblent", "sous_titre"))
        for rows in self.people:
            body.addWidget(rows)
        body.addStretch(1)
        self._scroll.setWidget(self._inside)
        first = next(iter(self.rows.values()), None)
        if first is not None:
            first.cells[first.side()].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.unite_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(
            self, f"{compared.garde.titre} et {compared.autre.titre}, "
            f"{plural(len(self.rows), 'champ')} à choisir",
        )  # fmt: skip

    def _done(self, fusion: Fusion) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        what = "Dossiers réunis" if fusion.genre == FOYER else "Personnes réunies"
        titles = self._compared
        name = f"\u00a0: {titles.garde.titre}" if titles is not None else ""
        self.united.emit(fusion.garde_id)
        navigator.toast(f"{what}{name}.", lambda: undo_last(session, tasks, navigator))

    def _failed(self, error: KnownError) -> None:
        self._busy = False
        self._bar.show_message(error.message)


class PersonRows(QWidget):
    """Two people of the two families: whether they are one, and their fields when they are."""

    def __init__(self, pair: PersonnesComparees, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        compared = pair.comparaison
        self.garde_id, self.autre_id = compared.garde.id, compared.autre.id
        self.check = QCheckBox(
            f"{compared.garde.titre} et {compared.autre.titre} sont la même personne"
        )
        self.check.setAccessibleDescription(", ".join(pair.raisons))
        self.check.setChecked(pair.probable)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.check)
        column.addWidget(Text(", ".join(pair.raisons), "aide", wrap=True))
        self._fields = QWidget()
        inner = QVBoxLayout(self._fields)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        self.rows = _add_rows(inner, compared)
        column.addWidget(self._fields)
        self._fields.setVisible(pair.probable)
        self.check.toggled.connect(self._fields.setVisible)

    def same(self) -> bool:
        """Whether they are said to be one."""
        return self.check.isChecked()

    def sides(self) -> dict[str, str]:
        """The side of each field."""
        return {cle: row.side() for cle, row in self.rows.items()}


def _add_rows(layout: QVBoxLayout, compared: Comparaison) -> dict[str, ChoixRow]:
    """Add a row for each field that differs, and say how many are the same."""
    rows = {champ.cle: ChoixRow(champ) for champ in compared.champs if champ.differe}
    for row in rows.values():
        layout.addWidget(row)
    same = len(compared.champs) - len(rows)
    if same:
        words = "1 champ identique" if same == 1 else f"{same} champs identiques"
        layout.addWidget(Text(f"{words} ou vides des deux côtés.", "legende"))
    return rows


def _sides(garde: Cote, autre: Cote) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addSpacing(theme().px(160))
    for number, what, side in ((1, "gardé", garde), (2, "le rejoint", autre)):
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Text(f"{number} · {side.titre}, {what}", "sous_titre", wrap=True))
        column.addWidget(Text(" · ".join(side.faits), "legende", wrap=True))
        column.addStretch(1)
        row.addLayout(column, 1)
    return row


def _warning(sentence: str) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconLabel("triangle-alert", "attention"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(sentence, tone="warn", wrap=True), 1)
    return widget

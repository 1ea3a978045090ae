"""Every field of one step, with the papers that it needs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.contact import PERSONNEL, ZONES
from fieldapp.domain.demarche import ETATS, QUI, Demarche, Piece
from fieldapp.domain.droits import LISIBLE_PAR
from fieldapp.services import demarches
from fieldapp.services.session import Session
from fieldapp.ui.capture.checker import NoteChecker
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.readers import Readers, load_readers, readable_by
from fieldapp.ui.capture.undo import undo_last
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.chips import ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.segmented import Option, SegmentedControl
from fieldapp.ui.widgets.text_area import TextArea


class PiecesField(QWidget):
    """Papers as chips, ticked when they are there; a new one is typed under them.

    Signals: `changed()`, by the user.
    """

    changed = Signal()

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        super().__init__()
        self.bar = ChipBar("Pièces", [(p.libelle, p.libelle) for p in pieces])
        self.bar.set_selected(p.libelle for p in pieces if p.fournie)
        self.bar.changed.connect(lambda _keys: self.changed.emit())
        self._names = [p.libelle for p in pieces]
        self.new = _EnterEdit()
        self.new.setPlaceholderText("Ajouter une pièce, puis Entrée")
        self.new.setAccessibleName("Ajouter une pièce")
        self.new.entered.connect(self._add)
        self.new.textEdited.connect(lambda _text: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addWidget(self.new)
        self.bar.setVisible(bool(pieces))
        self.setFocusProxy(self.new)

    def value(self) -> tuple[Piece, ...]:
        """Return the papers, the one still being typed included."""
        there = set(self.bar.selected())
        pieces = [Piece(name, name in there) for name in self._names]
        if self.new.text().strip():
            pieces.append(Piece(self.new.text()))
        return tuple(pieces)

    def draft_value(self) -> object:
        """Return the papers, which are there, and the one being typed, as a draft keeps them."""
        return [self._names, list(self.bar.selected()), self.new.text()]

    def set_draft_value(self, value: object) -> None:
        """Show them again."""
        if isinstance(value, list) and len(value) == 3:
            self._names = [str(name) for name in value[0]]
            self.bar.set_options([(n, n) for n in self._names])
            self.bar.set_selected(str(name) for name in value[1])
            self.bar.setVisible(bool(self._names))
            self.new.setText(str(value[2]))

    def is_empty(self) -> bool:
        """Whether no paper is named."""
        return not self.value()

    def _add(self) -> None:
        name = " ".join(self.new.text().split())
        if name and name.casefold() not in {n.casefold() for n in self._names}:
            self._names.append(name)
            there = self.bar.selected()
            self.bar.set_options([(n, n) for n in self._names])
            self.bar.set_selected(there)
            self.bar.show()
            self.changed.emit()
        self.new.clear()


class _EnterEdit(QLineEdit):
    """A line whose Entrée adds instead of sending the whole form."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() and self.text().strip():
            self.entered.emit()
            return
        super().keyPressEvent(event)


class DemarcheDialog(FormDialog):
    """Only the words of the step are needed."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        demarche: Demarche,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Démarche", "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._demarche = demarche
        self.libelle = QLineEdit(demarche.libelle)
        self.qui = SegmentedControl("Qui agit", [Option(k, w) for k, w in QUI.items()])
        self.qui.set_value(demarche.qui)
        self.etat = CodeCombo(tuple(ETATS.items()))
        self.etat.set_code(demarche.etat)
        self.echeance = DateField()
        self.echeance.set_value(demarche.echeance)
        self.organisme = QLineEdit(demarche.organisme or "")
        self.pieces = PiecesField(demarche.pieces)
        self.note = TextArea(2)
        self.note.setPlainText(demarche.note or "")
        self.zone = CodeCombo([(k, w) for k, w in ZONES.items() if k != PERSONNEL])
        self.zone.set_code(demarche.zone)
        readers = FormRow("&Zone de lecture", self.zone)
        self._readers: Readers = {}
        self._zone_row = readers
        self.zone.chosen.connect(lambda _code: self._say_readers())
        self._say_readers()
        load_readers(session, tasks, demarche.foyer_id, self._show_readers, self)
        rows = {
            "libelle": FormRow("&Démarche", self.libelle, necessaire=True),
            "qui": FormRow("&Qui agit", self.qui),
            "etat": FormRow("É&tat", self.etat),
            "echeance": FormRow(
                "É&chéance", self.echeance, check=self.echeance.error, precision="facultatif"
            ),
            "organisme": FormRow("&Organisme", self.organisme, precision="facultatif"),
            "pieces": FormRow(
                "&Pièces", self.pieces, aide="Cochez celles qui sont là.", precision="facultatif"
            ),
            "note": FormRow("&Note", self.note, precision="facultatif"),
            "zone": readers,
        }
        self.set_rows(**rows)
        for name, row in rows.items():
            self.body.addWidget(row)
            if name == "note":
                self.checker = NoteChecker(self.note)
                self.body.addWidget(self.checker)
        self.libelle.setFocus()

    def save(self) -> None:
        session, demarche_id = self._session, self._demarche.id
        changes: dict[str, object] = {
            "libelle": self.libelle.text(),
            "qui": self.qui.value(),
            "etat": self.etat.code() or self._demarche.etat,
            "echeance": self.echeance.iso(),
            "organisme": self.organisme.text().strip() or None,
            "pieces": self.pieces.value(),
            "note": self.note.text() or None,
            "zone": self.zone.code(),
        }
        self.working()
        self._tasks.run(
            lambda: demarches.update_demarche(session, demarche_id, changes),
            self._saved,
            self.refused,
            changes={"demarche"},
            owner=self,
        )

    def _saved(self, _demarche: Demarche) -> None:
        self.accept()
        session, tasks, navigator = self._session, self._tasks, self._navigator
        navigator.toast("Démarche modifiée.", lambda: undo_last(session, tasks, navigator))

    def _show_readers(self, readers: Readers) -> None:
        self._readers = readers
        self._say_readers()

    def _say_readers(self) -> None:
        zone = self.zone.code()
        self._zone_row.set_help(readable_by(self._readers.get(zone) or LISIBLE_PAR.get(zone, "")))

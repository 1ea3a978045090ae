"""The seven fields of an orientation, in the order in which one decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from fieldapp.domain.dates import age
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import ENFANT, Dossier, Membre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import (
    ACCORDS,
    REGLE_ANONYME,
    RELANCE_JOURS,
    Avertissement,
    SaisieOrientation,
)
from fieldapp.domain.structure import Structure
from fieldapp.services import structures
from fieldapp.services.session import Session
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.orientations.action_field import ActionField
from fieldapp.ui.orientations.motifs_field import MotifsField
from fieldapp.ui.orientations.relance_field import RelanceField
from fieldapp.ui.orientations.remarks import Remarks
from fieldapp.ui.orientations.structure_field import TO_CONFIRM, UNKNOWN, StructureField
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.chips import Chip, ChipBar
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.option_card import OptionCard
from fieldapp.ui.widgets.text_area import TextArea

FIELDS = 7
# Services call it by the name of the input field; the screen shows one row for several.
_ROWS = ("personne_id", "type", "structure_id", "motifs", "accord", "attentes", "relance_le")
# The block of the printed sheet that a row fills; the action is its title.
_BLOCS = {
    "personne_id": "qui",
    "structure_id": "qui",
    "relance_le": "qui",
    "motifs": "motifs",
    "attentes": "attentes",
    "accord": "accord",
}


class OrienterForm(QWidget):
    """Fields 1 to 7.

    Signals: `changed()`, something was chosen or typed; `bloc_changed()`, another block of the
    sheet is being filled, see `bloc`.
    """

    changed = Signal()
    bloc_changed = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._dossier: Dossier | None = None
        self.bloc = ""
        self.pour_qui = ChipBar("Pour qui", exclusive=True)
        self.action = ActionField(session.catalogue)
        self.sous_type = CodeCombo()
        self.sous_type.setAccessibleName("Précision de l’action")
        self.sous_type.hide()
        self.remarks = Remarks()
        self.structure = StructureField(session, tasks)
        self.motifs = MotifsField()
        self.accords = {code: OptionCard(words) for code, words in ACCORDS.items()}
        self._group = QButtonGroup(self)
        self.attentes = TextArea(2)
        self.relance = RelanceField()
        self._relance_typed = False
        self.form = self._make_rows()
        self._build()
        self._listen()

    def minimumSizeHint(self) -> QSize:
        # The height follows from the width: chips wrap. Asked for none, the area around scrolls.
        return QSize(super().minimumSizeHint().width(), 1)

    def show_family(self, dossier: Dossier) -> None:
        """Offer the people of a family, and empty the other fields when it is another one."""
        other = self._dossier is None or self._dossier.foyer.id != dossier.foyer.id
        self._dossier = dossier
        today = aujourd_hui()
        present = [m for m in dossier.membres if _concerned(m, today)]
        # The child is who one mostly orients for: the youngest first, then the adults.
        present.sort(key=lambda m: m.personne.naissance or "", reverse=True)
        present.sort(key=lambda m: m.role != ENFANT)
        chosen = self.pour_qui.selected()
        self.pour_qui.set_options(())
        for membre in present:
            personne = membre.personne
            words = personne.prenom or personne.nom
            years = age(personne.naissance, today) if personne.naissance else ""
            self.pour_qui.add(Chip(personne.id, words, second=years))
        if other:
            self.clear()
            if len(present) == 1:
                self.pour_qui.set_selected((present[0].personne.id,))
        else:
            self.pour_qui.set_selected(chosen)

    def clear(self) -> None:
        """Empty every field."""
        self._relance_typed = False
        self.restore({})
        self.relance.set_days(RELANCE_JOURS)
        self.remarks.show_remarks(())

    def accord(self) -> str:
        """Return the level of agreement chosen, or ""."""
        return next((code for code, card in self.accords.items() if card.isChecked()), "")

    def filled(self) -> int:
        """Return how many of the seven fields hold something."""
        held = (
            bool(self.pour_qui.selected()),
            bool(self.action.key()),
            bool(self.structure.key()),
            bool(self.motifs.value()),
            bool(self.accord()),
            bool(self.attentes.text()),
            self.relance.iso() is not None,
        )
        return sum(held)

    def is_blank(self) -> bool:
        """Whether nothing was chosen or written that would be worth keeping."""
        chosen = self.action.key() or self.structure.key() or self.motifs.value()
        return not chosen and not self.attentes.text() and not self.accord()

    def saisie(self, foyer_id: str) -> SaisieOrientation:
        """Return the orientation as it stands, finished or not."""
        who = self.pour_qui.selected()
        return SaisieOrientation(
            foyer_id=foyer_id,
            type=self.action.key(),
            accord=self.accord(),
            motifs=self.motifs.value(),
            personne_id=who[0] if who else None,
            sous_type=self.sous_type.code() or None,
            structure_id=self.structure.key() or None,
            attentes=self.attentes.text(),
            relance_le=self.relance.iso(),
        )

    def check(self) -> bool:
        """Say what is missing beside its field and go to the first; True when nothing is."""
        return self.form.validate()

    def show_error(self, error: KnownError) -> bool:
        """Say what is wrong beside its field; False when no field is at fault."""
        return self.form.show_error(error)

    def show_readers(self, words: str) -> None:
        """Say who will read what each one expects, beside its name."""
        self.form["attentes"].set_precision(words)

    def show_remarks(self, remarks: tuple[Avertissement, ...]) -> None:
        """Show what the rules say."""
        self.remarks.show_remarks(remarks)

    def content(self) -> dict[str, object]:
        """Return what is typed, as a draft keeps it."""
        who = self.pour_qui.selected()
        return {
            "pour_qui": who[0] if who else "",
            "type": self.action.key(),
            "sous_type": self.sous_type.code(),
            "structure_id": self.structure.key(),
            "motifs": list(self.motifs.value()),
            "accord": self.accord(),
            "attentes": self.attentes.toPlainText(),
            "relance_le": self.relance.iso() or "",
        }

    def restore(self, content: Mapping[str, object], cursor: int = 0) -> None:
        """Show a draft again; `cursor` is the place in « Ce que chacun attend »."""
        self.blockSignals(True)
        self.pour_qui.set_selected((str(content.get("pour_qui") or ""),))
        self.action.set_code(str(content.get("type") or ""))
        self.structure.clear_structure()
        self._follow_action()
        self.sous_type.set_code(str(content.get("sous_type") or ""))
        motifs = content.get("motifs")
        self.motifs.set_value(str(m) for m in motifs) if isinstance(
            motifs, list
        ) else self.motifs.set_value(())
        self._choose_accord(str(content.get("accord") or ""))
        self.attentes.setPlainText(str(content.get("attentes") or ""))
        place = self.attentes.textCursor()
        place.setPosition(min(cursor, len(self.attentes.toPlainText())))
        self.attentes.setTextCursor(place)
        self.relance.set_iso(str(content.get("relance_le") or "") or None)
        # What was missing on the way in no longer is, or was never asked for yet.
        for row in self.form:
            row.set_error("")
        self.blockSignals(False)
        structure_id = str(content.get("structure_id") or "")
        if structure_id:
            self._tasks.run(
                lambda: structures.get_structure(self._session, structure_id),
                self._structure_read,
                lambda _error: None,
                owner=self,
            )

    def _make_rows(self) -> Form:
        action = QWidget()
        column = QVBoxLayout(action)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.action)
        column.addWidget(self.sous_type)
        column.addWidget(self.remarks)
        action.setFocusProxy(self.action)
        self.action.setAccessibleName("Vers quelle action")
        cards = QWidget()
        grid = QGridLayout(cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for place, card in enumerate(self.accords.values()):
            self._group.addButton(card)
            grid.addWidget(card, place // 2, place % 2)
        cards.setFocusProxy(next(iter(self.accords.values())))
        return Form(
            personne_id=FormRow("&Pour qui", self.pour_qui, numero=1),
            type=FormRow("&Vers quelle action", action, numero=2, check=self._action_error),
            structure_id=FormRow("St&ructure", self.structure, numero=3, check=self._typed_error),
            motifs=FormRow(
                "&Motif", self.motifs, precision="(1 à 3)", numero=4, check=self._motif_error
            ),
            accord=FormRow("&Accord de la famille", cards, numero=5, check=self._accord_error),
            attentes=FormRow("&Ce que chacun attend", self.attentes, numero=6),
            relance_le=FormRow("Re&lancer le", self.relance, numero=7, check=self.relance.error),
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 4)
        column.setSpacing(5)
        for name in _ROWS:
            column.addWidget(self.form[name])
        column.addStretch(1)

    def _listen(self) -> None:
        self.pour_qui.changed.connect(lambda _keys: self.changed.emit())
        self.action.chosen.connect(self._action_chosen)
        self.sous_type.chosen.connect(lambda _code: self.changed.emit())
        self.structure.chosen.connect(self._structure_chosen)
        self.motifs.changed.connect(self._motifs_changed)
        self._group.buttonClicked.connect(self._accord_clicked)
        self.attentes.textChanged.connect(self.changed)
        self.relance.changed.connect(self._relance_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Outside the form, on a button or another window, the sheet stays as it is.
        inside = (n for n in _ROWS if new is not None and self.form[n].isAncestorOf(new))
        name = next(inside, None)
        if name is not None and _BLOCS.get(name, "") != self.bloc:
            self.bloc = _BLOCS.get(name, "")
            self.bloc_changed.emit()

    def _action_chosen(self) -> None:
        self.structure.clear_structure()
        self._follow_action()
        self.form["type"].set_error("")
        self.changed.emit()

    def _follow_action(self) -> None:
        """Everything that depends on the action follows it."""
        kind = self._session.catalogue.type_orientation(self.action.key())
        insee = self._dossier.foyer.code_insee if self._dossier is not None else None
        self.structure.set_context(kind.types_structure if kind is not None else (), insee)
        self.motifs.set_offered(
            self._session.catalogue.motifs_for(kind.code) if kind is not None else ()
        )
        offered = {e.code for e in self._session.catalogue.entrees("sous_types_orientation")}
        variants = [code for code in (kind.sous_types if kind else ()) if code in offered]
        self.sous_type.set_options(
            (code, self._session.catalogue.libelle("sous_types_orientation", code))
            for code in variants
        )
        self.sous_type.setVisible(bool(variants))
        self._help_structure()
        if not self._relance_typed:
            anonymous = kind is not None and kind.has(REGLE_ANONYME)
            self.relance.set_days(None if anonymous else RELANCE_JOURS)

    def _structure_chosen(self, _key: str) -> None:
        if not self.structure.key():
            self.structure.structure = None
        self._help_structure()
        self.form["structure_id"].set_error("")
        self.changed.emit()

    def _structure_read(self, structure: Structure) -> None:
        self.structure.set_structure(structure)
        self._help_structure()
        self.changed.emit()

    def _help_structure(self) -> None:
        found = self.structure.structure
        if found is None:
            self.form["structure_id"].set_help("")
        elif found.a_confirmer:
            words = f"{TO_CONFIRM.text}\u00a0: le numéro de téléphone ne sera pas imprimé."
            self.form["structure_id"].set_help(words)
        elif found.adresse_masquee:
            self.form["structure_id"].set_help("Adresse masquée sur tout document.")
        else:
            town = " ".join(part for part in (found.code_postal, found.commune) if part)
            place = ", ".join(part for part in (found.adresse, town) if part)
            self.form["structure_id"].set_help(place)

    def _motifs_changed(self) -> None:
        self.form["motifs"].set_error("")
        self.changed.emit()

    def _accord_clicked(self) -> None:
        self.form["accord"].set_error("")
        self._help_accord()
        self.changed.emit()

    def _choose_accord(self, code: str) -> None:
        self._group.setExclusive(False)
        for key, card in self.accords.items():
            card.setChecked(key == code)
        self._group.setExclusive(True)
        self._help_accord()

    def _help_accord(self) -> None:
        level = self._session.catalogue.entree("niveaux_accord", self.accord())
        self.form["accord"].set_help(level.description or "" if level is not None else "")

    def _relance_changed(self) -> None:
        self._relance_typed = True
        self.changed.emit()

    def _action_error(self) -> str:
        if self.action.key():
            return ""
        return "Il manque l’action (champ 2). Le brouillon est gardé."

    def _typed_error(self) -> str:
        if self.structure.text().strip() and not self.structure.key():
            return f"Choisissez la structure dans la liste, ou videz le champ. {UNKNOWN}"
        return ""

    def _motif_error(self) -> str:
        if self.motifs.value():
            return ""
        return "Choisissez un à trois motifs (champ 4). Le brouillon est gardé."

    def _accord_error(self) -> str:
        if self.accord():
            return ""
        return "Il manque l’accord de la famille (champ 5). Le brouillon est gardé."


def _concerned(membre: Membre, jour: date) -> bool:
    """Who may be oriented: who lives there, and the children of the family who live elsewhere."""
    child = membre.role == ENFANT and membre.present(jour) and membre.personne.deces is None
    return child or membre.vit_ici(jour)

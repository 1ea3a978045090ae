"""« Annuaire »: the structures that every post is given, added, corrected, closed on a day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QMenu, QWidget

from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.dates import format_date
from fieldapp.domain.droits import ECRIRE_ANNUAIRE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rapport import Rapport
from fieldapp.domain.structure import Structure
from fieldapp.services import droits, structures
from fieldapp.services.session import Session
from fieldapp.services.structures_import import import_structures
from fieldapp.services.telephones import format_numero
from fieldapp.ui.delegates.paint import BadgeSpec
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.siege.kept_page import AT_NEXT, KeptPage
from fieldapp.ui.siege.offers import offer_again
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import plural
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField
from fieldapp.ui.widgets.item_model import ItemModel
from fieldapp.ui.widgets.row_table import add_act

Index = QModelIndex | QPersistentModelIndex
SHOWN = 500
WIDTHS = (0, 160, 140, 130, 126)
OPEN = BadgeSpec("Ouverte", "ok", "check")
DOUBTFUL = BadgeSpec("À confirmer", "warn", "clock")
SHUT = BadgeSpec("Fermée", "neutre", "circle-x")
HOW = (
    "Une structure fermée n’est plus proposée\u00a0; les orientations déjà faites gardent son nom. "
    "Une structure «\u00a0à confirmer\u00a0» n’a pas son numéro imprimé."
)


class StructuresModel(ItemModel[Structure]):
    """Rows of `Structure`."""

    HEADERS: ClassVar[tuple[str, ...]] = ("Structure", "Nature", "Commune", "Téléphone", "État")

    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self.catalogue = catalogue

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        badge = _badge(row)
        texts = (
            row.nom, self.catalogue.libelle("types_structure", row.type), row.commune or "",
            format_numero(row.telephone) if row.telephone else "", badge.text,
        )  # fmt: skip
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            shut = f", fermée à partir du {format_date(row.fermee_le)}" if row.fermee_le else ""
            return ", ".join(filter(None, texts[:4])) + shut
        if role == Qt.ItemDataRole.UserRole and column == StructuresPage.STATE_COLUMN:
            return badge
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("corps_fort" if column == 0 else "corps", tnum=column == 3)
        if role == Qt.ItemDataRole.ForegroundRole and badge is SHUT:
            return theme().color("encre_2")
        return None


class StructuresPage(KeptPage[Structure]):
    """The directory of every post."""

    key = "structures"
    titre = "Annuaire"
    icone = "building-2"
    raccourci = "6"
    FOLDED, SPARE = (1,), (3,)
    BESIDE = (("code_postal", "commune"), ("telephone", "fermee_le"))
    STATE_COLUMN = 4

    @classmethod
    def allowed(cls, session: Session) -> bool:
        return droits.may(session, ECRIRE_ANNUAIRE)

    def __init__(self, session: Session, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(session, tasks, navigator)
        self.top.set_title(self.titre, "les structures que tous les postes reçoivent")
        self._listed = StructuresModel(session.catalogue, self)
        self.model = self._listed
        self.nom = QLineEdit()
        self.nature = CodeCombo(search=True, placeholder="Laep, mission locale…")
        self.adresse, self.code_postal, self.commune = QLineEdit(), QLineEdit(), QLineEdit()
        self.telephone = QLineEdit()
        self.fermee = DateField()
        self.doubtful = QCheckBox("À &confirmer")
        self.take_file = Button("&Importer…", "download")
        self.take_file.setToolTip("Un annuaire au format data·inclusion v1 (JSON)")
        self.take_file.clicked.connect(self._pick)
        self.make(
            "Structures", WIDTHS,
            Form(
                nom=FormRow("N&om", self.nom, necessaire=True),
                type=FormRow("Na&ture", self.nature, necessaire=True),
                adresse=FormRow("&Adresse", self.adresse),
                code_postal=FormRow("Code &postal", self.code_postal),
                commune=FormRow("Co&mmune", self.commune),
                telephone=FormRow("T&éléphone", self.telephone),
                fermee_le=FormRow("&Fermée à partir du", self.fermee, aide="Vide\u00a0: ouverte.",
                                  check=self.fermee.error),
                a_confirmer=FormRow("Vérification", self.doubtful),
            ),
            HOW, self.take_file,
        )  # fmt: skip

    def fill_menu(self, menu: QMenu, found: Structure) -> None:
        add_act(menu, "Modifier", "F2", lambda: self.take_up(found))
        if _badge(found) is SHUT:
            add_act(menu, "Rouvrir", "", lambda: self._put(replace(found, fermee_le=None)))
        else:
            today = aujourd_hui().isoformat()
            add_act(
                menu, "Fermer à partir d’aujourd’hui", "",
                lambda: self._put(replace(found, fermee_le=today)),
            )  # fmt: skip

    def show_item(self, found: Structure | None) -> None:
        shown = found or Structure("", "", "")
        self.nom.setText(shown.nom)
        self.nature.set_code(shown.type)
        for field, value in (
            (self.adresse, shown.adresse), (self.code_postal, shown.code_postal),
            (self.commune, shown.commune),
            (self.telephone, format_numero(shown.telephone) if shown.telephone else ""),
        ):  # fmt: skip
            field.setText(value or "")
        self.fermee.set_value(shown.fermee_le)
        self.doubtful.setChecked(shown.a_confirmer)

    def first_field(self) -> QWidget:
        return self.nom

    def open(self, **where: str) -> None:
        self.set_catalogue(self.session.catalogue)
        super().open(**where)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the natures of today; what is chosen or typed stays."""
        self._listed.catalogue = catalogue
        self.table.viewport().update()
        natures = [(one.code, one.libelle) for one in catalogue.entrees("types_structure")]
        offer_again(self.nature, natures)

    def submit(self) -> None:
        if not self.save.isEnabled() or not self.form.validate():
            return
        self._put(
            replace(
                self.current or Structure("", "", ""),
                nom=" ".join(self.nom.text().split()),
                type=self.nature.code(),
                adresse=self.adresse.text().strip() or None,
                code_postal=self.code_postal.text().strip() or None,
                commune=self.commune.text().strip() or None,
                telephone=self.telephone.text().strip() or None,
                fermee_le=self.fermee.iso(),
                a_confirmer=self.doubtful.isChecked(),
            )
        )

    def refresh(self, kinds: frozenset[str]) -> None:
        if self.isVisible() and "structure" in kinds:
            self.read()

    def read(self) -> None:
        session, texte = self.session, self.search.text()
        self.tasks.run(
            lambda: structures.list_structures(session, texte=texte, limit=SHOWN, fermees=True),
            self._show,
        )

    def _show(self, found: tuple[Structure, ...]) -> None:
        more = "\u00a0ou plus, précisez la recherche" if len(found) == SHOWN else ""
        self.show_rows(found, f"{plural(len(found), 'structure')}{more}")

    def _put(self, structure: Structure) -> None:
        session = self.session
        what = "est modifiée" if structure.id else "est ajoutée"
        if structure.fermee_le and (self.current is None or not self.current.fermee_le):
            what = f"est fermée à partir du {format_date(structure.fermee_le)}"
        self.run(
            lambda: structures.put_structure(session, structure),
            f"«\u00a0{structure.nom}\u00a0» {what}.", "structure",
        )  # fmt: skip

    def _pick(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, "Annuaire data·inclusion", str(Path.home()), "Annuaires (*.json)"
        )
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Take a national directory into the one of every post; the same file twice adds none."""
        session, tasks = self.session, self.tasks
        self.take_file.setEnabled(False)
        tasks.run(
            lambda: import_structures(
                session, path, dry_run=False, progress=lambda _done, _all: tasks.breathe()
            ),
            self._taken, self._not_taken, changes={"structure"},
        )  # fmt: skip

    def _taken(self, rapport: Rapport) -> None:
        self.take_file.setEnabled(True)
        refused = len(rapport.rejetes)
        left = f" Refusé\u00a0: {plural(refused, 'ligne')}." if refused else ""
        self.bar.show_message(
            f"{plural(rapport.crees, 'structure')} ajoutées, {rapport.mis_a_jour} mises à jour, "
            f"{rapport.inchanges} inchangées.{left} {AT_NEXT}",
            "warn" if refused else "ok",
        )
        self.read()

    def _not_taken(self, error: KnownError) -> None:
        self.take_file.setEnabled(True)
        self.bar.show_message(error.message)


def _badge(structure: Structure) -> BadgeSpec:
    if structure.fermee_le and structure.fermee_le <= aujourd_hui().isoformat():
        return SHUT
    return DOUBTFUL if structure.a_confirmer else OPEN

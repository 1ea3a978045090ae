"""Who changed what and when in one contact, orientation or family: read from the journal."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain import contrat, demarche
from fieldapp.domain.accompagnement import REPONSES
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.contact import ISSUES, ZONES
from fieldapp.domain.dates import format_date, format_moment
from fieldapp.domain.document import NATURES, taille_fr
from fieldapp.domain.foyer import NOTICES, SYSTEMES
from fieldapp.domain.historique import Changement
from fieldapp.domain.orientation import ACCORDS
from fieldapp.services import historique
from fieldapp.services.session import Session
from fieldapp.ui.actions import register
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.texte import jour_et_heure
from fieldapp.ui.theme import theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.message_bar import MessageBar
from fieldapp.ui.widgets.table import Table
from fieldapp.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex

_FIELDS = {
    "nature": "Nature", "issue": "Issue", "moment": "Moment", "duree_min": "Durée (min)",
    "note": "Note", "besoins": "Besoins", "zone": "Zone", "suite": "Et ensuite",
    "suite_le": "Échéance", "suite_faite_le": "Étape faite le", "personne_id": "Personne",
    "type": "Action", "sous_type": "Variante", "structure_nom": "Structure", "motifs": "Motifs",
    "attentes": "Attentes", "accord": "Accord", "statut": "État", "date": "Date",
    "relance_le": "Relance", "motif_non_aboutie": "Motif", "suite_donnee": "Suite donnée",
    "nom": "Nom", "numero": "N° de dossier", "autre_numero": "Autre numéro",
    "adresse": "Adresse", "complement": "Complément", "code_postal": "Code postal",
    "adresse_depuis": "À cette adresse depuis", "autre_systeme": "De quel système",
    "commune": "Commune", "langue": "Langue", "interprete": "Interprète",
    "ecrit_difficile": "Écrit difficile", "violence": "Violence signalée", "notice": "Information",
    "libelle": "Libellé", "qui": "Qui agit", "echeance": "Échéance", "etat": "État",
    "pieces": "Pièces", "faite_le": "Faite le", "critere": "Critère", "partie": "Qui s’engage",
    "freins": "Freins", "appuis": "Appuis", "paroles": "Mots de la famille",
    "texte": "Partie professionnelle", "version": "Version", "reponse": "Réponse",
    "reunion": "Réunion", "titre": "Titre", "taille": "Taille", "produit_ici": "Produit ici",
}  # fmt: skip
# Ids and technical columns tell a reader nothing.
_HIDDEN = {"foyer_id", "auteur_id", "structure_id", "supprime", "organisme", "unite", "code_insee",
           "referent_id", "ouvert_le", "action_plan", "origine", "contact_id", "contrat_id",
           "objectif_id", "evaluation_id", "chapitre", "part", "rang",
           "type_mime", "empreinte", "morceaux"}  # fmt: skip
_LISTS = {"nature": "natures_contact", "type": "types_orientation",
          "statut": "orientation_statuts", "sous_type": "sous_types_orientation",
          "motif_non_aboutie": "orientation_motifs_non_aboutie"}  # fmt: skip
_WORDS = {
    "issue": ISSUES, "zone": ZONES, "accord": ACCORDS, "notice": NOTICES, "qui": demarche.QUI,
    "autre_systeme": SYSTEMES,
    "partie": contrat.PARTIES, "reponse": REPONSES,
    "etat": {**contrat.ETATS_ENGAGEMENT, **contrat.ETATS_OBJECTIF, **demarche.ETATS},
}  # fmt: skip
_DATES = {
    "adresse_depuis",
    "suite_le",
    "suite_faite_le",
    "date",
    "relance_le",
    "echeance",
    "faite_le",
}
_BOOLEANS = {"interprete", "ecrit_difficile", "violence", "produit_ici"}
_COLUMNS = ("Quand", "Qui", "Quoi", "Avant", "Après")


def in_words(champ: str, value: object, catalogue: Catalogue) -> str:
    """Return the value of a field as a reader knows it."""
    if value is None or value == "":
        return "—"
    text = str(value)
    if champ in _BOOLEANS:
        return "oui" if value else "non"
    if champ == "nature" and text in NATURES:
        return NATURES[text]
    if champ in _LISTS:
        return catalogue.libelle(_LISTS[champ], text)
    if champ == "taille":
        return taille_fr(int(text))
    if champ in _WORDS:
        return _WORDS[champ].get(text, text)
    if champ in _DATES:
        return format_date(text)
    if champ == "moment":
        return format_moment(text)
    if champ == "besoins":
        return ", ".join(catalogue.libelle("freins_besoins", c) for c in json.loads(text))
    if champ == "pieces":
        return ", ".join(p["libelle"] + " (là)" * bool(p["fournie"]) for p in json.loads(text))
    if champ in ("freins", "appuis"):
        return " ; ".join(json.loads(text))
    if champ == "motifs":
        return ", ".join(json.loads(text))
    return text


class _HistoryModel(QAbstractTableModel):
    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._rows: tuple[Changement, ...] = ()

    def show_rows(self, rows: tuple[Changement, ...]) -> None:
        self.beginResetModel()
        self._rows = tuple(row for row in rows if row.champ not in _HIDDEN)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        return (
            jour_et_heure(row.moment.isoformat()),
            row.auteur,
            _FIELDS.get(row.champ, row.champ),
            in_words(row.champ, row.avant, self._catalogue),
            in_words(row.champ, row.apres, self._catalogue),
        )[index.column()]


class HistoryDialog(QDialog):
    """Every change of one row, field by field, the newest first.

    `read` gives the changes when they are not those of one row alone.
    """

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        table: str,
        row_id: str,
        title: str,
        parent: QWidget | None = None,
        *,
        read: Callable[[], tuple[Changement, ...]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Historique")
        self._model = _HistoryModel(session.catalogue, self)
        self._table = Table("Historique")
        self._table.setModel(self._model)
        self._table.set_widths((170, 150, 120, 200, 0))
        self._bar = MessageBar()
        close = Button("Fermer", "", ("Échap",))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(Text(title, "sous_titre"))
        column.addWidget(self._bar)
        column.addWidget(self._table, 1)
        column.addLayout(foot)
        self.resize(theme().px(880), theme().px(420))
        register(self, lambda _name: self.accept(), frozenset({"valider"}))
        tasks.run(
            read or (lambda: historique.history(session, table, row_id)),
            self._model.show_rows,
            lambda error: self._bar.show_message(error.message),
            owner=self,
        )

"""The synthèse of a family, with its recipient and its class of confidentiality."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.contact import EQUIPE, INSTITUTION
from fieldapp.domain.ecrits import CONFIDENTIALITES, OptionsSynthese
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import ecrits
from fieldapp.services.session import Session
from fieldapp.ui.form import FormRow
from fieldapp.ui.impression.document import Document
from fieldapp.ui.impression.keeping import keeper
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.text_area import TextArea


class SyntheseDocument(Document):
    """What is asked once: recipient, class, object, analysis, the family's point of view."""

    title = "Synthèse de situation"

    def __init__(self, session: Session, foyer_id: str) -> None:
        self._session, self._foyer_id = session, foyer_id
        self.file_name = f"synthese-{aujourd_hui().isoformat()}.pdf"
        defaults = OptionsSynthese()
        self.destinataire = QLineEdit(defaults.destinataire)
        self.confidentialite = CodeCombo(tuple(CONFIDENTIALITES.items()))
        self.confidentialite.set_code(defaults.confidentialite)
        self.genogramme = QCheckBox("Dessiner &le génogramme")
        self.objet = QLineEdit()
        self.analyse = TextArea(4)
        self.point_de_vue = TextArea(3)

    def options(self, changed: Callable[[], None]) -> QWidget | None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(FormRow("&Destinataire", self.destinataire))
        column.addWidget(
            FormRow(
                "&Confidentialité",
                self.confidentialite,
                aide="Les notes personnelles et restreintes n’y entrent jamais.",
            )
        )
        column.addWidget(self.genogramme)
        column.addWidget(FormRow("&Objet", self.objet, precision="facultatif"))
        column.addWidget(FormRow("&Analyse", self.analyse, precision="facultatif"))
        column.addWidget(
            FormRow("&Point de vue de la famille", self.point_de_vue, precision="facultatif")
        )
        self.destinataire.textEdited.connect(lambda _text: changed())
        self.confidentialite.chosen.connect(lambda _code: changed())
        self.genogramme.toggled.connect(lambda _on: changed())
        self.objet.textEdited.connect(lambda _text: changed())
        self.analyse.textChanged.connect(changed)
        self.point_de_vue.textChanged.connect(changed)
        return holder

    def make_preview(self) -> Callable[[], bytes]:
        session, foyer_id, chosen = self._session, self._foyer_id, self._chosen()
        return lambda: ecrits.synthese_apercu(session, foyer_id, chosen)

    def make_final(self) -> Callable[[], bytes]:
        session, foyer_id, chosen = self._session, self._foyer_id, self._chosen()
        return lambda: ecrits.synthese_pdf(session, foyer_id, chosen)

    def make_kept(self) -> Callable[[], object] | None:
        zone = INSTITUTION if self._chosen().confidentialite == "INSTITUTION" else EQUIPE
        return keeper(self._session, self._foyer_id, self.title, "ECRIT", self.make_final(), zone)

    def _chosen(self) -> OptionsSynthese:
        return OptionsSynthese(
            destinataire=self.destinataire.text().strip(),
            confidentialite=self.confidentialite.code(),
            objet=self.objet.text().strip(),
            analyse=self.analyse.text(),
            point_de_vue=self.point_de_vue.text(),
            genogramme=self.genogramme.isChecked(),
        )

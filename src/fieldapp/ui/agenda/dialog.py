"""An appointment, new or changed: who or what, when, which kind; the rest is folded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.rendezvous import RendezVous, SaisieRendezVous, usual_duration
from fieldapp.services import agenda, lisibilite, rendezvous
from fieldapp.services.session import Session
from fieldapp.ui.agenda.looks import kind_of, nature_label, natures
from fieldapp.ui.agenda.presence import CHANGES
from fieldapp.ui.capture.clash_bar import ClashBar
from fieldapp.ui.capture.duration_field import DurationField
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.form import FormRow
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.widgets.combo import CodeCombo
from fieldapp.ui.widgets.date_field import DateField

Saved = tuple[RendezVous, tuple[RendezVous, ...]]
_UNREAD = "Le motif d’une famille n’est pas lu par le secrétariat."


class RendezVousDialog(FormDialog):
    """Signals: `saved(RendezVous, tuple)`, what was saved and those at the same hour."""

    # A new appointment is about nothing yet: its one draft waits for the next one.
    DRAFT_ALONE = True
    saved = Signal(object, object)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        navigator: Navigator,
        moment: str,
        one: RendezVous | None = None,
        parent: QWidget | None = None,
        agents: tuple[tuple[str, str], ...] = (),
        famille: tuple[str, str] = ("", ""),
    ) -> None:
        """Build the form at a moment, or with `one` for a change; `agents` when one may choose
        whose agenda it is, `famille` (id and name) when it is known for whom.
        """
        title = "Nouveau rendez-vous" if one is None else "Modifier le rendez-vous"
        super().__init__(title, "Enregistrer", parent)
        self._session, self._tasks, self._navigator = session, tasks, navigator
        self._one = one
        self.opened_with = {"moment": moment, "foyer_id": famille[0], "nom": famille[1]}
        self.famille = FamilyField(session, tasks)
        self.objet = QLineEdit()
        self.moment = MomentField()
        self.nature = CodeCombo()
        options = natures(session.catalogue)
        self.nature.set_options(options, {code: kind_of(code).icon for code, _ in options})
        self.duree = DurationField()
        self.lieu, self.papiers = QLineEdit(), QLineEdit()
        self.jusqu_au = DateField()
        self.a_confirmer = QCheckBox("À confirmer avec la famille")
        self.agent = CodeCombo(agents)
        self.agent.set_code(agents[0][0] if agents else "")
        self._clash = ClashBar(session, tasks)
        self._duree_typed = one is not None
        self._build(bool(agents))
        self._fill(one, moment)
        if famille[0]:
            self.famille.set_family(*famille)
        self._listen()
        self._family_chosen(self.famille.foyer_id())
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_form()
        (self.moment if famille[0] else self.famille).setFocus()

    def save(self) -> None:
        saisie = self._saisie()
        session, one = self._session, self._one
        self.working()

        def write() -> Saved:
            if one is None:
                made = rendezvous.create_rendezvous(session, saisie)
            else:
                changes = {
                    name: getattr(saisie, name)
                    for name in rendezvous.MODIFIABLES
                    if name != "personne_id" and (name != "motif" or one.lisible)
                }
                made = rendezvous.update_rendezvous(session, one.id, changes)
            others = agenda.list_overlaps(
                session, made.debut, made.duree_min, made.agent_id, made.id
            )
            return made, others

        self._tasks.run(write, self._saved, self.refused, changes=CHANGES, owner=self)

    def _build(self, choose_agent: bool) -> None:
        rows = {
            "foyer_id": FormRow("&Famille", self.famille, precision="ou un objet"),
            "motif": FormRow(
                "&Objet",
                self.objet,
                precision="réunion, permanence, motif",
                aide=_UNREAD,
            ),
            "debut": FormRow(
                "&Quand", self.moment, precision="jeu 14h, +2 9h30, 26/11 10h",
                check=self.moment.error,
            ),
            "nature": FormRow("&Nature", self.nature, necessaire=True),
            "duree_min": FormRow("&Durée", self.duree, check=self.duree.error),
            "lieu": FormRow("&Lieu", self.lieu, precision="facultatif"),
            "papiers": FormRow("&Papiers à apporter", self.papiers, precision="facultatif"),
            "jusqu_au": FormRow(
                "&Chaque semaine jusqu’au", self.jusqu_au, precision="facultatif",
                check=self.jusqu_au.error,
            ),
            "agent_id": FormRow("&Agenda de", self.agent),
        }  # fmt: skip
        self.set_rows(**rows)
        self._pair(rows["foyer_id"], rows["motif"])
        self._pair(rows["debut"], rows["nature"])
        self.body.addWidget(self._clash)
        self._pair(rows["duree_min"], rows["lieu"])
        self.body.addWidget(rows["papiers"])
        if self._one is None:
            self._pair(rows["jusqu_au"], rows["agent_id"])
            rows["agent_id"].setVisible(choose_agent)
        else:
            rows["jusqu_au"].hide()
            rows["agent_id"].hide()
        self.body.addWidget(self.a_confirmer)

    def _pair(self, left: FormRow, right: FormRow) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(left, 1, top)
        row.addWidget(right, 1, top)
        self.body.addLayout(row)

    def _fill(self, one: RendezVous | None, moment: str) -> None:
        self.moment.set_value(moment)
        if one is None:
            self.nature.set_code("VAD")
            self.duree.set_value(usual_duration("VAD"))
            return
        self.famille.set_family(one.foyer_id or "", one.foyer_nom)
        self.objet.setText(one.motif)
        self.objet.setEnabled(one.lisible)
        self.nature.show_code(one.nature, nature_label(one, self._session.catalogue))
        self.duree.set_value(one.duree_min)
        self.lieu.setText(one.lieu or "")
        self.papiers.setText(one.papiers or "")
        self.a_confirmer.setChecked(one.a_confirmer)

    def _listen(self) -> None:
        self.famille.chosen.connect(self._family_chosen)
        self.nature.chosen.connect(self._nature_chosen)
        self.duree.textEdited.connect(self._duration_typed)
        self.moment.editingFinished.connect(self._look_for_clash)
        self.duree.editingFinished.connect(self._look_for_clash)

    def _family_chosen(self, foyer_id: str, _nom: str = "") -> None:
        """Say who reads why a family is met; of a meeting without family all the antenna reads."""
        session = self._session
        self.form["motif"].set_help("" if foyer_id else _UNREAD)
        self.tell_readers(
            self._tasks,
            lambda: lisibilite.lecteurs_du_foyer(session, foyer_id) if foyer_id else {},
            motif=EQUIPE,
        )

    def _nature_chosen(self, nature: str) -> None:
        if not self._duree_typed:
            self.duree.set_value(usual_duration(nature))
        self._look_for_clash()

    def _duration_typed(self) -> None:
        self._duree_typed = True

    def _look_for_clash(self) -> None:
        moment = self.moment.value()
        if moment is None or self.moment.error():
            return
        minutes = self.duree.value() or usual_duration(self.nature.code())
        whose = self._one.agent_id if self._one else (self.agent.code() or None)
        self._clash.look(moment, minutes, whose, self._one.id if self._one else None)

    def _saisie(self) -> SaisieRendezVous:
        return SaisieRendezVous(
            debut=self.moment.value() or "",
            nature=self.nature.code(),
            foyer_id=self.famille.foyer_id() or None,
            motif=self.objet.text(),
            duree_min=self.duree.value() or usual_duration(self.nature.code()),
            lieu=self.lieu.text() or None,
            papiers=self.papiers.text() or None,
            a_confirmer=self.a_confirmer.isChecked(),
            jusqu_au=self.jusqu_au.iso(),
            agent_id=self.agent.code() or None,
        )

    def _saved(self, found: Saved) -> None:
        self.saved.emit(*found)
        self.accept()

"""Every form that keeps a draft, made for the Delattre family as its screen makes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from tests.ui.recit import Bureau, jour

from fieldapp.domain.accompagnement import SaisieProposition
from fieldapp.domain.accueil import REPONSES, SaisieAccueil
from fieldapp.domain.contrat import SaisieContrat, SaisieObjectif
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.services import (
    accompagnements,
    accueils,
    contrats,
    demarches,
    foyers,
    liens,
    objectifs,
    orientations,
    rendezvous,
)
from fieldapp.ui.accueil.open_dialog import OpenDossierDialog
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.capture import leaves
from fieldapp.ui.capture.duration_field import DurationField
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.contrat.dialogs import DatesDialog, EndDialog, EngagementDialog, ObjectifDialog
from fieldapp.ui.contrat.offre_dialogs import DatesSuiviDialog, ProposerDialog, ReponseDialog
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog, DemenagementDialog
from fieldapp.ui.dossier.contact_sur_dialog import ContactSurDialog
from fieldapp.ui.dossier.coordonnee_dialog import CoordonneeDialog
from fieldapp.ui.dossier.coordonnees_dialog import CoordonneesDialog
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.dossier.situation_dialog import SituationDialog
from fieldapp.ui.dossier.suivi_dialogs import CloseSuiviDialog, OpenSuiviDialog
from fieldapp.ui.genogramme.lien_dialog import LienDialog
from fieldapp.ui.genogramme.place_dialog import PlaceDialog
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.transfert.dialogs import TransferDialog

Make = Callable[[Bureau, str], FormDialog]


def _args(bureau: Bureau) -> tuple[object, ...]:
    return bureau.session, bureau.tasks, bureau.workspace.navigator


def _make(kind: type, *about: Callable[[Bureau, str], object]) -> Make:
    def make(bureau: Bureau, foyer_id: str) -> FormDialog:
        form: FormDialog = kind(*_args(bureau), *(one(bureau, foyer_id) for one in about))
        return form

    return make


def _foyer_id(_bureau: Bureau, foyer_id: str) -> str:
    return foyer_id


def _contrat(bureau: Bureau, foyer_id: str) -> object:
    known = contrats.list_contrats(bureau.session, foyer_id)
    return known[0] if known else contrats.create_contrat(bureau.session, SaisieContrat(foyer_id))


def _contrat_id(bureau: Bureau, foyer_id: str) -> object:
    return _contrat(bureau, foyer_id).id  # type: ignore[attr-defined]


def _objectif(bureau: Bureau, foyer_id: str) -> object:
    contrat_id = str(_contrat_id(bureau, foyer_id))
    known = contrats.get_contrat(bureau.session, contrat_id).objectifs
    saisie = SaisieObjectif(contrat_id, "Se loger")
    return known[0] if known else objectifs.add_objectif(bureau.session, saisie).objectifs[0]


def _demarche(bureau: Bureau, foyer_id: str) -> object:
    known = demarches.list_demarches(bureau.session, foyer_id)
    saisie = SaisieDemarche(foyer_id, "Demande d’ASF")
    return known[0] if known else demarches.save_demarche(bureau.session, saisie)


def _orientation(bureau: Bureau, foyer_id: str) -> object:
    return orientations.list_orientations(bureau.session, foyer_id)[0]


def _suivi(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).accompagnements[0]


def _offre(bureau: Bureau, foyer_id: str) -> object:
    known = accompagnements.list_propositions(bureau.session, foyer_id)
    saisie = SaisieProposition(foyer_id, "SEPARATION")
    return known[0] if known else accompagnements.propose_offre(bureau.session, saisie)


def _dossier(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).foyer


def _membre(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).membres[0]


def _rendezvous(bureau: Bureau, _foyer_id: str) -> FormDialog:
    return RendezVousDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, f"{jour(1)}T10:00"
    )


def _rendezvous_connu(bureau: Bureau, foyer_id: str) -> FormDialog:
    one = rendezvous.create_rendezvous(
        bureau.session, SaisieRendezVous(f"{jour(1)}T10:00", "VAD", foyer_id)
    )
    return RendezVousDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, one.debut, one
    )


def _accueil(bureau: Bureau, _foyer_id: str) -> object:
    return accueils.save_accueil(
        bureau.session, SaisieAccueil(("LOGEMENT",), (next(iter(REPONSES)),), "Frévent")
    )


FORMS: dict[str, Make] = {
    "démarche": _make(DemarcheDialog, _demarche),
    "état d’une orientation": _make(StatutDialog, _orientation),
    "contrat": _make(DatesDialog, _foyer_id),
    "objectif": _make(ObjectifDialog, _contrat_id),
    "engagement": _make(EngagementDialog, _objectif, lambda _b, _f: ()),
    "fin du contrat": _make(EndDialog, _contrat),
    "offre": _make(ProposerDialog, _foyer_id),
    "réponse": _make(ReponseDialog, _offre),
    "dates du suivi": _make(DatesSuiviDialog, _suivi),
    "suivi ouvert": _make(OpenSuiviDialog, _foyer_id),
    "suivi clos": _make(CloseSuiviDialog, _suivi),
    "personne": _make(PersonneDialog, _foyer_id),
    "personne connue": _make(PersonneDialog, _foyer_id, _membre),
    "contact sûr": _make(ContactSurDialog, _foyer_id, lambda _b, _f: (), lambda _b, _f: None),
    "coordonnées": _make(CoordonneesDialog, _dossier),
    "place": _make(PlaceDialog, _membre),
    "lien": _make(LienDialog, lambda b, f: liens.get_famille(b.session, f)),
    "rendez-vous": _rendezvous,
}
# Forms that keep a draft too: tried where they are opened again.
OTHERS: dict[str, Make] = {
    "rendez-vous connu": _rendezvous_connu,
    "déménagement": _make(DemenagementDialog, _foyer_id),
    "adresse": _make(AdresseDialog, _foyer_id, lambda _b, _f: ()),
    "numéro": _make(CoordonneeDialog, _foyer_id, lambda _b, _f: ()),
    "situation": _make(SituationDialog, _foyer_id, lambda _b, _f: (), lambda _b, _f: ""),
    "transfert": _make(TransferDialog, _dossier),
    "dossier d’un accueil": _make(OpenDossierDialog, _accueil),
}


def texts(form: QWidget) -> list[QWidget]:
    return [
        field
        for field in leaves.leaves(form)
        if isinstance(field, QLineEdit | QPlainTextEdit)
        and not isinstance(field, MomentField | DurationField | FamilyField)
        and field.isEnabled()
    ]

"""An interrupted form opened again from Aujourd’hui: in the right file, about the same thing.

The draft names its form and the ids of what it is about; what they mean is read again, so that a
form never shows an older state than its file. What was typed comes back by itself, at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from fieldapp.domain import droits
from fieldapp.domain.brouillon import FORMULAIRE, Brouillon, Fichier, files_of
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Dossier
from fieldapp.services import (
    accompagnements,
    accueils,
    agenda,
    contacts,
    contrats,
    demarches,
    documents_joints,
    evaluations,
    foyers,
    liens,
    orientations,
)
from fieldapp.services.contact_sur import ADRESSE, NUMERO, trace_shown
from fieldapp.services.session import Session
from fieldapp.ui.accueil.open_dialog import OpenDossierDialog
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.form_draft import FOYER, OUVERT
from fieldapp.ui.contrat.dialogs import DatesDialog, EndDialog, EngagementDialog, ObjectifDialog
from fieldapp.ui.contrat.offre_dialogs import (
    DatesSuiviDialog,
    InviterDialog,
    ProposerDialog,
    ReponseDialog,
)
from fieldapp.ui.contrat.scan_dialog import ScanDialog
from fieldapp.ui.contrat.signature_dialog import SignatureDialog
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.attente import read_again
from fieldapp.ui.documents.edit_dialog import EditDialog
from fieldapp.ui.documents.pages_dialog import PagesDialog
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog, DemenagementDialog
from fieldapp.ui.dossier.contact_sur_dialog import ContactSurDialog
from fieldapp.ui.dossier.coordonnee_dialog import CoordonneeDialog
from fieldapp.ui.dossier.coordonnees_dialog import CoordonneesDialog
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.dossier.situation_dialog import SituationDialog
from fieldapp.ui.dossier.suivi_dialogs import CloseSuiviDialog, OpenSuiviDialog
from fieldapp.ui.evaluation.date_dialog import DateDialog
from fieldapp.ui.genogramme.lien_dialog import LienDialog
from fieldapp.ui.genogramme.place_dialog import PlaceDialog
from fieldapp.ui.navigator import Navigator
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.transfert.dialogs import TransferDialog

T = TypeVar("T")
GONE = (
    "Ce que ce formulaire concernait n’existe plus, ou n’est plus à vous. Votre saisie est gardée. "
    "Vous pouvez l’abandonner avec la corbeille."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a draft says of its form: `ids` in their order, `opened` what it was opened with,
    `files` those chosen in it."""

    session: Session
    foyer_id: str
    ids: tuple[str, ...]
    opened: Mapping[str, str]
    files: tuple[Fichier, ...] = ()

    @property
    def about(self) -> str:
        """The id of the thing itself, beside that of its family; raises KnownError without any."""
        return _required(next((one for one in self.ids if one != self.foyer_id), None))

    def dossier(self) -> Dossier:
        """The file of the family."""
        return foyers.get_dossier(self.session, self.foyer_id)

    def pick(self, things: Iterable[T], key: str = "id") -> T | None:
        """The one of these things that the draft names."""
        return next((one for one in things if getattr(one, key) in self.ids), None)


# What a form is built with, after the session, the tasks and the navigator.
Read = Callable[[Asked], Mapping[str, Any]]


def read(session: Session, draft: Brouillon) -> tuple[type[QDialog], Mapping[str, Any]]:
    """Read what the form of a draft is about; raises KnownError when it is gone."""
    name, _, ids = draft.ecran.removeprefix(FORMULAIRE).partition(":")
    if name not in _FORMS:
        raise KnownError(GONE)
    opened = draft.contenu.get(OUVERT)
    asked = Asked(
        session,
        foyer_of(draft),
        tuple(one for one in ids.split(":") if one),
        opened if isinstance(opened, dict) else {},
        files_of(draft.contenu),
    )
    kind, known = _FORMS[name]
    return kind, known(asked)


def show(
    kind: type[QDialog],
    about: Mapping[str, Any],
    session: Session,
    tasks: Tasks,
    navigator: Navigator,
    parent: QWidget,
) -> QDialog:
    """Open the form, as its own screen does; what was typed shows as soon as it is found."""
    form: Any = kind
    dialog: QDialog = form(session, tasks, navigator, **about, parent=parent)
    if isinstance(dialog, TransferDialog):
        # The file may be out of reach from now on.
        dialog.accepted.connect(lambda: navigator.go("familles"))
    elif isinstance(dialog, OpenDossierDialog):
        dialog.opened.connect(lambda foyer: navigator.go("dossier", foyer_id=foyer.id))
    elif isinstance(dialog, RendezVousDialog):
        dialog.saved.connect(
            lambda one, _others: navigator.go("agenda", jour=one.jour, rendezvous=one.id)
        )
    elif isinstance(dialog, AddDialog):
        foyer_id = about["foyer_id"]
        dialog.pages_asked.connect(
            lambda lot: PagesDialog(
                session, tasks, navigator, foyer_id, lot, parent=parent
            ).show_form()
        )
    if dialog.isVisible():
        return dialog
    if isinstance(dialog, FormDialog):
        dialog.show_form()
    else:
        dialog.show()
    return dialog


def foyer_of(draft: Brouillon) -> str:
    """Return the family whose file the form was opened in, "" when there was none."""
    return draft.foyer_id or str(draft.contenu.get(FOYER) or "")


def known_forms() -> frozenset[str]:
    """Return the names of the forms that open again by themselves."""
    return frozenset(_FORMS)


def _required(found: T | None) -> T:
    if found is None:
        raise KnownError(GONE)
    return found


def _people(dossier: Dossier, *, present: bool = False) -> tuple[tuple[str, str], ...]:
    return tuple(
        (m.personne.id, m.personne.nom_complet)
        for m in dossier.membres
        if m.fin is None or not present
    )


def _trace(asked: Asked, dossier: Dossier, what: str) -> None:
    """Where a safe contact masks, a form shows in full: that leaves a trace."""
    if dossier.protege:
        trace_shown(asked.session, dossier.foyer.id, what)


def _of_family(asked: Asked) -> Mapping[str, Any]:
    return {"foyer_id": asked.dossier().foyer.id}


def _documents(asked: Asked) -> Mapping[str, Any]:
    return {
        **_of_family(asked),
        "lot": read_again(asked.session, asked.files),
        "faits": tuple(place for place, one in enumerate(asked.files) if one.fait),
    }


def _pages(asked: Asked) -> Mapping[str, Any]:
    # As the form began: its draft then says which were added, and their order.
    begun = sorted((one for one in asked.files if one.rang is not None), key=lambda f: f.rang or 0)
    lot = read_again(asked.session, begun or asked.files)
    return {**_of_family(asked), "lot": lot, "files_id": asked.about}


def _suivi(asked: Asked) -> Mapping[str, Any]:
    return {"suivi": _required(asked.pick(asked.dossier().accompagnements))}


def _inviter(asked: Asked) -> Mapping[str, Any]:
    return {**_suivi(asked), "colleagues": accompagnements.list_colleagues(asked.session)}


def _dates(asked: Asked) -> Mapping[str, Any]:
    known = contrats.list_contrats(asked.session, asked.foyer_id)
    return {"foyer_id": asked.foyer_id, "contrat": asked.pick(known)}


def _objectif(asked: Asked) -> Mapping[str, Any]:
    known = contrats.list_contrats(asked.session, asked.foyer_id)
    contrat = _required(asked.pick(known))
    return {"contrat_id": contrat.id, "objectif": asked.pick(contrat.objectifs)}


def _engagement(asked: Asked) -> Mapping[str, Any]:
    for contrat in contrats.list_contrats(asked.session, asked.foyer_id):
        objectif = asked.pick(contrat.objectifs)
        if objectif is not None:
            return {
                "objectif": objectif,
                "personnes": contrats.list_signataires(asked.session, contrat.id),
                "engagement": asked.pick(objectif.engagements),
            }
    raise KnownError(GONE)


def _safe(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    _trace(asked, dossier, NUMERO)
    return {
        "foyer_id": asked.foyer_id,
        "people": _people(dossier),
        "known": dossier.contact_sur,
    }


def _household(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    _trace(asked, dossier, ADRESSE)
    return {"foyer": dossier.foyer}


def _number(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    found = asked.pick(dossier.coordonnees) or asked.pick(dossier.coordonnees, "valeur")
    if found is not None:
        _trace(asked, dossier, NUMERO)
    return {"foyer_id": asked.foyer_id, "people": _people(dossier), "known": found}


def _person(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    membre = asked.pick(dossier.membres, "appartenance_id")
    if membre is None:
        return {"foyer_id": asked.foyer_id}
    _trace(asked, dossier, NUMERO)
    shared = [one for one in dossier.coordonnees if one.id]
    return {"foyer_id": asked.foyer_id, "membre": membre, "shared": shared}


def _situation(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    return {
        "foyer_id": asked.foyer_id,
        "people": _people(dossier, present=True),
        "readers": dossier.lecteurs.get(droits.LIRE_SITUATION, ""),
        "known": asked.pick(dossier.situations),
    }


def _adresse(asked: Asked) -> Mapping[str, Any]:
    dossier = asked.dossier()
    known = asked.pick(dossier.adresses)
    if known is not None:
        _trace(asked, dossier, ADRESSE)
    return {"foyer_id": asked.foyer_id, "people": _people(dossier), "known": known}


def _lien(asked: Asked) -> Mapping[str, Any]:
    famille = liens.get_famille(asked.session, asked.foyer_id)
    return {
        "famille": famille,
        "lien": asked.pick(famille.liens),
        "personne_id": asked.opened.get("personne_id", ""),
    }


def _place(asked: Asked) -> Mapping[str, Any]:
    return {"membre": _required(asked.pick(asked.dossier().membres, "appartenance_id"))}


def _rendezvous(asked: Asked) -> Mapping[str, Any]:
    if asked.ids:
        # The first id is that of the appointment, the others those of its family.
        one = agenda.get_rendezvous(asked.session, asked.ids[0])
        return {"moment": one.debut, "one": one}
    opened = asked.opened
    agents = tuple((one.id, one.nom) for one in agenda.list_agendas(asked.session))
    return {
        "moment": opened.get("moment", ""),
        "agents": agents if len(agents) > 1 else (),
        "famille": (opened.get("foyer_id", ""), opened.get("nom", "")),
    }


def _contact(asked: Asked) -> Mapping[str, Any]:
    return {"contact": contacts.get_contact(asked.session, asked.about)}


def _accueil(asked: Asked) -> Mapping[str, Any]:
    return {"accueil": accueils.get_accueil(asked.session, asked.about)}


def _to_sign(asked: Asked) -> Mapping[str, Any]:
    contrat = contrats.get_contrat(asked.session, asked.about)
    return {
        "contrat": contrat,
        "signataires": contrats.list_signataires(asked.session, contrat.id),
    }


_FORMS: dict[str, tuple[type[QDialog], Read]] = {
    kind.__name__: (kind, known)
    for kind, known in (
        (AddDialog, _documents),
        (AdresseDialog, _adresse),
        (CloseSuiviDialog, _suivi),
        (ContactSurDialog, _safe),
        (CoordonneeDialog, _number),
        (CoordonneesDialog, _household),
        (DateDialog, lambda a: {"evaluation": evaluations.get_evaluation(a.session, a.about)}),
        (DatesDialog, _dates),
        (DatesSuiviDialog, _suivi),
        (DemarcheDialog, lambda a: {"demarche": demarches.get_demarche(a.session, a.about)}),
        (DemenagementDialog, _of_family),
        (EditContactDialog, _contact),
        (EditDialog, lambda a: {"document": documents_joints.get_document(a.session, a.about)}),
        (EndDialog, lambda a: {"contrat": contrats.get_contrat(a.session, a.about)}),
        (EngagementDialog, _engagement),
        (InviterDialog, _inviter),
        (LienDialog, _lien),
        (ObjectifDialog, _objectif),
        (OpenDossierDialog, _accueil),
        (OpenSuiviDialog, _of_family),
        (PagesDialog, _pages),
        (PersonneDialog, _person),
        (PlaceDialog, _place),
        (ProposerDialog, _of_family),
        (RendezVousDialog, _rendezvous),
        (
            ReponseDialog,
            lambda a: {"proposition": accompagnements.get_proposition(a.session, a.about)},
        ),
        (ScanDialog, lambda a: {"contrat": contrats.get_contrat(a.session, a.about)}),
        (SignatureDialog, _to_sign),
        (SituationDialog, _situation),
        (
            StatutDialog,
            lambda a: {"orientation": orientations.get_orientation(a.session, a.about)},
        ),
        (TransferDialog, lambda a: {"foyer": a.dossier().foyer}),
    )
}

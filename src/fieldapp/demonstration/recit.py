"""The main job, told on the demonstration: find, note, orient, print, exchange, export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fieldapp.demonstration.agenda import fill_agenda
from fieldapp.demonstration.organisation import Dossiers, Organisation
from fieldapp.demonstration.reseau import cut_last_bundle, note_before_the_cut
from fieldapp.demonstration.saisies import leave_on_the_desk
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.domain.errors import BugError
from fieldapp.domain.foyer import Dossier
from fieldapp.domain.orientation import FICHE, TRANSMISE, SaisieOrientation
from fieldapp.services import (
    contacts,
    ecrits,
    foyers,
    orientations,
    personnes,
    recherche,
    structures,
)
from fieldapp.services.session import Session

# What a hurried hand types for « Delattre – Hennebelle ».
FAUTE = "delatre henebelle"
STRUCTURE = "Les Petits Galets"

NOTE = (
    "Madame a obtenu un rendez-vous au multi-accueil jeudi à 14\u00a0h. Elle craint le "
    "trajet\u00a0: pas de voiture ce jour-là. Covoiturage à voir avec la plateforme mobilité."
)
NOTE_MARC = (
    "Appel reçu en l’absence de Nadia Lemaire\u00a0: question sur la caution du logement. Renvoi "
    "vers l’Adil, rendez-vous pris."
)


@dataclass(frozen=True, slots=True)
class Travail:
    """What the main job made: the family found, the documents, what the exchanges carried."""

    foyer_id: str
    orientation_id: str
    documents: tuple[Path, ...]
    envoyes: int
    recus: int
    conflits: int


def do_main_job(organisation: Organisation, jour: date) -> Travail:
    """Do the work of a day on both posts and exchange it through the shared folder."""
    nadia, marc = organisation.nadia, organisation.marc
    dossier = find_misspelt(nadia, FAUTE)
    note_call(nadia, dossier, jour)
    orientation_id = orient_child(nadia, dossier)
    documents = print_both(nadia, dossier.foyer.id, orientation_id, organisation.dossiers)
    fill_agenda(nadia, jour)
    leave_on_the_desk(nadia, dossier.foyer.id, jour)
    first = organisation.synchronise(nadia)
    organisation.ingest()
    received = organisation.synchronise(marc)
    _work_of_marc(marc, dossier, jour)
    change_unseen(nadia, marc)
    sent = [first, received]
    for session in (marc, nadia):
        sent.append(organisation.synchronise(session))
        organisation.ingest()
    # What headquarters relays of the last round, and the receipts.
    sent += [organisation.synchronise(session) for session in (nadia, marc)]
    organisation.ingest()
    note_before_the_cut(marc, dossier.foyer.id, jour)
    sent.append(organisation.synchronise(marc))
    cut_last_bundle(organisation.dossiers.espace, marc.store.device)
    organisation.ingest()
    return Travail(
        dossier.foyer.id,
        orientation_id,
        documents,
        sum(bilan.envoyes for bilan in sent),
        sum(bilan.recus for bilan in sent),
        max(bilan.conflits for bilan in sent),
    )


def find_misspelt(session: Session, texte: str) -> Dossier:
    """Find a family by a name typed with mistakes."""
    found = next((r for r in recherche.search(session, texte) if r.foyer_id is not None), None)
    if found is None or found.foyer_id is None:
        raise BugError("the family of the main job was not found")
    return foyers.get_dossier(session, found.foyer_id)


def note_call(session: Session, dossier: Dossier, jour: date) -> None:
    """Note the phone call and what comes next, three days later."""
    suite_le = jour + timedelta(days=3)
    contacts.save_contact(
        session,
        SaisieContact(
            foyer_id=dossier.foyer.id,
            nature="TEL_ENTRANT",
            note=NOTE,
            duree_min=10,
            besoins=("GARDE", "MOBILITE"),
            suite="Appeler la plateforme mobilité",
            suite_le=suite_le.isoformat(),
        ),
    )


def orient_child(session: Session, dossier: Dossier) -> str:
    """Orient the youngest child to a crèche, with the family's agreement to send the sheet."""
    youngest = max(dossier.membres, key=lambda membre: membre.personne.naissance or "")
    (creche, *_) = structures.list_structures(session, ("EAJE",), STRUCTURE)
    orientation = orientations.save_orientation(
        session,
        SaisieOrientation(
            foyer_id=dossier.foyer.id,
            type="EAJE_INSERTION",
            accord=FICHE,
            motifs=("Formation du parent", "Socialisation"),
            personne_id=youngest.personne.id,
            structure_id=creche.id,
            attentes="Deux journées par semaine pendant la formation, à partir de janvier.",
        ),
    )
    orientations.set_statut(session, orientation.id, TRANSMISE)
    return orientation.id


def print_both(
    session: Session, foyer_id: str, orientation_id: str, dossiers: Dossiers
) -> tuple[Path, ...]:
    """Write the synthèse and the fiche de liaison; no file name bears a name."""
    dossiers.documents.mkdir(exist_ok=True)
    options = OptionsSynthese(objet="Accueil d’insertion de la plus jeune enfant")
    written = []
    for name, content in (
        ("synthese.pdf", ecrits.synthese_pdf(session, foyer_id, options)),
        ("fiche-de-liaison.pdf", ecrits.fiche_pdf(session, orientation_id)),
    ):
        path = dossiers.documents / name
        path.write_bytes(content)
        written.append(path)
    return tuple(written)


def _work_of_marc(session: Session, dossier: Dossier, jour: date) -> None:
    """The responsable answers the phone for an absent colleague."""
    hier = jour - timedelta(days=1)
    contacts.save_contact(
        session,
        SaisieContact(
            foyer_id=dossier.foyer.id,
            nature="TEL_ENTRANT",
            moment=f"{hier.isoformat()}T16:40",
            note=NOTE_MARC,
            duree_min=8,
            besoins=("LOGEMENT",),
        ),
    )


def change_unseen(nadia: Session, marc: Session) -> None:
    """Both correct one phone number without having seen the other: a conflict, both kept."""
    page = foyers.list_foyers(nadia, tri="nom", limit=3)
    # Two homonyms come in no order of their own: their numbers tell them apart in each run.
    foyer_id = min(page.lignes[1:], key=lambda ligne: (ligne.nom, ligne.numero or "")).foyer_id
    person = foyers.get_dossier(nadia, foyer_id).membres[0].personne
    personnes.update_personne(nadia, person.id, {"telephone": "+33639989901"})
    personnes.update_personne(marc, person.id, {"telephone": "+33639989902"})

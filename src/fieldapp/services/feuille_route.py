"""The road sheet of a day: gathered from the agenda and the files, masked where it must be."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.db import accompagnements, traces
from fieldapp.domain import droits
from fieldapp.domain.adresse import lignes
from fieldapp.domain.contact import ECHANGE, ISSUES, ZONES_IMPRIMABLES, Contact
from fieldapp.domain.contrat import A_FAIRE as ENGAGEMENT_A_FAIRE
from fieldapp.domain.contrat import SIGNE
from fieldapp.domain.dates import age, format_date, format_duree, format_heure
from fieldapp.domain.demarche import QUI
from fieldapp.domain.ecrits import ADRESSE_MASQUEE, CONFIDENTIALITES
from fieldapp.domain.feuille_route import (
    FeuilleRoute,
    OptionsFeuille,
    Visite,
    for_reception,
    masked,
)
from fieldapp.domain.foyer import Dossier, Foyer, living_on
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import OUVERTS
from fieldapp.domain.rendezvous import A_VENIR, SANS_CONTACT, RendezVous
from fieldapp.domain.texte import initiale_minuscule
from fieldapp.services import agenda, contacts, contrats, demarches, foyers, orientations
from fieldapp.services.droits import in_scope, may_foyer, require
from fieldapp.services.masquage import hider
from fieldapp.services.session import Session
from fieldapp.services.synthese import make_entete

FAITS = 3
A_FAIRE = 5
FAIT_MAX = 150
# Facts are looked for among the last contacts: some are of zones that are never printed.
LECTURE = 12
PRUDENCE = "Contact sûr : ouvrir le dossier avant tout appel. Ne rien laisser sur place."


def make_feuille(
    session: Session, jour: date | None = None, options: OptionsFeuille | None = None
) -> FeuilleRoute:
    """Return the sheet of a day (tomorrow when None): every appointment that still stands.

    Addresses are masked under a safe contact; personal and restricted notes never enter it.
    """
    require(session, droits.IMPRIMER)
    wanted = options or OptionsFeuille()
    day = jour or aujourd_hui() + timedelta(days=1)
    found = agenda.list_rendezvous(session, day, day + timedelta(days=1))
    visites = []
    for one in found:
        if one.statut == A_VENIR and not one.journee:
            visite = _visite(session, one)
            if wanted.masquer_noms:
                visite = masked(visite)
            if wanted.pour_accueil:
                visite = for_reception(visite)
            visites.append(visite)
    return FeuilleRoute(
        entete=make_entete(
            session,
            session.agent,
            "Accueil de l’antenne" if wanted.pour_accueil else session.agent.nom,
            CONFIDENTIALITES["EQUIPE"],
        ),
        jour=day.isoformat(),
        visites=tuple(visites),
        pour_accueil=wanted.pour_accueil,
    )


def feuille_apercu(
    session: Session, jour: date | None = None, options: OptionsFeuille | None = None
) -> bytes:
    """Return the sheet as a PDF for the screen: nothing left the program, no trace is kept."""
    # Late: reportlab takes 0.4 s to import, and most sessions begin without printing.
    from fieldapp.documents.feuille_route import build

    return build(make_feuille(session, jour, options))


def feuille_pdf(
    session: Session, jour: date | None = None, options: OptionsFeuille | None = None
) -> bytes:
    """Return the same PDF to be printed, and leave a trace for each family on it."""
    from fieldapp.documents.feuille_route import build

    feuille = make_feuille(session, jour, options)
    content = build(feuille)
    for visite in feuille.visites:
        if visite.foyer_id is not None:
            traces.add(session.store, session.agent.id, "impression", visite.foyer_id)
    return content


def _visite(session: Session, one: RendezVous) -> Visite:
    nature = SANS_CONTACT.get(one.nature) or session.catalogue.libelle(
        "natures_contact", one.nature
    )
    bare = Visite(
        rendezvous_id=one.id,
        foyer_id=one.foyer_id,
        heure=format_heure(one.debut),
        duree=format_duree(one.duree_min),
        qui=one.titre or nature,
        nature=nature,
        lieu=one.lieu or "",
        papiers=one.papiers or "",
    )
    if one.foyer_id is None:
        return bare
    dossier = foyers.get_dossier(session, one.foyer_id)
    hide = hider(session, one.foyer_id)
    # Before a long note is cut: half an address would not be known for one.
    seen = hide(contacts.list_contacts(session, one.foyer_id, limit=LECTURE))
    quoted = [c for c in seen if c.lisible and c.zone in ZONES_IMPRIMABLES]
    safe = one.contact_sur
    made = Visite(
        rendezvous_id=bare.rendezvous_id,
        foyer_id=bare.foyer_id,
        heure=bare.heure,
        duree=bare.duree,
        qui=one.foyer_nom,
        nature=nature,
        lieu=_place(one, dossier),
        presents=_people(dossier),
        faits=tuple(_fact(session, contact) for contact in quoted[:FAITS]),
        a_faire=_due(session, dossier, quoted),
        papiers=bare.papiers,
        prudence=PRUDENCE if safe else "",
    )
    return hide(made)


def _place(one: RendezVous, dossier: Dossier) -> str:
    if one.contact_sur:
        return ADRESSE_MASQUEE
    if one.nature != "VAD":
        return one.lieu or ""
    # The sheet is printed the day before: the address is that of the day of the visit.
    foyer = living_on(dossier.foyer, dossier.adresses, date.fromisoformat(one.jour))
    return one.lieu or ", ".join(
        lignes(foyer.adresse, foyer.complement, foyer.code_postal, foyer.commune)
    )


def _people(dossier: Dossier) -> tuple[str, ...]:
    today = aujourd_hui()
    found = []
    for membre in dossier.membres:
        personne = membre.personne
        if membre.vit_ici(today) and not personne.deces:
            years = age(personne.naissance, today) if personne.naissance else ""
            nom = personne.prenom or personne.nom
            found.append(f"{nom} ({years})" if years else nom)
    if dossier.foyer.interprete:
        langue = f" ({dossier.foyer.langue})" if dossier.foyer.langue else ""
        found.append(f"interprète nécessaire{langue}")
    if dossier.foyer.ecrit_difficile:
        found.append("difficulté avec l’écrit")
    return tuple(found)


def _fact(session: Session, contact: Contact) -> str:
    nature = initiale_minuscule(session.catalogue.libelle("natures_contact", contact.nature))
    if contact.issue != ECHANGE:
        nature += f", {ISSUES.get(contact.issue, contact.issue).lower()}"
    note = " ".join(contact.note.split())
    if len(note) > FAIT_MAX:
        note = note[:FAIT_MAX].rsplit(" ", 1)[0].rstrip(" ,;:") + " […]"
    head = f"{format_date(contact.moment)}, {nature}"
    return f"{head} : {note}" if note else head


def _due(session: Session, dossier: Dossier, quoted: list[Contact]) -> tuple[str, ...]:
    """What is to be done at the family's, the soonest first: next steps not done, démarches,
    commitments and the review of the contract, reviews of the follow-up, orientations to ask about.
    """
    found: list[tuple[str | None, str]] = [
        (contact.suite_le, contact.suite)
        for contact in quoted
        if contact.suite and contact.suite_faite_le is None
    ]
    found += _steps(session, dossier.foyer) + _commitments(session, dossier.foyer)
    if in_scope(session, dossier.foyer):
        for orientation in orientations.list_orientations(session, dossier.foyer.id):
            type_ = session.catalogue.type_orientation(orientation.type)
            if type_ is None or type_.restreinte or orientation.statut not in OUVERTS:
                continue
            if orientation.relance_le:
                found.append((orientation.relance_le, f"Orientation : {type_.libelle}"))
    found.sort(key=lambda step: (step[0] is None, step[0] or ""))
    lines = [f"{text} (le {format_date(day)})" if day else text for day, text in found]
    more = len(lines) - A_FAIRE
    if more > 1:
        return (*lines[:A_FAIRE], f"et {more} autres au dossier")
    return tuple(lines)


def _steps(session: Session, foyer: Foyer) -> list[tuple[str | None, str]]:
    """Open démarches that paper may carry, with who acts."""
    if not may_foyer(session, droits.LIRE_DEMARCHE, foyer):
        return []
    return [
        (one.echeance, f"Démarche ({QUI.get(one.qui, '').lower()}) : {one.libelle}")
        for one in demarches.list_demarches(session, foyer.id)
        if one.ouverte and one.zone in ZONES_IMPRIMABLES
    ]


def _commitments(session: Session, foyer: Foyer) -> list[tuple[str | None, str]]:
    """What each one promised in the signed contract, the day to review it, and the follow-up's."""
    if not may_foyer(session, droits.LIRE_CONTRAT, foyer):
        return []
    found: list[tuple[str | None, str]] = []
    signed = next(
        (one for one in contrats.list_contrats(session, foyer.id) if one.statut == SIGNE), None
    )
    if signed is not None:
        found += [
            (one.echeance, f"{one.qui} : {one.libelle}")
            for one in signed.engagements
            if one.etat == ENGAGEMENT_A_FAIRE
        ]
        if signed.revision_le:
            found.append((signed.revision_le, "Point sur le contrat"))
    found += [
        (suivi.revue_le, "Point sur l’accompagnement")
        for suivi in accompagnements.list_accompagnements(session.store, foyer.id)
        if suivi.fin is None and suivi.revue_le
    ]
    return found

"""The landing screen: what is late, what comes this week, what was noted today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from fieldapp.db import (
    accompagnements,
    agents,
    contacts,
    contrats,
    demarches,
    documents_joints,
    foyers,
    orientations,
)
from fieldapp.db.store import Row
from fieldapp.domain import droits
from fieldapp.domain.contact import (
    PERSONNEL,
    PERSONNEL_JOURS,
    PERSONNEL_RAPPEL_JOURS,
    BrouillonPersonnel,
    Contact,
    efface_le,
)
from fieldapp.domain.contrat import PARTIES
from fieldapp.domain.demarche import QUI
from fieldapp.domain.echeance import (
    DEMARCHE,
    ENGAGEMENT,
    RELANCE,
    REVISION,
    REVUE,
    SANS_CONTACT,
    SUITE,
    Echeance,
)
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.contacts import hide_unreadable
from fieldapp.services.droits import can_read_note, follows, in_scope, may, require
from fieldapp.services.session import Session

# No contact for six months is late (domain.md, tasks of the responsable).
SANS_CONTACT_JOURS = 182


def en_retard(session: Session) -> tuple[Echeance, ...]:
    """Return what was due before today, oldest first.

    In the agent's files; in those of the whole unit for who answers for it, with their referent.
    """
    jour = aujourd_hui()
    found = [*_due(session, jour), *_sans_contact(session, jour)]
    return _with_referents(session, sorted(found, key=lambda echeance: echeance.le))


def cette_semaine(session: Session) -> tuple[Echeance, ...]:
    """Return what is due from today to the same day next week, excluded."""
    jour = aujourd_hui()
    due = _due(session, jour + timedelta(days=7))
    return _with_referents(session, [e for e in due if e.le >= jour.isoformat()])


def journee(session: Session, jour: date | None = None) -> tuple[Contact, ...]:
    """Return what the agent noted for a day (today when None), in order of time."""
    require(session, droits.LIRE_FOYER)
    day = (jour or aujourd_hui()).isoformat()
    found = []
    for contact in contacts.list_day(session.store, session.agent.id, day):
        foyer = foyers.get_foyer(session.store, contact.foyer_id)
        # One that has left since, or notes that one's new role may not read, are not told again.
        if foyer is not None and in_scope(session, foyer):
            found.append(hide_unreadable(session, foyer, contact))
    return tuple(found)


def brouillons_a_effacer(session: Session) -> tuple[BrouillonPersonnel, ...]:
    """Return the agent's personal notes and documents erased within five days, the soonest first.

    What an absence left without a warning goes tomorrow at the soonest.
    """
    require(session, droits.LIRE_FOYER)
    jour, agent_id = aujourd_hui(), session.agent.id
    before = (jour - timedelta(days=PERSONNEL_JOURS - PERSONNEL_RAPPEL_JOURS)).isoformat()
    reads = _reads_personal(session)
    found = [
        BrouillonPersonnel(
            row["id"], row["foyer_id"], row["nom"], (row["texte"] or "") if reads else "",
            max(efface_le(row["moment"]), jour + timedelta(days=1)), document,
        )
        for rows, document in (
            (contacts.list_personal(session.store, agent_id, before), False),
            (documents_joints.list_personal(session.store, agent_id, before), True),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.efface_le))


def _reads_personal(session: Session) -> bool:
    """Whether the agent's role reads notes at all: one who becomes a secretary does no more."""
    return droits.can_read_note(
        session.famille_role, PERSONNEL, is_author=True, follows=False, same_unite=False
    )


def _whose(session: Session) -> str | None:
    """Whose files are looked at: the agent's, or those of everybody (None) for a responsable."""
    return None if session.famille_role == droits.RESPONSABLE else session.agent.id


def _is_private_of_another(session: Session, row: Row) -> bool:
    return bool(row["zone"] == PERSONNEL and row["auteur_id"] != session.agent.id)


def _with_referents(session: Session, found: Sequence[Echeance]) -> tuple[Echeance, ...]:
    if _whose(session) is not None or not found:
        return tuple(found)
    names = agents.agent_names(session.store)
    follows_ = foyers.referents(session.store, {echeance.foyer_id for echeance in found})
    return tuple(
        replace(echeance, referent=names.get(follows_.get(echeance.foyer_id, ""), ""))
        for echeance in found
    )


def _due(session: Session, before: date) -> list[Echeance]:
    """Due lines before a date (excluded), oldest first."""
    require(session, droits.LIRE_FOYER)
    if not may(session, droits.LIRE_ORIENTATION):
        return []
    store, agent, until = session.store, session.agent, before.isoformat()
    found = []
    for row in contacts.list_due(store, agent.unite, _whose(session), until):
        foyer = foyers.get_foyer(store, row["foyer_id"])
        if foyer is None or _is_private_of_another(session, row):
            continue
        readable = can_read_note(session, foyer, row["zone"] or "", row["auteur_id"] or "")
        texte = (row["suite"] or "à suivre") if readable else "à suivre"
        found.append(_line(SUITE, foyer.id, foyer.nom, texte, row["suite_le"], row["id"]))
    for orientation in orientations.list_due(store, agent.unite, _whose(session), until):
        type_ = session.catalogue.type_orientation(orientation.type)
        texte = type_.libelle if type_ is not None else orientation.type
        found.append(
            _line(
                RELANCE,
                orientation.foyer_id,
                orientation.foyer_nom,
                texte,
                orientation.relance_le or "",
                orientation.id,
            )
        )
    found += _due_demarches(session, until)
    found += _due_commitments(session, until)
    return sorted(found, key=lambda echeance: echeance.le)


def _due_demarches(session: Session, until: str) -> list[Echeance]:
    """Steps due before an ISO date, with who acts; those of another zone are not told."""
    if not may(session, droits.LIRE_DEMARCHE):
        return []
    store, agent = session.store, session.agent
    found = []
    for row in demarches.list_due(store, agent.unite, _whose(session), until):
        foyer = foyers.get_foyer(store, row["foyer_id"])
        if foyer is None or _is_private_of_another(session, row):
            continue
        if can_read_note(session, foyer, row["zone"] or "", row["auteur_id"] or ""):
            texte = f"{row['libelle']} ({QUI.get(row['qui'], '').lower()})"
            found.append(_line(DEMARCHE, foyer.id, foyer.nom, texte, row["echeance"], row["id"]))
    return found


def _due_commitments(session: Session, until: str) -> list[Echeance]:
    """Commitments and reviews due before an ISO date, in the files the agent follows."""
    if not may(session, droits.LIRE_CONTRAT):
        return []
    store, agent = session.store, session.agent
    found = []
    for row in contrats.list_engagements_due(store, agent.unite, _whose(session), until):
        if foyer := _followed(session, row["foyer_id"]):
            texte = f"{row['libelle']} ({PARTIES.get(row['partie'], '').lower()})"
            found.append(_line(ENGAGEMENT, foyer.id, foyer.nom, texte, row["echeance"], row["id"]))
    for row in contrats.list_revisions(store, agent.unite, _whose(session), until):
        if foyer := _followed(session, row["foyer_id"]):
            texte = f"revoir le contrat, version {row['version']}"
            found.append(_line(REVISION, foyer.id, foyer.nom, texte, row["revision_le"], row["id"]))
    for row in accompagnements.list_revues(store, agent.unite, _whose(session), until):
        if foyer := _followed(session, row["foyer_id"]):
            texte = "faire le point sur l’accompagnement"
            found.append(_line(REVUE, foyer.id, foyer.nom, texte, row["le"], row["id"]))
    return found


def _followed(session: Session, foyer_id: str) -> Foyer | None:
    foyer = foyers.get_foyer(session.store, foyer_id)
    if foyer is None or session.famille_role == droits.RESPONSABLE:
        return foyer
    return foyer if follows(session, foyer) else None


def _sans_contact(session: Session, jour: date) -> list[Echeance]:
    """Followed families without any contact for six months."""
    if not may(session, droits.LIRE_ORIENTATION):
        return []
    limit = (jour - timedelta(days=SANS_CONTACT_JOURS)).isoformat()
    page = foyers.list_lignes(
        session.store,
        unite=session.agent.unite if _whose(session) is None else None,
        referent_id=_whose(session),
        niveau="SOCIAL",
        texte="",
        avant=None,
        tri="dernier_contact",
        descendant=False,
        offset=0,
        limit=50,
    )
    return [
        _line(SANS_CONTACT, ligne.foyer_id, ligne.nom, "sans contact", last, ligne.foyer_id)
        for ligne in page.lignes
        if (last := (ligne.dernier_contact or "")[:10]) and last < limit
    ]


def _line(genre: str, foyer_id: str, foyer: str, texte: str, le: str, objet_id: str) -> Echeance:
    late = (aujourd_hui() - date.fromisoformat(le[:10])).days
    return Echeance(genre, foyer_id, foyer, texte, le[:10], late, objet_id)

"""The landing screen: what is late, what comes this week, what was noted today."""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.db import contacts, foyers, orientations
from fieldapp.domain import droits
from fieldapp.domain.contact import Contact
from fieldapp.domain.echeance import RELANCE, SANS_CONTACT, SUITE, Echeance
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.droits import can_read_note, may, require
from fieldapp.services.session import Session

# No contact for six months is late (domain.md, tasks of the responsable).
SANS_CONTACT_JOURS = 182


def en_retard(session: Session) -> tuple[Echeance, ...]:
    """Return what was due before today in the agent's files, oldest first."""
    jour = aujourd_hui()
    found = [*_due(session, jour), *_sans_contact(session, jour)]
    return tuple(sorted(found, key=lambda echeance: echeance.le))


def cette_semaine(session: Session) -> tuple[Echeance, ...]:
    """Return what is due from today to the same day next week, excluded."""
    jour = aujourd_hui()
    due = _due(session, jour + timedelta(days=7))
    return tuple(e for e in due if e.le >= jour.isoformat())


def journee(session: Session, jour: date | None = None) -> tuple[Contact, ...]:
    """Return what the agent noted for a day (today when None), in order of time."""
    require(session, droits.LIRE_FOYER)
    day = (jour or aujourd_hui()).isoformat()
    return tuple(contacts.list_day(session.store, session.agent.id, day))


def _due(session: Session, before: date) -> list[Echeance]:
    """Due lines before a date (excluded), oldest first."""
    require(session, droits.LIRE_FOYER)
    if not may(session, droits.LIRE_ORIENTATION):
        return []
    store, agent, until = session.store, session.agent, before.isoformat()
    found = []
    for row in contacts.list_due(store, agent.unite, agent.id, until):
        foyer = foyers.get_foyer(store, row["foyer_id"])
        if foyer is None:
            continue
        readable = can_read_note(session, foyer, row["zone"] or "", row["auteur_id"] or "")
        texte = (row["suite"] or "à suivre") if readable else "à suivre"
        found.append(_line(SUITE, foyer.id, foyer.nom, texte, row["suite_le"], row["id"]))
    for orientation in orientations.list_due(store, agent.unite, agent.id, until):
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
    return sorted(found, key=lambda echeance: echeance.le)


def _sans_contact(session: Session, jour: date) -> list[Echeance]:
    """Followed families without any contact for six months."""
    if not may(session, droits.LIRE_ORIENTATION):
        return []
    limit = (jour - timedelta(days=SANS_CONTACT_JOURS)).isoformat()
    page = foyers.list_lignes(
        session.store,
        unite=None,
        referent_id=session.agent.id,
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

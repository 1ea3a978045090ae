"""The publics that a family is part of, computed from all that its file tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fieldapp.db import accompagnements, foyers, liens, situations
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import Accompagnement
from fieldapp.domain.foyer import Foyer, Membre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.lien import Lien
from fieldapp.domain.publics import Declare, publics_calcules
from fieldapp.domain.situation import Situation
from fieldapp.services.droits import may, require_foyer
from fieldapp.services.session import Session

CAF = "caf"


def list_publics(session: Session, foyer_id: str) -> tuple[str, ...]:
    """Return the codes of the publics of a family; raises KnownError when it is out of reach."""
    foyer = require_foyer(session, droits.LIRE_FOYER, foyer_id)
    return compute(
        session,
        foyer,
        foyers.list_membres(session.store, foyer_id),
        accompagnements.list_accompagnements(session.store, foyer_id),
        readable_situations(session, foyer_id),
    )


def compute(
    session: Session,
    foyer: Foyer,
    membres: Sequence[Membre],
    suivis: Sequence[Accompagnement],
    declared: Sequence[Situation],
) -> tuple[str, ...]:
    """Return the codes of the publics of a family already read.

    `declared` are the facts that the agent may read: no public tells the others.
    """
    recorded = liens.list_liens(session.store, foyer.id)
    return of_facts(session, foyer, membres, recorded, suivis, declared)


def of_facts(
    session: Session,
    foyer: Foyer,
    membres: Sequence[Membre],
    recorded: Sequence[Lien],
    suivis: Sequence[Accompagnement],
    declared: Sequence[Situation],
) -> tuple[str, ...]:
    """Return the codes of the publics that these facts make, those the agent may read alone.

    The offer of a follow-up (a child’s handicap, a death) says as much as a declared fact: who
    may not read offers sees the follow-up without it.
    """
    organisme = session.catalogue.organisme(foyer.organisme)
    offers = may(session, droits.LIRE_OFFRE)
    declare = Declare(
        situations=tuple(declared) if may(session, droits.LIRE_SITUATION) else (),
        accompagnements=tuple(s if offers else replace(s, offre=None) for s in suivis),
        interprete=foyer.interprete,
        ecrit_difficile=foyer.ecrit_difficile,
        caf=organisme is not None and organisme.type == CAF,
    )
    return publics_calcules(membres, recorded, aujourd_hui(), declare)


def words(session: Session, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the catalogue for these publics."""
    return tuple(session.catalogue.libelle("publics", code) for code in codes)


def readable_situations(session: Session, foyer_id: str) -> tuple[Situation, ...]:
    """Return what a family declared, nothing for a role that may not read it."""
    if not may(session, droits.LIRE_SITUATION):
        return ()
    return situations.list_situations(session.store, foyer_id)

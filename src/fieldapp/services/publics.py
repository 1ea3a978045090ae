"""The publics that a family is part of, computed from all that its file tells."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.db import accompagnements, foyers, liens, situations
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import Accompagnement
from fieldapp.domain.foyer import Foyer, Membre
from fieldapp.domain.horloge import aujourd_hui
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
    organisme = session.catalogue.organisme(foyer.organisme)
    declare = Declare(
        situations=tuple(declared),
        accompagnements=tuple(suivis),
        interprete=foyer.interprete,
        ecrit_difficile=foyer.ecrit_difficile,
        caf=organisme is not None and organisme.type == CAF,
    )
    recorded = liens.list_liens(session.store, foyer.id)
    return publics_calcules(membres, recorded, aujourd_hui(), declare)


def words(session: Session, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the catalogue for these publics."""
    return tuple(session.catalogue.libelle("publics", code) for code in codes)


def readable_situations(session: Session, foyer_id: str) -> tuple[Situation, ...]:
    """Return what a family declared, nothing for a role that may not read it."""
    if not may(session, droits.LIRE_SITUATION):
        return ()
    return situations.list_situations(session.store, foyer_id)

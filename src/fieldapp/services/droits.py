"""Asking the permission table, before every act."""

from __future__ import annotations

from fieldapp.db import accompagnements, foyers, fusions, opening, retraits, traces
from fieldapp.domain import droits
from fieldapp.domain.dates import format_date
from fieldapp.domain.doublon_fusion import DossierReuni
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.session import Session

# What a post may still do once headquarters has ended it: bring what it had not sent.
STILL_ALLOWED = frozenset({droits.SYNCHRONISER, droits.VERIFIER})
OVER = (
    "Votre activité ici est terminée depuis le {jour}\u00a0: rien ne se lit ni ne se saisit plus "
    "sur ce poste. Ce qui n’était pas encore envoyé est gardé et part à la prochaine "
    "synchronisation. Synchronisez, puis adressez-vous au siège."
)
REVOKED = (
    "Le siège a mis fin à ce poste\u00a0: rien ne s’y lit ni ne s’y saisit plus. Ce qui n’était "
    "pas encore envoyé est gardé et part à la prochaine synchronisation. Synchronisez, puis "
    "adressez-vous au siège."
)


def require(session: Session, acte: str) -> str:
    """Return how far the agent's role reaches for an act; raises KnownError when it may not."""
    if acte not in STILL_ALLOWED and opening.meta(session.store, opening.REVOCATION) is not None:
        raise KnownError(REVOKED)
    if acte not in STILL_ALLOWED and session.is_over:
        raise KnownError(OVER.format(jour=format_date(session.agent.parti_le or "")))
    reach = droits.ACTES.get(session.famille_role, {}).get(acte)
    if reach is None:
        role = session.catalogue.libelle("roles", session.agent.role)
        raise KnownError(
            f"Votre rôle ({role}) ne permet pas de {acte}. Rien n’a changé. "
            "Adressez-vous à votre responsable."
        )
    return reach


def may(session: Session, acte: str) -> bool:
    """Tell whether the agent's role may do an act at all (to show or hide a screen)."""
    return acte in droits.ACTES.get(session.famille_role, {})


def may_foyer(session: Session, acte: str, foyer: Foyer) -> bool:
    """Tell whether the agent may do an act on this family; unlike asking, it leaves no trace."""
    reach = droits.ACTES.get(session.famille_role, {}).get(acte)
    if reach is None or not in_scope(session, foyer):
        return False
    return reach != droits.DOSSIER or follows(session, foyer)


def require_foyer(session: Session, acte: str, foyer_id: str) -> Foyer:
    """Return a family that the agent may do this act on.

    Raises KnownError: unknown family, one that was made part of another (DossierReuni), or one
    followed by another antenna. A refusal on a file
    that exists leaves a trace.
    """
    reach = require(session, acte)
    foyer = foyers.get_foyer(session.store, foyer_id)
    if foyer is None and (kept := fusions.lead(session.store, foyer_id)) != foyer_id:
        raise DossierReuni(kept)
    if foyer is None:
        raise KnownError(
            "Ce dossier n’existe pas, ou plus, sur ce poste. Rien n’a changé. "
            "Cherchez la famille par son nom."
        )
    if not in_scope(session, foyer):
        traces.add(session.store, session.agent.id, "refus", foyer_id)
        raise KnownError(
            "Accès réservé\u00a0: ce dossier est suivi par une autre antenne. Rien n’a changé. "
            "Demandez l’accès à votre responsable."
        )
    if reach == droits.DOSSIER and not follows(session, foyer):
        traces.add(session.store, session.agent.id, "refus", foyer_id)
        raise KnownError(
            "Accès réservé au référent de la famille, aux co-intervenants et au responsable. "
            "Rien n’a changé. Demandez à être invité(e) à cet accompagnement."
        )
    return foyer


def in_scope(session: Session, foyer: Foyer) -> bool:
    """Tell whether a family is one the agent follows or one of the agent's antenna.

    One that has just left stays open while a draft begun before waits to be finished.
    """
    return (
        foyer.unite == session.agent.unite
        or foyer.referent_id == session.agent.id
        or _invited(session, foyer)
        or retraits.is_held(session.store, foyer.id)
    )


def follows(session: Session, foyer: Foyer) -> bool:
    """Tell whether the agent is référent or co-intervenant of a family.

    A family without any référent is followed by its whole antenna.
    """
    if foyer.referent_id is None:
        return foyer.unite == session.agent.unite
    return (
        foyer.referent_id == session.agent.id
        or any(
            suivi.referent_id == session.agent.id and suivi.fin is None
            for suivi in accompagnements.list_accompagnements(session.store, foyer.id)
        )
        or _invited(session, foyer)
    )


def _invited(session: Session, foyer: Foyer) -> bool:
    """A co-intervenant sees the file while the invitation and the follow-up last."""
    return accompagnements.is_co_intervenant(
        session.store, foyer.id, session.agent.id, aujourd_hui().isoformat()
    )


def can_read_note(session: Session, foyer: Foyer, zone: str, auteur_id: str) -> bool:
    """Tell whether the agent may read a note of this zone in this family's file."""
    return droits.can_read_note(
        session.famille_role,
        zone,
        is_author=auteur_id == session.agent.id,
        follows=follows(session, foyer),
        same_unite=foyer.unite == session.agent.unite,
    )

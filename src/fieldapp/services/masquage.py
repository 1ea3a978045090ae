"""What a contact sûr hides in the past of a file as in its present (L23, R10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fieldapp.db import foyers
from fieldapp.domain.ecrits import ADRESSE_MASQUEE
from fieldapp.domain.historique import Changement
from fieldapp.domain.journal import Valeur
from fieldapp.services.session import Session

NUMERO_MASQUE = "Numéro masqué"
# Table -> fields that tell where people are, or how to reach them.
_LIEUX = ("adresse", "complement", "code_postal", "commune", "code_insee")
_MASQUES: dict[str, dict[str, str]] = {
    "foyer": dict.fromkeys(_LIEUX, ADRESSE_MASQUEE),
    "adresse": dict.fromkeys((*_LIEUX, "precision"), ADRESSE_MASQUEE),
    "personne": dict.fromkeys(("telephone", "courriel"), NUMERO_MASQUE),
    "coordonnee": dict.fromkeys(("valeur", "precision"), NUMERO_MASQUE),
    "contact_sur": {"telephone": NUMERO_MASQUE},
    "rendezvous": {"lieu": ADRESSE_MASQUEE},
}


def is_protected(session: Session, foyer_id: str) -> bool:
    """Tell whether somebody's safety depends on the address of this family."""
    foyer = foyers.get_foyer(session.store, foyer_id)
    if foyer is not None and foyer.violence:
        return True
    return foyers.get_contact_sur(session.store, foyer_id) is not None


def masque_of(table: str, champ: str) -> str | None:
    """Return what is read in the place of a field while the family is protected, or None."""
    return _MASQUES.get(table, {}).get(champ)


def hide_protected(
    session: Session, foyer_id: str | None, changements: Sequence[Changement]
) -> tuple[Changement, ...]:
    """Mask former addresses and numbers in a history while the family is protected."""
    if foyer_id is None or not is_protected(session, foyer_id):
        return tuple(changements)
    return tuple(_hidden(one) for one in changements)


def _hidden(changement: Changement) -> Changement:
    words = masque_of(changement.table, changement.champ)
    if words is None:
        return changement

    def mask(value: Valeur) -> Valeur:
        return words if value else value

    return replace(changement, avant=mask(changement.avant), apres=mask(changement.apres))

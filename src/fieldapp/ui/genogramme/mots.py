"""The words of links and places in a household, as the list and the forms say them."""

from __future__ import annotations

from fieldapp.domain.dates import age, format_date
from fieldapp.domain.foyer import Membre
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.genogramme.textes import rhythm, short_name
from fieldapp.domain.lien import (
    COUPLE,
    ETATS,
    FRATRIE,
    INCONNUS,
    JUMEAUX,
    PARENT_ACCUEIL,
    PARENT_ADOPTIF,
    PARENTS,
    Lien,
)

_SIBLINGS = {FRATRIE: "frère ou sœur", JUMEAUX: "jumelle ou jumeau"}
_PARENT = {PARENT_ADOPTIF: " par adoption", PARENT_ACCUEIL: " (famille d’accueil)"}


def link_words(lien: Lien, personne_id: str, famille: FamilleLiee) -> str:
    """Say a link from the side of one of its people: « parent : Aurélie »."""
    other_id = lien.autre_id if lien.personne_id == personne_id else lien.personne_id
    membre = famille.membre(other_id or "")
    other = short_name(membre.personne) if membre else INCONNUS.get(lien.inconnu or "X", "")
    if lien.genre in PARENTS:
        side = "enfant" if lien.personne_id == personne_id else "parent"
        if lien.personne_id is None:
            return other
        return f"{side}{_PARENT.get(lien.genre, '')}\u00a0: {other}"
    if lien.genre == COUPLE:
        return f"{'en couple avec' if lien.en_cours else 'ancien couple avec'} {other}"
    kind = _SIBLINGS.get(lien.genre, lien.genre)
    return f"{kind}\u00a0: {other}"


def link_state(lien: Lien) -> str:
    """Say the state of a couple, and that a link is only deduced."""
    parts = [ETATS.get(lien.etat or "", "")]
    if lien.deduit:
        parts.append("déduit, à confirmer")
    return ", ".join(part for part in parts if part)


def period(debut: str | None, fin: str | None) -> str:
    """Say from when to when."""
    if debut and fin:
        return f"du {format_date(debut)} au {format_date(fin)}"
    if fin:
        return f"jusqu’au {format_date(fin)}"
    return f"depuis le {format_date(debut)}" if debut else ""


def place_words(membre: Membre, famille: FamilleLiee) -> str:
    """Say someone's age and place in the household."""
    personne = membre.personne
    if personne.deces:
        return f"décès le {format_date(personne.deces)}"
    parts = [age(personne.naissance, famille.jour) if personne.naissance else ""]
    parts.append(membre.place.lower())
    if membre.vit_ici(famille.jour) and membre.partage:
        parts.append(rhythm(membre))
    parts.append(membre.precision or "")
    return ", ".join(part for part in parts if part)

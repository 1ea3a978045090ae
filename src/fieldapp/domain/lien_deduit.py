"""Links that nobody recorded but that the places in a household tell, so that it draws right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from fieldapp.domain.dates import age_en_annees
from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT, Membre
from fieldapp.domain.lien import (
    AGE_PARENT_MIN,
    COUPLE,
    JUMEAUX,
    PARENT,
    PARENTS,
    SEPARATION,
    VEUVAGE,
    Lien,
    parents_of,
)


def complete(membres: Sequence[Membre], liens: Sequence[Lien]) -> tuple[Lien, ...]:
    """Return the links recorded and those deduced, marked as such; what is recorded wins.

    The applicant and a partner are a couple, over when the partner left or one of them died. A
    child without any recorded parent is the applicant's and that of the partner who was there at
    the birth, or of the only partner there ever was. Children of the same parents born the same
    day are twins.
    """
    here = {membre.personne.id for membre in membres}
    kept = [
        lien
        for lien in liens
        if lien.autre_id in here and (lien.personne_id is None or lien.personne_id in here)
    ]
    found = [*kept, *_couples(membres, kept)]
    found += _parents(membres, kept)
    return (*found, *_twins(membres, found))


def _couples(membres: Sequence[Membre], liens: Sequence[Lien]) -> list[Lien]:
    head = next((m for m in membres if m.role == DEMANDEUR), None)
    if head is None:
        return []
    found = []
    for partner in membres:
        known = any(
            lien.genre == COUPLE and lien.joint(head.personne.id, partner.personne.id)
            for lien in liens
        )
        if partner.role != CONJOINT or known:
            continue
        etat, fin = None, None
        deaths = [d for d in (head.personne.deces, partner.personne.deces) if d]
        if partner.fin is not None and not (deaths and min(deaths) <= partner.fin):
            etat, fin = SEPARATION, partner.fin
        elif deaths:
            etat, fin = VEUVAGE, min(deaths)
        found.append(
            _deduced(
                COUPLE, head.personne.id, partner.personne.id, etat, debut=partner.debut, fin=fin
            )
        )
    return found


def _parents(membres: Sequence[Membre], liens: Sequence[Lien]) -> list[Lien]:
    heads = [m for m in membres if m.role == DEMANDEUR]
    partners = [m for m in membres if m.role == CONJOINT]
    found = []
    for child in membres:
        if child.role != ENFANT or any(
            lien.genre in PARENTS and lien.autre_id == child.personne.id for lien in liens
        ):
            continue
        found += [
            _deduced(PARENT, parent.personne.id, child.personne.id)
            for parent in (*heads[:1], *_partners_at_birth(child, partners))
            if _old_enough(parent, child)
        ]
    return found


def _partners_at_birth(child: Membre, partners: Sequence[Membre]) -> list[Membre]:
    if len(partners) < 2:
        return list(partners)
    born = child.personne.naissance
    if born is None:
        return []
    there = [
        p for p in partners if (p.debut or "") <= born and (p.fin is None or born <= p.fin)
    ]  # fmt: skip
    return there if len(there) == 1 else []


def _old_enough(parent: Membre, child: Membre) -> bool:
    older, younger = parent.personne.naissance, child.personne.naissance
    if older is None or younger is None:
        return True
    return age_en_annees(older, younger) >= AGE_PARENT_MIN


def _twins(membres: Sequence[Membre], liens: Sequence[Lien]) -> list[Lien]:
    groups: dict[tuple[frozenset[str], str], list[str]] = {}
    for membre in membres:
        born = membre.personne.naissance
        parents = frozenset(parents_of(membre.personne.id, liens))
        if born is not None and parents:
            groups.setdefault((parents, born), []).append(membre.personne.id)
    return [
        _deduced(JUMEAUX, one, other)
        for people in groups.values()
        for one, other in pairwise(people)
        if not any(lien.genre == JUMEAUX and lien.joint(one, other) for lien in liens)
    ]


def _deduced(
    genre: str,
    personne_id: str,
    autre_id: str,
    etat: str | None = None,
    debut: str | None = None,
    fin: str | None = None,
) -> Lien:
    """An id made of what it joins: the same household always deduces the same links."""
    name = f"deduit:{genre}:{personne_id}:{autre_id}"
    return Lien(name, "", personne_id, autre_id, genre, etat, debut, fin, deduit=True)


def is_deduced(lien_id: str) -> bool:
    """Tell whether an id is that of a link that is not stored."""
    return lien_id.startswith("deduit:")


def living_here(membres: Sequence[Membre], jour: date) -> tuple[Membre, ...]:
    """Return the people who live in the household on that day, each once."""
    seen: dict[str, Membre] = {}
    for membre in membres:
        if membre.vit_ici(jour):
            seen.setdefault(membre.personne.id, membre)
    return tuple(seen.values())

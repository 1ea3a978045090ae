"""The publics of the catalogue that a household's people and links tell: computed, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fieldapp.domain.dates import age_en_annees
from fieldapp.domain.foyer import Membre
from fieldapp.domain.lien import COUPLE, Lien, children_of, parents_of
from fieldapp.domain.lien_deduit import complete, living_here

MONOPARENTS, MONOPARENTS_MOINS_3 = "MONOPARENTS", "MONOPARENTS_MOINS_3"
PARENTS_ENFANTS_MOINS_6 = "PARENTS_ENFANTS_MOINS_6"
# Public -> ages of the person who makes it so, both bounds included.
TRANCHES = {"JEUNES_12_25": (12, 25), "ADOS": (12, 17), "JEUNES_15_17": (15, 17)}
# A child counts as a charge of the family up to 20 years (family benefits).
AGE_A_CHARGE = 20
PETIT, AGE_LAEP = 3, 6


def publics_calcules(
    membres: Sequence[Membre], liens: Sequence[Lien], jour: date
) -> tuple[str, ...]:
    """Return the codes of the publics that hold on that day, in the order of the catalogue.

    Only people who live in the household count, full time or in part. A parent of a child under
    20 who lives there is a lone parent when neither a partner nor the child's other parent lives
    there too. Links that are not recorded are deduced from the places in the household. What
    needs more than people and links (RSA, follow-up by a Caf) is not told here.
    """
    people = living_here(membres, jour)
    here = {membre.personne.id: membre for membre in people}
    ages = {
        id_: age_en_annees(membre.personne.naissance, jour)
        for id_, membre in here.items()
        if membre.personne.naissance
    }
    links = complete(membres, liens)
    found = {
        code
        for code, (low, high) in TRANCHES.items()
        if any(low <= years <= high for years in ages.values())
    }
    for parent in here:
        children = [
            child
            for child in children_of(parent, links)
            if child in here and ages.get(child, 0) < AGE_A_CHARGE
        ]
        if not children:
            continue
        youngest = min((ages[child] for child in children if child in ages), default=AGE_A_CHARGE)
        if youngest < AGE_LAEP:
            found.add(PARENTS_ENFANTS_MOINS_6)
        if _alone(parent, children, here, links):
            found.add(MONOPARENTS)
            if youngest < PETIT:
                found.add(MONOPARENTS_MOINS_3)
    order = (*TRANCHES, MONOPARENTS, MONOPARENTS_MOINS_3, PARENTS_ENFANTS_MOINS_6)
    return tuple(code for code in order if code in found)


def _alone(
    parent: str, children: Sequence[str], here: dict[str, Membre], liens: Sequence[Lien]
) -> bool:
    partner = any(
        lien.genre == COUPLE and lien.en_cours and lien.joint(parent, other)
        for lien in liens
        for other in here
        if other != parent
    )
    other_parent = any(
        other in here and other != parent
        for child in children
        for other in parents_of(child, liens)
    )
    return not partner and not other_parent

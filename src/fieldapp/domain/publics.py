"""The publics of the catalogue that a household's facts tell: computed, never typed.

The restricted ones (violence, child protection) and those that would be a judgement (vulnerable,
in conflict) are never computed: they belong to an act, not to a family.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.domain.accompagnement import Accompagnement
from fieldapp.domain.dates import age_en_annees
from fieldapp.domain.foyer import ENFANT, Membre
from fieldapp.domain.lien import COUPLE, DIVORCE, SEPARATION, Lien, children_of, parents_of
from fieldapp.domain.lien_deduit import complete, living_here
from fieldapp.domain.situation import DECROCHAGE, HANDICAP_ENFANT, INSERTION, RSA, Situation

MONOPARENTS, MONOPARENTS_RSA = "MONOPARENTS", "MONOPARENTS_RSA"
MONOPARENTS_MOINS_3 = "MONOPARENTS_MOINS_3"
PARENTS_ENFANTS_MOINS_6 = "PARENTS_ENFANTS_MOINS_6"
# Public -> ages of the person who makes it so, both bounds included.
TRANCHES = {"JEUNES_12_25": (12, 25), "ADOS": (12, 17), "JEUNES_15_17": (15, 17)}
# A child counts as a charge of the family up to 20 years (family benefits).
AGE_A_CHARGE = 20
PETIT, AGE_LAEP, MAJORITE = 3, 6, 18
# How long a separation or a death, as a link or a date tells it, makes the family of that public.
APRES_EVENEMENT = timedelta(days=365)
# Offers of an open follow-up that say as much.
_OFFRES = {
    "SEPARATION": "SEPARATION", "DECES_CONJOINT": "DEUIL", "DECES_ENFANT": "DEUIL",
    "HANDICAP_ENFANT": "FAMILLES_HANDICAP_ENFANT",
}  # fmt: skip
ORDRE = (
    "JEUNES_12_25", "ADOS", "JEUNES_15_17", "JEUNES_DECROCHEURS", "FAMILLES_INSERTION",
    MONOPARENTS, MONOPARENTS_RSA, MONOPARENTS_MOINS_3, "FAMILLES_SUIVIES_CAF",
    PARENTS_ENFANTS_MOINS_6, "ADULTES_INSERTION", "FAMILLES_HANDICAP_ENFANT", "ILLETTRISME",
    "DEUIL", "SEPARATION", "ALLOPHONES",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declare:
    """What a family declared, and what is noted of it, beside its people and links.

    `caf` says that the household is followed by a Caf, not by another kind of organisation.
    """

    situations: tuple[Situation, ...] = ()
    accompagnements: tuple[Accompagnement, ...] = ()
    interprete: bool = False
    ecrit_difficile: bool = False
    caf: bool = False


def publics_calcules(
    membres: Sequence[Membre],
    liens: Sequence[Lien],
    jour: date,
    declare: Declare | None = None,
) -> tuple[str, ...]:
    """Return the codes of the publics that hold on that day, in the order of the catalogue.

    Only people who live in the household count, full time or in part. A parent of a child under
    20 who lives there is a lone parent when neither a partner nor the child's other parent lives
    there too. Links that are not recorded are deduced from the places in the household.
    """
    declare = declare or Declare()
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
    facts = _true_facts(declare, here, jour)
    found |= _of_parents(here, ages, links, facts)
    found |= _of_facts(declare, facts, here, ages)
    found |= _of_events(membres, liens, jour)
    return tuple(code for code in ORDRE if code in found)


def _of_parents(
    here: dict[str, Membre], ages: dict[str, int], links: Sequence[Lien], facts: Sequence[Situation]
) -> set[str]:
    found: set[str] = set()
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
            if any(fact.code == RSA and fact.personne_id in (None, parent) for fact in facts):
                found.add(MONOPARENTS_RSA)
    return found


def _true_facts(declare: Declare, here: dict[str, Membre], jour: date) -> tuple[Situation, ...]:
    """What was declared, holds on that day, and concerns somebody who lives there."""
    return tuple(
        fact
        for fact in declare.situations
        if fact.vraie(jour) and (fact.personne_id is None or fact.personne_id in here)
    )


def _of_facts(
    declare: Declare, facts: Sequence[Situation], here: dict[str, Membre], ages: dict[str, int]
) -> set[str]:
    opened = [suivi for suivi in declare.accompagnements if suivi.fin is None]
    found = {_OFFRES[suivi.offre] for suivi in opened if suivi.offre in _OFFRES}
    rules: tuple[tuple[str, Callable[[Situation], bool]], ...] = (
        ("FAMILLES_HANDICAP_ENFANT", lambda fact: fact.code == HANDICAP_ENFANT),
        ("FAMILLES_INSERTION", lambda fact: fact.code == INSERTION and _has_child(here, ages)),
        ("ADULTES_INSERTION", lambda fact: fact.code == INSERTION and _is_adult(fact, ages)),
        ("JEUNES_DECROCHEURS", lambda fact: fact.code == DECROCHAGE),
    )
    found |= {public for public, holds in rules if any(holds(fact) for fact in facts)}
    if declare.caf and opened:
        found.add("FAMILLES_SUIVIES_CAF")
    if declare.interprete:
        found.add("ALLOPHONES")
    if declare.ecrit_difficile:
        found.add("ILLETTRISME")
    return found


def _of_events(membres: Sequence[Membre], liens: Sequence[Lien], jour: date) -> set[str]:
    """A death among its people, or a separation, in the year before that day."""
    since, until = (jour - APRES_EVENEMENT).isoformat(), jour.isoformat()
    found: set[str] = set()
    if any(since <= (membre.personne.deces or "") <= until for membre in membres):
        found.add("DEUIL")
    parted = (lien for lien in liens if lien.genre == COUPLE and lien.etat in (SEPARATION, DIVORCE))
    if any(since <= (lien.fin or "") <= until for lien in parted):
        found.add("SEPARATION")
    return found


def _has_child(here: dict[str, Membre], ages: dict[str, int]) -> bool:
    return any(
        membre.role == ENFANT and ages.get(id_, 0) < AGE_A_CHARGE for id_, membre in here.items()
    )


def _is_adult(fact: Situation, ages: dict[str, int]) -> bool:
    """A fact of the household is that of its adults; a birth date that is not known is too."""
    return fact.personne_id is None or ages.get(fact.personne_id, MAJORITE) >= MAJORITE


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

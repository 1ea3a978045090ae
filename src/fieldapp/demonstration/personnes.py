"""The people of a fictional family: adults, children, ages that fit together."""

from __future__ import annotations

import random
from datetime import date, timedelta

from fieldapp.demonstration.modele import Membre
from fieldapp.demonstration.noms import FEMMES, HOMMES, NOMS, prenom_pool
from fieldapp.domain.foyer import CONJOINT, DEMANDEUR, ENFANT
from fieldapp.domain.texte import fold

JOURS_PAR_AN = 365.25
# How many children, one figure out of twenty.
_ENFANTS = (0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5)
AGE_MERE = (18, 42)


def make_membres(rng: random.Random, jour: date) -> tuple[Membre, ...]:
    """Return the members of one family, the applicant first."""
    femme = rng.random() < 0.72
    age = int(rng.triangular(19, 66, 33))
    nom = rng.choice(NOMS)
    demandeur = _adulte(rng, jour, femme, age, nom, DEMANDEUR)
    couple = rng.random() < 0.46
    membres = [demandeur]
    nom_enfants = nom
    if couple:
        autre = rng.choice(NOMS)
        marie = rng.random() < 0.45
        usage, birth = (nom, autre) if marie else (autre, None)
        conjoint = _adulte(
            rng, jour, not femme, max(19, age + rng.randrange(-6, 7)), usage, CONJOINT
        )
        if birth is not None and birth != usage:
            conjoint.champs["nom_naissance"] = birth
        membres.append(conjoint)
        nom_enfants = rng.choice((nom, usage))
    elif femme and rng.random() < 0.5:
        nom_enfants = rng.choice(NOMS)
    women = [membre for membre in membres if membre.champs["civilite"] == "MME"]
    membres += _enfants(rng, jour, (women or membres)[0].annee, nom_enfants)
    return tuple(membres)


def _adulte(
    rng: random.Random, jour: date, femme: bool, age: int, nom: str, role: str
) -> Membre:  # fmt: skip
    naissance = jour - timedelta(days=int(age * JOURS_PAR_AN) + rng.randrange(1, 364))
    prenom = rng.choice(prenom_pool(FEMMES if femme else HOMMES, naissance.year))
    telephone = courriel = None
    if role == DEMANDEUR or rng.random() < 0.5:
        # 06 39 98 xx xx: the range that Arcep keeps for fiction.
        telephone = f"+3363998{rng.randrange(10_000):04d}"
        if rng.random() < 0.6:
            local = f"{fold(prenom)}.{fold(nom)}".replace(" ", "")
            courriel = f"{local}{naissance.year % 100:02d}@example.org"
    return Membre(
        {
            "nom": nom,
            "prenom": prenom,
            "civilite": "MME" if femme else "M",
            "naissance": naissance.isoformat(),
            "telephone": telephone,
            "courriel": courriel,
        },
        role,
    )


def _enfants(rng: random.Random, jour: date, annee_parent: int, nom: str) -> list[Membre]:
    """Children born while the parent was 18 to 42, at least eleven months apart, under 20 now."""
    first = max(date(annee_parent + AGE_MERE[0], 1, 1), jour - timedelta(days=int(19.5 * 365)))
    last = min(date(annee_parent + AGE_MERE[1], 12, 31), jour - timedelta(days=10))
    births: list[date] = []
    for _ in range(rng.choice(_ENFANTS)):
        if (last - first).days < 30:
            break
        born = first + timedelta(days=rng.randrange((last - first).days))
        if all(abs((born - other).days) > 335 for other in births):
            births.append(born)
    children: list[Membre] = []
    taken: set[str] = set()
    for born in sorted(births):
        names, title = rng.choice(((FEMMES, "MME"), (HOMMES, "M")))
        pool = prenom_pool(names, born.year)
        prenom = rng.choice([name for name in pool if name not in taken])
        taken.add(prenom)
        champs = {"nom": nom, "prenom": prenom, "naissance": born.isoformat(), "civilite": title}
        children.append(Membre({**champs}, ENFANT))
    return children

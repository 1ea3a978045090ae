"""A fictional household over time: where it lived, who shares a phone, what it declares."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fieldapp.db.journal import Nouvelle
from fieldapp.demonstration.modele import Champs, Fait, Membre
from fieldapp.demonstration.noms import BASSIN, RUES
from fieldapp.domain.adresse import HEBERGEMENT, PRINCIPALE
from fieldapp.domain.coordonnee import COURRIEL, FIXE, TELEPHONE, TIERS, usage_of
from fieldapp.domain.foyer import CONJOINT, ENFANT
from fieldapp.domain.ids import new_id
from fieldapp.domain.situation import HANDICAP_ENFANT, INSERTION, RSA
from fieldapp.services.communes import get_commune


def make_vie(
    seed: int, rang: int, jour: date, foyer: Champs, membres: Sequence[Membre], offre: str
) -> tuple[Fait, ...]:
    """Return the former and second addresses, the shared numbers and the declared facts.

    A chance of its own, so that nothing else of the family changes with it. What is shared
    leaves the records of `membres`; the day of a move is written in `foyer`.
    """
    rng = random.Random(f"{seed}:{rang}:vie")
    faits = _adresses(rng, jour, foyer)
    if not foyer["violence"]:
        faits += _numeros(rng, membres)
    return (*faits, *_situations(rng, jour, membres, offre))


def _adresses(rng: random.Random, jour: date, foyer: Champs) -> list[Fait]:
    faits = []
    if rng.random() < 0.18:
        moved = jour - timedelta(days=rng.randrange(20, 500))
        came = moved - timedelta(days=rng.randrange(300, 3000))
        foyer["adresse_depuis"] = moved.isoformat()
        dates: Champs = {"debut": came.isoformat(), "fin": moved.isoformat()}
        faits.append(Fait("adresse", {"genre": PRINCIPALE, **_place(rng), **dates}))
    if rng.random() < 0.05:
        since = (jour - timedelta(days=rng.randrange(5, 90))).isoformat()
        more: Champs = {"genre": HEBERGEMENT, "precision": "chez des proches", "debut": since}
        faits.append(Fait("adresse", {**_place(rng), **more}))
    return faits


def _place(rng: random.Random) -> Champs:
    commune = get_commune(rng.choice(BASSIN))
    assert commune is not None
    return {
        "adresse": f"{rng.randrange(1, 140)} {rng.choice(RUES)}",
        "code_postal": commune.codes_postaux[0],
        "commune": commune.nom,
        "code_insee": commune.code_insee,
    }


def _numeros(rng: random.Random, membres: Sequence[Membre]) -> list[Fait]:
    faits = []
    first = membres[0].champs
    if len(membres) > 1 and membres[1].role == CONJOINT and rng.random() < 0.35:
        shared = first["telephone"]
        first["telephone"] = None
        own: Champs = {
            "genre": TELEPHONE, "valeur": shared, "usage": usage_of(str(shared)), "preferee": 1,
        }  # fmt: skip
        faits.append(Fait("coordonnee", own, (0, 1)))
        if first["courriel"] and rng.random() < 0.5:
            faits.append(
                Fait("coordonnee", {"genre": COURRIEL, "valeur": first["courriel"], "preferee": 0})
            )
            first["courriel"] = None
    if rng.random() < 0.1:
        # 03 53 01 xx xx: the fixed lines that Arcep keeps for fiction.
        fixed: Champs = {"genre": TELEPHONE, "valeur": f"+3335301{rng.randrange(10_000):04d}"}
        neighbour = rng.random() < 0.4
        words: Champs = {
            "usage": TIERS if neighbour else FIXE,
            "precision": "de la voisine" if neighbour else None,
            "preferee": 0,
        }
        faits.append(Fait("coordonnee", {**fixed, **words}))
    return faits


def _situations(
    rng: random.Random, jour: date, membres: Sequence[Membre], offre: str
) -> list[Fait]:
    since = (jour - timedelta(days=rng.randrange(60, 1200))).isoformat()
    alone = all(membre.role != CONJOINT for membre in membres)
    children = [rank for rank, membre in enumerate(membres) if membre.role == ENFANT]
    faits = []
    if rng.random() < (0.4 if alone and children else 0.15):
        faits.append(Fait("situation", {"code": RSA, "debut": since}))
        if rng.random() < 0.5:
            faits.append(Fait("situation", {"code": INSERTION}, (0,)))
    if children and offre == HANDICAP_ENFANT and rng.random() < 0.7:
        faits.append(Fait("situation", {"code": HANDICAP_ENFANT}, (rng.choice(children),)))
    return faits


def rows_of(faits: Sequence[Fait], foyer_id: str, persons: Sequence[str]) -> Iterator[Nouvelle]:
    """Turn ranks into ids: one person of a fact, the list of those of a number."""
    for fait in faits:
        ids = [persons[rank] for rank in fait.personnes]
        champs: Champs = {"foyer_id": foyer_id, **fait.champs}
        if fait.table == "coordonnee":
            champs["personnes"] = json.dumps(ids) if ids else None
        elif ids:
            champs["personne_id"] = ids[0]
        yield Nouvelle(fait.table, new_id(), champs, foyer_id)

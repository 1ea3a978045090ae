"""The other antennes of a large demonstration: agents and families that headquarters holds.

Nobody there has a post yet: their files were taken over by headquarters. The posts of Lens get
none of them, since each receives only what its agent may see.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from fieldapp.db.journal import Nouvelle, write_many
from fieldapp.demonstration.ecriture import write_familles
from fieldapp.demonstration.familles import ORGANISME, Decor, Lieu, make_famille
from fieldapp.demonstration.modele import Famille
from fieldapp.demonstration.noms import ANTENNES, FEMMES, HOMMES, NOMS, prenom_pool
from fieldapp.domain.ids import new_id
from fieldapp.services.session import Session

# The antenne of Lens follows so many families; in a larger demonstration others follow the rest.
LENS_AU_PLUS = 5_000
PAR_AGENT = 150  # families that one worker follows
_NAISSANCES = (1970, 2000)


def write_antennes(
    siege: Session,
    decor: Decor,
    count: int,
    structure_ids: Sequence[str],
    progress: Callable[[int], None],
) -> None:
    """Write so many families at headquarters, shared out among the other antennes."""
    lieux = [Lieu(unite, towns, towns) for unite, towns in ANTENNES.items()]
    rng = random.Random(f"{decor.seed}:agents")
    done = 0
    rang = LENS_AU_PLUS
    while done < count:
        lieu = lieux[done // PAR_AGENT % len(lieux)]
        some = min(PAR_AGENT, count - done)
        with siege.store.atomic():
            agent = _write_agent(siege, rng, lieu.unite)
            write_familles(
                siege, _familles(decor, range(rang, rang + some), lieu), decor.annuaire,
                structure_ids, _silent, agent,
            )  # fmt: skip
        rang += some
        done += some
        progress(done)


def _write_agent(siege: Session, rng: random.Random, unite: str) -> str:
    """Write a social worker of an antenne and return the id."""
    names = FEMMES if rng.random() < 0.8 else HOMMES
    prenom = rng.choice(prenom_pool(names, rng.randrange(*_NAISSANCES)))
    agent: dict[str, str | int] = {
        "nom": f"{prenom} {rng.choice(NOMS)}", "role": "ASS", "unite": unite,
        "organisme": ORGANISME, "actif": 1,
    }  # fmt: skip
    row_id = new_id()
    write_many(siege.store, [Nouvelle("agent", row_id, agent)], author=siege.agent.id)
    return row_id


def _familles(decor: Decor, rangs: range, lieu: Lieu) -> Iterator[Famille]:
    return (make_famille(decor, rang, lieu) for rang in rangs)


def _silent(_done: int) -> None:
    """The families of one worker are few: `write_antennes` tells when they are written."""

"""The hostile world for a long time: run by `make soak`, DEVICESxSTEPS in FIELDAPP_SOAK."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from tests.sync.hostile import (
    FIELDS,
    INGREDIENTS,
    SKEWS,
    Hostile,
    make_model,
    without_waiting_for_the_disk,
)
from tests.sync.monde import ARRAS, LENS

SOAK = os.environ.get("FIELDAPP_SOAK", "")
FAMILIES = 20
# What happens, and how often: some post is restored about three times in a hundred acts.
ACTS = {
    "edit": 30, "note": 12, "delete": 4, "decide": 6, "undecide": 6, "transfer": 8, "newer": 2,
    "sync": 30, "gather": 6, "spoil": 6, "back_up": 4, "restore": 3,
}  # fmt: skip


@pytest.mark.skipif(not SOAK, reason="long: run by `make soak`")
@pytest.mark.parametrize("seed", range(int(os.environ.get("FIELDAPP_SOAK_SEEDS", "1"))))
def test_nothing_is_lost_in_the_long_run(tmp_path: Path, seed: int) -> None:
    devices, steps = (int(part) for part in SOAK.split("x"))
    dice = random.Random(seed)
    names = tuple(f"Poste {rank}" for rank in range(devices))
    racine = tmp_path / "monde"
    with without_waiting_for_the_disk():
        make_model(racine, names, FAMILIES)
        world = Hostile(racine, names, tuple(dice.choice(SKEWS) for _ in names))
        try:
            for _ in range(steps):
                (act,) = dice.choices(tuple(ACTS), tuple(ACTS.values()))
                _play(world, act, dice)
            world.end()
        finally:
            world.close()
    sys.stderr.write(f"\n{dict(world.done)}: {len(world.expected)} changes kept\n")
    if steps >= 1_000:
        assert set(INGREDIENTS) <= (+world.done).keys()


def _play(world: Hostile, act: str, dice: random.Random) -> None:
    name, family = dice.choice(world.names), dice.randrange(FAMILIES)
    if act == "edit":
        world.edit(name, family, dice.choice(FIELDS), dice.randrange(6))
    elif act == "transfer":
        world.transfer(dice.choice(("siege", name)), family, dice.choice((LENS, ARRAS)))
    elif act == "newer":
        world.from_a_newer_version(name, family)
    elif act == "spoil":
        how = dice.choice(("lose", "cut", "alter", "double", "swap"))
        world.spoil(how, dice.randrange(1000))
    elif act == "gather":
        world.gather()
    elif act in ("note", "delete"):
        getattr(world, act)(name, family)
    else:
        getattr(world, act)(name)

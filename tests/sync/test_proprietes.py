"""Five posts and headquarters in a hostile world: the same state everywhere, and nothing lost."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tests.sync.hostile import FIELDS, SKEWS, Hostile, make_model, without_waiting_for_the_disk

from fieldapp.db import keys as key_file

NAMES = ("Nadia", "Marc", "Inès", "Paul", "Lina")
FAMILIES = 3
POSTS = st.sampled_from(NAMES)
FAMILY = st.integers(0, FAMILIES - 1)


class World(RuleBasedStateMachine):
    """Each run plays on its own copy of `model`."""

    model = Path()

    @initialize(skews=st.tuples(*(st.sampled_from(SKEWS) for _ in NAMES)))
    def begin(self, skews: tuple[int, ...]) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="fieldapp-hostile-"))
        shutil.copytree(self.model, self.place / "monde")
        self.world = Hostile(self.place / "monde", NAMES, skews)

    @rule(name=POSTS, family=FAMILY, field=st.sampled_from(FIELDS), value=st.integers(0, 5))
    def edit(self, name: str, family: int, field: str, value: int) -> None:
        self.world.edit(name, family, field, value)

    @rule(name=POSTS, family=FAMILY)
    def note(self, name: str, family: int) -> None:
        self.world.note(name, family)

    @rule(name=POSTS, family=FAMILY)
    def delete(self, name: str, family: int) -> None:
        self.world.delete(name, family)

    @rule(name=POSTS)
    def decide(self, name: str) -> None:
        self.world.decide(name)

    @rule(name=POSTS, family=FAMILY)
    def from_a_newer_version(self, name: str, family: int) -> None:
        self.world.from_a_newer_version(name, family)

    @rule(name=POSTS)
    def sync(self, name: str) -> None:
        self.world.sync(name)

    @rule(name=POSTS)
    def sync_again(self, name: str) -> None:
        self.world.sync(name)

    @rule()
    def gather(self) -> None:
        self.world.gather()

    @rule(how=st.sampled_from(("lose", "cut", "alter", "double", "swap")), which=st.integers(0, 50))
    def spoil(self, how: str, which: int) -> None:
        self.world.spoil(how, which)

    @rule(name=POSTS)
    def back_up(self, name: str) -> None:
        self.world.back_up(name)

    @rule(name=POSTS)
    def restore(self, name: str) -> None:
        self.world.restore(name)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.end()
        finally:
            self.world.close()
            shutil.rmtree(self.place, ignore_errors=True)


@pytest.fixture(scope="module")
def _model(_quick_keys: None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assert key_file.ARGON2["iterations"] == 1
    make_model(folder / "monde", NAMES, FAMILIES)
    World.model = folder / "monde"


@pytest.mark.usefixtures("_model")
class TestWorld(World.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(
        max_examples=300,
        stateful_step_count=15,
        deadline=None,
        # What fails is printed as it was found: making it smaller takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    def runTest(self) -> None:
        with without_waiting_for_the_disk():
            super().runTest()

"""Posts unite, write, part and exchange in any order: all agree, and nobody is out of reach.

FIELDAPP_UNIONS says how many stories are played here, and `make soak` asks for five thousand.
"""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.db.reunions import Step, check, displaced, family, part_all, play, settle
from tests.db.test_convergence import _stores

from fieldapp.db import journal

# Uniting, parting and receiving come more often than the rest.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            ("reunir", "reunir", "reunir", "separer", "separer", "contact", "foyer", "personne",
             "lien", "appartenance", "retirer", "partir", "annuler", "retablir",
             "recevoir", "recevoir", "recevoir")
        ),
        st.integers(0, 5),
        st.integers(0, 30),
    ),
    min_size=2,
    max_size=14,
)  # fmt: skip
# Two posts unite and part the same three files, neither seeing the other.
CROSSWISE: list[Step] = [
    (1, "reunir", 2, 0), (0, "foyer", 0, 0), (0, "reunir", 0, 0), (1, "separer", 0, 0),
    (1, "reunir", 2, 0), (0, "reunir", 0, 0), (1, "separer", 0, 0),
]  # fmt: skip


@settings(
    max_examples=int(os.environ.get("FIELDAPP_UNIONS", "7")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    STEPS,
    st.integers(2, 3),
    st.sampled_from(("AB", "ABC", "ABCD")),
    # How much there is to shuffle depends on the hours of the changes, never twice the same.
    st.randoms(use_true_random=True),
)
@example([(0, "reunir", 0, 0), (1, "reunir", 1, 0)], 2, "AB", random.Random(1))
@example(
    [(0, "reunir", 0, 0), (1, "foyer", 1, 0), (1, "personne", 1, 0)], 2, "AB", random.Random(1)
)
@example(
    [(0, "reunir", 0, 0), (1, "recevoir", 0, 30), (1, "separer", 0, 0), (0, "contact", 1, 3)],
    2,
    "AB",
    random.Random(1),
)
@example(CROSSWISE, 2, "ABC", random.Random(5))
# A late entry takes the place of the child's own, then its author takes it back.
@example(
    [(0, "reunir", 1, 0), (1, "appartenance", 1, 0), (1, "recevoir", 0, 30), (1, "annuler", 0, 0)],
    2,
    "AB",
    random.Random(2),
)
# A circle of three, one post each.
@example(
    [(0, "reunir", 0, 0), (1, "reunir", 1, 0), (2, "reunir", 2, 0), (1, "lien", 0, 1)],
    3,
    "ABC",
    random.Random(3),
)
def test_whatever_posts_unite_and_part_nothing_is_lost(
    steps: list[Step], posts: int, names: str, rng: random.Random
) -> None:
    with _stores(posts) as stores:
        for name in names:
            family(stores[0], name)
        written = journal.ops_after(stores[0], stores[0].device, 0, 10_000)
        for store in stores[1:]:
            journal.ingest(store, written)
        for step in steps:
            play(stores, step, names)
        settle(stores, rng)
        check(stores, names)

        part_all(stores, rng)
        check(stores, names)
        assert displaced(stores[0], names) == []

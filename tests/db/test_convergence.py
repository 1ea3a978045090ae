"""Several stores that edit, delete and exchange in any order end with the same rows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.db.conftest import PHRASE

from fieldapp.db import journal
from fieldapp.db.integrite import gap_problems, state_problems
from fieldapp.db.opening import create_store
from fieldapp.db.store import Store
from fieldapp.db.undo import undo
from fieldapp.domain.errors import KnownError

ROWS = ("f1", "f2")
FIELDS = ("nom", "commune", "langue")
# Writing comes more often than the rest.
ACTES = ("ecrire", "ecrire", "ecrire", "effacer", "annuler", "decider", "recevoir")
Step = tuple[int, str, int, int]

STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            ("ecrire", "ecrire", "ecrire", "effacer", "annuler", "decider", "recevoir")
        ),
        st.integers(0, 5),
        st.integers(0, 20),
    ),
    min_size=1,
    max_size=30,
)


@contextmanager
def _stores(count: int) -> Iterator[list[Store]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stores = []
        for rank in range(count):
            store, _ = create_store(folder / str(rank), PHRASE)
            stack.callback(store.close)
            stores.append(store)
        yield stores


def _play(stores: list[Store], step: Step) -> None:
    who, what, which, value = step
    store, row, field = stores[who], ROWS[which % 2], FIELDS[which % 3]
    author = f"agent{who}"
    if what == "ecrire":
        journal.write(store, "foyer", {field: f"v{value}"}, row_id=row, author=author)
    elif what == "effacer":
        journal.delete(store, "foyer", row, author=author)
    elif what == "decider":
        if journal.row_ops(store, "foyer", row):
            journal.settle(store, "foyer", row, field, f"décidé {value}", author=author)
    elif what == "annuler":
        try:
            undo(store, author)
        except KnownError:
            return
    else:
        _send(stores[which % 3], store, value)


def _send(source: Store, target: Store, limit: int) -> None:
    """A few ops of each stream that the source knows; some may be there already."""
    for row in source.query("SELECT DISTINCT device FROM op"):
        journal.ingest(target, journal.ops_after(source, row["device"], 0, 1 + limit))


def _state(store: Store) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    rows = store.query("SELECT * FROM foyer ORDER BY id")
    conflicts = store.query('SELECT * FROM conflit ORDER BY "table", row_id, champ, device, seq')
    return [dict(row) for row in rows], [dict(row) for row in conflicts]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS, st.randoms(use_true_random=False))
def test_everybody_ends_with_the_same_rows(steps: list[Step], rng: random.Random) -> None:
    with _stores(3) as stores:
        for step in steps:
            _play(stores, step)
        everything = [
            op for store in stores for op in journal.ops_after(store, store.device, 0, 1000)
        ]
        for store in stores:
            shuffled = everything + everything[: rng.randrange(len(everything) + 1)]
            rng.shuffle(shuffled)
            middle = rng.randrange(len(shuffled) + 1)
            journal.ingest(store, shuffled[:middle])
            journal.ingest(store, shuffled[middle:])
        assert _state(stores[0]) == _state(stores[1]) == _state(stores[2])
        for store in stores:
            assert state_problems(store) == []
            assert gap_problems(store, [other.device for other in stores]) == []

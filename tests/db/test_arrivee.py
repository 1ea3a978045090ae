"""Received changes take a short way to their rows when they can: always to the same state."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.db import arrivee, journal
from fieldapp.db.integrite import state_problems
from fieldapp.db.projection import rebuild_rows
from fieldapp.db.store import Store
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import Op

ROWS = ("f1", "f2", "f3")
FIELDS = ("nom", "commune", "quartier_inconnu", SUPPRIME)

# One change: which row, which fields, by whom, and whether it saw what was there.
change = st.tuples(
    st.sampled_from(ROWS),
    st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True),
    st.sampled_from(("d1", "d2")),
    st.booleans(),
    st.integers(0, 3),
)


def _ops(changes: Sequence[tuple[str, list[str], str, bool, int]]) -> list[Op]:
    """The journal of two devices that have, or have not, seen each other's changes."""
    seqs = {"d1": 0, "d2": 0}
    heads: dict[tuple[str, str], list[list[object]]] = {}
    ops = []
    for clock, (row_id, names, device, seen, value) in enumerate(changes, start=1):
        seqs[device] += 1
        base = {name: heads.get((row_id, name), []) if seen else [] for name in names}
        fields = {name: None if name == SUPPRIME and value == 0 else f"v{value}" for name in names}
        ops.append(
            Op(device, seqs[device], clock, "update", "foyer", row_id, fields, base, "x", row_id)
        )
        for name in names:
            kept = [] if seen else heads.get((row_id, name), [])
            heads[row_id, name] = [*kept, [device, seqs[device]]]
    return ops


def _rows(store: Store) -> list[tuple[object, ...]]:
    rows = [tuple(row) for row in store.query("SELECT * FROM foyer ORDER BY id")]
    conflicts = store.query("SELECT row_id, champ, device, seq FROM conflit ORDER BY 1, 2, 3, 4")
    return [*rows, *(tuple(row) for row in conflicts)]


@given(changes=st.lists(change, min_size=1, max_size=14), cuts=st.lists(st.integers(1, 13)),
       order=st.randoms(use_true_random=False))  # fmt: skip
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_short_way_and_the_merge_give_the_same_rows(
    make_store: Callable[[str], Store],
    changes: list[tuple[str, list[str], str, bool, int]],
    cuts: list[int],
    order: random.Random,
) -> None:
    ops = _ops(changes)
    order.shuffle(ops)
    bounds = sorted({0, len(ops), *(cut for cut in cuts if cut < len(ops))})
    store = make_store(new_id())
    for start, end in itertools.pairwise(bounds):
        journal.ingest(store, ops[start:end])
    short = _rows(store)
    assert state_problems(store) == []
    with store.atomic():
        rebuild_rows(store, [("foyer", row_id) for row_id in ROWS])
    assert _rows(store) == short


def test_a_change_that_follows_is_one_update_and_reads_nothing(
    make_store: Callable[[str], Store],
) -> None:
    store = make_store("ici")
    first = Op("d1", 1, 1, "insert", "foyer", "f1", {"nom": "Caron", "commune": "Lens"}, {}, "x")
    after = Op("d1", 2, 2, "update", "foyer", "f1", {"commune": "Avion"},
               {"commune": [["d1", 1]]}, "x")  # fmt: skip
    journal.ingest(store, [first])
    names = arrivee.names_of_rows(store, ["f1"])
    assert names == {"f1": [("d1", 1)]}
    journal.ingest(store, [after])
    row = store.one("SELECT nom, commune FROM foyer")
    assert row is not None
    assert tuple(row) == ("Caron", "Avion")


@given(
    lengths=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    names=st.lists(st.sampled_from(("nom", "commune")), min_size=12, max_size=12),
)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_several_changes_of_a_row_in_one_bundle_follow_each_other_without_a_merge(
    make_store: Callable[[str], Store], lengths: list[int], names: list[str]
) -> None:
    """A family typed in the morning and put right several times before the next exchange."""
    store = make_store(new_id())
    births = [
        Op("d1", seq, seq, "insert", "foyer", ROWS[seq - 1], {"nom": "Caron", "commune": "Lens"},
           {}, "x")
        for seq in range(1, len(lengths) + 1)
    ]  # fmt: skip
    journal.ingest(store, births)
    seq, after = len(births), []
    for birth, length in zip(births, lengths, strict=True):
        heads = dict.fromkeys(birth.fields, birth.id)
        for name in names[:length]:
            seq += 1
            base = {name: [list(heads[name])]}
            op = Op("d1", seq, seq, "update", "foyer", birth.row_id, {name: f"v{seq}"}, base, "x")
            heads[name] = op.id
            after.append(op)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivee, "rebuild_rows", _never)
        journal.ingest(store, after)
    short = _rows(store)
    with store.atomic():
        rebuild_rows(store, [("foyer", op.row_id) for op in births])
    assert _rows(store) == short


@given(
    changes=st.lists(
        st.tuples(
            st.sampled_from(("d1", "d2")),
            st.lists(st.sampled_from(("nom", "commune", "langue")), min_size=1, unique=True),
        ),
        min_size=3,
        max_size=6,
    )
)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_row_put_right_day_after_day_reaches_its_table_without_a_merge(
    make_store: Callable[[str], Store], changes: list[tuple[str, list[str]]]
) -> None:
    """Each exchange brings one more change, of a field or of another, by one or by a colleague."""
    store = make_store(new_id())
    ops = _ops([("f1", names, device, True, rank) for rank, (device, names) in enumerate(changes)])
    journal.ingest(store, ops[:2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivee, "rebuild_rows", _never)
        for op in ops[2:]:
            journal.ingest(store, [op])
    short = _rows(store)
    with store.atomic():
        rebuild_rows(store, [("foyer", "f1")])
    assert _rows(store) == short


def _never(*_: object) -> int:
    raise AssertionError("a row was merged")

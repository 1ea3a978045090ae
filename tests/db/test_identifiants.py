"""An id is typed by its beginning, as long as only one row has it."""

from __future__ import annotations

import pytest

from fieldapp.db import journal
from fieldapp.db.identifiants import resolve_id
from fieldapp.db.store import Store
from fieldapp.domain.errors import BugError, KnownError

FIRST, SECOND = "01a2aaaa-0000-7000-8000-000000000001", "01a2aabb-0000-7000-8000-000000000002"


@pytest.fixture
def store_of_two(store: Store) -> Store:
    rows = [
        journal.Nouvelle("foyer", FIRST, {"nom": "Delattre"}),
        journal.Nouvelle("foyer", SECOND, {"nom": "Hennebelle"}),
    ]
    journal.write_many(store, rows, author="nadia")
    return store


@pytest.mark.parametrize("typed", [FIRST, FIRST[:8], " 01A2AAA ", "01a2aaa"])
def test_a_beginning_that_one_row_has_is_enough(store_of_two: Store, typed: str) -> None:
    assert resolve_id(store_of_two, "foyer", typed) == FIRST


def test_a_beginning_of_several_is_refused_and_names_nobody(store_of_two: Store) -> None:
    with pytest.raises(KnownError, match="Plusieurs identifiants") as refused:
        resolve_id(store_of_two, "foyer", "01a2aa")
    assert "Delattre" not in refused.value.message


@pytest.mark.parametrize("typed", ["", "  ", "zz", "01a2aaaa-0000-7000-8000-0000000000019", "%"])
def test_what_nothing_bears_is_refused(store_of_two: Store, typed: str) -> None:
    with pytest.raises(KnownError, match="Aucun élément"):
        resolve_id(store_of_two, "foyer", typed)


def test_what_is_deleted_is_not_found(store_of_two: Store) -> None:
    journal.delete(store_of_two, "foyer", FIRST, author="nadia")
    with pytest.raises(KnownError):
        resolve_id(store_of_two, "foyer", FIRST)
    assert resolve_id(store_of_two, "foyer", "01a2") == SECOND


def test_only_tables_of_the_trade_are_asked(store: Store) -> None:
    with pytest.raises(BugError):
        resolve_id(store, "op", "1")

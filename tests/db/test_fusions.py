"""Two posts unite two files, write in them and part them: what each does is told as a story."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.db.reunions import MOI, check, family, lost, settle, unite

from fieldapp.db import fusions, journal
from fieldapp.db.fusions_fin import separate
from fieldapp.db.store import Store


@pytest.fixture
def pair(make_store: Callable[[str], Store]) -> list[Store]:
    stores = [make_store("lens"), make_store("bethune")]
    for name in "AB":
        family(stores[0], name)
    _exchange(stores)
    return stores


def _exchange(stores: list[Store]) -> None:
    settle(stores, random.Random(0))


def test_opposite_unions_leave_one_file_with_everything(pair: list[Store]) -> None:
    unite(pair[0], "A", "B")
    unite(pair[1], "B", "A")
    _exchange(pair)
    check(pair, "AB")
    living = pair[0].query("SELECT id FROM foyer WHERE supprime IS NULL")
    assert len(living) == 1
    home = living[0]["id"]
    for table, count in (("contact", 2), ("coordonnee", 2), ("contact_sur", 1)):
        rows = pair[0].query(f"SELECT foyer_id FROM {table} WHERE supprime IS NULL")
        assert [row["foyer_id"] for row in rows] == [home] * count
    people = pair[0].query(
        "SELECT personne_id FROM appartenance WHERE foyer_id = :h AND supprime IS NULL", h=home
    )
    assert len(people) == 3, "Marie once, and the two children"
    assert pair[0].query("SELECT * FROM conflit WHERE champ <> 'commune'") == []


def test_what_was_written_elsewhere_meanwhile_follows_and_comes_back(pair: list[Store]) -> None:
    unite(pair[0], "A", "B")
    late = journal.write(
        pair[1], "contact", {"foyer_id": "fB", "note": "vue au marché"}, author=MOI, foyer_id="fB"
    )
    _exchange(pair)
    row = fusions.row_of(pair[0], "contact", late)
    assert row is not None
    assert row["foyer_id"] == "fA"

    (union,) = [f for f in fusions.list_fusions(pair[0]) if f.genre == "foyer"]
    separate(pair[0], union, author=MOI)
    _exchange(pair)
    check(pair, "AB")
    for store in pair:
        for contact, home in (("cA", "fA"), ("cB", "fB"), (late, "fB")):
            row = fusions.row_of(store, "contact", contact)
            assert row is not None
            assert row["foyer_id"] == home


def test_a_private_note_follows_without_leaving_and_without_being_told(pair: list[Store]) -> None:
    note = journal.write(
        pair[1], "contact", {"foyer_id": "fB", "note": "pour moi", "zone": "personnel"},
        author="Paul", foyer_id="fB", prive=True,
    )  # fmt: skip
    unite(pair[1], "A", "B")
    row = fusions.row_of(pair[1], "contact", note)
    assert row is not None
    assert row["foyer_id"] == "fA"
    _exchange(pair)
    assert fusions.row_of(pair[0], "contact", note) is None
    told = pair[0].query("SELECT lignes, retirees FROM fusion")
    assert all(note not in f"{row['lignes']}{row['retirees']}" for row in told)

    (union,) = [f for f in fusions.list_fusions(pair[0]) if f.genre == "foyer"]
    separate(pair[0], union, author=MOI)
    _exchange(pair)
    row = fusions.row_of(pair[1], "contact", note)
    assert row is not None
    assert row["foyer_id"] == "fB"


def test_an_edit_unseen_by_the_union_is_kept_for_people_to_decide(pair: list[Store]) -> None:
    unite(pair[0], "A", "B")
    journal.write(pair[1], "foyer", {"commune": "Avion"}, row_id="fB", author=MOI)
    _exchange(pair)
    check(pair, "AB")
    row = fusions.row_of(pair[0], "foyer", "fB")
    assert row is not None
    assert (row["supprime"], row["commune"]) == (None, "Avion")
    flagged = pair[0].query("SELECT champ FROM conflit WHERE row_id = 'fB'")
    assert [line["champ"] for line in flagged] == ["supprime"]


def test_a_contact_removed_elsewhere_meanwhile_stays_removed(pair: list[Store]) -> None:
    unite(pair[0], "A", "B")
    journal.delete(pair[1], "contact", "cB", author=MOI, foyer_id="fB")
    _exchange(pair)
    for store in pair:
        row = fusions.row_of(store, "contact", "cB")
        assert row is not None
        assert row["supprime"] is not None
        assert store.query("SELECT * FROM conflit WHERE row_id = 'cB'") == []


def test_three_files_made_one_come_apart_in_any_order(pair: list[Store]) -> None:
    store = pair[0]
    family(store, "C")
    unite(store, "A", "B")
    unite(store, "C", "A")
    first, second = [f for f in reversed(fusions.list_fusions(store)) if f.genre == "foyer"]
    row = fusions.row_of(store, "contact", "cB")
    assert row is not None
    assert row["foyer_id"] == "fC"
    separate(store, first, author=MOI)
    row = fusions.row_of(store, "contact", "cB")
    assert row is not None
    assert row["foyer_id"] == "fB"
    separate(store, second, author=MOI)
    for name in "ABC":
        row = fusions.row_of(store, "contact", f"c{name}")
        assert row is not None
        assert row["foyer_id"] == f"f{name}"
    assert lost(store, "ABC") == []

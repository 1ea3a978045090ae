"""Many rows at once: what each of them fills is written, what it leaves empty is emptied."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.db import journal
from fieldapp.db.many import by_shape, by_statement
from fieldapp.db.store import Store
from fieldapp.domain.journal import Valeur

COLUMNS = ("nom", "note", "moment")
_VALUES = st.dictionaries(st.sampled_from((*COLUMNS, "inconnue")), st.none() | st.text(max_size=3))


@given(st.lists(_VALUES, max_size=60))
@settings(deadline=None)
def test_every_row_is_told_once_with_what_it_fills_and_no_more(
    filled: list[dict[str, str | None]],
) -> None:
    rows = [(f"r{rank}", values) for rank, values in enumerate(filled)]
    found = {
        str(line[0]): dict(zip(names, line[1:], strict=True))
        for names, lines in by_shape(COLUMNS, rows)
        for line in lines
    }
    assert found == {
        row_id: {k: v for k, v in values.items() if k in COLUMNS and v is not None}
        for row_id, values in rows
    }


@given(st.integers(min_value=0, max_value=1200))
@settings(deadline=None)
def test_statements_share_all_the_rows_out_in_their_order(number: int) -> None:
    lines = [(rank, -rank) for rank in range(number)]
    told = [
        value
        for size, some in by_statement(lines)
        for parameters in some
        for value in parameters
        if len(parameters) == 2 * size
    ]
    assert told == [value for line in lines for value in line]


def test_a_field_that_is_cleared_is_empty_in_its_row_too(store: Store) -> None:
    fields: dict[str, Valeur] = {"foyer_id": "f", "note": "Visite reportée.", "duree_min": 45}
    contact = journal.write(store, "contact", fields, author="nadia")
    journal.write(store, "contact", {"duree_min": None}, row_id=contact, author="nadia")
    row = store.one("SELECT note, duree_min FROM contact WHERE id = :id", id=contact)
    assert row is not None
    assert dict(row) == {"note": "Visite reportée.", "duree_min": None}

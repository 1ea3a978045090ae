"""Every change is one line of the journal, written with the row, and nothing else writes rows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from fieldapp.db import journal, prive
from fieldapp.db.integrite import gap_problems, state_problems
from fieldapp.db.projection import row_ops
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import PRIVATE_SUFFIX, Op, Valeur, is_private

NADIA, MARC = "nadia", "marc"


def _foyer(store: Store, nom: str = "Delattre", **fields: Valeur) -> str:
    return journal.write(store, "foyer", {"nom": nom, **fields}, author=NADIA)


def _change(store: Store, row_id: str, author: str = NADIA, **fields: Valeur) -> None:
    journal.write(store, "foyer", fields, row_id=row_id, author=author)


def _own(store: Store) -> list[Op]:
    return journal.ops_after(store, store.device, 0, 10_000)


def _row(store: Store, row_id: str) -> dict[str, Valeur]:
    row = store.one("SELECT * FROM foyer WHERE id = :id", id=row_id)
    assert row is not None
    return dict(row)


def _conflicts(store: Store) -> set[tuple[str, str]]:
    return {(r["row_id"], r["champ"]) for r in store.query("SELECT row_id, champ FROM conflit")}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_table_of_the_trade_is_written_around_the_journal(store: Store, table: str) -> None:
    for sql in (
        f"INSERT INTO {table}(id) VALUES ('a')",
        f"INSERT OR REPLACE INTO {table}(id) VALUES ('a')",
    ):
        with pytest.raises(sqlcipher.IntegrityError, match="hors journal"):
            store.conn.execute(sql)
    column = next(iter(TABLES[table]))
    row_id = journal.write(store, table, {column: None}, author=NADIA)
    for sql in (
        f"UPDATE {table} SET {column} = NULL",
        f"DELETE FROM {table} WHERE id = '{row_id}'",
    ):
        with pytest.raises(sqlcipher.IntegrityError, match="hors journal"):
            store.conn.execute(sql)


def test_one_transaction_writes_one_line_a_row_and_one_act(store: Store) -> None:
    with store.atomic():
        foyer_id = _foyer(store)
        journal.write(
            store, "contact", {"foyer_id": foyer_id, "note": "Appel"}, author=NADIA,
            foyer_id=foyer_id,
        )  # fmt: skip
    ops = _own(store)
    assert [(op.table, op.kind) for op in ops] == [("foyer", "insert"), ("contact", "insert")]
    assert len({op.hlc for op in ops}) == 1
    assert {op.foyer_id for op in ops} == {foyer_id}


def test_the_line_holds_only_what_changed_and_what_it_replaced(store: Store) -> None:
    foyer_id = _foyer(store, commune="Lens")
    _change(store, foyer_id, nom="Delattre", commune="Liévin")
    first, second = _own(store)
    assert second.fields == {"commune": "Liévin"}
    assert second.replaces("commune") == {first.id}


def test_a_write_that_changes_nothing_writes_nothing(store: Store) -> None:
    foyer_id = _foyer(store)
    _change(store, foyer_id, nom="Delattre")
    assert len(_own(store)) == 1


def test_the_sequence_has_no_gap_even_after_a_refused_act(store: Store) -> None:
    _foyer(store)

    def refused() -> None:
        with store.atomic():
            _foyer(store, "Hennebelle")
            journal.write(store, "foyer", {"religion": "?"}, author=NADIA)

    with pytest.raises(BugError):
        refused()
    _foyer(store, "Nowak")
    assert [op.seq for op in _own(store)] == [1, 2]
    assert gap_problems(store, [store.device]) == []


def test_the_clock_never_goes_back_and_never_follows_a_clock_from_the_future(store: Store) -> None:
    _foyer(store)
    future = Op("autre", 1, (4_102_444_800_000) << 16, "insert", "foyer", "futur", {"nom": "X"})
    journal.ingest(store, [future])
    _foyer(store)
    before, after = _own(store)
    assert before.hlc < after.hlc < future.hlc


def test_personal_notes_and_drafts_stay_on_a_stream_of_their_own(store: Store) -> None:
    note = journal.write(store, "contact", {"note": "à moi"}, author=NADIA, prive=True)
    journal.write(store, "contact", {"note": "à moi, encore"}, row_id=note, author=NADIA)
    journal.write(store, "brouillon", {"ecran": "contact"}, author=NADIA)
    assert _own(store) == []
    private = journal.ops_after(store, store.device + PRIVATE_SUFFIX, 0, 10)
    assert len(private) == 3
    assert all(is_private(op.device) for op in private)


def test_what_is_shared_cannot_turn_private_nor_be_forgotten(store: Store) -> None:
    shared = journal.write(store, "contact", {"note": "équipe"}, author=NADIA)
    with pytest.raises(BugError):
        journal.write(store, "contact", {"note": "x"}, row_id=shared, author=NADIA, prive=True)
    with pytest.raises(BugError):
        prive.forget_private(store, "contact", shared)


def test_a_forgotten_personal_note_leaves_no_trace(store: Store) -> None:
    note = journal.write(store, "contact", {"note": "à moi"}, author=NADIA, prive=True)
    prive.forget_private(store, "contact", note)
    assert row_ops(store, "contact", note) == []
    assert store.query("SELECT id FROM contact") == []


def test_a_draft_keeps_its_last_version_only(store: Store) -> None:
    draft = journal.write(store, "brouillon", {"ecran": "contact", "contenu": "a"}, author=NADIA)
    for text in ("ab", "abc"):
        journal.write(store, "brouillon", {"contenu": text}, row_id=draft, author=NADIA)
    row = store.one("SELECT contenu FROM brouillon")
    assert row is not None
    assert row["contenu"] == "abc"
    assert "ab" not in [json.dumps(op.fields) for op in row_ops(store, "brouillon", draft)]
    assert state_problems(store) == []


def test_a_private_stream_from_elsewhere_is_refused(store: Store) -> None:
    op = Op("autre" + PRIVATE_SUFFIX, 1, 1, "insert", "contact", "c1", {"note": "secret"})
    with pytest.raises(KnownError, match="brouillon personnel"):
        journal.ingest(store, [op])
    assert store.query("SELECT id FROM contact") == []


def test_two_people_change_two_fields_and_both_stand(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here, commune="Lens")
    journal.ingest(there, _own(here))
    _change(here, foyer_id, commune="Liévin")
    _change(there, foyer_id, MARC, langue="polonais")
    journal.ingest(here, _own(there))
    assert (_row(here, foyer_id)["commune"], _row(here, foyer_id)["langue"]) == (
        "Liévin", "polonais",
    )  # fmt: skip
    assert _conflicts(here) == set()


def test_two_people_change_one_field_and_both_values_are_kept(
    make_store: Callable[[str], Store],
) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here, commune="Lens")
    journal.ingest(there, _own(here))
    _change(here, foyer_id, commune="Liévin")
    _change(there, foyer_id, MARC, commune="Avion")
    for store, other in ((here, there), (there, here)):
        assert journal.ingest(store, _own(other)).conflits == 1
    assert _row(here, foyer_id) == _row(there, foyer_id)
    assert _conflicts(here) == _conflicts(there) == {(foyer_id, "commune")}
    values = {op.fields["commune"] for op in row_ops(here, "foyer", foyer_id)}
    assert values == {"Lens", "Liévin", "Avion"}


def test_a_decision_replaces_every_value_everywhere(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here, commune="Lens")
    journal.ingest(there, _own(here))
    _change(here, foyer_id, commune="Liévin")
    _change(there, foyer_id, MARC, commune="Avion")
    journal.ingest(here, _own(there))
    journal.settle(here, "foyer", foyer_id, "commune", "Liévin", author=NADIA)
    journal.ingest(there, _own(here))
    assert _conflicts(here) == _conflicts(there) == set()
    assert _row(there, foyer_id)["commune"] == "Liévin"


def test_an_edit_beats_a_deletion_and_says_so(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here)
    journal.ingest(there, _own(here))
    journal.delete(here, "foyer", foyer_id, author=NADIA)
    _change(there, foyer_id, MARC, commune="Avion")
    journal.ingest(here, _own(there))
    journal.ingest(there, _own(here))
    for store in (here, there):
        assert _row(store, foyer_id)[SUPPRIME] is None
        assert _conflicts(store) == {(foyer_id, SUPPRIME)}


def test_a_deletion_that_saw_everything_deletes(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here)
    _change(here, foyer_id, commune="Lens")
    journal.delete(here, "foyer", foyer_id, author=NADIA)
    journal.ingest(there, _own(here))
    assert _row(there, foyer_id)[SUPPRIME] is not None
    assert _conflicts(there) == set()


def test_a_change_may_come_before_the_row_it_changes(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _foyer(here, commune="Lens")
    _change(here, foyer_id, commune="Avion")
    created, changed = _own(here)
    journal.ingest(there, [changed])
    assert _row(there, foyer_id)["nom"] is None
    journal.ingest(there, [created, changed])
    assert _row(there, foyer_id) == _row(here, foyer_id)


def test_a_post_restored_from_a_backup_is_recognised(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    _foyer(here)
    journal.ingest(there, _own(here))
    (op,) = _own(here)
    twin = Op(op.device, op.seq, op.hlc + 1, op.kind, op.table, op.row_id, {"nom": "Autre"})
    with pytest.raises(KnownError, match="deux versions"):
        journal.ingest(there, [twin])
    assert _row(there, op.row_id)["nom"] == "Delattre"


def test_a_forged_id_never_meets_the_sql(store: Store) -> None:
    op = Op("autre", 1, 1, "insert", "foyer", "x') OR ('1'='1", {"nom": "X"})
    with pytest.raises(KnownError, match="identifiant"):
        journal.ingest(store, [op])


def test_a_table_of_a_newer_version_waits_in_the_journal(store: Store) -> None:
    journal.ingest(store, [Op("autre", 1, 1, "insert", "projet", "p1", {"titre": "X"})])
    assert state_problems(store) == []
    assert len(journal.ops_after(store, "autre", 0, 10)) == 1


def test_many_rows_at_once_are_one_act_without_a_gap(store: Store) -> None:
    _foyer(store)
    rows = [journal.Nouvelle("foyer", f"f{n}", {"nom": f"Nom {n}"}) for n in range(300)]
    rows += [
        journal.Nouvelle("contact", f"c{n}", {"foyer_id": f"f{n}", "note": "Appel"}, f"f{n}")
        for n in range(300)
    ]
    journal.write_many(store, rows, author=NADIA)
    ops = _own(store)
    assert [op.seq for op in ops] == list(range(1, 602))
    assert len({op.hlc for op in ops[1:]}) == 1
    assert ops[1].foyer_id == "f0"
    assert state_problems(store) == []
    _change(store, "f7", commune="Lens")
    assert journal.row_ops(store, "foyer", "f7")[1].replaces("commune") == frozenset()


def test_many_rows_with_one_that_exists_write_nothing(store: Store) -> None:
    journal.write_many(store, [journal.Nouvelle("foyer", "f1", {"nom": "A"})], author=NADIA)
    twice = [journal.Nouvelle("foyer", f, {"nom": "B"}) for f in ("f2", "f1")]
    with pytest.raises(BugError):
        journal.write_many(store, twice, author=NADIA)
    assert [op.row_id for op in _own(store)] == ["f1"]
    draft = journal.Nouvelle("brouillon", "b1", {"ecran": "contact"})
    with pytest.raises(BugError):
        journal.write_many(store, [draft], author=NADIA)


def test_instants_are_written_in_utc() -> None:
    assert instant().endswith("+00:00")

"""Taking back the last act: whole, in order, never somebody else's, never over a newer change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.db import journal, undo
from fieldapp.db.integrite import state_problems
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME
from fieldapp.domain.journal import KIND_UPDATE, SCHEMA_VERSION, Op, Valeur

NADIA, MARC = "nadia", "marc"


def _write(store: Store, row_id: str | None = None, author: str = NADIA, **f: Valeur) -> str:
    return journal.write(store, "foyer", f, row_id=row_id, author=author)


def _value(store: Store, row_id: str, name: str) -> Valeur:
    row = store.one("SELECT * FROM foyer WHERE id = :id", id=row_id)
    assert row is not None
    value: Valeur = row[name]
    return value


def test_the_last_changes_come_back_one_after_the_other(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre", commune="Lens")
    _write(store, foyer_id, commune="Avion")
    _write(store, foyer_id, commune="Liévin")
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, "commune") == "Avion"
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, "commune") == "Lens"
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, SUPPRIME) is not None
    with pytest.raises(KnownError, match="plus d’acte"):
        undo.undo(store, NADIA)
    assert state_problems(store) == []


def test_an_act_of_several_rows_is_taken_back_whole(store: Store) -> None:
    with store.atomic():
        one, two = _write(store, nom="Delattre"), _write(store, nom="Nowak")
    undo.undo(store, NADIA)
    assert _value(store, one, SUPPRIME) is not None
    assert _value(store, two, SUPPRIME) is not None


@pytest.mark.parametrize("table", ["foyer", "projet"])
def test_an_act_of_a_newer_version_is_left_as_it_is(store: Store, table: str) -> None:
    foyer_id = _write(store, nom="Delattre")
    row_id = foyer_id if table == "foyer" else "projet-1"
    newer = Op(
        store.device, 2, journal.next_hlc(store), KIND_UPDATE, table, row_id,
        {"champ_nouveau": "x"}, {}, NADIA, foyer_id, SCHEMA_VERSION + 1,
    )  # fmt: skip
    journal.ingest(store, [newer])
    with pytest.raises(KnownError, match="version plus récente"):
        undo.undo(store, NADIA)
    assert undo.last_act(store, NADIA) == (newer,)


def test_an_import_of_thousands_of_lines_is_taken_back_whole(store: Store) -> None:
    before = _write(store, nom="Avant")
    rows = [journal.Nouvelle("foyer", f"f{n:05d}", {"nom": "Import"}) for n in range(2_500)]
    journal.write_many(store, rows, author=NADIA)
    assert len(undo.undo(store, NADIA)) == 2_500
    left = store.query("SELECT id FROM foyer WHERE supprime IS NULL")
    assert [row["id"] for row in left] == [before]
    undo.undo(store, NADIA)
    assert store.query("SELECT id FROM foyer WHERE supprime IS NULL") == []


def test_a_new_act_after_an_undo_is_the_one_taken_back_next(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre", commune="Lens")
    _write(store, foyer_id, commune="Avion")
    undo.undo(store, NADIA)
    _write(store, foyer_id, commune="Méricourt")
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, "commune") == "Lens"


def test_only_ones_own_acts_are_taken_back(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre")
    _write(store, foyer_id, MARC, commune="Lens")
    undo.undo(store, MARC)
    assert _value(store, foyer_id, "commune") is None
    with pytest.raises(KnownError):
        undo.undo(store, MARC)


def test_what_somebody_changed_since_is_not_overwritten(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _write(here, nom="Delattre", commune="Lens")
    _write(here, foyer_id, commune="Avion")
    journal.ingest(there, journal.ops_after(here, here.device, 0, 10))
    _write(there, foyer_id, MARC, commune="Liévin")
    journal.ingest(here, journal.ops_after(there, there.device, 0, 10))
    with pytest.raises(KnownError, match="modifié depuis"):
        undo.undo(here, NADIA)
    assert _value(here, foyer_id, "commune") == "Liévin"


def test_a_deletion_comes_back(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre")
    journal.delete(store, "foyer", foyer_id, author=NADIA)
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, SUPPRIME) is None


def test_undoing_never_touches_what_is_being_typed(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre")
    journal.write(store, "brouillon", {"ecran": "contact", "contenu": "…"}, author=NADIA)
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, SUPPRIME) is not None
    assert len(store.query("SELECT id FROM brouillon WHERE supprime IS NULL")) == 1


def test_what_was_undone_is_redone_the_last_first(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre", commune="Lens")
    _write(store, foyer_id, commune="Avion")
    _write(store, foyer_id, commune="Liévin")
    for _ in range(3):
        undo.undo(store, NADIA)
    for commune in ("Lens", "Avion", "Liévin"):
        undo.redo(store, NADIA)
        assert (_value(store, foyer_id, SUPPRIME), _value(store, foyer_id, "commune")) == (
            None,
            commune,
        )
    with pytest.raises(KnownError, match="rien à rétablir"):
        undo.redo(store, NADIA)
    undo.undo(store, NADIA)
    assert _value(store, foyer_id, "commune") == "Avion"
    assert state_problems(store) == []


def test_a_redone_act_is_whole(store: Store) -> None:
    with store.atomic():
        one, two = _write(store, nom="Delattre"), _write(store, nom="Nowak")
    undo.undo(store, NADIA)
    undo.redo(store, NADIA)
    assert _value(store, one, SUPPRIME) is None
    assert _value(store, two, SUPPRIME) is None


def test_nothing_is_redone_once_something_else_was_done(store: Store) -> None:
    foyer_id = _write(store, nom="Delattre", commune="Lens")
    _write(store, foyer_id, commune="Avion")
    undo.undo(store, NADIA)
    _write(store, foyer_id, commune="Méricourt")
    with pytest.raises(KnownError, match="rien à rétablir"):
        undo.redo(store, NADIA)
    assert _value(store, foyer_id, "commune") == "Méricourt"


def _exchange(one: Store, other: Store) -> None:
    for source, target in ((one, other), (other, one)):
        journal.ingest(target, journal.ops_after(source, source.device, 0, 100))


def test_redoing_never_goes_over_a_newer_change(make_store: Callable[[str], Store]) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _write(here, nom="Delattre", commune="Lens")
    _write(here, foyer_id, commune="Avion")
    undo.undo(here, NADIA)
    _exchange(here, there)
    _write(there, foyer_id, MARC, commune="Liévin")
    _exchange(here, there)
    with pytest.raises(KnownError, match="modifié depuis"):
        undo.redo(here, NADIA)
    assert _value(here, foyer_id, "commune") == "Liévin"


def test_a_deletion_is_not_redone_over_the_work_done_since(
    make_store: Callable[[str], Store],
) -> None:
    here, there = make_store("ici"), make_store("là-bas")
    foyer_id = _write(here, nom="Delattre")
    journal.delete(here, "foyer", foyer_id, author=NADIA)
    undo.undo(here, NADIA)
    undo.redo(here, NADIA)
    assert _value(here, foyer_id, SUPPRIME) is not None
    undo.undo(here, NADIA)
    _exchange(here, there)
    _write(there, foyer_id, MARC, commune="Liévin")
    _exchange(here, there)
    with pytest.raises(KnownError, match="modifié depuis"):
        undo.redo(here, NADIA)
    assert _value(here, foyer_id, SUPPRIME) is None


@given(st.lists(st.sampled_from(("lens", "avion", "undo", "redo", "delete")), max_size=14))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_undo_and_redo_walk_the_same_path_both_ways(store: Store, acts: list[str]) -> None:
    foyer_id = _write(store, nom="Delattre")
    past: list[tuple[Valeur, bool]] = []
    future: list[tuple[Valeur, bool]] = []
    now: tuple[Valeur, bool] = (None, False)
    for act in acts:
        if act == "undo" and past:
            future.append(now)
            now = past.pop()
            undo.undo(store, NADIA)
        elif act == "redo" and future:
            past.append(now)
            now = future.pop()
            undo.redo(store, NADIA)
        elif act == "delete" and not now[1]:
            past, future, now = [*past, now], [], (now[0], True)
            journal.delete(store, "foyer", foyer_id, author=NADIA)
        elif act in ("lens", "avion") and now != (act, False) and not now[1]:
            past, future, now = [*past, now], [], (act, False)
            _write(store, foyer_id, commune=act)
        shown = _value(store, foyer_id, "commune"), bool(_value(store, foyer_id, SUPPRIME))
        assert shown == now
    assert state_problems(store) == []

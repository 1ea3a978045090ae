"""A store of an older version: completed when it opens, and nothing in it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.db.anciens import first_version, shape
from tests.db.conftest import PHRASE

from fieldapp.db import journal, migrations, tables
from fieldapp.db.opening import create_store, open_store
from fieldapp.domain.journal import Op


def test_an_older_store_gets_the_schema_of_a_new_one(tmp_path: Path) -> None:
    first_version(tmp_path / "ancien")
    new, _ = create_store(tmp_path / "neuf", PHRASE)
    old = open_store(tmp_path / "ancien", PHRASE)
    try:
        assert shape(old) == shape(new)
        foyer = journal.write(old, "foyer", {"nom": "Delattre"}, author="nadia")
        assert journal.row_ops(old, "foyer", foyer)[0].schema == len(migrations.MIGRATIONS)
    finally:
        old.close()
        new.close()


def test_what_a_newer_post_wrote_waits_and_is_read_after_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = create_store(tmp_path / "poste", PHRASE)
    newer = len(migrations.MIGRATIONS) + 1
    fields = {"nom": "Delattre", "surnom_usuel": "Lina"}
    op = Op(
        "poste-marc", 1, 1 << 16, "insert", "foyer", "f1", fields, {}, "marc", "f1", newer
    )  # fmt: skip
    try:
        journal.ingest(store, [op])
        assert store.one("SELECT nom FROM foyer")["nom"] == "Delattre"  # type: ignore[index]
    finally:
        store.close()

    monkeypatch.setitem(tables.TABLES["foyer"], "surnom_usuel", "TEXT")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, migrations.complete))
    store = open_store(tmp_path / "poste", PHRASE)
    try:
        row = store.one("SELECT nom, surnom_usuel FROM foyer")
        assert row is not None
        assert tuple(row) == ("Delattre", "Lina")
    finally:
        store.close()

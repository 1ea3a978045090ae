"""A store of an older version: completed when it opens, and nothing in it is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.db.conftest import PHRASE

from fieldapp.db import journal, keys, migrations, tables
from fieldapp.db.opening import create_store, open_store
from fieldapp.db.store import Store, connect
from fieldapp.domain.journal import Op

SCHEMA_1 = Path(__file__).with_name("schema_1.sql")
_SHADOW = re.compile(r"texte_\w+_(data|idx|content|docsize|config)")


def _first_version(folder: Path) -> None:
    """Make the empty store that the first version made: `schema_1.sql` is what it declared."""
    folder.mkdir()
    key = keys.new_data_key()
    keys.create_key_file(folder / "fieldapp.cles", PHRASE, key)
    conn = connect(folder / "fieldapp.db", key)
    for statement in SCHEMA_1.read_text(encoding="utf-8").splitlines():
        conn.execute(statement)
    conn.execute("INSERT INTO garde VALUES (0)")
    conn.execute("INSERT INTO meta VALUES ('device', 'poste-nadia')")
    conn.execute("PRAGMA user_version = 1")
    conn.close()


def _shape(store: Store) -> dict[str, object]:
    """What the schema holds, columns in whatever order."""
    names = [row["name"] for row in store.query("SELECT name FROM sqlite_master")]
    return {
        name: sorted(
            (row["name"], row["type"]) for row in store.query(f"PRAGMA table_info({name})")
        )
        for name in names
        if not _SHADOW.fullmatch(name)
    }


def test_an_older_store_gets_the_schema_of_a_new_one(tmp_path: Path) -> None:
    _first_version(tmp_path / "ancien")
    new, _ = create_store(tmp_path / "neuf", PHRASE)
    old = open_store(tmp_path / "ancien", PHRASE)
    try:
        assert _shape(old) == _shape(new)
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

"""A store as the first version made it, and the shape that a store has."""

from __future__ import annotations

import re
from pathlib import Path

from tests.db.conftest import PHRASE

from fieldapp.db import keys
from fieldapp.db.store import Store, connect

SCHEMA_1 = Path(__file__).with_name("schema_1.sql")
_SHADOW = re.compile(r"texte_\w+_(data|idx|content|docsize|config)")


def first_version(folder: Path) -> None:
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


def shape(store: Store) -> dict[str, object]:
    """What the schema holds, columns in whatever order."""
    names = [row["name"] for row in store.query("SELECT name FROM sqlite_master")]
    return {
        name: sorted(
            (row["name"], row["type"]) for row in store.query(f"PRAGMA table_info({name})")
        )
        for name in names
        if not _SHADOW.fullmatch(name)
    }

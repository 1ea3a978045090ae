"""The schema, step by step: one small named function each, never edited once released."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.db import documents_joints, resumes, search, sync_tables, tables, traces
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError

TECHNICAL = (
    "CREATE TABLE meta (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) STRICT",
    """CREATE TABLE op (
        ordre INTEGER PRIMARY KEY,
        device TEXT NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL, kind TEXT NOT NULL,
        "table" TEXT NOT NULL, row_id TEXT NOT NULL, fields TEXT NOT NULL, base TEXT NOT NULL,
        author TEXT NOT NULL, foyer_id TEXT, schema INTEGER NOT NULL,
        UNIQUE (device, seq)
    ) STRICT""",
    "CREATE INDEX op_row ON op(row_id)",
    "CREATE INDEX op_hlc ON op(hlc)",
    """CREATE TABLE conflit (
        "table" TEXT NOT NULL, row_id TEXT NOT NULL, champ TEXT NOT NULL,
        device TEXT NOT NULL, seq INTEGER NOT NULL, foyer_id TEXT,
        PRIMARY KEY ("table", row_id, champ, device, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE garde (ouvert INTEGER NOT NULL) STRICT",
    "INSERT INTO garde VALUES (0)",
    """CREATE TABLE reference (
        nature TEXT NOT NULL, code TEXT NOT NULL, libelle TEXT NOT NULL, donnees TEXT NOT NULL,
        rang INTEGER NOT NULL, actif INTEGER NOT NULL, version TEXT NOT NULL,
        PRIMARY KEY (nature, code)
    ) STRICT, WITHOUT ROWID""",
)


def create_schema(store: Store) -> None:
    """The first schema: journal, tables of the trade, search index, exchange with the siège."""
    for statement in (
        *TECHNICAL,
        *tables.create_statements(),
        *resumes.SCHEMA,
        *search.SCHEMA,
        *sync_tables.SCHEMA,
        *traces.SCHEMA,
        *documents_joints.SCHEMA,
    ):
        store.execute(statement)


MIGRATIONS: tuple[Callable[[Store], None], ...] = (create_schema,)


def migrate(store: Store) -> None:
    """Run the missing migrations, each in one transaction with its number.

    Raises KnownError when the store was written by a newer program.
    """
    row = store.one("PRAGMA user_version")
    version = int(row["user_version"]) if row is not None else 0
    if version > len(MIGRATIONS):
        raise KnownError(
            "Ces données ont été ouvertes avec une version plus récente de Fieldapp. Elles sont "
            "intactes et rien n’a été modifié. Mettez ce poste à jour, puis réessayez."
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        with store.atomic():
            step(store)
            store.execute(f"PRAGMA user_version = {number:d}")

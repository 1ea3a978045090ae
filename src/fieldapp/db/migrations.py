"""The schema, step by step: one small named function each, in the order of their numbers.

Schema changes are additive: tables and columns are declared where they live (`db/tables.py` and
its neighbours), a new store takes them as they are, and an older one is completed by its next
step. What must be taken away or computed again is said by the step itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fieldapp.db import (
    derived,
    documents_joints,
    elagage,
    exports,
    lots_perdus,
    morceaux,
    ordres,
    reprises,
    resumes,
    retraits,
    revocations,
    search,
    sync_tables,
    tables,
    traces,
)
from fieldapp.db.projection import rebuild_rows
from fieldapp.db.store import SIEGE, Store
from fieldapp.domain.errors import KnownError
from fieldapp.domain.journal import SCHEMA_VERSION

TECHNICAL = (
    "CREATE TABLE meta (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) STRICT",
    """CREATE TABLE op (
        ordre INTEGER PRIMARY KEY,
        device TEXT NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL, kind TEXT NOT NULL,
        "table" TEXT NOT NULL, row_id TEXT NOT NULL, fields TEXT NOT NULL, base TEXT NOT NULL,
        author TEXT NOT NULL, foyer_id TEXT, schema INTEGER NOT NULL,
        UNIQUE (device, seq)
    ) STRICT""",
    # Which ops a row has is then read off the index, without their pages.
    "CREATE INDEX op_de_ligne ON op(row_id, device, seq)",
    "CREATE INDEX op_hlc ON op(hlc)",
    # The few acts that take another back: what waits again for a decision is found among them.
    "CREATE INDEX op_retour ON op(row_id) WHERE kind = 'undo'",
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


_NAME = re.compile(r"CREATE (?:VIRTUAL )?(TABLE|INDEX|TRIGGER) (\w+)")


def declared() -> tuple[str, ...]:
    """Return every statement that declares the tables of a store, their indexes and guards."""
    return (
        *TECHNICAL,
        *tables.create_statements(),
        *resumes.SCHEMA,
        *search.SCHEMA,
        *sync_tables.SCHEMA,
        *ordres.SCHEMA,
        *reprises.SCHEMA,
        *retraits.SCHEMA,
        *revocations.SCHEMA,
        *traces.SCHEMA,
        *documents_joints.SCHEMA,
        *morceaux.SCHEMA,
        *elagage.SCHEMA,
        *exports.SCHEMA,
        *lots_perdus.SCHEMA,
    )


def create_schema(store: Store) -> None:
    """A new store: journal, tables of the trade, search index, exchange with the siège."""
    for statement in declared():
        store.execute(statement)


def complete(store: Store) -> None:
    """Give an older store the tables, columns, indexes and guards declared since; take none."""
    rows = store.query("SELECT name FROM sqlite_master")
    present = {row["name"] for row in rows}
    missing = [(m, s) for s in declared() if (m := _NAME.match(s)) and m[2] not in present]
    for match, statement in missing:
        if match[1] == "TABLE":
            store.execute(statement)
    for table, fields in tables.TABLES.items():
        known = {row["name"] for row in store.query(f"PRAGMA table_info({table})")}
        for name in fields:
            if name not in known:
                store.execute(f"ALTER TABLE {table} ADD COLUMN {name} {fields[name]}")
    for match, statement in missing:
        if match[1] != "TABLE":
            store.execute(statement)


def second_schema(store: Store) -> None:
    """What the first working version lacked, without what made saving a contact slow."""
    complete(store)
    if store.one("SELECT 1 FROM sqlite_master WHERE name = 'recherche_deplace'") is not None:
        waiting = store.query("SELECT foyer_id FROM recherche_deplace")
        search.index_rows(store, "foyer", [row["foyer_id"] for row in waiting])
        store.execute("DROP TABLE recherche_deplace")
    if store.name != SIEGE:
        rows = store.query("SELECT id FROM document")
        search.index_rows(store, "document", [row["id"] for row in rows])
        # What is personal leaves the index, where its words would outlive it.
        rows = store.query("SELECT id FROM contact WHERE zone = 'personnel'")
        search.index_rows(store, "contact", [row["id"] for row in rows])
    for name in ("commune_tri", "niveau", "dernier_contact", "echeance"):
        store.execute(f"DROP INDEX IF EXISTS resume_referent_id_{name}")
    store.execute("DROP INDEX IF EXISTS op_row")


MIGRATIONS: tuple[Callable[[Store], None], ...] = (create_schema, second_schema)
# A post writes the number of its schema in each op: it is the number of steps it knows.
assert len(MIGRATIONS) == SCHEMA_VERSION


def migrate(store: Store) -> None:
    """Run the missing migrations, each in one transaction with its number.

    Ops that a newer post wrote, and that waited here for their tables or columns, are then read
    again. Raises KnownError when the store was written by a newer program.
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
            if version:
                read_waiting(store, version)
            store.execute(f"PRAGMA user_version = {number:d}")


def read_waiting(store: Store, version: int) -> None:
    """Project again the rows that hold an op written under a newer schema than `version`."""
    rows = store.query(
        'SELECT DISTINCT "table", row_id FROM op WHERE schema > :version', version=version
    )
    if not rows:
        return
    rebuild_rows(store, [(row["table"], row["row_id"]) for row in rows])
    if store.name != SIEGE:
        derived.rebuild(store)

"""Chunks of documents on their way: which a recipient lacks, which it has, from us or by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator

from fieldapp.db.store import Store
from fieldapp.domain.document import read_names

SCHEMA: tuple[str, ...] = (
    # Named by a document that a recipient was given, and not sent yet.
    "CREATE TABLE morceau_du (vers TEXT NOT NULL, empreinte TEXT NOT NULL, "
    "PRIMARY KEY (vers, empreinte)) STRICT, WITHOUT ROWID",
    # In a bundle to it, or in one of its own.
    "CREATE TABLE morceau_connu (device TEXT NOT NULL, empreinte TEXT NOT NULL, "
    "PRIMARY KEY (device, empreinte)) STRICT, WITHOUT ROWID",
    # What each correspondent can read: the schema of its newest bundle or of its request.
    "CREATE TABLE correspondant (device TEXT PRIMARY KEY, schema INTEGER NOT NULL) "
    "STRICT, WITHOUT ROWID",
)


def note_due(store: Store, vers: str, names: Iterable[str]) -> None:
    """Note that a recipient was given documents made of these chunks; those it has are left out."""
    asked = list(dict.fromkeys(names))
    if not asked:
        return
    known = {
        row["empreinte"]
        for row in store.query(
            f"SELECT empreinte FROM morceau_connu WHERE device = :v AND {store.among('empreinte')}",
            v=vers,
            ids=json.dumps(asked),
        )
    }
    store.insert_new(
        "morceau_du", ("vers", "empreinte"), [(vers, name) for name in asked if name not in known]
    )


def due(store: Store, vers: str) -> Iterator[tuple[str, bytes]]:
    """Go through the chunks that a recipient lacks and that are here: name and bytes."""
    for name, octets in store.tuples(
        "SELECT d.empreinte, m.octets FROM morceau_du d "
        "JOIN morceau m ON m.empreinte = d.empreinte WHERE d.vers = :v ORDER BY d.empreinte",
        v=vers,
    ):
        yield name, bytes(octets)


def is_due(store: Store, vers: str) -> bool:
    """Tell whether a chunk that a recipient lacks is here."""
    row = store.one(
        "SELECT 1 FROM morceau_du d JOIN morceau m ON m.empreinte = d.empreinte "
        "WHERE d.vers = :v LIMIT 1",
        v=vers,
    )
    return row is not None


def has(store: Store, device: str, names: Iterable[str]) -> None:
    """Note that a correspondent has these chunks, or has them in a bundle on its way."""
    lines = [(device, name) for name in names]
    store.insert_new("morceau_connu", ("device", "empreinte"), lines)
    store.executemany("DELETE FROM morceau_du WHERE vers = ? AND empreinte = ?", lines)


def add(store: Store, chunks: Iterable[tuple[str, bytes]]) -> None:
    """Keep chunks that came; those that are here stay."""
    store.insert_new("morceau", ("empreinte", "octets"), chunks)


def forget(store: Store, names: Iterable[str]) -> None:
    """Chunks that were erased here may have to travel again some day."""
    lines = [(name,) for name in names]
    for table in ("morceau_du", "morceau_connu"):
        store.executemany(f"DELETE FROM {table} WHERE empreinte = ?", lines)


def all_due_again(store: Store, device: str) -> None:
    """A correspondent lost what it had: the content of every shared document is due again."""
    store.execute("DELETE FROM morceau_connu WHERE device = :d", d=device)
    rows = store.query(
        "SELECT morceaux FROM document WHERE morceaux IS NOT NULL "
        "AND coalesce(zone, '') <> 'personnel'"
    )
    for row in rows:
        note_due(store, device, read_names(row["morceaux"]))


def families_left(store: Store, device: str, foyer_ids: Collection[str]) -> None:
    """A correspondent lets families go, and with them the content of their documents."""
    rows = store.query(
        f"SELECT morceaux FROM document WHERE {store.among('foyer_id')}",
        ids=json.dumps(list(foyer_ids)),
    )
    lines = [(device, name) for row in rows for name in read_names(row["morceaux"])]
    for table, column in (("morceau_connu", "device"), ("morceau_du", "vers")):
        store.executemany(f"DELETE FROM {table} WHERE {column} = ? AND empreinte = ?", lines)


def waiting_bytes(store: Store, vers: str) -> int:
    """Return the size of the bundles that a recipient has not acknowledged."""
    row = store.one(
        "SELECT coalesce(sum(length(octets)), 0) AS n FROM envoi "
        "WHERE vers = :v AND octets IS NOT NULL",
        v=vers,
    )
    return 0 if row is None else int(row["n"])


def reads(store: Store, device: str) -> int:
    """Return the schema that a correspondent can read, 1 when it has not said."""
    row = store.one("SELECT schema FROM correspondant WHERE device = :d", d=device)
    return 1 if row is None else int(row["schema"])


def note_schema(store: Store, device: str, schema: int) -> None:
    """Note what a correspondent can read."""
    store.send(
        "INSERT INTO correspondant(device, schema) VALUES (:d, :s) ON CONFLICT(device) "
        "DO UPDATE SET schema = excluded.schema WHERE correspondant.schema <> excluded.schema",
        d=device,
        s=schema,
    )

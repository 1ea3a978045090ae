"""Documents of family files: their rows, their chunks named by SHA-256, and their thumbnails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fieldapp.db import brouillons, morceaux
from fieldapp.db.store import Row, Store
from fieldapp.domain.contact import EQUIPE
from fieldapp.domain.document import (
    AUTRE,
    MORCEAU_MAX,
    Document,
    cut,
    fingerprint,
    read_names,
)
from fieldapp.domain.journal import moment_of

SCHEMA: tuple[str, ...] = (
    # Content-addressed: two documents that share a chunk keep it once.
    """CREATE TABLE morceau (
        empreinte TEXT PRIMARY KEY, octets BLOB NOT NULL CHECK (length(octets) <= 1048576)
    ) STRICT""",
    # Derived from the content; made again when absent.
    "CREATE TABLE vignette (empreinte TEXT PRIMARY KEY, octets BLOB NOT NULL) STRICT",
)

Progress = Callable[[int, int], None]

_SELECT = (
    "SELECT d.*, coalesce(a.nom, '') AS auteur FROM document d "
    "LEFT JOIN agent a ON a.id = d.auteur_id WHERE d.supprime IS NULL"
)


def get_document(store: Store, document_id: str) -> Document | None:
    """Return one document, or None."""
    row = store.one(f"{_SELECT} AND d.id = :id", id=document_id)
    return None if row is None else _documents(store, [row])[0]


def list_documents(store: Store, foyer_id: str) -> list[Document]:
    """Return the documents of a family, the latest first."""
    rows = store.query(
        f"{_SELECT} AND d.foyer_id = :foyer_id ORDER BY d.date DESC, d.id DESC", foyer_id=foyer_id
    )
    return _documents(store, rows)


def expired_personal(store: Store, before: str) -> list[str]:
    """Return the ids of personal documents added before a day, an ISO date (L08)."""
    rows = store.query(
        "SELECT d.id, (SELECT min(o.hlc) FROM op o WHERE o.row_id = d.id) AS hlc "
        "FROM document d WHERE d.zone = 'personnel'"
    )
    return [row["id"] for row in rows if moment_of(row["hlc"]).date().isoformat() < before]


def list_personal(store: Store, agent_id: str, before: str) -> list[dict[str, Any]]:
    """Return an agent's personal documents added before a day, with that day as their `moment`."""
    expired = set(expired_personal(store, before))
    return [
        {
            "id": row["id"], "foyer_id": row["foyer_id"], "nom": row["nom"],
            "texte": row["titre"], "moment": moment_of(row["hlc"]).date().isoformat(),
        }
        for row in store.query(
            "SELECT d.id, d.foyer_id, d.titre, f.nom, (SELECT min(o.hlc) FROM op o "
            "WHERE o.row_id = d.id) AS hlc FROM document d JOIN foyer f ON f.id = d.foyer_id "
            "WHERE d.zone = 'personnel' AND d.auteur_id = :agent AND d.supprime IS NULL",
            agent=agent_id,
        )
        if row["id"] in expired
    ]  # fmt: skip


def add_chunks(store: Store, contenu: bytes, progress: Progress | None = None) -> tuple[str, ...]:
    """Store a content and return the names of its chunks; those that are there are not repeated.

    `progress(done, total)` is called after each chunk, in bytes. Runs inside the caller's
    transaction: a full disk leaves nothing behind.
    """
    names, done = [], 0
    for octets in cut(contenu):
        name = fingerprint(octets)
        store.execute(
            "INSERT OR IGNORE INTO morceau(empreinte, octets) VALUES (:name, :octets)",
            name=name,
            octets=octets,
        )
        names.append(name)
        done += len(octets)
        if progress is not None:
            progress(done, len(contenu))
    return tuple(names)


def read_chunks(store: Store, names: Iterable[str]) -> Iterator[bytes]:
    """Yield chunks in order; one that is not here yields nothing."""
    for name in names:
        row = store.one("SELECT octets FROM morceau WHERE empreinte = :name", name=name)
        if row is not None:
            yield bytes(row["octets"])


def add_vignette(store: Store, empreinte: str, octets: bytes) -> None:
    """Keep the thumbnail of a content; one that is there stays."""
    with store.atomic():
        store.execute(
            "INSERT OR IGNORE INTO vignette(empreinte, octets) VALUES (:e, :octets)",
            e=empreinte,
            octets=octets,
        )


def read_vignettes(store: Store, empreintes: Iterable[str]) -> dict[str, bytes]:
    """Return the thumbnails that are there, by the fingerprint of their content."""
    rows = store.query(
        "SELECT empreinte, octets FROM vignette "
        "WHERE empreinte IN (SELECT value FROM json_each(:asked))",
        asked=json.dumps(list(empreintes)),
    )
    return {row["empreinte"]: bytes(row["octets"]) for row in rows}


def remove_orphans(store: Store, deleted_before: str) -> int:
    """Erase the chunks and thumbnails that no document or draft names; return how many chunks.

    A document deleted since the instant `deleted_before` still holds its content: its deletion
    can be taken back.
    """
    if store.one("SELECT 1 FROM morceau LIMIT 1") is None:
        return 0
    with store.atomic():
        kept = store.query(
            "SELECT morceaux, empreinte FROM document WHERE supprime IS NULL OR supprime >= :d",
            d=deleted_before,
        )
        names = {name for row in kept for name in read_names(row["morceaux"])}
        names |= brouillons.kept_chunks(store)
        whole = {row["empreinte"] for row in kept}
        drawn = store.keeper.query("SELECT empreinte FROM vignette")
        store.keeper.executemany(
            "DELETE FROM vignette WHERE empreinte = ?",
            [(row["empreinte"],) for row in drawn if row["empreinte"] not in whole],
        )
        here = store.query("SELECT empreinte FROM morceau")
        gone = [row["empreinte"] for row in here if row["empreinte"] not in names]
        store.executemany("DELETE FROM morceau WHERE empreinte = ?", [(name,) for name in gone])
        morceaux.forget(store, gone)
        return len(gone)


def added_here(store: Store, document_id: str) -> bool:
    """Tell whether this laptop is the one that added a document."""
    row = store.one("SELECT device FROM op WHERE row_id = :id ORDER BY hlc LIMIT 1", id=document_id)
    return row is not None and row["device"].split(".")[0] == store.device


def document_problems(store: Store) -> list[str]:
    """Return the chunks that do not hash to their name, and the documents that do not add up.

    A document added on another laptop is not expected to have its content here.
    """
    problems = []
    sound: dict[str, int] = {}
    for row in store.stream("SELECT empreinte, octets FROM morceau"):
        octets = bytes(row["octets"])
        if fingerprint(octets) == row["empreinte"] and 0 < len(octets) <= MORCEAU_MAX:
            sound[row["empreinte"]] = len(octets)
        else:
            problems.append(f"documents\u00a0: morceau {row['empreinte'][:12]} abîmé")
    rows = store.query(
        "SELECT d.id, d.empreinte, d.taille, d.morceaux, "
        "(SELECT o.device FROM op o WHERE o.row_id = d.id ORDER BY o.hlc LIMIT 1) AS device "
        "FROM document d WHERE d.supprime IS NULL"
    )
    for row in rows:
        names = read_names(row["morceaux"])
        missing = [name for name in names if name not in sound]
        if missing or not names:
            if (row["device"] or "").split(".")[0] == store.device:
                problems.append(f"documents\u00a0: contenu incomplet de {row['id']}")
            continue
        contenu = b"".join(read_chunks(store, names))
        if len(contenu) != row["taille"] or fingerprint(contenu) != row["empreinte"]:
            problems.append(f"documents\u00a0: contenu différent de {row['id']}")
    return problems


def _documents(store: Store, rows: list[Row]) -> list[Document]:
    named = {name for row in rows for name in read_names(row["morceaux"])}
    here = {
        row["empreinte"]
        for row in store.query(
            "SELECT empreinte FROM morceau WHERE empreinte IN (SELECT value FROM json_each(:n))",
            n=json.dumps(sorted(named)),
        )
    }
    found = []
    for row in rows:
        names = read_names(row["morceaux"])
        found.append(
            Document(
                row["id"], row["foyer_id"] or "", row["titre"] or "", row["nature"] or AUTRE,
                row["date"] or "", row["zone"] or EQUIPE, row["type_mime"] or "",
                int(row["taille"] or 0), row["empreinte"] or "", names, row["auteur_id"] or "",
                row["auteur"], bool(row["produit_ici"]),
                bool(names) and all(name in here for name in names),
            )
        )  # fmt: skip
    return found

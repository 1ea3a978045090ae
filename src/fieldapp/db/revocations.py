"""Revoked posts as headquarters keeps them: when, why, until when unsent work is recovered."""

from __future__ import annotations

from fieldapp.db.store import Reader, Row, Store

SCHEMA: tuple[str, ...] = (
    """CREATE TABLE revocation (
        device TEXT PRIMARY KEY, le TEXT NOT NULL, motif TEXT NOT NULL, jusque TEXT NOT NULL,
        auteur_id TEXT NOT NULL, efface_le TEXT
    ) STRICT, WITHOUT ROWID""",
)


def revoke(store: Store, device: str, le: str, motif: str, jusque: str, auteur_id: str) -> None:
    """Record a revocation; the post is no longer one that may be sent files."""
    store.execute("UPDATE poste SET revoque_le = :le WHERE device = :d", le=le, d=device)
    store.execute(
        "INSERT INTO revocation(device, le, motif, jusque, auteur_id) VALUES (:d, :le, :m, :j, :a)",
        d=device,
        le=le,
        m=motif,
        j=jusque,
        a=auteur_id,
    )


def extend(store: Store, device: str, jusque: str) -> None:
    """Let the unsent work of a revoked post come until later."""
    store.execute("UPDATE revocation SET jusque = :j WHERE device = :d", j=jusque, d=device)


def get_revocation(store: Store | Reader, device: str) -> Row | None:
    """Return the revocation of a post, or None."""
    return store.one("SELECT * FROM revocation WHERE device = :d", d=device)


def mark_wiped(store: Store, device: str, le: str) -> None:
    """Note that the post said it destroyed its store."""
    store.execute(
        "UPDATE revocation SET efface_le = :le WHERE device = :d AND efface_le IS NULL",
        le=le,
        d=device,
    )

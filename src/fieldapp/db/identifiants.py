"""Ids as people type them: the full one, or any beginning that only one row has."""

from __future__ import annotations

from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES
from fieldapp.domain.errors import BugError, KnownError


def resolve_id(store: Store, table: str, beginning: str) -> str:
    """Return the id of the one row of a table that begins so.

    Raises KnownError when no row does, or several: their names are not said.
    """
    if table not in TABLES:
        raise BugError(f"unknown table {table}")
    wanted = beginning.strip().lower()
    rows = [] if not wanted else store.query(
        f"SELECT id FROM {table} WHERE id >= :debut AND id < :fin AND supprime IS NULL "
        "ORDER BY id LIMIT 2",
        debut=wanted,
        fin=wanted + "\U0010ffff",
    )  # fmt: skip
    if not rows:
        raise KnownError(
            f"Aucun élément de ce poste ne porte l’identifiant «\u00a0{beginning}\u00a0». Rien "
            "n’a changé. Vérifiez-le, ou cherchez la famille par son nom."
        )
    if len(rows) > 1 and rows[0]["id"] != wanted:
        raise KnownError(
            f"Plusieurs identifiants commencent par «\u00a0{beginning}\u00a0». Rien n’a changé. "
            "Donnez quelques caractères de plus."
        )
    return str(rows[0]["id"])

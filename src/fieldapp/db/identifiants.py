"""Ids as people type them: the full one, or any beginning that only one row has."""

from __future__ import annotations

from fieldapp.db.fusions import leads
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES
from fieldapp.domain.doublon_fusion import FOYER, PERSONNE
from fieldapp.domain.errors import BugError, KnownError


def resolve_id(store: Store, table: str, beginning: str) -> str:
    """Return the id of the one row of a table that begins so.

    The id of a file or a person that was absorbed leads to the one that is kept.
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
    if not rows and (led := _absorbed(store, table, wanted)) is not None:
        return led
    if not rows:
        raise KnownError(
            f"Aucun élément de ce poste ne porte l’identifiant «\u00a0{beginning}\u00a0». Rien "
            "n’a changé. Vérifiez-le\u00a0: les listes et la recherche le donnent."
        )
    if len(rows) > 1 and rows[0]["id"] != wanted:
        raise KnownError(
            f"Plusieurs identifiants commencent par «\u00a0{beginning}\u00a0». Rien n’a changé. "
            "Donnez quelques caractères de plus."
        )
    return str(rows[0]["id"])


def _absorbed(store: Store, table: str, beginning: str) -> str | None:
    """Where the one absorbed row whose id begins so leads, or None."""
    if table not in (FOYER, PERSONNE) or not beginning:
        return None
    found = {root for row_id, root in leads(store).items() if row_id.startswith(beginning)}
    return found.pop() if len(found) == 1 else None

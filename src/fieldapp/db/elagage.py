"""Our own bundles that may leave the space, because their recipient has them."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.db.store import Store

SCHEMA: tuple[str, ...] = (
    # Files of ours that the recipient has and that still lie in the space.
    "CREATE TABLE lot_a_effacer (vers TEXT NOT NULL, numero INTEGER NOT NULL, "
    "PRIMARY KEY (vers, numero)) STRICT, WITHOUT ROWID",
)


def acknowledged_files(store: Store, vers: str) -> list[int]:
    """Return the numbers of our bundles that the recipient has and that may leave the space."""
    rows = store.query("SELECT numero FROM lot_a_effacer WHERE vers = :v ORDER BY numero", v=vers)
    return [int(row["numero"]) for row in rows]


def forget_files(store: Store, vers: str, numeros: Iterable[int]) -> None:
    """Note that these files have left the space."""
    store.executemany(
        "DELETE FROM lot_a_effacer WHERE vers = ? AND numero = ?",
        [(vers, numero) for numero in numeros],
    )

"""The search index: derived from the rows, refreshed in the same transaction, never journaled."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.db.store import Store

SCHEMA: tuple[str, ...] = ()
INDEXED: frozenset[str] = frozenset()


def index_rows(store: Store, table: str, row_ids: Iterable[str]) -> None:
    """Index these rows again."""


def rebuild(store: Store) -> None:
    """Index every row again."""

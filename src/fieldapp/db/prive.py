"""The private stream of a post: drafts and personal notes, which never leave and are forgotten."""

from __future__ import annotations

from fieldapp.db.projection import guard_open, row_ops
from fieldapp.db.store import Store
from fieldapp.domain.doublon_fusion import AUTEUR_SUITE, BASE_FUSION
from fieldapp.domain.errors import BugError
from fieldapp.domain.journal import Op, is_private


def forget_private(store: Store, table: str, row_id: str) -> None:
    """Erase a private row for good, journal included; a shared row is a BugError.

    Zone `personnel` is erased after 30 days (L08) and a draft once it became a note.
    """
    with store.atomic():
        if any(not is_private(op.device) for op in row_ops(store, table, row_id)):
            raise BugError(f"{table} {row_id} is shared and cannot be forgotten")
        store.execute(
            'DELETE FROM op WHERE row_id = :row_id AND "table" = :tbl', row_id=row_id, tbl=table
        )
        with guard_open(store):
            store.execute(f"DELETE FROM {table} WHERE id = :id", id=row_id)
        store.touch(table, [row_id])


def forget_older(store: Store, op: Op) -> None:
    """Keep only the newest version of a draft: older ones never left, nobody can need them.

    The one before a union moved it stays until the next key: it says whose it was.
    """
    if op.author == AUTEUR_SUITE or BASE_FUSION in op.base:
        return
    store.execute(
        "DELETE FROM op WHERE row_id = :row_id AND device = :device AND seq < :seq "
        "AND seq < (SELECT max(seq) FROM op WHERE row_id = :row_id AND kind <> 'delete')",
        row_id=op.row_id,
        device=op.device,
        seq=op.seq,
    )

"""The first bundles for a new post: its files whole, row by row, instead of change after change.

A snapshot carries the changes themselves, all of them, only packed: the state is computed by the
post as ever, so it cannot differ, the history is there, and so is each version that a late change
may say it replaces. What makes it quick is their order: a row comes once, complete, and is written
once. Its parts are bundles of the chain, sealed, signed, numbered and resumed like the others,
which follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fieldapp.db import morceaux
from fieldapp.db.store import Row, Store
from fieldapp.sync import chunks
from fieldapp.sync.bundle import MAX_SNAPSHOT_OPS
from fieldapp.sync.outbox import SLICE, Channel, prepare_all
from fieldapp.sync.records import encode_whole_row

# An older post would refuse a bundle that carries whole rows.
SCHEMA = 2


def is_read_by(store: Store, device: str) -> bool:
    """Tell whether a post can read a snapshot."""
    return morceaux.reads(store, device) >= SCHEMA


def prepare_snapshot(store: Store, channel: Channel, rows: Iterable[list[Row]]) -> list[str]:
    """Seal the parts of a snapshot, within the caller's transaction.

    Returns the names of the chunks of the documents in it. A row is never shared between parts.
    """
    named: list[str] = []
    prepare_all(store, channel, _parts(rows, named))
    return named


def _parts(rows: Iterable[list[Row]], named: list[str]) -> Iterator[tuple[list[bytes], int]]:
    """Share whole rows out among parts, with the number of changes of each."""
    lines: list[bytes] = []
    size = count = 0
    for changes in rows:
        named.extend(chunks.names_in(changes))
        line = encode_whole_row(changes)
        full = size + len(line) >= SLICE or count + len(changes) > MAX_SNAPSHOT_OPS
        if lines and full:
            yield lines, count
            lines, size, count = [], 0, 0
        lines.append(line)
        size += len(line) + 1
        count += len(changes)
    if lines:
        yield lines, count

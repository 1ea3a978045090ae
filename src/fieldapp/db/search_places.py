"""Where each row stands in the full-text tables: its number grows with its place in time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zlib import crc32

from fieldapp.db.store import Store

# For each sort of thing that is indexed, the column that names it.
KEYS: Final[Mapping[str, str]] = {
    "foyer": "foyer_id", "note": "contact_id", "document": "document_id",
    "structure": "structure_id",
}  # fmt: skip
_MINUTES_A_DAY = 1440


def replace(
    store: Store,
    sort: str,
    row_ids: list[str],
    docs: Mapping[str, tuple[int, tuple[str, ...]]],
    columns: str,
) -> None:
    """Give each row its document, at the place in time that its base number says; others leave."""
    key = KEYS[sort]
    old = store.query(
        f"SELECT docid FROM recherche_{sort} WHERE {key} IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(row_ids),
    )
    gone = [(row["docid"],) for row in old]
    if gone:
        store.executemany(f"DELETE FROM texte_{sort} WHERE rowid = ?", gone)
        store.executemany(f"DELETE FROM recherche_{sort} WHERE docid = ?", gone)
    docids = _free_docids(store, sort, {row_id: base for row_id, (base, _) in docs.items()})
    # In order of their numbers, next to each other in the index.
    placed = sorted((docid, row_id) for row_id, docid in docids.items())
    store.executemany(f"INSERT INTO recherche_{sort}(docid, {key}) VALUES (?, ?)", placed)
    marks = ", ".join("?" * (columns.count(",") + 2))
    store.executemany(
        f"INSERT INTO texte_{sort}(rowid, {columns}) VALUES ({marks})",
        [(docid, *docs[row_id][1]) for docid, row_id in placed],
    )


def _free_docids(store: Store, sort: str, bases: Mapping[str, int]) -> dict[str, int]:
    """For each row a number of its own at its place in time (`bases`).

    The same on every laptop but for rare clashes.
    """
    wanted = {row_id: base | (crc32(row_id.encode()) & 0xFFFFFF) for row_id, base in bases.items()}
    rows = store.query(
        f"SELECT docid FROM recherche_{sort} WHERE docid IN (SELECT value FROM json_each(:docids))",
        docids=json.dumps(list(wanted.values())),
    )
    taken = {row["docid"] for row in rows}
    sql = f"SELECT 1 FROM recherche_{sort} WHERE docid = :docid"
    for row_id, docid in wanted.items():
        while docid in taken or (
            docid != wanted[row_id] and store.one(sql, docid=docid) is not None
        ):
            docid += 1
        taken.add(docid)
        wanted[row_id] = docid
    return wanted


def day_number(moment: str | None) -> int:
    """Return the number of a day, 0 when there is none or it cannot be read."""
    try:
        return date.fromisoformat((moment or "")[:10]).toordinal()
    except ValueError:
        return 0


def minute_number(moment: str | None) -> int:
    """Return the number of a minute, 0 when there is none or it cannot be read."""
    try:
        at = datetime.fromisoformat((moment or "")[:16])
    except ValueError:
        return 0
    return at.toordinal() * _MINUTES_A_DAY + at.hour * 60 + at.minute

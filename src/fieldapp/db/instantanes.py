"""What a new post receives at once: whole rows, each with all the changes that made it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from fieldapp.db import postes
from fieldapp.db.store import Row, Store
from fieldapp.db.sync_tables import WIRE
from fieldapp.domain.echange import Poste

_BATCH = 500


def rows_for(
    store: Store, poste: Poste, haut: int, cachees: Collection[str]
) -> Iterator[list[Row]]:
    """Go through the rows that a post must receive, up to the arrival order `haut`: for each the
    changes that `postes.ops_for` gives, in arrival order.

    Rows come by their ids, as they were made in time: the tables of the post grow at their end.
    """
    wanted = {
        row["ordre"]: row["row_id"]
        for row in postes.ops_for(store, poste, haut, cachees, "l.ordre AS ordre, row_id")
    }
    row_ids = sorted(set(wanted.values()))
    for start in range(0, len(row_ids), _BATCH):
        batch = row_ids[start : start + _BATCH]
        found: dict[tuple[str, str], list[Row]] = {}
        for row in store.query(
            f"SELECT ordre, {WIRE} FROM op WHERE {store.among('row_id')} ORDER BY ordre",
            ids=json.dumps(batch),
        ):
            if row["ordre"] in wanted:
                found.setdefault((row["row_id"], row["table"]), []).append(row)
        for key in sorted(found):
            yield found[key]

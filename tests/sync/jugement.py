"""What must be seen of a set of changes, told from the raw lines without the program's merge.

Every value that nobody replaced is shown or listed to be decided; a row is hidden only by somebody
who had seen all that stands in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES

SUPPRIME = "supprime"
Name = tuple[str, int]


def lost_values(store: Store) -> list[str]:
    """Name each value that stands in the journal and that nobody could find any more."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in store.query('SELECT device, seq, "table", row_id, fields, base FROM op'):
        if row["table"] in TABLES and not row["device"].endswith(".prive"):
            line = {"nom": (row["device"], row["seq"])}
            line |= {name: json.loads(row[name]) for name in ("fields", "base")}
            rows[row["table"], row["row_id"]].append(line)
    listed = {
        (row["table"], row["row_id"], row["champ"], (row["device"], row["seq"]))
        for row in store.query("SELECT * FROM conflit")
    }
    lost = []
    for (table, row_id), lines in rows.items():
        shown = store.one(f"SELECT * FROM {table} WHERE id = :i", i=row_id)
        if shown is None:
            lost.append(f"{table} {row_id} is nowhere")
            continue
        for field, name, value in _standing(lines):
            if field not in dict(shown) or (field == SUPPRIME and value and shown[field]):
                continue  # of a newer version; or removed by two people, who agree
            if shown[field] != value and (table, row_id, field, name) not in listed:
                lost.append(f"{table} {row_id} {field} {name}: {value!r}")
        if shown[SUPPRIME] is not None and not _all_seen(lines):
            lost.append(f"{table} {row_id} is hidden over what its deletion had not seen")
    return lost


def _standing(lines: list[dict[str, Any]]) -> list[tuple[str, Name, Any]]:
    """The values that no other change names among those that it replaces."""
    replaced = {
        (field, tuple(name))
        for line in lines
        for field, names in line["base"].items()
        for name in (names if isinstance(names, list) else ())
    }
    return [
        (field, line["nom"], value)
        for line in lines
        for field, value in line["fields"].items()
        if (field, line["nom"]) not in replaced
    ]


def _all_seen(lines: list[dict[str, Any]]) -> bool:
    standing = _standing(lines)
    deletions = {name for field, name, value in standing if field == SUPPRIME and value is not None}
    seen = set(deletions)
    for line in lines:
        if line["nom"] in deletions:
            seen |= {tuple(name) for name in line["base"].get("_vu", [])}
    return all(name in seen for field, name, value in standing if field != SUPPRIME or not value)

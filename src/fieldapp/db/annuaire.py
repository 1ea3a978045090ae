"""What an import of the directory compares with: the structures of the same sources."""

from __future__ import annotations

import json
from collections.abc import Collection

from fieldapp.db.store import Row, Store


def list_by_source(store: Store, sources: Collection[str]) -> dict[tuple[str, str], Row]:
    """Return the structures of these sources by (source, identifier there)."""
    rows = store.query(
        "SELECT * FROM structure WHERE supprime IS NULL AND source_id IS NOT NULL "
        "AND source IN (SELECT value FROM json_each(:sources))",
        sources=json.dumps(sorted(sources)),
    )
    return {(row["source"], row["source_id"]): row for row in rows}

"""What leaves, as it leaves: SQLite itself writes the lines of changes, byte for byte.

Reading eleven columns into Python to join them again costs more than all the rest of a bundle.
`sync/records.encode_row` says the same of one row, and the tests compare the two.
"""

from __future__ import annotations

from typing import Final

from fieldapp.db.store import Store

# `ligne` is the line; `document` the fields of a document, which name the chunks of its content.
LIGNE: Final = """CAST(concat(
    '["op",', json_quote(device), ',', seq, ',', hlc, ',', json_quote(kind), ',',
    json_quote("table"), ',', json_quote(row_id), ',', fields, ',', base, ',',
    json_quote(author), ',', json_quote(foyer_id), ',', schema, ']') AS BLOB) AS ligne,
    CASE WHEN "table" = 'document' THEN fields END AS document"""

Ligne = tuple[bytes, str | None]


def own_lines(store: Store, after: int, limit: int, octets: int = 2**40) -> list[Ligne]:
    """Return this store's own shared changes after a sequence number, in order: `limit` at most,
    and no more once they make so many bytes.

    The private stream bears another device name: it cannot be selected here.
    """
    lines: list[Ligne] = []
    size = 0
    for ligne, document in store.tuples(
        f"SELECT {LIGNE} FROM op WHERE device = :device AND seq > :after ORDER BY seq LIMIT :limit",
        device=store.device,
        after=after,
        limit=limit,
    ):
        lines.append((ligne, document))
        size += len(ligne)
        if size >= octets:
            break
    return lines

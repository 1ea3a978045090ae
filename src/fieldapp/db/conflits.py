"""Conflicts waiting for a person: the SQL."""

from __future__ import annotations

from fieldapp.db.projection import OP_COLUMNS, op_of, row_ops
from fieldapp.db.store import Row, Store
from fieldapp.domain.decision import fields_to_decide_again
from fieldapp.domain.fusion import merge
from fieldapp.domain.journal import KIND_UNDO, KIND_UPDATE, Op


def list_conflits(store: Store) -> list[Row]:
    """Return (table, row_id, champ, foyer_id, nom) of every field in conflict, by family."""
    return store.query(
        "SELECT DISTINCT k.\"table\", k.row_id, k.champ, k.foyer_id, coalesce(f.nom, '') AS nom "
        "FROM conflit k LEFT JOIN foyer f ON f.id = k.foyer_id "
        'ORDER BY nom, k."table", k.row_id, k.champ'
    )


def count_conflits(store: Store) -> int:
    """Return how many fields are to decide: in conflict, or whose decision was taken back."""
    row = store.one(
        'SELECT count(*) AS n FROM (SELECT DISTINCT "table", row_id, champ FROM conflit) AS champs'
    )
    again = 0
    for line in taken_back(store):
        ops = row_ops(store, line["table"], line["row_id"])
        again += len(fields_to_decide_again(merge(ops), ops))
    return again + (0 if row is None else int(row["n"]))


def decisions_since(store: Store, hlc: int) -> list[Op]:
    """Return the ops since a clock value that chose among versions, the newest first.

    Only somebody who had several versions in front of him names several; who decided of a row that
    was deleted here and changed there names the deletion, and keeps the row first.
    """
    rows = store.query(
        f"SELECT {OP_COLUMNS} FROM op WHERE hlc >= :hlc AND (base LIKE '%],[%' OR "
        f"(kind = '{KIND_UPDATE}' AND fields LIKE '%\"supprime\":null%')) ORDER BY hlc DESC, seq",
        hlc=hlc,
    )
    return [op_of(row) for row in rows]


def taken_back(store: Store) -> list[Row]:
    """Return (table, row_id) of the rows where a decision was taken back, on any post.

    Whether it still waits is read from their ops (`fields_to_decide_again`).
    """
    return store.query(
        'SELECT DISTINCT retour."table", retour.row_id FROM op AS retour JOIN op AS decision '
        f"ON decision.row_id = retour.row_id WHERE retour.kind = '{KIND_UNDO}' "
        "AND decision.base LIKE '%],[%' "
        "AND retour.base LIKE '%\"_acte\":' || decision.hlc || '%' "
        'ORDER BY retour."table", retour.row_id'
    )

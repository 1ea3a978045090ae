"""The central exports that headquarters made: what each covered, so that the next can follow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldapp.db.projection import OP_COLUMNS, op_of
from fieldapp.db.store import Store
from fieldapp.domain.journal import Op

SCHEMA: tuple[str, ...] = (
    # `jusque` is the arrival order of the newest change that was covered; `visibles` the rare
    # values that were shown; `colonnes` tells whether the files still have the same columns.
    """CREATE TABLE export_central (
        mode TEXT NOT NULL, numero INTEGER NOT NULL, complet INTEGER NOT NULL,
        formats TEXT NOT NULL, etabli_le TEXT NOT NULL, jusque INTEGER NOT NULL,
        colonnes TEXT NOT NULL, visibles TEXT NOT NULL,
        PRIMARY KEY (mode, numero)
    ) STRICT""",
)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class ExportFait:
    """An export that was made; `visibles` are the rare values it showed, by column."""

    mode: str
    numero: int
    complet: bool
    formats: str
    etabli_le: str
    jusque: int
    colonnes: str
    visibles: Mapping[str, Sequence[str]]


def last_export(store: Store, mode: str) -> ExportFait | None:
    """Return the newest export of a mode."""
    row = store.one(
        "SELECT * FROM export_central WHERE mode = :mode ORDER BY numero DESC LIMIT 1", mode=mode
    )
    if row is None:
        return None
    return ExportFait(
        row["mode"], row["numero"], bool(row["complet"]), row["formats"], row["etabli_le"],
        row["jusque"], row["colonnes"], json.loads(row["visibles"]),
    )  # fmt: skip


def add_export(store: Store, fait: ExportFait) -> None:
    """Remember an export."""
    store.execute(
        "INSERT INTO export_central(mode, numero, complet, formats, etabli_le, jusque, colonnes, "
        "visibles) VALUES (:mode, :numero, :complet, :formats, :etabli_le, :jusque, :colonnes, "
        ":visibles)",
        mode=fait.mode,
        numero=fait.numero,
        complet=int(fait.complet),
        formats=fait.formats,
        etabli_le=fait.etabli_le,
        jusque=fait.jusque,
        colonnes=fait.colonnes,
        visibles=json.dumps(fait.visibles, ensure_ascii=False),
    )


def ops_until(store: Store, table: str, row_ids: Iterable[str], jusque: int) -> dict[str, list[Op]]:
    """Return the changes of these rows that had arrived by then, by row; none for the others."""
    found: dict[str, list[Op]] = {}
    ordered = sorted(row_ids)
    for start in range(0, len(ordered), _BATCH):
        rows = store.query(
            f"SELECT {OP_COLUMNS} FROM op WHERE row_id IN (SELECT value FROM json_each(:ids)) "
            'AND "table" = :tbl AND ordre <= :jusque',
            ids=json.dumps(ordered[start : start + _BATCH]),
            tbl=table,
            jusque=jusque,
        )
        for row in rows:
            found.setdefault(row["row_id"], []).append(op_of(row))
    return found

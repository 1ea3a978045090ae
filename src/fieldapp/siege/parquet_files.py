"""The export as Parquet: a file a table, each column with its type and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fieldapp.domain.errors import KnownError
from fieldapp.siege.columns import DATE, DECIMAL, ENTIER, MOMENT, OUI_NON, Cell, Column
from fieldapp.siege.sheets import Batch, Take, Writer, whole

MISSING = (
    "Le format Parquet demande la bibliothèque pyarrow, qui n’est pas installée ici. Rien n’a été "
    "écrit. Installez Fieldapp avec l’option «\u00a0siege\u00a0» (fieldapp[siege]), ou choisissez "
    "un autre format."
)


class ParquetWriter:
    """One file a table, compressed by zstd.

    A column has one type. What is of another one (a date typed wrongly, a count that secrecy
    hides) is null here; the column `secret` tells the second from the absence of a count.
    """

    def __init__(self, folder: Path, mode: str, arrow: Any, parquet: Any) -> None:
        self.folder = folder
        self.paths: list[Path] = []
        self._mode = mode
        self._arrow = arrow
        self._parquet = parquet
        self._kinds: dict[str, tuple[Any, type]] = {
            DATE: (arrow.date32(), date),
            MOMENT: (arrow.timestamp("s"), datetime),
            ENTIER: (arrow.int64(), int),
            DECIMAL: (arrow.float64(), float),
            OUI_NON: (arrow.bool_(), bool),
        }

    @contextmanager
    def sheet(self, nom: str, columns: Sequence[Column]) -> Iterator[Take]:
        """Write `<nom>.parquet`, whole or not at all."""
        path = self.folder / f"{nom}.parquet"
        fields = [
            self._arrow.field(
                column.nom, self._type(column), metadata={"description": column.sens(self._mode)}
            )
            for column in columns
        ]
        schema = self._arrow.schema(fields)
        with (
            whole(path) as part,
            self._parquet.ParquetWriter(str(part), schema, compression="zstd") as writer,
        ):

            def take(batch: Batch) -> None:
                arrays = [
                    self._arrow.array(self._cells(column, cells), self._type(column))
                    for column, cells in zip(columns, batch, strict=True)
                ]
                writer.write_batch(self._arrow.record_batch(arrays, schema=schema))

            yield take
        self.paths.append(path)

    def _type(self, column: Column) -> Any:
        kind = self._kinds.get(column.genre)
        return self._arrow.string() if kind is None else kind[0]

    def _cells(self, column: Column, cells: Sequence[Cell]) -> Sequence[Cell]:
        kind = self._kinds.get(column.genre)
        if kind is None:
            return [None if cell is None else _text(cell) for cell in cells]
        if column.genre == DECIMAL:
            return [float(cell) if isinstance(cell, int | float) else None for cell in cells]
        return [cell if type(cell) is kind[1] else None for cell in cells]


@contextmanager
def parquet_files(folder: Path, mode: str) -> Iterator[Writer]:
    """Open a folder for one Parquet file a table; raises KnownError without pyarrow."""
    try:
        # Only this format needs it, and a headquarters may do without.
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise KnownError(MISSING) from error
    yield ParquetWriter(folder, mode, arrow, parquet)


def _text(cell: Cell) -> str:
    # Half of a character, which a keyboard can leave, is no Unicode.
    return str(cell).encode("utf-8", "replace").decode()

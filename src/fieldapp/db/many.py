"""Many rows in few statements: how they are shared out, and the SQL of one statement for many."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from itertools import chain

_ROWS_A_STATEMENT = (250, 25, 1)  # SQLite takes 32,766 values in one, and no row of ours has 40


def by_statement(
    lines: Sequence[Sequence[object]],
) -> Iterator[tuple[int, Iterator[tuple[object, ...]]]]:
    """Share rows out among statements: for each size, the parameters of those of that size.

    A statement on a guarded table makes ready to undo itself, which costs as much as a row; and
    between two statements the driver waits for its turn among Python's threads.
    """
    start = 0
    for size in _ROWS_A_STATEMENT:
        some = range(start, len(lines) - size + 1, size)
        start += size * len(some)
        if some:
            yield size, (tuple(chain.from_iterable(lines[rank : rank + size])) for rank in some)


def by_shape(
    columns: Sequence[str], rows: Iterable[tuple[str, Mapping[str, object]]]
) -> ItemsView[tuple[str, ...], list[tuple[object, ...]]]:
    """Group rows, each an id and its values by name, by which of the columns they fill: for each
    such set of columns, the ids followed by these values.

    The driver takes longer over one None than over a note, and most columns of a row are empty.
    """
    shapes: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    known = frozenset(columns)
    for row_id, values in rows:
        names = tuple([name for name in values if values[name] is not None and name in known])
        shapes.setdefault(names, []).append((row_id, *[values[name] for name in names]))
    return shapes.items()


def inserting(table: str, columns: Sequence[str], rows: int) -> str:
    """Return the SQL that inserts so many rows at once."""
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES {marks(len(columns), rows)}"


def marks(columns: int, rows: int) -> str:
    """Return the marks of the parameters of so many rows of so many columns."""
    return ", ".join([f"({', '.join('?' * columns)})"] * rows)

"""Columns of rows as arrays in PostgreSQL's binary form: many rows go in one statement, and the
server unfolds them without reading a text sign by sign.
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from fieldapp.domain.errors import BugError
from fieldapp.siege.postgres_link import plain

if TYPE_CHECKING:
    from psycopg import Connection

_NULL = b"\xff\xff\xff\xff"
_UNKNOWN = "\ufffd".encode()
# One dimension, nulls or not, what it holds, how many, numbered from one.
_HEAD = struct.Struct(">iiIii").pack
_size = struct.Struct(">i").pack
_whole = struct.Struct(">iq").pack
_double = struct.Struct(">id").pack


class Textes(bytes):
    """An array of texts."""


class Entiers(bytes):
    """An array of whole numbers of eight bytes."""


class Reels(bytes):
    """An array of floating numbers of eight bytes."""


# Of each kind of column: the class, the types of its array and of its values in PostgreSQL.
_KINDS: Final[dict[str, tuple[type[bytes], int, int]]] = {
    "TEXT": (Textes, 1009, 25),
    "BIGINT": (Entiers, 1016, 20),
    "DOUBLE PRECISION": (Reels, 1022, 701),
}


def holds(kinds: Sequence[tuple[str, str]]) -> bool:
    """Tell whether columns (name, kind) may all travel so: contents in bytes do not."""
    return all(kind in _KINDS for _, kind in kinds)


def unfolded(kinds: Sequence[tuple[str, str]]) -> str:
    """Return the SQL that makes a table `venu` again of one parameter for each column."""
    names = ", ".join(name for name, _ in kinds)
    return f"unnest({', '.join(['%s'] * len(kinds))}) AS venu({names})"


def folded(kind: str, values: Sequence[object]) -> bytes:
    """Return the values of one column; raises BugError for one that the column cannot take."""
    array, _, element = _KINDS[kind]
    fold = _FOLDS[kind]
    try:
        # Most columns of one bundle hold one value over and over: whose it is, or nothing.
        if values.count(values[0]) == len(values):
            body = b"".join(fold(values[:1])) * len(values)
        else:
            body = b"".join(fold(values))
    except (TypeError, ValueError, struct.error) as error:
        # What the value is may be personal: only where it went wrong is said.
        raise BugError(f"a value that a column of {kind} cannot take") from error
    return array(_HEAD(1, 0, element, len(values), 1) + body)


def _texts(values: Sequence[Any]) -> list[bytes]:
    parts: list[bytes] = []
    for value in values:
        if value is None:
            parts.append(_NULL)
            continue
        data = (value if type(value) is str else str(plain(value))).encode()
        if b"\0" in data:
            data = data.replace(b"\0", _UNKNOWN)
        parts.append(_size(len(data)))
        parts.append(data)
    return parts


def _wholes(values: Sequence[Any]) -> list[bytes]:
    return [
        _NULL if v is None else _whole(8, int(v) if type(v) is str else operator.index(v))
        for v in values
    ]


def _reals(values: Sequence[Any]) -> list[bytes]:
    return [_NULL if value is None else _double(8, float(value)) for value in values]


_FOLDS: Final[dict[str, Callable[[Sequence[Any]], list[bytes]]]] = {
    "TEXT": _texts, "BIGINT": _wholes, "DOUBLE PRECISION": _reals,
}  # fmt: skip


def register(conn: Connection[Any]) -> None:
    """Have a connection send these arrays as they are."""
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class AsIs(Dumper):
        """Bytes that are in PostgreSQL's own form already."""

        format = Format.BINARY

        def dump(self, obj: Any) -> bytes:
            return bytes(obj)

    for array, oid, _ in _KINDS.values():
        conn.adapters.register_dumper(array, type("AsIs", (AsIs,), {"oid": oid}))

"""Headquarters in PostgreSQL: the interface of the store, so that one ingest serves both.

Settings and keys stay in the encrypted store of the machine (`keeper`). Many processes may work on
one database at once. What keeps them right:

- the changes of one row are merged by one transaction at a time (`claim_rows`), which reads them
  only once it holds the row, so it sees what the one before it wrote;
- one post's bundles are taken by one process at a time (`alone_with`), and a bundle that another
  one took meanwhile is seen as such within the transaction;
- changes are numbered when they are written and seen when their transaction ends; the relay looks
  at an instant at which none is on its way (`snapshot`), so its cursor passes over nothing.

The locks are PostgreSQL's advisory ones: they end with the transaction, or with the connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from fieldapp.db.store import Reader, Row, Store
from fieldapp.siege import postgres_link as link
from fieldapp.siege.postgres_schema import TYPES, settle_schema
from fieldapp.siege.postgres_sql import SETTING, TENANT, translate

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode

_TRIES = 6
_PAUSE_S = 0.05
_FETCH = 2_000
# Plans are made again after so many transactions: one made while a table was small reads all of it
# once it has grown.
_PLANS_LAST = 40
_ARRIVALS = f"hashtextextended('fieldapp.arrivee.' || current_setting('{SETTING}'), 0)"
# A bundle that changes more rows than this holds all of them by one lock: the table of locks that
# PostgreSQL keeps in memory has a few thousand places.
_MANY_ROWS = 300
# Up to this many rows, COPY costs more exchanges than it saves.
_FEW = 300
_ALL_ROWS = "lignes"
# Where rows wait on their way to a table: COPY fills it, one INSERT moves them on.
_WIDTH = 48
_LOT = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS lot (tas INTEGER, rang INTEGER, "
    + ", ".join(f"c{rank} TEXT" for rank in range(_WIDTH))
    + ") ON COMMIT DELETE ROWS"
)


class PostgresStore(Store):
    """A store whose tables lie in PostgreSQL and whose settings lie in `local`, an open store."""

    def __init__(self, local: Store, address: str, organisme: str, *, new: bool = False) -> None:
        super().__init__(None, local.folder, local.name, b"")
        self.device = local.device
        self.address = link.checked_address(address)
        self._local = local
        self._organisme = organisme
        self._frozen = False
        self._lots = 0
        self._transactions = 0
        self._cursors = 0
        self._guard = 0
        self._connect()
        try:
            settle_schema(self, self._run, new=new)
        except BaseException:
            self.conn.close()
            raise

    def _connect(self) -> None:
        self.conn = link.connect(self.address, self._organisme)
        self._cursor = self.conn.cursor()
        with link.translated():
            self.conn.execute(_LOT)

    def _run(self, statement: str) -> None:
        with link.translated():
            self.conn.execute(statement)

    @property
    def keeper(self) -> Store:
        """The encrypted store of the machine."""
        return self._local

    def close(self) -> None:
        """Close the connection and the local store."""
        with contextlib.suppress(Exception):
            self.conn.close()
        self._local.close()

    # Transactions

    def _errors(self) -> contextlib.AbstractContextManager[None]:
        return link.translated()

    def _begin(self) -> None:
        if self.conn.closed:
            # The server stopped, or the network: nothing of ours was half done.
            self._connect()
        self._transactions += 1
        if self._transactions % _PLANS_LAST == 0:
            self._plan_again()
        if self._frozen:
            self._begin_settled()
        else:
            self.conn.execute("BEGIN")
        self._lots = self._guard = 0

    def _plan_again(self) -> None:
        """Forget the plans; in a new base count first, which PostgreSQL does only in its own time:
        uncounted, it takes all that belongs to one organisme for a few rows."""
        counted = self.conn.execute(
            "SELECT reltuples >= 1000 FROM pg_class WHERE oid = 'op'::regclass"
        ).fetchone()
        if not counted[0]:
            self.conn.execute("ANALYZE op")
        self.conn.execute("DISCARD PLANS")

    def _begin_settled(self) -> None:
        """Begin at an instant at which no change is on its way."""
        self.conn.execute(f"SELECT pg_advisory_lock({_ARRIVALS})")
        try:
            self.conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            self.conn.execute("SELECT 1")  # the instant is that of the first query
        finally:
            self.conn.execute(f"SELECT pg_advisory_unlock({_ARRIVALS})")

    def _commit(self) -> None:
        self.conn.execute("COMMIT")

    def _rollback(self) -> None:
        if not self.conn.closed:
            with contextlib.suppress(Exception):
                self.conn.execute("ROLLBACK")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Run a transaction whose every query sees one and the same instant, at which no change
        is on its way under a lower number than one that is seen."""
        self._frozen = True
        try:
            with self.atomic():
                yield
        finally:
            self._frozen = False

    def retried(self, act: Callable[[], T]) -> T:
        """Run an act that is one transaction, again when another one stood in its way."""
        for attempt in range(1, _TRIES):
            try:
                return act()
            except link.BusyError:
                if self._depth:
                    raise
                time.sleep(random.uniform(0, _PAUSE_S) * attempt)
        return act()

    # Statements

    def execute(self, sql: str, **parameters: object) -> int:
        """Run one statement on a technical table and return the number of rows it changed."""
        with link.translated():
            return int(self._execute(sql, parameters).rowcount)

    def executemany(self, sql: str, rows: Iterable[object]) -> None:
        """Run one statement for many rows (tuples or dicts) on a technical table."""
        lines = [_plain(row) for row in rows]
        if lines:
            with link.translated():
                self._alive().executemany(translate(sql), lines)

    def query(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of a SELECT."""
        with link.translated():
            found: list[Row] = self._execute(sql, parameters).fetchall()
            return found

    def one(self, sql: str, **parameters: object) -> Row | None:
        """Return the first row of a SELECT, or None."""
        with link.translated():
            row: Row | None = self._execute(sql, parameters).fetchone()
            return row

    def tuples(self, sql: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a SELECT as plain tuples, for those that come by thousands."""
        with link.translated():
            found = self._execute(sql, parameters).fetchall()
        yield from map(tuple, found)

    def stream(self, sql: str, **parameters: object) -> Iterator[Row]:
        """Yield the rows of a SELECT one by one, when together they would fill the memory."""
        if not self._depth:
            yield from self.query(sql, **parameters)
            return
        self._cursors += 1
        with link.translated(), self.conn.cursor(name=f"flux_{self._cursors}") as cursor:
            cursor.itersize = _FETCH
            cursor.execute(translate(sql), _plain(parameters))
            yield from cursor

    def reader(self) -> Reader:
        """Open a second connection, for a thread that only reads."""
        return _PostgresReader(PostgresStore(self._local, self.address, self._organisme))

    def _alive(self) -> Any:
        if self.conn.closed and not self._depth:
            self._connect()
        return self._cursor

    def _execute(self, sql: str, parameters: Mapping[str, object]) -> Any:
        return self._ask(translate(sql), _plain(parameters))

    def _ask(self, sql: str, parameters: Any) -> Any:
        return self._alive().execute(sql, parameters)

    # Many rows at once

    def insert_new(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> int:
        """Insert the rows that are not there yet and return how many they were."""
        return self._move(table, columns, rows, "ON CONFLICT DO NOTHING")

    def put_rows(
        self,
        table: str,
        key: Sequence[str],
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        replacing: bool = True,
    ) -> None:
        """Write whole rows, replacing those that bear the same key; `columns` hold the key too.

        Unless `replacing`, a key that is there already is a BugError.
        """
        sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
        clause = f"ON CONFLICT ({TENANT}, {', '.join(key)}) DO UPDATE SET {sets}"
        self._move(table, columns, rows, clause if replacing else "")

    def change_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], where: str
    ) -> int:
        """Write some columns of rows, each told by its id after its values, where a condition
        holds; return how many were written."""
        sets = ", ".join(f"{name} = venu.{name}" for name in columns)
        return self._send(
            table, (*columns, "id"), rows,
            f"UPDATE {table} SET {sets} FROM {{venu}} WHERE {table}.id = venu.id "
            f"AND {table}.{where}",
        )  # fmt: skip

    def _move(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], clause: str
    ) -> int:
        """INSERT rows in their order, with what to do of known keys."""
        names = ", ".join(columns)
        return self._send(
            table, columns, rows,
            f"INSERT INTO {table}({names}) SELECT {names} FROM {{venu}} {clause}",
        )  # fmt: skip

    def _send(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], sql: str
    ) -> int:
        """Run one statement over rows that it names `{venu}`; return how many rows it wrote.

        Few rows are one parameter, a single exchange with the server; many go ahead by COPY.
        """
        lines = rows if isinstance(rows, list) else list(rows)
        if not lines:
            return 0
        kinds = [(name, "TEXT" if name == "id" else TYPES[table][name]) for name in columns]
        if len(lines) <= _FEW and all(kind != "BYTEA" for _, kind in kinds):
            typed = ", ".join(f"{name} {kind}" for name, kind in kinds)
            venu = f"json_to_recordset(%s::json) AS venu({typed})"
            with link.translated():
                return int(self._ask(sql.format(venu=venu), (_as_json(columns, lines),)).rowcount)
        typed = ", ".join(f"c{rank}::{kind} AS {name}" for rank, (name, kind) in enumerate(kinds))
        venu = f"(SELECT {typed} FROM lot WHERE tas = %s ORDER BY rang) AS venu"
        with self.atomic(), link.translated():
            tas = self._copy(len(columns), lines)
            return int(self._ask(sql.format(venu=venu), (tas,)).rowcount)

    def _copy(self, width: int, rows: Iterable[Sequence[object]]) -> int:
        """Lay rows in the temporary table and return the number of their heap."""
        self._lots += 1
        names = ", ".join(f"c{rank}" for rank in range(width))
        with self._cursor.copy(f"COPY lot (tas, rang, {names}) FROM STDIN") as copy:
            for rang, row in enumerate(rows):
                copy.write_row((self._lots, rang, *map(link.plain, row)))
        return self._lots

    def set_guard(self, ouvert: bool) -> None:
        """Open or close the guard of the tables of the trade, within the running transaction."""
        self._guard += 1 if ouvert else -1
        if self._guard == int(ouvert):  # the outermost of those that opened it
            self.execute(
                "SELECT set_config('fieldapp.garde', :etat, true)", etat="ouvert" if ouvert else ""
            )

    # Working together

    def claim(self, *names: str) -> None:
        """Wait until no other transaction holds one of these names, and hold them until our end."""
        for key in sorted({self._key(name) for name in names}):
            self.execute("SELECT pg_advisory_xact_lock(:key)", key=key)

    def claim_rows(self, keys: Iterable[tuple[str, str]]) -> None:
        """Wait until no other transaction merges one of these rows (table, id), then hold them."""
        wanted = sorted({self._key(f"{table} {row_id}") for table, row_id in keys})
        every = self._key(_ALL_ROWS)
        if len(wanted) > _MANY_ROWS:
            self.execute("SELECT pg_advisory_xact_lock(:key)", key=every)
        elif wanted:
            # In one order for all: two bundles that share rows wait, they never cross.
            self.execute(
                "SELECT pg_advisory_xact_lock_shared(:every) UNION ALL "
                "SELECT pg_advisory_xact_lock(line::bigint) "
                "FROM json_array_elements_text(:keys::json) AS line",
                every=every,
                keys=json.dumps(wanted),
            )

    @contextlib.contextmanager
    def alone_with(self, name: str) -> Iterator[bool]:
        """Hold a name over several transactions; False when another process holds it now."""
        key = self._key(name)
        row = self.one("SELECT pg_try_advisory_lock(:key) AS seul", key=key)
        conn = self.conn
        try:
            yield row is not None and bool(row["seul"])
        finally:
            # A lost connection let go of everything.
            if row is not None and row["seul"] and conn is self.conn and not conn.closed:
                self.execute("SELECT pg_advisory_unlock(:key)", key=key)

    def _key(self, name: str) -> int:
        digest = hashlib.blake2b(f"{self._organisme} {name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def kept(self, value: object) -> object:
        """Return a value as PostgreSQL keeps it: it refuses the NUL sign."""
        return link.plain(value)

    def file_problems(self) -> list[str]:
        """PostgreSQL watches its own files; what may be told from here is that it does not."""
        row = self.one("SELECT current_setting('full_page_writes') AS pages")
        if row is not None and row["pages"] == "off":
            return ["fichier : full_page_writes est coupé, une coupure peut abîmer la base"]
        return []


class _PostgresReader(Reader):
    """A store of its own that is only asked; nothing long runs on it that could be stopped."""

    def __init__(self, store: PostgresStore) -> None:
        super().__init__(store.conn)
        self._store = store

    def query(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of a SELECT."""
        return self._store.query(sql, **parameters)

    def interrupt(self) -> None:
        """Stop the running SELECT."""
        self._store.conn.cancel_safe()

    def close(self) -> None:
        """Close the connection; the store of the settings belongs to another."""
        self._store.conn.close()


def _as_json(columns: Sequence[str], rows: list[Sequence[object]]) -> str:
    """Return rows as one JSON text, with values that PostgreSQL takes (see `link.plain`)."""
    names = [name.strip('"') for name in columns]
    text = _encode([dict(zip(names, row, strict=True)) for row in rows])
    if any(sign in text for sign in (b"\\u0000", b"true", b"false")):
        text = _encode([dict(zip(names, map(link.plain, row), strict=True)) for row in rows])
    return text.decode()


def _plain(parameters: Any) -> Any:
    if isinstance(parameters, Mapping):
        return {name: link.plain(value) for name, value in parameters.items()}
    return tuple(map(link.plain, parameters))

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
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from fieldapp.db.store import Reader, Row, Store
from fieldapp.domain.errors import BugError
from fieldapp.siege import postgres_link as link
from fieldapp.siege.postgres_exchange import ExchangingStore, plain_parameters
from fieldapp.siege.postgres_schema import TYPES, settle_schema
from fieldapp.siege.postgres_sql import TENANT

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode

_TRIES = 6
_PAUSE_S = 0.05
# A bundle that changes more rows than this holds all of them by one lock: the table of locks that
# PostgreSQL keeps in memory has a few thousand places.
_MANY_ROWS = 300
# Up to this many rows, COPY costs more exchanges than it saves.
_FEW = 300
_ALL_ROWS = "lignes"


class PostgresStore(ExchangingStore):
    """Headquarters in PostgreSQL; `new` when it is founded there, or moves in as `owner`."""

    def __init__(
        self,
        local: Store,
        address: str,
        organisme: str,
        *,
        new: bool = False,
        owner: str | None = None,
    ) -> None:
        super().__init__(local, address, organisme)
        self._all_new = False
        try:
            settle_schema(self, self._run, new=new, owner=owner)
        except BaseException:
            self.conn.close()
            raise

    def retried(self, act: Callable[[], T]) -> T:
        """Run an act that is one transaction, again when another one stood in its way.

        The first time every change that comes is taken to be new, which is sooner written than
        asked: where one was not, nothing was done, and the act runs again.
        """
        if self._depth:
            return act()
        self._all_new = True
        for attempt in range(1, _TRIES):
            try:
                return act()
            except link.BusyError:
                time.sleep(random.uniform(0, _PAUSE_S) * attempt)
            except BugError as error:
                if not (self._all_new and link.repeats(error)):
                    raise
            finally:
                self._all_new = False
        return act()

    def twin(self) -> PostgresStore:
        """Open the same store once more, for another thread that writes."""
        return PostgresStore(self._local.twin(), self.address, self._organisme)

    def reader(self) -> Reader:
        """Open a second connection, for a thread that only reads."""
        return _PostgresReader(PostgresStore(self._local, self.address, self._organisme))

    # Many rows at once

    def insert_new(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> int:
        """Insert the rows that are not there yet and return how many they were."""
        if self._all_new and table == "op":
            lines = list(rows)
            self._send(table, columns, lines, _insert(table, columns, ""), counted=False)
            return len(lines)
        return self._send(table, columns, rows, _insert(table, columns, "ON CONFLICT DO NOTHING"))

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
        sql = _insert(table, columns, _replace(key, columns) if replacing else "")
        self._send(table, columns, rows, sql, counted=False)

    def put_states(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[tuple[str, Mapping[str, object]]],
        *,
        replacing: bool,
    ) -> None:
        """Write rows of the trade, each an id and its values by name: a column without value is
        emptied, a value without column is left out."""
        lines = list(rows)
        names = ("id", *columns)
        if len(lines) > _FEW:
            whole = [(row_id, *(values.get(name) for name in columns)) for row_id, values in lines]
            self.put_rows(table, ("id",), names, whole, replacing=replacing)
        elif lines:
            sql = _insert(table, names, _replace(("id",), names) if replacing else "")
            venu = _venu(_kinds(table, names))
            text = _as_json([{**values, "id": row_id} for row_id, values in lines])
            self._later(sql.format(venu=venu), (text,))

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

    def _send(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        sql: str,
        counted: bool = True,
    ) -> int:
        """Run one statement over rows that it names `{venu}`; return how many rows it wrote, 0
        unless `counted`: it may then wait for the next.

        Few rows are one parameter, a single exchange with the server; many go ahead by COPY.
        """
        lines = rows if isinstance(rows, list) else list(rows)
        if not lines:
            return 0
        kinds = _kinds(table, columns)
        if len(lines) <= _FEW and all(kind != "BYTEA" for _, kind in kinds):
            names = [name.strip('"') for name in columns]
            text = _as_json([dict(zip(names, row, strict=True)) for row in lines])
            asked = sql.format(venu=_venu(kinds)), (text,)
            with link.translated():
                if counted:
                    return int(self._ask(*asked).rowcount)
                self._later(*asked)
                return 0
        typed = ", ".join(f"c{rank}::{kind} AS {name}" for rank, (name, kind) in enumerate(kinds))
        venu = f"(SELECT {typed} FROM lot WHERE tas = %s ORDER BY rang) AS venu"
        with self.atomic(), link.translated():
            tas = self._copy(len(columns), lines)
            return int(self._ask(sql.format(venu=venu), (tas,)).rowcount)

    def _copy(self, width: int, rows: Iterable[Sequence[object]]) -> int:
        """Lay rows in the temporary table and return the number of their heap."""
        self._lots += 1
        names = ", ".join(f"c{rank}" for rank in range(width))
        with self._alive().copy(f"COPY lot (tas, rang, {names}) FROM STDIN") as copy:
            for rang, row in enumerate(rows):
                copy.write_row((self._lots, rang, *map(link.plain, row)))
        return self._lots

    def forget_lots(self) -> None:
        """Empty the temporary table before the transaction ends, when much goes through it."""
        self._run("TRUNCATE lot")

    def follow_numbers(self) -> None:
        """Have the tables that number their rows go on after those that were put there."""
        for row in self.query(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND is_identity = 'YES'"
        ):
            table, column = row["table_name"], row["column_name"]
            self._run(
                f"SELECT setval(suite, greatest(nextval(suite), "
                f"(SELECT coalesce(max({column}), 0) FROM {table}))) "
                f"FROM pg_get_serial_sequence('{table}', '{column}') AS suite"
            )

    def set_guard(self, ouvert: bool) -> None:
        """Open or close the guard of the tables of the trade, within the running transaction."""
        self._guard += 1 if ouvert else -1
        if self._guard == int(ouvert):  # the outermost of those that opened it
            # Closing waits: what is wrong with a value is said where it was written.
            run = self.send if ouvert else self.execute
            run("SELECT set_config('fieldapp.garde', :etat, true)", etat="ouvert" if ouvert else "")

    # Working together

    def claim(self, *names: str) -> None:
        """Wait until no other transaction holds one of these names, and hold them until our end."""
        for key in sorted({self._key(name) for name in names}):
            self.execute("SELECT pg_advisory_xact_lock(:key)", key=key)

    def claim_rows(self, keys: Iterable[tuple[str, str]]) -> None:
        """Wait until no other transaction merges one of these rows (table, id), then hold them."""
        wanted = {f"{self._organisme} {table} {row_id}" for table, row_id in keys}
        every = self._key(_ALL_ROWS)
        if len(wanted) > _MANY_ROWS:
            self.send("SELECT pg_advisory_xact_lock(:key)", key=every)
        elif wanted:
            # In one order for all: two bundles that share rows wait, they never cross.
            self.send(
                "SELECT pg_advisory_xact_lock_shared(:every) UNION ALL "
                "SELECT pg_advisory_xact_lock(cle) FROM ("
                "SELECT DISTINCT hashtextextended(ligne, 0) AS cle "
                "FROM json_array_elements_text(:lignes::json) AS ligne ORDER BY cle) AS cles",
                every=every,
                lignes=_encode([*wanted]).decode(),
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
            return ["fichier\u00a0: full_page_writes est coupé, une coupure peut abîmer la base"]
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


def _insert(table: str, columns: Sequence[str], clause: str) -> str:
    """INSERT the rows that come, in their order, with what to do of known keys."""
    names = ", ".join(columns)
    return f"INSERT INTO {table}({names}) SELECT {names} FROM {{venu}} {clause}"


def _replace(key: Sequence[str], columns: Sequence[str]) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return f"ON CONFLICT ({TENANT}, {', '.join(key)}) DO UPDATE SET {sets}"


def _kinds(table: str, columns: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, "TEXT" if name == "id" else TYPES[table][name]) for name in columns]


def _venu(kinds: Sequence[tuple[str, str]]) -> str:
    """The rows that one JSON text holds, as a table with these columns."""
    typed = ", ".join(f"{name} {kind}" for name, kind in kinds)
    return f"json_to_recordset(%s::json) AS venu({typed})"


def _as_json(rows: list[dict[str, Any]]) -> str:
    """Return rows as one JSON text, with values that PostgreSQL takes (see `link.plain`)."""
    text = _encode(rows)
    if any(sign in text for sign in (b"\\u0000", b"true", b"false")):
        text = _encode([plain_parameters(row) for row in rows])
    return text.decode()

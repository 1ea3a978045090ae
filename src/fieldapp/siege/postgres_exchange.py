"""The exchanges of headquarters with PostgreSQL: transactions and statements, as few as can be.

Each exchange with the server costs both sides more than most statements do. One whose answer
nobody waits for leaves with the next question, in the pipeline of the driver; so does BEGIN.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fieldapp.db.store import Row, Store
from fieldapp.domain.errors import KnownError
from fieldapp.siege import postgres_link as link
from fieldapp.siege.postgres_sql import SETTING, translate

_BEGIN = "BEGIN"
_ON_DISK_LATER = "SET LOCAL synchronous_commit = off"
# A transaction of its own that puts all those before it on disk: the log is written in order.
_ON_DISK_NOW = "SELECT pg_logical_emit_message(true, 'fieldapp', '')"
_FETCH = 2_000
# Plans are made again after so many transactions, then twice as many, up to a thousand: one made
# while a table was small reads all of it once it has grown.
_PLANS_FIRST, _PLANS_LAST = 40, 1_000
_ARRIVALS = f"hashtextextended('fieldapp.arrivee.' || current_setting('{SETTING}'), 0)"
# Where rows wait on their way to a table: COPY fills it, one INSERT moves them on.
_WIDTH = 48
_LOT = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS lot (tas INTEGER, rang INTEGER, "
    + ", ".join(f"c{rank} TEXT" for rank in range(_WIDTH))
    + ") ON COMMIT DELETE ROWS"
)


class ExchangingStore(Store):
    """A store whose tables lie in PostgreSQL and whose settings lie in `local`, an open store."""

    far = True

    def __init__(self, local: Store, address: str, organisme: str) -> None:
        super().__init__(None, local.folder, local.name, b"")
        self.device = local.device
        self.address = link.checked_address(address)
        self._local = local
        self._organisme = organisme
        self._frozen = False
        self._lots = 0
        self._transactions = 0
        self._plan_at = _PLANS_FIRST
        self._cursors = 0
        self._guard = 0
        # How many of the blocks that reach the disk together run; whether one is not there yet.
        self._groups = 0
        self._afloat = False
        # What nobody waits for: it leaves with the next question.
        self._waiting: list[tuple[str, Any]] = []
        self._connect()

    def _connect(self) -> None:
        self.conn = link.connect(self.address, self._organisme)
        self._cursor = self.conn.cursor()
        self._plain_cursor = self.conn.cursor(row_factory=link.plain_rows)
        self._aside = self.conn.cursor(row_factory=link.plain_rows)
        self._waiting.clear()
        with link.translated():
            self.conn.execute(_LOT)

    def _connect_again(self) -> None:
        """The server stopped, or the network: nothing of ours was half done."""
        if self._afloat:
            # What ended just before may not have reached its disk: its sender puts it again.
            self._afloat = False
            raise KnownError(link.LOST)
        self._connect()

    def _run(self, statement: str) -> None:
        with link.translated():
            self._ask(statement, None)

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
            self._connect_again()
        self._transactions += 1
        if self._transactions >= self._plan_at:
            self._plan_at += min(self._transactions, _PLANS_LAST)
            self._plan_again()
        if self._frozen:
            self._begin_settled()
        else:
            self._waiting.append((_BEGIN, None))
            if self._groups:
                self._waiting.append((_ON_DISK_LATER, None))
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
        if all(sql in (_BEGIN, _ON_DISK_LATER) for sql, _ in self._waiting) and self._waiting:
            self._waiting.clear()  # nothing was asked
            return
        self._ask("COMMIT", None)
        self._afloat = self._afloat or self._groups > 0

    def _rollback(self) -> None:
        self._waiting.clear()
        if not self.conn.closed:
            with contextlib.suppress(Exception):
                self.conn.execute("ROLLBACK")

    @contextlib.contextmanager
    def reaching_disk_together(self) -> Iterator[None]:
        """Run transactions that are all on disk when this returns, by one wait for the disk.

        Until then a power cut on the server may take back the last of them, whole and in order:
        nobody may be told of them before.
        """
        self._groups += 1
        try:
            yield
        except BaseException:
            with contextlib.suppress(KnownError):  # what went wrong first is what counts
                self._settle()
            raise
        else:
            self._settle()
        finally:
            self._groups -= 1

    def _settle(self) -> None:
        if self._afloat and self._groups == 1:
            with link.translated():
                self._ask(_ON_DISK_NOW, None)
            self._afloat = False

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

    # Statements

    def execute(self, sql: str, **parameters: object) -> int:
        """Run one statement on a technical table and return the number of rows it changed."""
        with link.translated():
            return int(self._execute(sql, parameters).rowcount)

    def send(self, sql: str, **parameters: object) -> None:
        """Run one statement whose count nobody asks; at the latest when the transaction ends."""
        self._later(translate(sql), plain_parameters(parameters))

    def executemany(self, sql: str, rows: Iterable[object]) -> None:
        """Run one statement for many rows (tuples or dicts) on a technical table."""
        lines = [plain_parameters(row) for row in rows]
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
            cursor = self._ask(translate(sql), plain_parameters(parameters), plain=True)
            yield from cursor.fetchall()

    def stream(self, sql: str, **parameters: object) -> Iterator[Row]:
        """Yield the rows of a SELECT one by one, when together they would fill the memory."""
        if not self._depth:
            yield from self.query(sql, **parameters)
            return
        self._cursors += 1
        self._alive()
        with link.translated(), self.conn.cursor(name=f"flux_{self._cursors}") as cursor:
            cursor.itersize = _FETCH
            cursor.execute(translate(sql), plain_parameters(parameters))
            yield from cursor

    def _alive(self) -> Any:
        """Return the cursor, once what waits has gone."""
        if self.conn.closed and not self._depth:
            self._connect_again()
        if self._waiting:
            *before, (sql, parameters) = self._waiting
            self._together(before, sql, parameters, self._cursor)
        return self._cursor

    def _execute(self, sql: str, parameters: Mapping[str, object]) -> Any:
        return self._ask(translate(sql), plain_parameters(parameters))

    def _ask(self, sql: str, parameters: Any, *, plain: bool = False) -> Any:
        if not self._waiting:
            self._alive()  # before the cursors are named: they may be those of a new connection
        cursor = self._plain_cursor if plain else self._cursor
        if self._waiting:
            return self._together(self._waiting, sql, parameters, cursor)
        return cursor.execute(sql, parameters)

    def _later(self, sql: str, parameters: Any) -> None:
        """Run a statement with the next one, when a transaction runs: its errors come then."""
        if self._depth:
            self._waiting.append((sql, parameters))
        else:
            self._ask(sql, parameters)

    def _together(
        self, before: Sequence[tuple[str, Any]], sql: str, parameters: Any, cursor: Any
    ) -> Any:
        """Send what waits and a question at once, and return the answer to the question."""
        self._waiting = []
        with self.conn.pipeline():
            for statement, values in before:
                self._aside.execute(statement, values)
            cursor.execute(sql, parameters)
        return cursor


def plain_parameters(parameters: Any) -> Any:
    """Return the parameters of a statement with values that PostgreSQL takes."""
    if isinstance(parameters, Mapping):
        return {name: link.plain(value) for name, value in parameters.items()}
    return tuple(map(link.plain, parameters))

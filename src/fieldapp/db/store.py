"""The encrypted store: one writing connection, one transaction helper, driver errors made ours."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as sqlcipher

from fieldapp.db.driver_errors import DamagedError, translated
from fieldapp.db.many import by_shape, by_statement, inserting, marks
from fieldapp.db.verrou import locked
from fieldapp.domain.errors import BugError, KnownError

Row = Mapping[str, Any]
T = TypeVar("T")

POSTE = "fieldapp"  # the store of a worker: fieldapp.db and fieldapp.cles
SIEGE = "siege"  # the store of headquarters, which may lie in the same folder

MIN_SQLITE = (3, 51, 3)  # older versions can corrupt a WAL
BUSY_TIMEOUT_MS = 5000

DETAIL = "Détail technique pour la personne qui vous aide (mots anglais de SQLite)"


class Store:
    """An open store. One thread at a time uses it: the writing thread of the program.

    `device` is the stream of this laptop in the journal. `before_commit` is called with the rows
    touched since the transaction began, so that derived tables follow in the same transaction.
    """

    def __init__(self, conn: Any, folder: Path, name: str, data_key: bytes) -> None:
        self.conn = conn
        self.folder = folder
        self.name = name
        self.device = ""
        self.before_commit: Callable[[Store, dict[str, set[str]]], None] | None = None
        self._data_key = data_key
        # The clock value shared by all ops of the running transaction: one act.
        self.act_hlc: int | None = None
        self._depth = 0
        self._touched: dict[str, set[str]] = {}

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / f"{self.name}.db"

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """Run a transaction: all of it is on disk when this returns, or none of it.

        Nested calls join the outer transaction.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        with self._errors():
            self._begin()
            self._depth = 1
            self._touched = {}
            self.act_hlc = None
            try:
                yield
                if self.before_commit is not None and self._touched:
                    self.before_commit(self, self._touched)
                self._commit()
            except BaseException:
                self._rollback()
                raise
            finally:
                self._depth = 0

    def _errors(self) -> contextlib.AbstractContextManager[None]:
        return translated(siege=self.name == SIEGE)

    def _begin(self) -> None:
        self.conn.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        self.conn.execute("COMMIT")

    def _rollback(self) -> None:
        # A full disk may have rolled back by itself: ROLLBACK would then hide the cause.
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def touch(self, table: str, row_ids: Iterable[str]) -> None:
        """Note rows that changed in this transaction, for the derived tables."""
        if not self._depth:
            raise BugError("touch outside a transaction")
        if self.before_commit is not None:
            self._touched.setdefault(table, set()).update(row_ids)

    def execute(self, sql: str, **parameters: object) -> int:
        """Run one statement on a technical table and return the number of rows it changed."""
        with self._errors():
            return int(self.conn.execute(sql, parameters).rowcount)

    def send(self, sql: str, **parameters: object) -> None:
        """Run one statement whose count nobody asks; at the latest when the transaction ends."""
        self.execute(sql, **parameters)

    def executemany(self, sql: str, rows: Iterable[object]) -> None:
        """Run one statement for many rows (tuples or dicts) on a technical table."""
        with self._errors():
            self.conn.executemany(sql, rows)

    def query(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of a SELECT."""
        with self._errors():
            return list(self.conn.execute(sql, parameters))

    def tuples(self, sql: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a SELECT as plain tuples, for those that come by thousands."""
        with self._errors():
            cursor = self.conn.cursor()
            cursor.row_factory = None
            yield from cursor.execute(sql, parameters)

    def one(self, sql: str, **parameters: object) -> Row | None:
        """Return the first row of a SELECT, or None."""
        with self._errors():
            row: Row | None = self.conn.execute(sql, parameters).fetchone()
            return row

    def stream(self, sql: str, **parameters: object) -> Iterator[Row]:
        """Yield the rows of a SELECT one by one, when together they would fill the memory."""
        with self._errors():
            yield from self.conn.execute(sql, parameters)

    def reader(self) -> Reader:
        """Open a second, read-only connection, for searches that can be interrupted."""
        conn = connect(self.path, self._data_key)
        conn.execute("PRAGMA query_only = ON")
        return Reader(conn)

    def twin(self) -> Store:
        """Open the same store once more, for another thread that writes."""
        twin = Store(connect(self.path, self._data_key), self.folder, self.name, self._data_key)
        twin.device, twin.before_commit = self.device, self.before_commit
        return twin

    def close(self) -> None:
        """Close the writing connection."""
        self.conn.close()

    # What another database says or does otherwise: headquarters may store in PostgreSQL.

    # Whether asking costs more than reading: what may be needed is then read at once.
    far = False

    @property
    def keeper(self) -> Store:
        """The store of the settings and of the keys: always the encrypted one of this machine."""
        return self

    def among(self, column: str, name: str = "ids") -> str:
        """Return the SQL of « this column is one of the list », a parameter given as JSON."""
        return f"{column} IN (SELECT value FROM json_each(:{name}))"

    def insert_new(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> int:
        """Insert the rows that are not there yet and return how many they were."""
        before = int(self.conn.total_changes)
        for size, some in by_statement(list(rows)):
            self.executemany(f"{inserting(table, columns, size)} ON CONFLICT DO NOTHING", some)
        return int(self.conn.total_changes) - before

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
        end = ""
        if replacing:
            sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
            end = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"
        for size, some in by_statement(list(rows)):
            self.executemany(inserting(table, columns, size) + end, some)

    def put_states(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[tuple[str, Mapping[str, object]]],
        *,
        replacing: bool,
    ) -> None:
        """Write rows of the trade, each an id and its values by name, as `put_rows` does: a column
        without value is emptied, a value without column is left out."""
        end = ""
        if replacing:
            sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
            end = f" ON CONFLICT (id) DO UPDATE SET {sets}"
        for names, lines in by_shape(columns, rows):
            for size, some in by_statement(lines):
                self.executemany(inserting(table, ("id", *names), size) + end, some)

    def change_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], where: str
    ) -> int:
        """Write some columns of rows, each told by its id after its values, where a condition
        holds; return how many were written."""
        sets = ", ".join(f"{name} = v.column{rank}" for rank, name in enumerate(columns, 1))
        before = int(self.conn.total_changes)
        for size, some in by_statement(list(rows)):
            self.executemany(
                f"UPDATE {table} SET {sets} FROM (VALUES {marks(len(columns) + 1, size)}) AS v "
                f"WHERE id = v.column{len(columns) + 1} AND {where}",
                some,
            )
        return int(self.conn.total_changes) - before

    def set_guard(self, ouvert: bool) -> None:
        """Open or close the guard of the tables of the trade, within the running transaction."""
        self.execute("UPDATE garde SET ouvert = :ouvert", ouvert=int(ouvert))

    def claim(self, *names: str) -> None:
        """Wait until no other transaction holds one of these names, and hold them until our end.

        A SQLite transaction is alone already.
        """

    def claim_rows(self, keys: Iterable[tuple[str, str]]) -> None:
        """Wait until no other transaction merges one of these rows (table, id), then hold them."""

    def alone_with(self, _name: str) -> contextlib.AbstractContextManager[bool]:
        """Hold a name over several transactions; False when another process holds it now.

        Over one SQLite file there is one such name, whatever it is: they take turns anyway.
        """
        return locked(self.folder / f"{self.name}.verrou")

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Run a transaction whose every query sees one and the same instant.

        No change is then on its way under a lower number (`op.ordre`) than one that is seen:
        whoever notes how far it read passes over nothing.
        """
        return self.atomic()

    def retried(self, act: Callable[[], T]) -> T:
        """Run an act that is one transaction, again when another one stood in its way."""
        return act()

    def reaching_disk_together(self) -> contextlib.AbstractContextManager[None]:
        """Run transactions that are all on disk when this returns; nobody may be told of them
        before. On a file each is there when it ends."""
        return contextlib.nullcontext()

    def kept(self, value: object) -> object:
        """Return a value as this database keeps it."""
        return value

    def file_problems(self) -> list[str]:
        """Say that the file is damaged, then what SQLite and SQLCipher say; nothing when sound."""
        with self._errors():
            said = [row[0] for row in self.conn.execute("PRAGMA integrity_check(20)")]
            said += [row[0] for row in self.conn.execute("PRAGMA cipher_integrity_check")]
        details = "; ".join(line for one in said if one != "ok" for line in one.splitlines())
        damaged = DamagedError(siege=self.name == SIEGE).message
        return [damaged, f"{DETAIL}\u00a0: {details}"] if details else []


class Reader:
    """A read-only connection for another thread; `interrupt` may be called from any thread."""

    def __init__(self, conn: Any) -> None:
        self.conn = conn

    def query(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of a SELECT; raises SearchInterrupted when the next request came."""
        try:
            with translated():
                return list(self.conn.execute(sql, parameters))
        except sqlcipher.OperationalError as error:
            raise SearchInterrupted from error

    def one(self, sql: str, **parameters: object) -> Row | None:
        """Return the first row of a SELECT, or None."""
        rows = self.query(sql, **parameters)
        return rows[0] if rows else None

    def interrupt(self) -> None:
        """Stop the running SELECT."""
        self.conn.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()


class SearchInterrupted(Exception):
    """A search was stopped because a newer one replaced it."""


def connect(path: Path, data_key: bytes) -> Any:
    """Open an encrypted connection with our pragmas; raises KnownError when it cannot be read."""
    if sqlcipher.sqlite_version_info < MIN_SQLITE:
        raise KnownError(
            "La bibliothèque SQLite de ce poste est trop ancienne "
            f"({sqlcipher.sqlite_version}) et pourrait abîmer les données. Rien n’a été ouvert. "
            "Réinstallez Fieldapp."
        )
    with translated(siege=path.stem == SIEGE):
        conn = sqlcipher.connect(
            str(path),
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            conn.row_factory = sqlcipher.Row
            conn.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
            # Locking pages in memory makes full-text search five to ten times slower; the
            # system's swap is the administrator's to encrypt.
            conn.execute("PRAGMA cipher_memory_security = OFF")
            conn.execute("PRAGMA cipher_log_level = NONE")
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            conn.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit is on disk when it returns, even if the power goes.
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA foreign_keys = OFF")
            conn.execute("PRAGMA temp_store = MEMORY")
            conn.execute("PRAGMA cache_size = -32768")
        except BaseException:
            conn.close()
            raise
    return conn

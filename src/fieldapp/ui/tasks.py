"""The one bridge between screens and the store: work goes to a thread, results come back to Qt.

Two threads, no more. The *writer* owns the store: every service call of a screen goes through
`Tasks.run`, in order, one at a time. The *reader* answers searches on a second read-only
connection; `Tasks.search` drops and interrupts the search before it, so typing never waits.

    tasks.run(lambda: contacts.save_contact(session, saisie), self._contact_saved,
              changes={"contact"})

Callbacks always run in the thread of the window, and not at all when the QObject that they are
methods of (or the `owner`) is gone. An error becomes a `KnownError` with a French sentence: it
goes to `on_error`, or to the `failed` signal, which the window shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from fieldapp.domain.errors import KnownError
from fieldapp.ui.errors import to_known, write_fault
from fieldapp.ui.lane import Lane

T = TypeVar("T")
OnError = Callable[[KnownError], None]


class _Order:
    """An operation on its way to a thread and back to the window.

    It holds pages and dialogs by their methods, and Qt wants them destroyed in the window's
    thread: so both threads share the order alone, and the window's empties it.
    """

    def __init__(
        self,
        operation: Callable[[], Any],
        succeeded: Callable[[Any], None],
        failed: OnError,
        still_wanted: Callable[[], bool],
    ) -> None:
        self.operation = operation
        self.succeeded = succeeded
        self.failed = failed
        self.still_wanted = still_wanted
        self.wanted = True
        self.result: Any = None
        self.error: KnownError | None = None

    def empty(self) -> None:
        """Let go of all that it holds."""
        vars(self).clear()


class SearchReader(Protocol):
    """What a search needs of the second connection."""

    def query(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Return every row of a SELECT; only services call it."""

    def interrupt(self) -> None:
        """Stop the query under way, from another thread."""

    def close(self) -> None:
        """Release the connection."""


class Tasks(QObject):
    """Runs operations off the window's thread.

    Signals:
        changed(frozenset[str]): kinds of things that a write changed; screens refresh on it.
        saving(): a write began.
        saved(): the last write under way is in the store.
        save_failed(str): a write failed; the French sentence.
        failed(KnownError): an error that no caller took.
    """

    changed = Signal(object)
    saving = Signal()
    saved = Signal()
    save_failed = Signal(str)
    failed = Signal(object)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = Lane("ecriture")
        self._searcher = Lane("recherche")
        self._reader: SearchReader | None = None
        self._search_number = 0
        self._writes_under_way = 0
        self._waiting = 0
        self._closed = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether every operation asked for has delivered its result."""
        return self._waiting == 0

    def run(
        self,
        operation: Callable[[], T],
        on_success: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        *,
        changes: Iterable[str] = (),
        owner: QObject | None = None,
    ) -> None:
        """Run `operation` on the writer thread, after those asked for before it.

        `changes` names the kinds of things that it writes (``contact``, ``foyer``…); when there
        are any, `saving`, `saved` and `changed` tell the window about it.
        """
        kinds = frozenset(changes)
        if kinds:
            self._writes_under_way += 1
            self.saving.emit()

        def succeeded(result: T) -> None:
            if kinds:
                self._write_ended()
                self.changed.emit(kinds)
            if on_success is not None and _alive(on_success, owner):
                on_success(result)

        def failed(error: KnownError) -> None:
            if kinds:
                self._write_ended(error)
            if on_error is None:
                self.failed.emit(error)
            elif _alive(on_error, owner):
                on_error(error)

        self._submit(self._writer, operation, succeeded, failed)

    def breathe(self) -> None:
        """Let the writes that came during a long operation be done, then go on with it.

        Called by the operation itself, where no transaction is open: a synchronisation does so
        between two bundles, and notes taken meanwhile are saved at once.
        """
        self._writer.breathe()

    def search(
        self,
        operation: Callable[[SearchReader], T],
        on_success: Callable[[T], None],
        on_error: OnError | None = None,
    ) -> None:
        """Run `operation` with the reading connection; a later search replaces this one."""
        self._search_number += 1
        number = self._search_number
        if self._reader is not None:
            self._reader.interrupt()

        def current() -> bool:
            return number == self._search_number

        def guarded() -> T | None:
            if not current() or self._reader is None:
                return None
            return operation(self._reader)

        def succeeded(result: T | None) -> None:
            if current() and result is not None and _alive(on_success):
                on_success(result)

        def failed(error: KnownError) -> None:
            if not current():
                return
            if on_error is None:
                self.failed.emit(error)
            elif _alive(on_error):
                on_error(error)

        self._submit(self._searcher, guarded, succeeded, failed, still_wanted=current)

    def open_reader(self, factory: Callable[[], SearchReader]) -> None:
        """Open the reading connection, on the thread that will use it."""

        def opened() -> SearchReader:
            self._close_reader()
            self._reader = factory()
            return self._reader

        self._submit(self._searcher, opened, _ignore, self.failed.emit)

    def close_reader(self) -> None:
        """Release the reading connection, after the search under way was interrupted."""
        self._search_number += 1
        if self._reader is not None:
            self._reader.interrupt()
        self._submit(self._searcher, self._close_reader, _ignore, self.failed.emit)

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Finish every write asked for, then `last` (closing the store), then stop both threads.

        Blocks until done: leaving must not lose a note. Nothing is delivered afterwards.
        """
        if self._closed:
            return
        self._closed = True
        self._search_number += 1
        if self._reader is not None:
            self._reader.interrupt()
        self._searcher.submit(self._close_reader)
        self._searcher.close()
        self._writer.close(None if last is None else lambda: _do(last))

    def _submit(
        self,
        lane: Lane,
        operation: Callable[[], T],
        succeeded: Callable[[T], None],
        failed: Callable[[KnownError], None],
        still_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        if self._closed:
            return
        self._waiting += 1
        order = _Order(operation, succeeded, failed, still_wanted)
        lane.submit(partial(self._work, order))

    def _work(self, order: _Order) -> None:
        """Do the operation, in the thread of its lane; what it gave stays in the order."""
        try:
            order.result = order.operation()
        except Exception as error:  # noqa: BLE001 - the seam: all becomes a sentence or a log line
            order.wanted = order.still_wanted()
            if order.wanted:
                order.error = to_known(error)
        self._delivered.emit(order)

    @Slot(object)
    def _deliver(self, order: _Order) -> None:
        self._waiting -= 1
        try:
            if self._closed or not order.wanted:
                return
            if order.error is not None:
                order.failed(order.error)
            else:
                order.succeeded(order.result)
        finally:
            order.empty()

    def _write_ended(self, error: KnownError | None = None) -> None:
        self._writes_under_way -= 1
        if error is not None:
            self.save_failed.emit(error.message)
        elif self._writes_under_way == 0:
            self.saved.emit()

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _alive(callback: Callable[..., object], owner: QObject | None = None) -> bool:
    """Whether the Qt object behind a callback still exists."""
    receiver = owner if owner is not None else getattr(callback, "__self__", None)
    return not isinstance(receiver, QObject) or isValid(receiver)


def _do(operation: Callable[[], object]) -> None:
    """Do the last thing before the end; nobody is left to tell, so a fault is only logged."""
    try:
        operation()
    except Exception as error:  # noqa: BLE001 - the end must come
        write_fault(error)


def _ignore(_result: object) -> None:
    """Take a result that nobody waits for."""

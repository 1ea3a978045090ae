"""The bridge: results come back to the window, writes never mix, searches replace each other."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from fieldapp.domain.errors import KnownError
from fieldapp.ui import errors
from fieldapp.ui.application import Application
from fieldapp.ui.tasks import SearchReader, Tasks


@pytest.fixture
def tasks(qapp: Application) -> Iterator[Tasks]:
    """A bridge, closed afterwards."""
    made = Tasks(qapp)
    yield made
    made.close()


class _Reader:
    """A reading connection that answers when it is told to, or stops when it is interrupted."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()
        self.closed = False

    def query(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        return [{"sql": sql, **parameters}]

    def interrupt(self) -> None:
        self.interrupted.set()

    def close(self) -> None:
        self.closed = True


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[tuple[str, bool]] = []
    here = threading.get_ident()
    tasks.run(
        threading.get_ident,
        lambda there: told.append(("fait", there != here and threading.get_ident() == here)),
    )
    qtbot.waitUntil(lambda: tasks.idle)
    assert told == [("fait", True)]


def test_writes_are_done_in_order_and_screens_are_told_what_changed(
    qtbot: QtBot, tasks: Tasks
) -> None:
    done: list[int] = []
    changed: list[frozenset[str]] = []
    tasks.changed.connect(changed.append)
    with qtbot.waitSignals([tasks.saving, tasks.saved]):
        for number in range(20):
            tasks.run(partial(done.append, number), changes={"contact"})
    assert done == list(range(20))
    assert changed == [frozenset({"contact"})] * 20


def test_a_known_error_reaches_the_screen_with_its_sentence(qtbot: QtBot, tasks: Tasks) -> None:
    def full_disk() -> None:
        raise KnownError("Le disque est plein.", champ="note")

    found: list[KnownError] = []
    with qtbot.waitSignal(tasks.save_failed) as failed:
        tasks.run(full_disk, on_error=found.append, changes={"contact"})
    assert failed.args == ["Le disque est plein."]
    assert [(error.message, error.champ) for error in found] == [("Le disque est plein.", "note")]
    with qtbot.waitSignal(tasks.failed):
        tasks.run(full_disk)


def test_a_fault_of_ours_is_excused_and_logged_without_what_was_typed(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    def fault() -> None:
        raise ValueError("Madame Delattre, 06 12 34 56 42")

    path = errors.open_log(tmp_path / "journal")
    try:
        with qtbot.waitSignal(tasks.failed) as failed:
            tasks.run(fault)
    finally:
        errors.close_log()
    (error,) = failed.args
    assert "défaut imprévu" in error.message
    assert str(path) in error.message
    log = path.read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "test_tasks.py" in log
    assert "Delattre" not in log
    assert "06 12" not in log


def test_a_screen_that_is_gone_is_told_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    told: list[str] = []
    screen = QObject()
    tasks.run(gate.wait, lambda _ok: told.append("trop tard"), owner=screen)
    screen.deleteLater()
    qtbot.waitUntil(lambda: not _alive(screen))
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert told == []


def _alive(screen: QObject) -> bool:
    return isValid(screen)


def test_the_next_search_interrupts_the_one_before(qtbot: QtBot, tasks: Tasks) -> None:
    reader = _Reader()
    tasks.open_reader(lambda: reader)
    qtbot.waitUntil(lambda: tasks.idle)
    began = threading.Event()
    found: list[str] = []

    def slow(_reader: SearchReader) -> str:
        began.set()
        reader.interrupted.wait(10)
        raise RuntimeError("interrupted")

    tasks.search(slow, found.append)
    assert began.wait(10)
    tasks.search(lambda _reader: "lefevre", found.append)
    qtbot.waitUntil(lambda: found == ["lefevre"])
    qtbot.waitUntil(lambda: tasks.idle)
    assert found == ["lefevre"]


def test_notes_are_saved_while_a_long_work_breathes(qtbot: QtBot, tasks: Tasks) -> None:
    order: list[str] = []
    asked, written = threading.Event(), threading.Event()

    def long_work() -> None:
        order.append("premier lot")
        asked.set()
        while not written.is_set():
            tasks.breathe()
        order.append("second lot")

    tasks.run(long_work)
    assert asked.wait(10)

    def note() -> None:
        order.append("note")
        written.set()

    tasks.run(note, changes={"contact"})
    qtbot.waitUntil(lambda: tasks.idle)
    assert order == ["premier lot", "note", "second lot"]


def test_leaving_waits_for_what_is_being_saved(qapp: Application) -> None:
    tasks = Tasks(qapp)
    gate = threading.Event()
    done: list[str] = []

    def slow_note() -> None:
        gate.wait(10)
        done.append("note")

    tasks.run(slow_note, changes={"contact"})
    releaser = threading.Thread(target=gate.set)
    releaser.start()
    tasks.close(lambda: done.append("fermé"))
    releaser.join()
    assert done == ["note", "fermé"]


def test_what_nothing_caught_is_logged_and_told(tmp_path: Path) -> None:
    told: list[KnownError] = []
    before = sys.excepthook, threading.excepthook
    path = errors.open_log(tmp_path)
    errors.install_hooks(told.append)
    try:
        names: dict[str, str] = {}
        broken = threading.Thread(target=lambda: names["Delattre"])
        broken.start()
        broken.join()
    finally:
        sys.excepthook, threading.excepthook = before
        errors.close_log()
    assert len(told) == 1
    assert "KeyError" in path.read_text(encoding="utf-8")
    assert "Delattre" not in path.read_text(encoding="utf-8")


def test_a_page_is_destroyed_in_the_thread_of_the_window_whoever_held_it_last(
    qtbot: QtBot, tasks: Tasks
) -> None:
    """The operation alone holds the page: Qt wants it destroyed where it was made."""
    ended: list[int] = []

    class Page(QObject):
        def __del__(self) -> None:
            ended.append(threading.get_ident())

        def look(self) -> str:
            return "lu"

        def fail(self) -> str:
            raise KnownError("Le disque est plein.")

    for _ in range(50):
        tasks.run(Page().look, lambda _result: None)
        tasks.run(Page().fail, on_error=lambda _error: None)
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.run(int)  # the thread holds what it did last until it does something else
    qtbot.waitUntil(lambda: tasks.idle)
    gc.collect()
    assert ended == [threading.get_ident()] * 100


def test_cycles_are_collected_in_the_thread_of_the_window_only(qtbot: QtBot, tasks: Tasks) -> None:
    """A closed page is part of a cycle; the writer that allocates meanwhile must leave it be."""
    ended: list[int] = []

    class Page(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.itself = self

        def __del__(self) -> None:
            ended.append(threading.get_ident())

    for _ in range(20):
        Page()
    lists: list[list[int]] = []
    tasks.run(lambda: lists.extend([] for _ in range(50_000)), changes={"contact"})
    qtbot.waitUntil(lambda: tasks.idle)
    # The timer of the window may come while one waits, or after: what counts is the thread.
    qtbot.waitUntil(lambda: len(ended) == 20)
    assert set(ended) == {threading.get_ident()}

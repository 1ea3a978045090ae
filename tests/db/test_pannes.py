"""The disk fails in the middle of a save, at each of its writes in turn: nothing is half done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from tests.db.conftest import PHRASE

from fieldapp.db import journal
from fieldapp.db.integrite import file_problems, gap_problems, state_problems
from fieldapp.db.opening import open_store
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError

resource = pytest.importorskip("resource", reason="limits of a process: not on Windows")

PAGE = 4096
FRAME = PAGE + 24
NOTE = "Madame rappelle jeudi. " + "x" * 9000


@contextlib.contextmanager
def _disk_ends_at(octets: int) -> Iterator[None]:
    """Let no file of this process grow beyond that size: the kernel refuses the write itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _visit(store: Store, number: int) -> None:
    """One act of two rows: a family and a long note."""
    with store.atomic():
        foyer = journal.write(store, "foyer", {"nom": f"Famille {number}"}, author="nadia")
        note = {"foyer_id": foyer, "moment": "2026-11-22T10:00", "note": f"{number} {NOTE}"}
        journal.write(store, "contact", note, author="nadia", foyer_id=foyer)


def _refusal(store: Store, number: int, octets: int) -> str | None:
    """What is said when the disk ends there, or None when the act went through."""
    try:
        with _disk_ends_at(octets):
            _visit(store, number)
    except KnownError as error:
        return error.message
    return None


def _counts(store: Store) -> tuple[int, int, int]:
    row = store.one(
        "SELECT (SELECT count(*) FROM foyer) AS f, (SELECT count(*) FROM contact) AS c, "
        "(SELECT count(*) FROM op) AS o"
    )
    assert row is not None
    return row["f"], row["c"], row["o"]


def test_a_save_that_fails_at_any_of_its_writes_is_whole_or_not_there(store: Store) -> None:
    refused = 0
    wal = store.path.with_name(f"{store.path.name}-wal")
    for frames in range(60):
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = _counts(store)
        # Half a frame more: the write is cut in the middle of a page.
        refusal = _refusal(store, frames, 32 + frames * FRAME + FRAME // 2)
        if refusal is not None:
            refused += 1
            assert "intact" in refusal
            assert _counts(store) == before
            _visit(store, frames)  # room was made: the same text is saved as it was
        assert _counts(store) == (before[0] + 1, before[1] + 1, before[2] + 2)
        assert wal.exists()
    assert 20 < refused < 55
    store.close()
    again = open_store(store.folder, PHRASE)
    try:
        assert _counts(again)[0] == 60
        assert file_problems(again) == []
        assert gap_problems(again, [again.device]) == []
        assert state_problems(again) == []
    finally:
        again.close()


@pytest.mark.parametrize("pages", [0, 1, 3, 7])
def test_a_checkpoint_that_finds_the_disk_full_keeps_every_save(store: Store, pages: int) -> None:
    """The journal of SQLite cannot be folded into the file: saves go on beside it."""
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = store.path.stat().st_size
    _visit(store, 1)
    with contextlib.suppress(KnownError), _disk_ends_at(size + pages * PAGE):
        store.one("PRAGMA wal_checkpoint(TRUNCATE)")
    _visit(store, 2)
    assert _counts(store) == (2, 2, 4)
    store.close()
    again = open_store(store.folder, PHRASE)
    try:
        assert _counts(again) == (2, 2, 4)
        assert file_problems(again) == []
    finally:
        again.close()

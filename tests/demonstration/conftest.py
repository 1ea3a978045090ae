"""One demonstration of sixty families for all these tests, and the sessions of its posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldapp.db import keys
from fieldapp.demonstration.creation import PHRASE, make_demonstration
from fieldapp.services.session import Session, open_session
from fieldapp.siege.founding import open_siege

FOYERS = 60
Report = dict[str, Any]


def silent(_label: str, _done: int, _total: int) -> None:
    """Nobody is watching."""


@pytest.fixture(scope="package")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys.ARGON2, "iterations", 1)
        patch.setitem(keys.ARGON2, "memory_cost", 1024)
        folder = tmp_path_factory.mktemp("demo") / "démonstration"
        yield dict(make_demonstration(folder, FOYERS, 62, PHRASE, silent))


@pytest.fixture(scope="package")
def nadia(report: Report) -> Iterator[Session]:
    session = open_session(Path(report["postes"][0]["donnees"]), PHRASE)
    yield session
    session.close()


@pytest.fixture(scope="package")
def marc(report: Report) -> Iterator[Session]:
    session = open_session(Path(report["postes"][1]["donnees"]), PHRASE)
    yield session
    session.close()


@pytest.fixture(scope="package")
def siege(report: Report) -> Iterator[Session]:
    session = open_siege(Path(report["siege"]), PHRASE)
    yield session
    session.close()

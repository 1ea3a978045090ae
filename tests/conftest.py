"""What every test can ask for: Qt without a display, one day for all, the shared real files."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgres import Postgres

# Before Qt is imported anywhere: without a platform it would end the interpreter.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _live_at_noon() -> None:
    """Choose the time zone where it is noon: a run that crosses midnight would otherwise change
    its day, and its week on a Sunday, in the middle of the stories. Sub-processes follow."""
    if hasattr(time, "tzset"):  # Windows keeps its own zone
        ahead = 12 - time.gmtime().tm_hour
        os.environ["TZ"] = f"Midi{-ahead:+d}"  # POSIX counts westwards
        time.tzset()


_live_at_noon()

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the store of the person who runs the tests."""
    monkeypatch.setenv("FIELDAPP_DATA", str(tmp_path / "fieldapp-data"))
    monkeypatch.delenv("FIELDAPP_PASSPHRASE", raising=False)


@pytest.fixture(autouse=True)
def _cycles_of_each_story() -> Iterator[None]:
    """Once there was a window, the collector waits for its timer; between two stories none runs."""
    yield
    if not gc.isenabled():
        from fieldapp.ui.cycles import collect_due

        collect_due()


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the project."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real files that nobody of this project wrote, beside the checkout; skipped when absent."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the shared files are absent ({folder})")
    return folder


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of the programs of PostgreSQL. `make test` installs them on Debian; a continuous
    integration that lacks them fails."""
    from tests.postgres import find_programs

    programs = find_programs()
    if programs is None:
        assert os.environ.get("CI") != "true", "PostgreSQL must be installed to run these tests"
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    return programs


@pytest.fixture(scope="session")
def postgres(postgres_programs: Path) -> "Iterator[Postgres]":
    """A running PostgreSQL, without what makes it safe against a power cut."""
    from tests.postgres import Postgres

    server = Postgres(postgres_programs)
    yield server
    server.remove()


@pytest.fixture
def base(postgres: "Postgres") -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    address = postgres.base()
    yield address
    postgres.forget(address)

"""What every test can ask for: Qt without a display, the shared real files."""

import os
from pathlib import Path

import pytest

# Before Qt is imported anywhere: without a platform it would end the interpreter.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the store of the person who runs the tests."""
    monkeypatch.setenv("FIELDAPP_DATA", str(tmp_path / "fieldapp-data"))
    monkeypatch.delenv("FIELDAPP_PASSPHRASE", raising=False)


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

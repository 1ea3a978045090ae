"""A command line on an empty data folder, and one where Nadia already has a store and a family."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.ligne import Ligne

from fieldapp.db import keys

FAMILLE = {
    "personnes": [
        {"nom": "Delattre", "prenom": "Aurélie", "naissance": "1992-03-01",
         "telephone": "06 12 34 56 42"},
        {"nom": "Delattre", "prenom": "Jade", "naissance": "2025-09-01", "role": "ENFANT"},
    ],
    "commune": "Lens",
    "numero": "4182307",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.fixture
def ligne(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Ligne:
    return Ligne(monkeypatch, capsys, tmp_path / "données")


@pytest.fixture
def nadia(ligne: Ligne) -> Ligne:
    done = ligne("init", "--agent", "Nadia Lemaire", "--role", "ASS", "--unite", "62-ADS-LENS")
    assert done.code == 0, done.erreur
    return ligne


@pytest.fixture
def foyer(nadia: Ligne) -> dict[str, Any]:
    made: dict[str, Any] = nadia.json("foyer", "add", "-", stdin=FAMILLE)
    return made

"""Stores for the tests of the storage, with a key derivation that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldapp.db import keys
from fieldapp.db.opening import create_store
from fieldapp.db.store import Store

PHRASE = "quatre mots sans rapport"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.fixture
def make_store(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes stores, each in its own folder; they are closed at the end."""
    made: list[Store] = []

    def make(name: str) -> Store:
        store, _ = create_store(tmp_path / name, PHRASE)
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(make_store: Callable[[str], Store]) -> Store:
    return make_store("poste")

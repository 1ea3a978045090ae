"""The benchmark measures what it says, on a store of the size asked for (no time is tested)."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.base import DONE, MOT_RARE, PHRASE, large_store
from benchmarks.mesure import Mesure, percentile, table, timed
from benchmarks.metier import measure_acts

from fieldapp.db import keys
from fieldapp.services import integrite, recherche
from fieldapp.services.session import open_session


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


def test_every_act_is_measured_on_a_store_made_once(tmp_path: Path) -> None:
    folder = large_store(tmp_path, 150, 1_500)
    made = (folder / DONE).stat().st_mtime_ns
    assert large_store(tmp_path, 150, 1_500) == folder
    assert (folder / DONE).stat().st_mtime_ns == made
    session = open_session(folder, PHRASE)
    try:
        people, notes = (
            session.store.query(f"SELECT count(*) AS n FROM {name}")[0]["n"]
            for name in ("personne", "contact")
        )
        assert 150 <= people <= 160
        assert abs(notes - 1_500) <= 50
        assert len(recherche.search(session, MOT_RARE)) == 1
        mesures = list(measure_acts(session, times=60))
        assert {"save one contact", "open a dossier", "synthèse (PDF)"} <= {m.quoi for m in mesures}
        assert all(m.repetitions > 0 for m in mesures)
        assert integrite.verify(session) == []
    finally:
        session.close()


def test_warm_up_is_not_counted_and_the_tail_is_told() -> None:
    calls: list[int] = []
    mesure = timed("rien", 5, [lambda n=n: calls.append(n) for n in range(10)], warm=4)  # type: ignore[misc]
    assert (len(calls), mesure.repetitions) == (10, 6)
    assert percentile([float(n) for n in range(1, 101)]) == 96


def test_the_table_says_what_is_over() -> None:
    lines = table([Mesure("vite", 1, 2, 3, 9), Mesure("lent", 4, 5, 3, 9, "MB")]).splitlines()
    assert lines[1].split() == ["vite", "1.0", "2.0", "3", "ms", "ok", "9"]
    assert lines[2].split() == ["lent", "4.0", "5.0", "3", "MB", "OVER", "9"]

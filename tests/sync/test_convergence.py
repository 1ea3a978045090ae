"""Whatever happens to clocks and files, everybody ends with the same state and nothing is lost."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sync.monde import Monde, contact, empreinte, foyer

from fieldapp.db import journal
from fieldapp.db import sync_tables as tables
from fieldapp.db.integrite import gap_problems, own_devices, state_problems
from fieldapp.domain.fusion import merge
from fieldapp.domain.journal import Op
from fieldapp.services.session import Session

NAMES = ("Nadia", "Marc", "Inès")
DAY = 86_400
SKEWS = (0, 0, -400 * DAY, 400 * DAY, -3600, 3600)
FIELDS = ("adresse", "commune", "langue")

step = st.one_of(
    st.tuples(
        st.just("edit"), st.integers(0, 2), st.integers(0, 2), st.sampled_from(FIELDS),
        st.integers(0, 5),
    ),
    st.tuples(st.just("note"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("delete"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("sync"), st.integers(0, 2)),
    st.tuples(st.just("sync"), st.integers(0, 2)),
    st.tuples(st.just("siege")),
    st.tuples(st.sampled_from(("lose", "cut", "alter", "double")), st.integers(0, 50)),
)  # fmt: skip


@pytest.fixture(scope="module")
def modele(_quick_keys: None) -> Iterator[Path]:
    """Three enrolled posts of one unit that share three families, closed and ready to be copied."""
    with tempfile.TemporaryDirectory() as folder:
        racine = Path(folder) / "modele"
        monde = Monde(racine)
        for name in NAMES:
            monde.poste(name)
        for number in range(3):
            foyer(monde.postes["Nadia"], f"Famille {number}")
        monde.tournee()
        monde.fermer()
        yield racine


@given(
    skews=st.tuples(*(st.sampled_from(SKEWS) for _ in NAMES)),
    steps=st.lists(step, min_size=5, max_size=40),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_all_converge_and_no_value_is_lost(
    modele: Path, skews: tuple[int, ...], steps: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        racine = Path(folder) / "monde"
        shutil.copytree(modele, racine)
        monde = Monde(racine)
        sessions = [monde.rouvrir(name) for name in NAMES]
        offset = [0]
        real = time.time_ns
        patch.setattr(time, "time_ns", lambda: real() + offset[0] * 1_000_000_000)
        families = [row["id"] for row in sessions[0].store.query("SELECT id FROM foyer")]
        try:
            for action in steps:
                _play(monde, sessions, families, skews, offset, action)
            monde.tournee()
            monde.tournee()
            _check(monde, sessions)
        finally:
            monde.fermer()


def _play(
    monde: Monde,
    sessions: list[Session],
    families: list[str],
    skews: tuple[int, ...],
    offset: list[int],
    action: tuple[object, ...],
) -> None:
    kind, *rest = action
    numbers = [part for part in rest if isinstance(part, int)]
    if kind == "siege":
        monde.recueillir()
    elif kind in ("lose", "cut", "alter", "double"):
        _spoil(monde, str(kind), numbers[0])
    else:
        session = sessions[numbers[0]]
        offset[0] = skews[numbers[0]]
        if kind == "sync":
            monde.synchroniser(session)
        elif kind == "edit":
            journal.write(
                session.store, "foyer", {str(rest[2]): f"valeur {rest[3]}"},
                row_id=families[numbers[1]], author=session.agent.id,
            )  # fmt: skip
        elif kind == "note":
            contact(session, families[numbers[1]], "Une note.")
        else:
            journal.delete(session.store, "foyer", families[numbers[1]], author=session.agent.id)
        offset[0] = 0


def _spoil(monde: Monde, how: str, which: int) -> None:
    """Do to one bundle what shares, keys and file syncs do."""
    lots = sorted(monde.espace.rglob("*.lot"))
    if not lots:
        return
    lot = lots[which % len(lots)]
    data = lot.read_bytes()
    spoilt: dict[str, Callable[[], object]] = {
        "lose": lot.unlink,
        "cut": lambda: lot.write_bytes(data[: len(data) * which // 51]),
        "alter": lambda: lot.write_bytes(data[:-80] + bytes(80)),
        "double": lambda: (
            lot.with_name(f"{int(lot.stem) + 1:08d}.lot").write_bytes(data)
            if not lot.with_name(f"{int(lot.stem) + 1:08d}.lot").exists()
            else None
        ),
    }
    spoilt[how]()


def _check(monde: Monde, sessions: list[Session]) -> None:
    stores = [monde.siege.store, *(session.store for session in sessions)]
    assert len({empreinte(store) for store in stores}) == 1
    written: dict[tuple[str, int], Op] = {
        op.id: op for store in stores for op in journal.ops_after(store, store.device, 0, 10_000)
    }
    for store in stores:
        held = {
            (row["device"], row["seq"])
            for row in store.query("SELECT device, seq FROM op WHERE device NOT LIKE '%.prive'")
        }
        assert held == written.keys()
        assert state_problems(store) == []
        assert gap_problems(store, own_devices(store)) == []
        assert tables.chain_problems(store) == []
    _check_values(written)


def _check_values(written: dict[tuple[str, int], Op]) -> None:
    """Every value that nobody replaced knowingly is shown, or is listed as a conflict."""
    rows: dict[tuple[str, str], list[Op]] = {}
    for op in written.values():
        rows.setdefault((op.table, op.row_id), []).append(op)
    for (table, row_id), ops in rows.items():
        state = merge(ops)
        replaced = {(name, base) for op in ops for name in op.fields for base in op.replaces(name)}
        for op in ops:
            for name, value in op.fields.items():
                if (name, op.id) in replaced or name == "supprime":
                    continue
                kept = {state.values[name]} | {
                    other.fields[name] for other in state.conflicts.get(name, ())
                }
                assert value in kept, (table, row_id, name)

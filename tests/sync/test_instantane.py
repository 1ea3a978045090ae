"""The first synchronisation of a new post: a snapshot, the same state as change after change."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.sync.monde import ARRAS, Monde, changer, contact, device, empreinte, foyer

from fieldapp.db import journal, morceaux
from fieldapp.db.integrite import state_problems
from fieldapp.services.session import Session
from fieldapp.sync import bundle, snapshot
from fieldapp.sync.folder import SIEGE


def history(session: Session) -> list[tuple[object, ...]]:
    rows = session.store.query(
        "SELECT device, seq, hlc, fields, base FROM op WHERE device NOT LIKE '%.prive' "
        "AND \"table\" <> 'agent' ORDER BY device, seq"
    )
    return [tuple(row) for row in rows]


def live_a_little(monde: Monde, seed: int) -> None:
    """Two posts write, at odds now and then, delete and settle."""
    dice = random.Random(seed)
    nadia, marc = monde.postes["Nadia"], monde.postes["Marc"]
    families = [foyer(nadia, f"Famille {number}") for number in range(4)]
    foyer(nadia, "Ailleurs", unite=ARRAS)
    monde.tournee()
    for _ in range(dice.randint(5, 25)):
        session = dice.choice((nadia, marc))
        family = dice.choice(families)
        act = dice.randrange(6)
        if act < 3:
            changer(session, family, commune=f"Commune {dice.randrange(3)}")
        elif act == 3:
            contact(session, family, f"Note {dice.random()}.")
        elif act == 4:
            journal.delete(session.store, "foyer", family, author=session.agent.id)
        else:
            monde.synchroniser(session)
    monde.tournee()


def test_a_new_post_gets_its_files_whole_with_their_history(monde: Monde) -> None:
    monde.poste("Nadia")
    monde.poste("Marc")
    live_a_little(monde, 7)
    ines = monde.poste("Inès")
    monde.tournee()
    assert history(ines) == history(monde.postes["Marc"])
    assert empreinte(ines.store) == empreinte(monde.postes["Marc"].store)
    assert state_problems(ines.store) == []
    # Bundles go on after it, both ways.
    famille = foyer(ines, "Nouvelle")
    monde.tournee()
    changer(monde.postes["Marc"], famille, commune="Lens")
    monde.tournee()
    assert empreinte(ines.store) == empreinte(monde.postes["Marc"].store)


@given(seed=st.integers(0, 10_000), whole=st.booleans())
@settings(
    max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_the_state_is_the_one_that_changes_give(
    tmp_path_factory: pytest.TempPathFactory, seed: int, whole: bool
) -> None:
    monde = Monde(tmp_path_factory.mktemp("monde"))
    try:
        for nom in ("Nadia", "Marc"):
            monde.poste(nom)
        live_a_little(monde, seed)
        with pytest.MonkeyPatch.context() as patch:
            if not whole:
                patch.setattr(snapshot, "SCHEMA", 99)
            ines = monde.poste("Inès")
            monde.tournee()
        assert empreinte(ines.store) == empreinte(monde.postes["Marc"].store)
        assert history(ines) == history(monde.postes["Marc"])
        assert state_problems(ines.store) == []
    finally:
        monde.fermer()


def test_it_comes_in_several_parts_and_resumes_after_a_cut(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    for number in range(30):
        contact(nadia, foyer(nadia, f"Famille {number}"), "Une note.")
    monde.tournee()
    monkeypatch.setattr(snapshot, "MAX_SNAPSHOT_OPS", 10)
    ines = monde.poste("Inès")
    monde.synchroniser(ines)
    monde.recueillir()
    parts = sorted((monde.espace / SIEGE / device(ines)).glob("*.lot"))
    assert len(parts) > 5
    torn = parts[3].read_bytes()
    parts[3].write_bytes(torn[: len(torn) // 2])
    assert monde.synchroniser(ines).refuses
    half = len(history(ines))
    assert 0 < half < 60
    parts[3].write_bytes(torn)
    monde.tournee()
    assert empreinte(ines.store) == empreinte(nadia.store)


def test_an_older_post_is_sent_changes_one_after_the_other(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    ines = monde.poste("Inès")
    monde.synchroniser(ines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(morceaux, "reads", lambda _store, _device: 1)
        patch.setattr(snapshot, "encode_whole_row", None)
        monde.tournee()
    assert empreinte(ines.store) == empreinte(nadia.store)


def test_a_part_that_claims_too_many_changes_is_refused(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    for number in range(8):
        foyer(nadia, f"Famille {number}")
    monde.tournee()
    ines = monde.poste("Inès")
    monde.synchroniser(ines)
    monde.recueillir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "MAX_SNAPSHOT_OPS", 3)
        (refus,) = monde.synchroniser(ines).refuses
    assert "nombre de modifications" in refus.raison
    monde.tournee()
    assert empreinte(ines.store) == empreinte(nadia.store)

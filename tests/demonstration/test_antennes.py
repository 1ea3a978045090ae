"""A large demonstration: other antennes beside Lens, held by headquarters, seen by no post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldapp.db import keys
from fieldapp.demonstration import antennes, organisation
from fieldapp.demonstration.creation import PHRASE, make_demonstration
from fieldapp.demonstration.figures import extra_families
from fieldapp.demonstration.noms import ANTENNES
from fieldapp.services import integrite
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.communes import get_commune
from fieldapp.services.session import Session, open_session
from fieldapp.siege.founding import open_siege

LENS, PAR_AGENT, FOYERS = 8, 3, 30
Told = list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Told]]:
    told: Told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys.ARGON2, "iterations", 1)
        patch.setitem(keys.ARGON2, "memory_cost", 1024)
        patch.setattr(organisation, "LENS_AU_PLUS", LENS)
        patch.setattr(antennes, "LENS_AU_PLUS", LENS)
        patch.setattr(antennes, "PAR_AGENT", PAR_AGENT)
        folder = tmp_path_factory.mktemp("grande") / "demo"
        report = make_demonstration(folder, FOYERS, 62, PHRASE, lambda *words: told.append(words))
        yield dict(report), told


@pytest.fixture(scope="module")
def siege(made: tuple[dict[str, Any], Told]) -> Iterator[Session]:
    session = open_siege(Path(made[0]["siege"]), PHRASE)
    yield session
    session.close()


def test_headquarters_holds_every_family_and_the_store_is_whole(siege: Session) -> None:
    rows = siege.store.query("SELECT unite FROM foyer WHERE supprime IS NULL")
    found = Counter(row["unite"] for row in rows)
    assert found.total() == FOYERS + extra_families()
    assert found["62-ADS-LENS"] == LENS + extra_families()
    assert found.keys() - {"62-ADS-LENS"} == ANTENNES.keys()
    assert integrite.verify(siege) == []


def test_a_post_receives_the_families_of_its_own_antenne_only(
    made: tuple[dict[str, Any], Told],
) -> None:
    for poste in made[0]["postes"]:
        session = open_session(Path(poste["donnees"]), PHRASE)
        rows = session.store.query("SELECT DISTINCT unite FROM foyer")
        assert [row["unite"] for row in rows] == ["62-ADS-LENS"]
        assert poste["familles_accessibles"] == LENS + extra_families()
        session.close()


def test_each_family_lives_near_its_antenne_and_has_a_worker_there(siege: Session) -> None:
    known = {entree.code for entree in shipped_catalogue().entrees("unites")}
    for row in siege.store.query(
        "SELECT f.unite, f.code_insee, a.unite AS agent FROM foyer f "
        "JOIN agent a ON a.id = f.referent_id"
    ):
        assert row["unite"] in known
        assert row["agent"] == row["unite"]
        assert get_commune(row["code_insee"]) is not None
        if row["unite"] in ANTENNES:
            assert row["code_insee"] in ANTENNES[row["unite"]]


def test_it_says_how_far_it_is(made: tuple[dict[str, Any], Told]) -> None:
    others = [words for words in made[1] if words[0] == "Familles des autres antennes"]
    assert [done for _, done, _ in others] == [*range(PAR_AGENT, 22, PAR_AGENT), 22]
    assert {total for _, _, total in others} == {FOYERS - LENS}

"""A small exchange asks headquarters little: that is most of what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.siege.serveur import servir
from tests.sync.monde import Monde, contact, device, empreinte, foyer

from fieldapp.db import sync_tables as tables
from fieldapp.siege.serve_files import Files
from fieldapp.sync import https_session
from fieldapp.sync.folder import SIEGE
from fieldapp.sync.https_link import Answer, Link
from fieldapp.sync.wire import JOINED, SEANCE


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


@pytest.fixture
def demandes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The method and the path, without what follows, of each request made from now on."""
    made: list[str] = []
    request = Link.request

    def noted(link: Link, method: str, target: str, *others: object) -> Answer:
        made.append(f"{method} {target.partition('?')[0]}")
        return request(link, method, target, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(Link, "request", noted)
    return made


def test_a_day_s_exchanges_ask_one_or_two_things_each(monde: Monde, demandes: list[str]) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    with servir(monde) as serveur:
        famille = foyer(nadia, "Delattre")
        for session in (nadia, marc, nadia, marc):
            serveur.synchroniser(session)
        siege = {session: f"/1/siege/{device(session)}/" for session in (nadia, marc)}
        own = {session: f"/1/postes/{device(session)}/" for session in (nadia, marc)}

        contact(nadia, famille, "Visite.")
        demandes.clear()
        assert serveur.synchroniser(nadia).envoyes == 1
        # Is nothing of ours there that we do not know? Then the bundle, answered by its receipt.
        assert [d[: len(d) - 12] if d.endswith(".lot") else d for d in demandes] == [
            f"GET {own[nadia]}", f"PUT {own[nadia]}"
        ]  # fmt: skip
        assert tables.pending_envois(nadia.store, device(monde.siege)) == []

        demandes.clear()
        assert serveur.synchroniser(marc).recus == 1
        # Both lists with the bundle that lies there, then the receipt.
        assert demandes[0] == f"GET {siege[marc]}"
        assert len(demandes) == 2
        assert demandes[1].startswith(f"PUT {own[marc]}")

        for session in (nadia, marc):
            demandes.clear()
            serveur.synchroniser(session)
            assert demandes == [f"GET {siege[session]}"]
    assert empreinte(nadia.store) == empreinte(marc.store) == empreinte(monde.siege.store)


def test_a_challenge_serves_for_some_time_and_no_longer(
    monde: Monde, demandes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        for _ in range(3):
            serveur.synchroniser(nadia)
        assert demandes.count(f"GET {SEANCE}") == 1
        monkeypatch.setattr(
            https_session,
            "_kept",
            {key: (*kept[:2], 0.0) for key, kept in (https_session._kept.items())},
        )
        serveur.synchroniser(nadia)
        assert demandes.count(f"GET {SEANCE}") == 2


def test_headquarters_started_again_asks_for_another_challenge(
    monde: Monde, demandes: list[str]
) -> None:
    nadia = monde.poste("Nadia")
    with servir(monde) as serveur:
        serveur.synchroniser(nadia)
        port = serveur.pret.port
    foyer(nadia, "Delattre")
    with servir(monde, port=port) as serveur:
        assert serveur.synchroniser(nadia).envoyes == 1
    assert demandes.count(f"GET {SEANCE}") == 2
    assert empreinte(nadia.store) == empreinte(monde.siege.store)


def test_only_a_small_plain_bundle_comes_with_the_list(monde: Monde, tmp_path: Path) -> None:
    place = monde.espace / SIEGE / ("a" * 12)
    place.mkdir(parents=True)
    files = Files(monde.espace)

    def first() -> bytes | None:
        return files.listing_with_first(SIEGE, "a" * 12, "00000001.lot", JOINED)[1]

    (place / "00000001.lot").write_bytes(b"pris")
    (place / "certificat.json").write_bytes(b"{}")
    assert first() is None
    (place / "00000003.lot").write_bytes(b"suite")
    assert first() == b"suite"
    secret = tmp_path / "secret"
    secret.write_bytes(b"garder")
    (place / "00000002.lot").symlink_to(secret)
    assert first() is None
    (place / "00000002.lot").unlink()
    (place / "00000002.lot").write_bytes(bytes(JOINED + 1))
    assert first() is None

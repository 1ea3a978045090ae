"""The certificate of headquarters when a public authority vouches for it: trusted, or not now."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.siege.serveur import LARGES, fichiers_pem
from tests.sync.monde import PHRASE, Monde, foyer

from fieldapp.siege.founding import open_siege
from fieldapp.siege.serve import Ecoute, prepare
from fieldapp.sync import https_link
from fieldapp.sync.adresse import Adresse
from fieldapp.sync.engine import synchronise
from fieldapp.sync.https_link import LinkError


@pytest.fixture
def monde(tmp_path: Path) -> Iterator[Monde]:
    monde = Monde(tmp_path)
    yield monde
    monde.fermer()


@contextmanager
def serveur_public(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, host: str, debut: int, fin: int
) -> Iterator[Adresse]:
    pem, cle = fichiers_pem(monde.racine, host, debut, fin)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))  # this laptop knows that authority
    https_link.trusted.cache_clear()
    session = open_siege(monde.racine / "siege", PHRASE)
    listen = Ecoute("127.0.0.1", 0, certificat=pem, cle=cle, public=True)
    ready = prepare(session, listen, monde.espace, LARGES)
    thread = threading.Thread(target=ready.run)
    thread.start()
    try:
        assert ready.adresse.empreinte == ""
        yield ready.adresse
    finally:
        ready.server.should_exit = True
        thread.join(60)
        session.close()
        https_link.trusted.cache_clear()


def test_a_certificate_of_a_known_authority_needs_no_fingerprint(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    with serveur_public(monde, monkeypatch, "127.0.0.1", -1, 30) as adresse:
        assert synchronise(nadia.store, adresse).envoyes == 1


@pytest.mark.parametrize(("debut", "fin"), [(-400, -30), (30, 400)])
def test_a_certificate_out_of_its_dates_asks_to_look_at_the_clock(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, debut: int, fin: int
) -> None:
    nadia = monde.poste("Nadia")
    with (
        serveur_public(monde, monkeypatch, "127.0.0.1", debut, fin) as adresse,
        pytest.raises(LinkError, match="n’est pas valable à la date de ce poste") as caught,
    ):
        synchronise(nadia.store, adresse)
    assert "Vérifiez la date et l’heure" in caught.value.message
    assert "rien n’a été effacé" in caught.value.message


def test_a_certificate_for_another_name_is_refused(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = monde.poste("Nadia")
    with (
        serveur_public(monde, monkeypatch, "10.9.8.7", -1, 30) as adresse,
        pytest.raises(LinkError, match="n’est pas reconnu"),
    ):
        synchronise(nadia.store, adresse)

"""« fieldapp siege serve » and « fieldapp sync --adresse », typed well and badly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ligne import PHRASE, Ligne
from tests.siege.serveur import Serveur, ecouter

from fieldapp.sync.adresse import read_adresse


@pytest.fixture
def siege(ligne: Ligne, tmp_path: Path) -> Path:
    """A headquarters in a folder of its own."""
    data = tmp_path / "siege"
    done = ligne(
        "siege", "init", "--data", str(data), "--organisme", "CAF62", str(tmp_path / "espace")
    )
    assert done.code == 0, done.erreur
    return data


@pytest.fixture
def serveur(siege: Path, tmp_path: Path) -> Iterator[Serveur]:
    with ecouter(siege, tmp_path / "espace", PHRASE) as running:
        yield running


def test_a_post_joins_and_synchronises_by_the_address_of_its_invitation(
    ligne: Ligne, siege: Path, serveur: Serveur, tmp_path: Path
) -> None:
    assert serveur.adresse.urls
    out = tmp_path / "invitation.json"
    done = ligne(
        "siege", "invite", "--data", str(siege), "--agent", "Nadia Lemaire", "--role", "TS",
        "--unite", "62-ADS-LENS", "--out", str(out), str(tmp_path / "espace"),
    )  # fmt: skip
    assert done.code == 0, done.erreur
    assert ligne("join", str(out)).code == 0
    told = ligne.json("sync")
    assert (told["en_attente"], told["refuses"]) == (False, [])
    by_folder = ligne.json("sync", "--space", str(tmp_path / "espace"))
    assert by_folder["refuses"] == []
    back = ligne.json("sync", "--adresse", serveur.adresse.urls[0])
    assert back["refuses"] == []
    # A fingerprint copied wrong is put right by what headquarters signed, and by nothing else.
    copied = ligne("sync", "--adresse", serveur.adresse.urls[0], "--empreinte", "ab" * 32)
    assert copied.code == 0, copied.erreur
    assert ligne.json("sync")["refuses"] == []


def test_an_address_that_is_none_is_refused(nadia: Ligne) -> None:
    for words in (
        ("--adresse", "http://siege"),
        ("--adresse", "siege", "--empreinte", "xyz"),
    ):
        done = nadia("sync", *words)
        assert done.code == 1
        assert "n’est pas utilisable" in done.erreur
    for words in (("--empreinte", "ab"), ("--adresse", "siege", "--space", "x")):
        assert nadia("sync", *words).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--adresse", "8443"),
        ("--adresse", "0.0.0.0:"),
        ("--adresse", "0.0.0.0:http"),
        ("--adresse", "0.0.0.0:70000"),
        ("--certificat", "c.pem"),
        ("--cle", "k.pem"),
        ("--autorite-publique",),
    ],
)
def test_a_server_badly_asked_for_does_not_start(
    ligne: Ligne, siege: Path, words: tuple[str, ...]
) -> None:
    assert ligne("siege", "serve", "--data", str(siege), *words).code == 2


def test_a_server_that_cannot_start_says_why(ligne: Ligne, siege: Path) -> None:
    for words, said in (
        (("--adresse", "192.0.2.1:8443"), "ne peut pas écouter"),
        (("--adresse", "127.0.0.1:0", "--url", "http://siege"), "n’est pas utilisable"),
        (("--adresse", "127.0.0.1:0", "--space", "/nulle/part"), "introuvable"),
        (
            ("--adresse", "127.0.0.1:0", "--certificat", "absent", "--cle", "absente"),
            "n’ont pas pu être lus",
        ),
    ):
        done = ligne("siege", "serve", "--data", str(siege), *words)
        assert (done.code, said in done.erreur) == (1, True), done.erreur


def test_without_its_libraries_the_server_says_what_to_install(
    ligne: Ligne, siege: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for name in [name for name in sys.modules if name.startswith("fieldapp.siege.serve")]:
        monkeypatch.delitem(sys.modules, name)
    done = ligne("siege", "serve", "--data", str(siege))
    assert done.code == 1
    assert "fieldapp[siege]" in done.erreur


def test_a_post_loads_nothing_of_the_network_nor_of_the_server() -> None:
    """Neither to start nor to exchange by folder."""
    code = (
        "import sys; import fieldapp.cli.poste, fieldapp.sync.engine, fieldapp.siege.ingest; "
        "print([n for n in ('starlette', 'uvicorn', 'h11', 'http.client', 'anyio') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_address_of_two_hosts_keeps_their_order() -> None:
    assert read_adresse(("a.fr", "b.fr")).urls == ("https://a.fr:8443", "https://b.fr:8443")

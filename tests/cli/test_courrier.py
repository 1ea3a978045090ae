"""« fieldapp sync --fichier » and « siege ingest --fichier »: the exchange by mail, typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ligne import Ligne


@pytest.fixture
def postes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> tuple[Ligne, Ligne]:
    """Headquarters, and a post that was only given its invitation."""
    siege = Ligne(monkeypatch, capsys, tmp_path / "siège")
    siege.json("siege", "init", tmp_path / "espace", "--organisme", "CAF62")
    siege.json(
        "siege", "invite", tmp_path / "espace", "--agent", "Nadia Lemaire", "--role", "ASS",
        "--unite", "62-ADS-LENS", "--out", tmp_path / "invitation.json",
    )  # fmt: skip
    nadia = siege.at(tmp_path / "nadia")
    nadia.json("join", tmp_path / "invitation.json")
    return siege, nadia


def test_a_post_joins_and_synchronises_by_mail(postes: tuple[Ligne, Ligne], tmp_path: Path) -> None:
    siege, nadia = postes
    envoi, reponse, espace = tmp_path / "e.pli", tmp_path / "r.pli", tmp_path / "espace"
    told = nadia("sync", "--fichier", envoi)
    assert told.code == 0, told.erreur
    assert "Rien ne compte comme reçu avant sa réponse" in told.sortie
    told = siege("siege", "ingest", espace, "--fichier", envoi)
    assert "Poste accepté : Nadia Lemaire" in told.sortie.replace("\u00a0", " ")
    assert "refaites la commande avec --reponse" in told.sortie
    told = siege("siege", "ingest", espace, "--fichier", envoi, "--reponse", reponse)
    assert "rien n’a changé" not in told.erreur
    assert str(reponse) in told.sortie
    bilan = nadia.json("sync", "--reponse", reponse, "--fichier", tmp_path / "e2.pli")
    assert (bilan["en_attente"], bilan["refuses"], bilan["reste"]) == (False, [], False)
    # The folder goes on where mail stopped.
    assert nadia.json("sync", "--space", espace)["refuses"] == []
    assert siege.json("siege", "ingest", espace)["refuses"] == []


def test_a_wrong_file_is_told_in_one_sentence(postes: tuple[Ligne, Ligne], tmp_path: Path) -> None:
    siege, nadia = postes
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    for done in (
        nadia("sync", "--reponse", photo),
        siege("siege", "ingest", tmp_path / "espace", "--fichier", photo),
    ):
        assert done.code == 1
        assert "n’est pas un courrier de Fieldapp" in done.erreur
    assert nadia("sync", "--fichier", photo, "--space", tmp_path / "espace").code == 2
    assert siege("siege", "ingest", tmp_path / "espace", "--reponse", photo).code == 2

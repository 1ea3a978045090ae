"""The commands that open or make everything: the window, the demonstration, the siège."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ligne import PHRASE, Ligne

import fieldapp.app
from fieldapp.cli.avancement import Watch


def test_no_command_opens_the_window_on_the_data_folder(
    ligne: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []

    def window(data: Path | None = None) -> int:
        opened.append(data)
        return 0

    monkeypatch.setattr(fieldapp.app, "main", window)
    assert ligne().code == 0
    assert opened == [ligne.data]


def test_the_demonstration_says_what_it_made_then_that_it_is_there(
    ligne: Ligne, tmp_path: Path
) -> None:
    folder = tmp_path / "essai"
    report = ligne.json("demo", folder, "--foyers", "4", "--seed", "9")
    assert (report["foyers"], report["graine"], report["deja_faite"]) == (4, 9, False)
    assert report["phrase_de_passe"] == PHRASE
    post = ligne.at(Path(report["postes"][0]["donnees"]))
    assert post.json("verify")["ok"] is True
    found = post.json("search", "delatre henebelle")
    assert found[0]["foyer_id"] == report["famille_du_recit"]
    again = ligne("demo", folder, "--foyers", "4", "--seed", "9")
    assert again.code == 0
    assert "déjà faite" in again.sortie
    assert str(folder) in again.sortie
    other = ligne("demo", folder, "--foyers", "5", "--seed", "9")
    assert (other.code, other.sortie) == (1, "")
    none = ligne("demo", tmp_path / "vide", "--foyers", "0")
    assert (none.code, (tmp_path / "vide").exists()) == (1, False)


def test_the_siege_says_what_is_wrong(ligne: Ligne, tmp_path: Path) -> None:
    espace = tmp_path / "espace"
    unknown = ligne("siege", "init", espace, "--organisme", "CAF99")
    assert (unknown.code, "CAF99" in unknown.erreur) == (1, True)
    made = ligne("siege", "init", espace, "--organisme", "CAF62")
    assert "ne seront plus jamais montrées" in made.sortie
    elsewhere = ligne("siege", "ingest", tmp_path / "autre")
    assert (elsewhere.code, "introuvable" in elsewhere.erreur) == (1, True)
    invitation = tmp_path / "invitation.json"
    words = ("--agent", "Julie Caudron", "--role", "TS", "--out", invitation)
    wrong = ligne("siege", "invite", espace, *words, "--unite", "62-ADS-NULLEPART")
    assert (wrong.code, invitation.exists()) == (1, False)
    right = ligne("siege", "invite", espace, *words, "--unite", "62-ADS-LENS")
    assert (right.code, "Julie Caudron" in right.sortie) == (0, True)
    poste = ligne.at(tmp_path / "poste")
    joined = poste("join", invitation)
    assert "Clé de secours" in joined.sortie
    assert poste("sync").sortie.endswith("synchronisez de nouveau plus tard.\n")
    assert "Poste accepté\u00a0: Julie Caudron." in ligne("siege", "ingest", espace).sortie
    assert "pas encore" not in poste("sync").sortie
    again = ligne.at(tmp_path / "autre-poste")("join", tmp_path / "rien.json")
    assert (again.code, "invitation" in again.erreur) == (1, True)


def test_a_post_without_siege_says_that_it_works_alone(nadia: Ligne) -> None:
    done = nadia("sync")
    assert (done.code, "travaille seul" in done.erreur) == (1, True)


def test_the_demonstration_says_how_far_it_is_and_what_remains(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter((0.0, 1.0, 61.0, 62.0, 90.0, 91.0))
    monkeypatch.setattr("fieldapp.cli.avancement.time.monotonic", lambda: next(now))
    watch = Watch()
    watch("Familles de Nadia Lemaire", 1000, 37_500)
    watch("Familles de Nadia Lemaire", 7000, 37_500)
    watch("Familles de Nadia Lemaire", 7001, 37_500)
    watch("Export statistique, lignes (foyers)", 5, 10)
    watch("Travail principal", 0, 0)
    told = capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    assert told == [
        "[1 min 01 s] Familles de Nadia Lemaire, 7 000 sur 37 500, "
        "encore 5 min 05 s pour cette étape",
        "[1 min 30 s] Export statistique, lignes (foyers), 5 sur 10",
    ]

"""Folders and files that a command is given: whose data they hold, and nothing that is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ligne import Ligne

from fieldapp.db import opening
from fieldapp.sync import folder

AGENT = ("--agent", "Nadia Lemaire", "--role", "ASS", "--unite", "62-ADS-LENS")
EXPORT = ("--mode", "statistique", "--format", "csv", "--out")


@pytest.fixture
def espace(tmp_path: Path) -> Path:
    return tmp_path / "espace"


@pytest.fixture
def siege(ligne: Ligne, espace: Path, tmp_path: Path) -> Ligne:
    siege = ligne.at(tmp_path / "siège")
    siege.json("siege", "init", espace, "--organisme", "CAF62")
    return siege


def test_the_data_of_the_other_kind_are_recognised(
    siege: Ligne, nadia: Ligne, espace: Path, tmp_path: Path
) -> None:
    done = nadia("siege", "export", espace, *EXPORT, tmp_path / "export")
    assert (done.code, "les données d’un poste, pas celles d’un siège" in done.erreur) == (1, True)
    done = siege("foyer", "list")
    assert (done.code, "les données d’un siège, pas celles d’un poste" in done.erreur) == (1, True)
    nowhere = siege.at(tmp_path / "vide")
    for words, begin in ((("siege", "ingest", espace), "siege init"), (("foyer", "list"), "init")):
        done = nowhere(*words)
        assert f"commencez avec «\u00a0fieldapp {begin}\u00a0»" in done.erreur
    assert not nowhere.data.exists()


def test_data_never_lie_in_a_shared_folder(
    siege: Ligne, nadia: Ligne, espace: Path, tmp_path: Path
) -> None:
    assert opening.ESPACE == folder.ESPACE
    invitation = tmp_path / "invitation.json"
    siege.json("siege", "invite", espace, *AGENT, "--out", invitation)
    before = sorted(espace.rglob("*"))
    for place in (espace, espace / "postes" / "moi"):
        for words in (("init", *AGENT), ("join", invitation)):
            done = siege.at(place)(*words)
            assert (done.code, "hors du partage" in done.erreur) == (1, True), done.erreur
    assert sorted(espace.rglob("*")) == before
    new = tmp_path / "nouveau"
    for data, space in ((new, nadia.data), (new, new), (new, new / "e"), (new / "d", new)):
        done = siege.at(data)("siege", "init", space, "--organisme", "CAF62")
        assert done.code == 1
        assert "contient déjà" in done.erreur or "l’un dans l’autre" in done.erreur
    assert not new.exists()


def test_an_export_wants_a_folder_not_a_file(siege: Ligne, espace: Path, tmp_path: Path) -> None:
    taken = tmp_path / "export.csv"
    taken.write_text("à garder", encoding="utf-8")
    done = siege("siege", "export", espace, *EXPORT, taken)
    assert (done.code, "est un fichier. Rien n’a été écrit" in done.erreur) == (1, True)
    assert taken.read_text(encoding="utf-8") == "à garder"


def test_a_wrong_space_is_told_in_the_words_of_headquarters(
    siege: Ligne, nadia: Ligne, espace: Path, tmp_path: Path
) -> None:
    (tmp_path / "vide").mkdir()
    for wrong, said in (
        (nadia.data, "n’est pas un espace d’échange de Fieldapp"),
        (tmp_path / "vide", "est vide"),
        (tmp_path / "absent", "est introuvable"),
    ):
        done = siege("siege", "ingest", wrong)
        assert done.code == 1
        assert said in done.erreur
        assert str(wrong) in done.erreur
        assert "ce que le siège a reçu est intact" in done.erreur
        assert "ce poste" not in done.erreur
    other = siege.at(tmp_path / "autre siège")
    other.json("siege", "init", tmp_path / "autre", "--organisme", "CAF62")
    done = siege("siege", "ingest", tmp_path / "autre")
    assert "d’un autre organisme ou d’un autre siège" in done.erreur
    assert f"Le dernier utilisé est {espace}" in done.erreur
    assert siege.json("siege", "ingest", espace)["refuses"] == []


def test_a_file_is_never_replaced_and_its_owner_alone_reads_it(
    siege: Ligne, espace: Path, tmp_path: Path
) -> None:
    invite = ("siege", "invite", espace, *AGENT, "--out")
    absent = siege(*invite, tmp_path / "absent" / "i.json")
    assert (absent.code, "Choisissez un dossier qui existe" in absent.erreur) == (1, True)
    assert "partagé" not in absent.erreur
    invitation, envoi, reponse = (tmp_path / name for name in ("i.json", "e.pli", "r.pli"))
    siege.json(*invite, invitation)
    nadia = siege.at(tmp_path / "nadia")
    nadia.json("join", invitation)
    nadia.json("sync", "--fichier", envoi)
    answer = ("siege", "ingest", espace, "--fichier", envoi, "--reponse", reponse)
    siege.json(*answer)
    for ask, words, path in (
        (siege, (*invite, invitation), invitation),
        (nadia, ("sync", "--fichier", envoi), envoi),
        (siege, answer, reponse),
    ):
        assert path.stat().st_mode & 0o777 == 0o600
        written = path.read_bytes()
        done = ask(*words)
        assert (done.code, done.sortie) == (1, "")
        assert f"Un fichier porte déjà le nom {path}. Rien n’a été écrit ni remplacé" in done.erreur
        assert path.read_bytes() == written
    assert nadia.json("sync", "--reponse", reponse)["en_attente"] is False


def test_an_import_of_a_folder_says_that_it_is_one(nadia: Ligne, tmp_path: Path) -> None:
    for what in ("usagers", "structures"):
        done = nadia("import", what, tmp_path)
        assert (done.code, "est un dossier. Rien n’a été importé" in done.erreur) == (1, True)


def test_an_import_counts_in_french_and_keeps_no_social_security_number(
    nadia: Ligne, tmp_path: Path
) -> None:
    path = tmp_path / "usagers.csv"
    path.write_text("nom,prenom\nDelattre,Aurélie\n", encoding="utf-8")
    told = nadia("import", "usagers", path).sortie
    assert told.startswith("1 ligne lue\u00a0: 1 créée, 0 mise à jour, 0 inchangée, 0 doublon, 0 ")
    path.write_text("nom,prenom\n185057800608499,Al\nNowak,Bo\nPetit,Zoé\n", encoding="utf-8")
    told = nadia("import", "usagers", path).sortie
    assert told.startswith("3 lignes lues\u00a0: 2 créées")
    assert "1 rejetée" in told
    assert "ligne 2\u00a0: Ce nom contient 13 ou 15 chiffres" in told
    assert "saisie" not in told
    assert [line["nom"] for line in nadia.json("foyer", "list")] == ["Delattre", "Nowak", "Petit"]

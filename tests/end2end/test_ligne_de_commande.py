"""The story from the command line, on real files: import, find, note, orient, print, export."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.ligne import Ligne

from fieldapp.db import keys

LENS = "62-ADS-LENS"
NOTE = "Madame craint le trajet : pas de voiture le jeudi. Covoiturage à voir."


@dataclass
class Monde:
    """Headquarters and two posts of one antenne, each with its command line."""

    dossier: Path
    siege: Ligne
    nadia: Ligne
    julie: Ligne

    @property
    def espace(self) -> Path:
        return self.dossier / "espace"

    def tournee(self) -> None:
        """Everybody synchronises until everything has arrived."""
        for _ in range(2):
            for poste in (self.nadia, self.julie):
                assert poste.json("sync", "--space", self.espace)["refuses"] == []
            assert self.siege.json("siege", "ingest", self.espace)["refuses"] == []
        for poste in (self.nadia, self.julie):
            assert poste.json("sync")["refuses"] == []


@pytest.fixture
def monde(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Monde]:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)
    siege = Ligne(monkeypatch, capsys, tmp_path / "siège")
    espace = tmp_path / "espace"
    founded = siege.json("siege", "init", espace, "--organisme", "CAF62")
    assert founded["cle_de_secours"] != founded["cle_des_lots"]
    posts = []
    for nom, folder in (("Nadia Lemaire", "nadia"), ("Julie Caudron", "julie")):
        invitation = tmp_path / f"{folder}.invitation"
        siege.json(
            "siege", "invite", espace, "--agent", nom, "--role", "ASS", "--unite", LENS,
            "--out", invitation,
        )  # fmt: skip
        poste = siege.at(tmp_path / folder)
        assert poste.json("join", invitation)["agent"]["nom"] == nom
        posts.append(poste)
    yield Monde(tmp_path, siege, *posts)
    for ligne in (siege, *posts):
        assert ligne.json("verify") == {"ok": True, "problemes": [], "pertes": []}


def test_the_main_job_on_real_files(monde: Monde, shared: Path) -> None:
    nadia, julie = monde.nadia, monde.julie
    monde.tournee()
    _import_everything(nadia, shared / "data")
    foyer = _find_misspelt(nadia)
    noted = nadia.json(
        "contact", "add", "-",
        stdin={"foyer_id": foyer["id"], "nature": "TEL_ENTRANT", "note": NOTE,
               "besoins": ["MOBILITE"], "suite": "Rappeler", "suite_le": "2030-01-07"},
    )  # fmt: skip
    assert noted["remarques"] == []
    orientation = _orient(nadia, foyer)
    _print_both(nadia, foyer, orientation, monde.dossier)

    monde.tournee()
    assert julie.json("foyer", "show", foyer["id"][:24])["personnes"] == foyer["personnes"]
    assert [o["id"] for o in julie.json("orientation", "list", foyer["id"])] == [orientation["id"]]
    julie.json("contact", "add", "-", stdin={"foyer_id": foyer["id"], "nature": "TEL_SORTANT"})
    julie.json("orientation", "set", orientation["id"], "-", stdin={"statut": "TRANSMISE"})
    monde.tournee()
    assert len(nadia.json("contact", "list", foyer["id"])) == 2
    assert nadia.json("orientation", "list", foyer["id"])[0]["statut"] == "TRANSMISE"
    idle = {
        "envoyes": 0, "recus": 0, "conflits": 0, "refuses": [], "en_attente": False,
    }  # fmt: skip
    assert idle.items() <= nadia.json("sync").items()
    _export(monde, foyer)


def _import_everything(nadia: Ligne, data: Path) -> None:
    caseload, directory = data / "usagers_600.csv", data / "structures.json"
    tried = nadia.json("import", "usagers", caseload, "--dry-run")
    assert nadia.json("foyer", "list") == []
    done = nadia.json("import", "usagers", caseload)
    counts = ("lus", "crees", "mis_a_jour", "inchanges", "doublons", "rejetes")
    assert [done[name] for name in counts] == [tried[name] for name in counts]
    assert (done["lus"], done["crees"], done["rejetes"]) == (600, 600, [])
    again = nadia.json("import", "usagers", caseload)
    assert (again["crees"], again["inchanges"]) == (0, 600)
    places = nadia.json("import", "structures", directory)
    assert (places["lus"], places["crees"]) == (1003, 1003)
    assert nadia.json("import", "structures", directory)["inchanges"] == 1003


def _find_misspelt(nadia: Ligne) -> dict[str, Any]:
    found = nadia.json("search", "lefevbre", "michele")
    family = next(r for r in found if r["foyer_id"] is not None)
    assert "Lefebvre" in family["libelle"]
    assert {"type", "foyer_id", "libelle", "extrait"} <= set(family)
    shown: dict[str, Any] = nadia.json("foyer", "show", family["foyer_id"])
    assert shown["personnes"][0]["nom"] == "Lefebvre"
    return shown


def _orient(nadia: Ligne, foyer: dict[str, Any]) -> dict[str, Any]:
    found = nadia.json("search", "@mission locale arras")
    place = next(r for r in found if r["type"] == "structure")
    made: dict[str, Any] = nadia.json(
        "orientation", "add", "-",
        stdin={"foyer_id": foyer["id"], "type": "MISSION_LOCALE", "accord": "FICHE",
               "motifs": ["Projet professionnel"], "structure_id": place["objet_id"]},
    )  # fmt: skip
    assert made["structure_nom"] == place["libelle"]
    return made


def _print_both(
    nadia: Ligne, foyer: dict[str, Any], orientation: dict[str, Any], folder: Path
) -> None:
    synthese, fiche = folder / "synthese.pdf", folder / "fiche.pdf"
    nadia.json("synthese", foyer["id"], "--out", synthese)
    nadia.json("fiche", orientation["id"], "--out", fiche)
    person = foyer["personnes"][0]
    text = _text_of(synthese)
    assert person["nom"] in text
    assert "Nadia Lemaire" in text
    assert "covoiturage" in text.lower()
    sheet = _text_of(fiche)
    assert person["prenom"] in sheet
    assert "Projet professionnel" in sheet
    assert "covoiturage" not in sheet.lower(), "a note never leaves on a sheet"


def _text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )  # fmt: skip
    return " ".join(read.stdout.decode().split())


def _export(monde: Monde, foyer: dict[str, Any]) -> None:
    nom = foyer["personnes"][0]["nom"]
    for mode in ("nominatif", "statistique"):
        folders = {}
        for fmt in ("csv", "xlsx"):
            out = folders[fmt] = monde.dossier / f"{mode}-{fmt}"
            words = ("--mode", mode, "--format", fmt, "--out", out)
            bordereau = monde.siege.json("siege", "export", monde.espace, *words)
            assert {f["nom"] for f in bordereau["fichiers"]} <= {p.name for p in out.iterdir()}
        text = "".join(p.read_text(encoding="utf-8-sig") for p in folders["csv"].glob("*.csv"))
        assert (nom in text) is (mode == "nominatif")
        if mode == "statistique":
            assert NOTE[:20] not in text, "no note in what may circulate"
        (book,) = folders["xlsx"].glob("*.xlsx")
        _check_sheets(book, folders["csv"])


def _check_sheets(book: Path, folder: Path) -> None:
    """The spreadsheet opens, with the rows of the CSV files sheet by sheet."""
    workbook = openpyxl.load_workbook(book, read_only=True)
    counts = {}
    for sheet in workbook.worksheets:
        counts[sheet.title] = sum(1 for _ in sheet.iter_rows(values_only=True)) - 1
    workbook.close()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        assert counts[path.stem] == len(rows), path.stem
        if path.stem == "foyers":
            assert len(rows) == 600
        if path.stem == "contacts":
            assert len(rows) == 2

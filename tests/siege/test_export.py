"""The central export: what it says, what it hides, and that a French spreadsheet opens it."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.siege.monde_export import (
    ANALYSIS,
    FACT,
    FOLLOWED,
    LEAVE,
    NAMES,
    NOTE,
    PERSONAL,
    PLACE,
    RESTRICTED,
    SAFE_PHONE,
    SUBJECT,
    WORDS,
    everything,
    fill,
    read_csv,
)  # fmt: skip
from tests.sync.monde import Monde

from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege.bordereau import BORDEREAU, BORDEREAU_PDF
from fieldapp.siege.columns import NOMINATIF, STATISTIQUE
from fieldapp.siege.export import export
from fieldapp.siege.plan import pseudonyms
from fieldapp.siege.sheets import neutralised

FORMATS = ("csv", "xlsx", "parquet", "json")


@pytest.fixture
def siege(monde: Monde) -> Session:
    """A headquarters with forty ordinary families and one under threat."""
    with monde.siege.store.atomic():
        fill(monde.siege)
    return monde.siege


def test_the_statistical_export_names_nobody(siege: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(siege, mode=STATISTIQUE, formats=FORMATS, out_dir=out)
    text = everything(out)
    ids = [
        row["id"] for row in siege.store.query("SELECT id FROM foyer UNION SELECT id FROM personne")
    ]
    for secret in (
        *NAMES, "Famille 7", "Jade", "1000007", "7 rue Zola", "06 12 34 56 78", "1990-05-17",
        "17/05/1990", NOTE, RESTRICTED, PERSONAL, SAFE_PHONE, "le matin", "rue du Secret",
        "VIF_VICTIME,", "rue Cachée", FACT, PLACE, SUBJECT, LEAVE, WORDS, ANALYSIS,
        "Facture en retard", "Stabiliser le budget", "Réunir les papiers", "Appeler le bailleur",
        "Bailleur", "Zoubida", "Dit au guichet", "06 11 22 33 44", "Bilan rédigé", "trait secret",
        "tigrinya", "Tensions depuis la rentrée", *ids,
    ):  # fmt: skip
        assert secret not in text, secret
    assert not (out / "personnes.csv").exists()


def test_the_nominative_export_still_protects_those_in_danger(
    siege: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, formats=FORMATS, out_dir=out)
    text = everything(out)
    for shown in (
        *NAMES,
        "Famille 7",
        "Jade",
        "1000007",
        "7 rue Zola",
        NOTE,
        "Tensions depuis la rentrée",
        FACT,
        PLACE,
        SUBJECT,
        WORDS,
        "Facture en retard",
        "Stabiliser le budget",
        "Appeler le bailleur",
        "Zoubida",
    ):
        assert shown in text, shown
    for secret in (RESTRICTED, PERSONAL, SAFE_PHONE, "rue du Secret", "Liévin", "06 55 44 33 22",
                   "rue Cachée", ANALYSIS, LEAVE, "trait secret"):  # fmt: skip
        assert secret not in text, secret
    assert text.count("Chez la tante") == text.count("06 11 22 33 44") == len(FORMATS) * FOLLOWED


def test_restricted_facts_are_counted_and_nothing_more(siege: Session, tmp_path: Path) -> None:
    export(siege, mode=STATISTIQUE, out_dir=tmp_path / "out")
    out = tmp_path / "out"
    assert len(read_csv(out / "contacts.csv")) == 40
    assert len(read_csv(out / "orientations.csv")) == 40
    totals = {
        name: next(
            row["effectif"]
            for row in read_csv(out / f"{name}.csv")
            if (row["code"], row["unite"], row["periode"]) == ("ENSEMBLE",) * 3
        )
        for name in ("synthese_orientations", "synthese_contacts", "synthese_familles")
    }
    assert totals == {
        "synthese_orientations": "41", "synthese_contacts": "41", "synthese_familles": "41",
    }  # fmt: skip


def test_small_counts_are_masked_and_cannot_be_found_by_difference(
    siege: Session, tmp_path: Path
) -> None:
    export(siege, mode=STATISTIQUE, out_dir=tmp_path / "out")
    for path in (tmp_path / "out").glob("synthese_*.csv"):
        for row in read_csv(path):
            assert row["effectif"] == "s" or int(row["effectif"]) >= 5, (path.name, row)
    rows = read_csv(tmp_path / "out" / "synthese_issues.csv")
    assert any(row["effectif"] == "41" for row in rows)


def test_rare_values_that_would_single_a_family_out_are_hidden(
    siege: Session, tmp_path: Path
) -> None:
    export(siege, mode=STATISTIQUE, out_dir=tmp_path / "out")
    rows = read_csv(tmp_path / "out" / "foyers.csv")
    assert {row["langue"] for row in rows} == {"français", "s", ""}
    assert {row["code_insee"] for row in rows} == {"62498", "s", ""}
    assert {row["tranche_age"] for row in read_csv(tmp_path / "out" / "contacts.csv")} == {
        "26-39 ans"
    }


def test_pseudonyms_are_the_same_in_every_table_and_every_export(
    siege: Session, tmp_path: Path
) -> None:
    for name in ("un", "deux"):
        export(siege, mode=STATISTIQUE, out_dir=tmp_path / name)
    first, second = (read_csv(tmp_path / name / "foyers.csv") for name in ("un", "deux"))
    assert first == second
    families = {row["foyer"] for row in first}
    assert len(families) == 41
    assert {row["foyer"] for row in read_csv(tmp_path / "un" / "contacts.csv")} < families
    foyer = siege.store.query("SELECT id FROM foyer")[0]["id"]
    assert pseudonyms(siege.store).of(foyer) in families
    # Without the key they cannot be computed from the ids.
    assert hashlib.sha256(foyer.encode()).hexdigest()[:20] not in str(families)


@pytest.mark.parametrize("mode", [STATISTIQUE, NOMINATIF])
def test_the_dictionary_describes_every_column_of_every_file(
    siege: Session, tmp_path: Path, mode: str
) -> None:
    out = tmp_path / "out"
    export(siege, mode=mode, out_dir=out)
    described = [(row["fichier"], row["colonne"]) for row in read_csv(out / "dictionnaire.csv")]
    present = [
        (path.stem, name)
        for path in out.glob("*.csv")
        for name in next(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    ]
    assert sorted(described) == sorted(present)
    lists = {row["liste"] for row in read_csv(out / "nomenclatures.csv")}
    for row in read_csv(out / "dictionnaire.csv"):
        assert row["description"], row
        assert row["type"], row
        assert row["contenu"], row
        assert row["valeurs"] in lists | {""}, row


def test_csv_opens_right_in_a_french_spreadsheet(siege: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, out_dir=out)
    data = (out / "personnes.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"organisme";"appartenance";"personne";"foyer";"unite";')
    assert data.count(b"\r\n") == 42
    assert b"17/05/1990" in data
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert "50,43" in (out / "structures.csv").read_text(encoding="utf-8-sig")
    persons = read_csv(out / "personnes.csv")
    assert [row["prenom"] for row in persons if row["nom"] == NAMES[0]] == ["'=HYPERLINK(1)"]


def test_a_comma_parts_no_cell_where_it_is_a_separator_too(siege: Session, tmp_path: Path) -> None:
    """LibreOffice proposes tabs, commas and semicolons together; what is in quotes stays whole."""
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, out_dir=out)
    for path in out.glob("*.csv"):
        text = path.read_bytes().decode("utf-8-sig").removesuffix("\r\n")
        for line in re.split(r'(?<=")\r\n(?=")', text):
            assert re.fullmatch(r'"(?:[^"]|"")*"(?:;"(?:[^"]|"")*")*', line), (path.name, line)
    assert '"50,43' in (out / "structures.csv").read_text("utf-8-sig")


def test_a_workbook_holds_real_dates_frozen_headers_and_no_formula(
    siege: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, formats=("xlsx",), out_dir=out)
    book = openpyxl.load_workbook(out / "export_nominatif.xlsx")
    assert book.sheetnames[0] == "dictionnaire"
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width >= 10
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    persons = book["personnes"]
    heads = [cell.value for cell in persons[1]]
    born = [row[heads.index("naissance")].value for row in persons.iter_rows(min_row=2)]
    assert datetime(1990, 5, 17) in born  # noqa: DTZ001 - a spreadsheet knows no zone
    contacts = book["contacts"]
    heads = [cell.value for cell in contacts[1]]
    moment = contacts.cell(2, heads.index("moment") + 1)
    assert moment.value == datetime(2026, 3, 4, 10, 30)  # noqa: DTZ001
    assert moment.number_format == "dd/mm/yyyy hh:mm"
    assert "'=HYPERLINK(1)" in {cell.value for row in persons for cell in row}


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\uff1d1"]
)
def test_what_a_spreadsheet_would_compute_is_neutralised(text: str) -> None:
    assert neutralised(text) == f"'{text}"
    assert neutralised("rue de l’Égalité") == "rue de l’Égalité"


def test_the_bordereau_counts_and_signs_every_file(siege: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(siege, mode=STATISTIQUE, formats=FORMATS, out_dir=out)
    bordereau = json.loads((out / BORDEREAU).read_bytes())
    files = {file["nom"]: file for file in bordereau["fichiers"]}
    assert files.keys() == {path.name for path in out.iterdir()} - {BORDEREAU, BORDEREAU_PDF}
    for name, file in files.items():
        data = (out / name).read_bytes()
        assert file["octets"] == len(data)
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    tables = {table["nom"]: table for table in bordereau["tables"]}
    assert tables["foyers"]["lignes"] == 41
    assert sum(table["cases_masquees"] for table in tables.values()) > 0
    assert (bordereau["organisme"], bordereau["mode"], bordereau["seuil_secret"]) == (
        "CAF62", STATISTIQUE, 5,
    )  # fmt: skip
    assert bordereau["conflits_ouverts"] == 0
    for ending in ("csv", "parquet", "json"):
        assert files[f"foyers.{ending}"]["lignes"] == 41
        assert files[f"foyers.{ending}"]["diffusion"] == "restreinte"
        assert files[f"synthese_orientations.{ending}"]["diffusion"] == "libre"
    assert files["export_statistique.xlsx"]["diffusion"] == "restreinte"


def test_two_modes_never_mix_in_one_folder(siege: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(siege, mode=NOMINATIF, out_dir=out)
    export(siege, mode=NOMINATIF, out_dir=out)
    with pytest.raises(KnownError, match="autre chose"):
        export(siege, mode=STATISTIQUE, out_dir=out)
    with pytest.raises(KnownError, match="autre chose"):
        export(siege, mode=NOMINATIF, formats=("xlsx",), out_dir=out)
    assert (out / "personnes.csv").exists()


def test_only_headquarters_exports(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    with pytest.raises(KnownError, match="ne permet pas"):
        export(nadia, mode=STATISTIQUE, out_dir=tmp_path / "out")
    with pytest.raises(KnownError, match="statistique ou nominatif"):
        export(monde.siege, mode="tout", out_dir=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("room", [0, 5])
def test_a_full_disk_leaves_no_half_export(
    siege: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """Nothing of it, even when several tables were whole already."""
    written: list[int] = []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > room:
            raise OSError(errno.ENOSPC, "No space left on device")

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(KnownError, match="disque plein"):
            export(siege, mode=NOMINATIF, formats=FORMATS, out_dir=out)
    assert list(out.iterdir()) == []
    assert len(written) > room
    done = export(siege, mode=NOMINATIF, formats=FORMATS, out_dir=out)
    assert done.numero == 1


def test_an_export_leaves_a_trace(siege: Session, tmp_path: Path) -> None:
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "out")
    rows = siege.store.query("SELECT agent_id, acte, objet FROM trace")
    assert [tuple(row) for row in rows] == [(siege.agent.id, "export", "nominatif csv")]


def test_totals_are_those_of_the_journal_itself(siege: Session, tmp_path: Path) -> None:
    """Recomputed from the raw changes, without the tables: the same contacts, the same quarter."""
    export(siege, mode=STATISTIQUE, out_dir=tmp_path / "out")
    count = 0
    for row in siege.store.query("SELECT device, fields FROM op WHERE \"table\" = 'contact'"):
        fields = json.loads(row["fields"])
        if not row["device"].endswith(".prive") and date.fromisoformat(
            fields["moment"][:10]
        ) < date(2026, 4, 1):
            count += 1
    rows = read_csv(tmp_path / "out" / "synthese_contacts.csv")
    total = [
        row["effectif"]
        for row in rows
        if (row["code"], row["unite"], row["periode"]) == ("ENSEMBLE", "ENSEMBLE", "2026-T1")
    ]
    assert total == [str(count)]

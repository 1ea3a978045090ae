"""Parquet and JSON for programs, the views for analysts' own tools, and the printed bordereau."""

from __future__ import annotations

import builtins
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet
from tests.documents.lecture import read_aloud, seen_text
from tests.siege.monde_export import (
    ANALYSIS,
    FOLLOWED,
    LEAVE,
    NAMES,
    NOTE,
    RESTRICTED,
    fill,
    read_csv,
)
from tests.sync.monde import Monde

from fieldapp.domain.errors import KnownError
from fieldapp.services.session import Session
from fieldapp.siege.bordereau import BORDEREAU_PDF
from fieldapp.siege.columns import NOMINATIF, STATISTIQUE, listed, listed_texts
from fieldapp.siege.export import CSV, JSON, PARQUET, export
from fieldapp.siege.fragments import age_band
from fieldapp.siege.vues import PREFIXE, create_views, write_views


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def siege(monde: Monde) -> Session:
    with monde.siege.store.atomic():
        fill(monde.siege)
    return monde.siege


def test_parquet_has_types_and_the_meaning_of_each_column(siege: Session, out: Path) -> None:
    export(siege, mode=NOMINATIF, formats=(PARQUET, CSV), out_dir=out)
    table = parquet.read_table(out / "contacts.parquet")
    assert table.num_rows == len(read_csv(out / "contacts.csv")) == 41
    types = {field.name: field.type for field in table.schema}
    assert types["moment"] == arrow.timestamp("ms")
    assert types["duree_min"] == arrow.int64()
    assert types["suite_le"] == arrow.date32()
    assert types["note"] == arrow.string()
    described = table.schema.field("zone").metadata[b"description"].decode()
    assert described.startswith("Zone de confidentialité")
    (first, *_) = table.to_pylist()
    assert first["moment"] == datetime(2026, 3, 4, 10, 30)  # noqa: DTZ001 - a local entry
    persons = parquet.read_table(out / "personnes.parquet").to_pylist()
    assert {row["naissance"] for row in persons} == {date(1990, 5, 17), None}
    # No program computes what it reads there: the text stands as it was typed.
    assert "=HYPERLINK(1)" in {row["prenom"] for row in persons}


def test_a_hidden_count_is_null_in_parquet_and_told_apart(siege: Session, out: Path) -> None:
    export(siege, mode=STATISTIQUE, formats=(PARQUET, JSON), out_dir=out)
    rows = parquet.read_table(out / "synthese_orientations.parquet").to_pylist()
    assert {row["secret"] for row in rows} == {True, False}
    for row in rows:
        assert (row["effectif"] is None) == row["secret"]
    same = json.loads((out / "synthese_orientations.json").read_bytes())
    assert [row["effectif"] for row in same] == [
        "s" if row["secret"] else row["effectif"] for row in rows
    ]
    assert json.loads((out / "evaluation_chapitres.json").read_bytes())
    assert json.loads((out / "nomenclatures.json").read_bytes())


def test_without_pyarrow_parquet_is_refused_and_nothing_is_left(
    siege: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *words: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", absent)
        with pytest.raises(KnownError, match="pyarrow"):
            export(siege, mode=STATISTIQUE, formats=(CSV, PARQUET), out_dir=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_newer_notions_are_there_line_by_line(siege: Session, out: Path) -> None:
    done = export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=out)
    lines = {table.nom: table.lignes for table in done.tables}
    # Of the family under threat the step and the document are restricted: they do not leave.
    for table, count in {
        "propositions": FOLLOWED + 1, "co_intervenants": FOLLOWED + 1, "accueils": FOLLOWED + 1,
        "rendez_vous": FOLLOWED + 1, "evaluations": FOLLOWED + 1, "contrats": FOLLOWED + 1,
        "evaluation_chapitres": 2 * (FOLLOWED + 1), "objectifs": FOLLOWED + 1,
        "engagements": FOLLOWED + 1, "demarches": FOLLOWED, "documents": FOLLOWED,
    }.items():  # fmt: skip
        assert lines[table] == count, table
    for row in json.loads((out / "evaluation_chapitres.json").read_bytes()):
        shared = row["part"] == "PARTAGEE"
        assert row["besoins"] == ("LOGEMENT" if shared else None)
        assert row["freins_nombre"] == (1 if shared else None)
    for name in lines:
        for row in json.loads((out / f"{name}.json").read_bytes())[:1]:
            described = name.startswith("synthese") or name in ("dictionnaire", "nomenclatures")
            assert described or next(iter(row)) == "organisme", name


def test_the_views_are_led_by_the_organisme_and_name_nobody(siege: Session, tmp_path: Path) -> None:
    names = create_views(siege)
    create_views(siege)
    script = tmp_path / "vues.sql"
    assert write_views(siege, script) == names
    text = script.read_text(encoding="utf-8")
    done = export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "out")
    lines = {table.nom: table.lignes for table in done.tables}
    for name in names:
        rows = [dict(row) for row in siege.store.query(f"SELECT * FROM {name}")]
        assert len(rows) == lines[name.removeprefix(PREFIXE)], name
        keys = {tuple(row.values())[:2] for row in rows}
        assert len(keys) == len(rows)
        assert all(next(iter(row)) == "organisme" for row in rows)
        found = str(rows)
        for secret in (*NAMES, NOTE, RESTRICTED, ANALYSIS, LEAVE, "Jade", "1990-05", "rue Zola"):
            assert secret not in found, (name, secret)
        for column in rows[0] if rows else ():
            assert f"--   {column} : " in text
    exported = json.loads((tmp_path / "out" / "contacts.json").read_bytes())
    seen = [row["tranche_age"] for row in siege.store.query("SELECT * FROM analyse_contacts")]
    assert sorted(map(str, seen)) == sorted(str(row["tranche_age"]) for row in exported)
    assert "26-39 ans" in seen
    with pytest.raises(KnownError, match="déjà ce nom"):
        write_views(siege, script)


def test_the_views_are_for_headquarters_only(monde: Monde, tmp_path: Path) -> None:
    nadia = monde.poste("Nadia")
    with pytest.raises(KnownError, match="ne permet pas"):
        create_views(nadia)
    with pytest.raises(KnownError, match="ne permet pas"):
        write_views(nadia, tmp_path / "v.sql")


def test_the_printed_bordereau_tells_what_is_handed_over(siege: Session, tmp_path: Path) -> None:
    done = export(siege, mode=NOMINATIF, formats=(CSV, JSON), out_dir=tmp_path / "un")
    content = (tmp_path / "un" / BORDEREAU_PDF).read_bytes()
    heard = [lu.texte for lu in read_aloud(content)]
    assert "Bordereau d’export central" in heard
    for file in done.fichiers:
        assert file.nom in heard
        assert file.sha256 in heard
    text = seen_text(content)
    assert "Données nominatives" in text
    assert "tout ce que le siège détient" in text
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "deux", depuis_dernier=True)
    second = seen_text((tmp_path / "deux" / BORDEREAU_PDF).read_bytes())
    assert "depuis l’export n° 1 du" in second
    assert "suppressions" in second


def test_lists_are_read_as_they_are_meant() -> None:
    assert listed('["LOGEMENT", "BUDGET"]') == "LOGEMENT,BUDGET"
    assert listed("LOGEMENT") == "LOGEMENT"
    assert listed(None) is None
    assert listed_texts('["Voir 1 85 05 78 006 084 91"]') == (
        "Voir [numéro de sécurité sociale retiré]"
    )


# Somebody born on a day (second) is of that age band on another (first).
AGES = {
    ("2026-03-04", "2023-03-04"): "3-5 ans", ("2026-03-03", "2023-03-04"): "0-2 ans",
    ("2026-03-04", "2008-03-05"): "12-17 ans", ("2026-03-04", "2008-03-04"): "18-25 ans",
    ("2026-02-28", "2000-02-29"): "18-25 ans", ("2026-03-01", "2000-02-29"): "26-39 ans",
    ("2026-03-04", "1900-01-01"): "60 ans et plus", (None, "1990-01-01"): None,
    ("2026-03-04", "12/05/90"): None, ("2026-03-04", None): None, ("2026-03-04", ""): None,
    ("2026-03-04", "an-1990-ab"): None, ("----------", "2000-01-01"): None,
}  # fmt: skip


def test_age_bands_are_those_of_birthdays(monde: Monde, tmp_path: Path, base: str) -> None:
    """The same SQL gives them to the export and to the views, over both storages."""
    other = Monde(tmp_path / "postgresql", base)
    sql = age_band("CAST(:j AS TEXT)", "CAST(:n AS TEXT)")
    for (jour, naissance), band in AGES.items():
        for store in (monde.siege.store, other.siege.store):
            (row,) = store.query(f"SELECT {sql} AS bande", j=jour, n=naissance)
            assert row["bande"] == band
    other.fermer()

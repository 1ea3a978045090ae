"""The analysts' views say what the export says: numbers and codes, never the words of a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.siege.monde_export import fill, put
from tests.sync.monde import LENS, Monde

from fieldapp.siege.columns import SECRET, STATISTIQUE
from fieldapp.siege.export import JSON, export
from fieldapp.siege.tables import all_tables
from fieldapp.siege.vues import PREFIXE, create_views, write_views

# Words that somebody typed in a list: what hinders, what helps, the papers of a step.
WORDS = ("Facture en retard", "La sœur aide", "RIB de M. Caron")


@pytest.fixture
def rempli(monde: Monde) -> Monde:
    """Families of every notion, and lists of each shape."""
    with monde.siege.store.atomic():
        fill(monde.siege)
        store, agent = monde.siege.store, monde.siege.agent.id
        foyer = store.query("SELECT id FROM foyer ORDER BY id")[0]["id"]
        shapes = (None, "[]", json.dumps(WORDS, ensure_ascii=False), '["A","B"]')
        evaluation = put(monde.siege, "evaluation", foyer, foyer_id=foyer, date="2026-05-02",
                         auteur_id=agent)  # fmt: skip
        for number, shape in enumerate(shapes):
            put(monde.siege, "evaluation_chapitre", foyer, foyer_id=foyer, part="PARTAGEE",
                evaluation_id=evaluation, chapitre=f"C{number}", freins=shape, appuis=shape,
                besoins='["LOGEMENT", "BUDGET"]' if number else None)  # fmt: skip
        for role in ("CONJOINT", "ENFANT") * 6:
            put(monde.siege, "appartenance", foyer, foyer_id=foyer, personne_id="p", role=role)
        put(monde.siege, "contact", foyer, foyer_id=foyer, moment="2026-05-02T09:00",
            nature="VAD", zone="equipe", auteur_id=agent)  # fmt: skip
        put(monde.siege, "accueil", None, unite=LENS, moment="2026-05-02T09:00")
        pieces = [{"libelle": word, "fournie": False} for word in WORDS]
        for shape in (None, "[]", json.dumps(pieces, ensure_ascii=False)):
            put(monde.siege, "demarche", foyer, foyer_id=foyer, libelle="Dossier", qui="FAMILLE",
                etat="EN_COURS", pieces=shape, zone="equipe", auteur_id=agent)  # fmt: skip
    return monde


def test_a_view_tells_the_values_of_the_export_and_no_words(rempli: Monde, tmp_path: Path) -> None:
    siege = rempli.siege
    views = create_views(siege)
    export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "out")
    compared = 0
    for table in all_tables(siege.catalogue, siege.agent.organisme):
        if PREFIXE + table.nom not in views:
            continue
        rows = [dict(row) for row in siege.store.query(f"SELECT * FROM {PREFIXE}{table.nom}")]
        assert not [word for word in WORDS if word in str(rows)], table.nom
        exported = json.loads((tmp_path / "out" / f"{table.nom}.json").read_bytes())
        for column in table.in_mode(STATISTIQUE):
            if column.lecture is None:
                continue
            compared += 1
            told = sorted(repr(row[column.nom]) for row in rows)
            assert told == sorted(repr(row[column.nom]) for row in exported), column.nom
            assert len(set(told)) > 1, column.nom
    assert compared >= 8


def test_what_a_view_does_not_hide_it_does_not_say_to_hide(rempli: Monde, tmp_path: Path) -> None:
    write_views(rempli.siege, tmp_path / "vues.sql")
    script = (tmp_path / "vues.sql").read_text(encoding="utf-8")
    assert f"« {SECRET} »" not in script
    for mode, masked in ((STATISTIQUE, 4), ("nominatif", 0)):
        export(rempli.siege, mode=mode, formats=(JSON,), out_dir=tmp_path / mode)
        lines = json.loads((tmp_path / mode / "dictionnaire.json").read_bytes())
        told = [line for line in lines if "si moins de 5" in line["description"]]
        assert len(told) == masked

"""The export that completes the last one: with it, a reader has what a new export would give."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.siege.monde_export import NOTE, fill, put
from tests.sync.monde import LENS, Monde

from fieldapp.db import journal
from fieldapp.domain.errors import KnownError
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session
from fieldapp.siege.bordereau import Bordereau
from fieldapp.siege.columns import NOMINATIF, STATISTIQUE
from fieldapp.siege.export import JSON, export
from fieldapp.siege.fragments import MOTS_CACHES
from fieldapp.siege.plan import SUPPRESSIONS, pseudonyms
from fieldapp.siege.tables import all_tables

Rows = dict[str, dict[str, Any]]


@pytest.fixture
def siege(monde: Monde) -> Session:
    with monde.siege.store.atomic():
        fill(monde.siege)
    return monde.siege


class Reader:
    """Somebody who keeps the lines of the exports received, and never asks for them all again."""

    def __init__(self, siege: Session, mode: str, folder: Path) -> None:
        self.siege, self.mode, self.folder = siege, mode, folder
        self.tables: dict[str, Rows] = {}
        self.last: Bordereau | None = None

    def receive(self, *, since: bool) -> None:
        out = self.folder / f"{self.mode}-{len(list(self.folder.iterdir()))}"
        self.last = export(
            self.siege, mode=self.mode, formats=(JSON,), out_dir=out, depuis_dernier=since
        )
        for table in self.last.tables:
            if table.nom == SUPPRESSIONS:
                for row in read(out, SUPPRESSIONS):
                    self.tables[row["fichier"]].pop(row["identifiant"], None)
            elif table.diffusion == "restreinte" or table.nom == "structures":
                found = {list(row.values())[1]: row for row in read(out, table.nom)}
                self.tables[table.nom] = {**self.tables.get(table.nom, {}), **found}


def read(out: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((out / f"{table}.json").read_bytes())
    return rows


def some(siege: Session, table: str, rng: random.Random) -> dict[str, Any]:
    rows = siege.store.query(f"SELECT * FROM {table} WHERE supprime IS NULL ORDER BY id")
    return dict(rng.choice(rows))


def change(siege: Session, table: str, row: dict[str, Any], **fields: Any) -> None:
    journal.write(
        siege.store, table, fields, row_id=row["id"], author=siege.agent.id,
        foyer_id=row.get("foyer_id"),
    )  # fmt: skip


def edits(siege: Session, rng: random.Random) -> list[Callable[[], object]]:
    """What may happen between two exports: to a line, or to something that it shows."""

    def pick(table: str) -> dict[str, Any]:
        return some(siege, table, rng)

    def new_contact(zone: str) -> None:
        foyer = pick("foyer")["id"]
        put(siege, "contact", foyer, foyer_id=foyer, nature="VAD", moment="2026-05-02T09:00",
            note=NOTE, zone=zone, auteur_id=siege.agent.id)  # fmt: skip

    def delete(table: str) -> None:
        row = pick(table)
        journal.delete(siege.store, table, row["id"], author=siege.agent.id,
                       foyer_id=row.get("foyer_id"))  # fmt: skip

    def protect() -> None:
        foyer = pick("foyer")["id"]
        put(siege, "contact_sur", foyer, foyer_id=foyer, telephone="06 00", plages="le soir")

    return [
        lambda: new_contact("equipe"),
        lambda: new_contact("restreint"),
        lambda: change(siege, "contact", pick("contact"), zone=rng.choice(("restreint", "equipe"))),
        lambda: change(siege, "contact", pick("contact"), note="Précision"),
        lambda: change(siege, "foyer", pick("foyer"), unite="62-ADS-BETHUNE"),
        lambda: change(siege, "foyer", pick("foyer"), langue=rng.choice(("tigrinya", "dari"))),
        lambda: change(siege, "personne", pick("personne"), naissance="2015-01-01"),
        lambda: change(siege, "agent", pick("agent"), nom="Nouveau nom"),
        lambda: change(siege, "appartenance", pick("appartenance"), fin="2026-05-01"),
        lambda: change(siege, "orientation", pick("orientation"), type="VIF_VICTIME"),
        lambda: change(siege, "rendezvous", pick("rendezvous"), nature="INDISPONIBLE"),
        lambda: change(siege, "demarche", pick("demarche"), zone="institution"),
        lambda: change(siege, "accueil", pick("accueil"), langue="dari"),
        lambda: change(siege, "structure", pick("structure"), adresse_masquee=1),
        protect,
        *(lambda table=table: delete(table) for table in
          ("foyer", "personne", "contact", "evaluation", "contrat", "contact_sur", "document")),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("mode", [STATISTIQUE, NOMINATIF])
def test_completed_it_is_what_a_new_export_gives(
    siege: Session, tmp_path: Path, mode: str, seed: int
) -> None:
    rng = random.Random(seed)
    reader, other = (Reader(siege, mode, tmp_path / name) for name in ("suite", "neuf"))
    for folder in (reader.folder, other.folder):
        folder.mkdir()
    reader.receive(since=False)
    for _ in range(3):
        for edit in rng.sample(edits(siege, rng), 12):
            edit()
        reader.receive(since=True)
    other.receive(since=False)
    assert reader.tables.keys() == other.tables.keys()
    for table, rows in other.tables.items():
        assert reader.tables[table] == rows, table


def test_it_holds_what_changed_and_nothing_else(siege: Session, tmp_path: Path) -> None:
    export(siege, mode=NOMINATIF, formats=(JSON,), out_dir=tmp_path / "un")
    row = siege.store.query("SELECT * FROM contact WHERE zone = 'equipe' ORDER BY id")[0]
    change(siege, "contact", dict(row), note="Précision")
    done = export(
        siege, mode=NOMINATIF, formats=(JSON,), out_dir=tmp_path / "deux", depuis_dernier=True
    )
    assert [line["note"] for line in read(tmp_path / "deux", "contacts")] == ["Précision"]
    assert read(tmp_path / "deux", "foyers") == []
    assert read(tmp_path / "deux", SUPPRESSIONS) == []
    assert done.suite_de is not None
    assert (done.numero, done.suite_de.numero, done.suite_de.suppressions) == (2, 1, 0)
    whole = {table.nom for table in done.tables if table.entiere}
    assert {"dictionnaire", "nomenclatures", "synthese_contacts"} <= whole
    assert not whole & {"foyers", "contacts", "structures"}
    assert read(tmp_path / "deux", "synthese_contacts") == read(
        tmp_path / "un", "synthese_contacts"
    )


def test_what_no_export_showed_is_not_told_to_be_gone(siege: Session, tmp_path: Path) -> None:
    """A pseudonym in the list of what is gone would say that a restricted contact exists."""
    (hidden,) = siege.store.query("SELECT * FROM contact WHERE zone = 'restreint'")
    shown = siege.store.query("SELECT * FROM contact WHERE zone = 'equipe' ORDER BY id")[0]
    export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "un")
    for row in (hidden, shown):
        change(siege, "contact", dict(row), nature="TEL_ENTRANT", zone="restreint")
    put(siege, "contact", shown["foyer_id"], foyer_id=shown["foyer_id"], nature="VAD",
        moment="2026-05-02T09:00", note=NOTE, zone="restreint")  # fmt: skip
    export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "deux", depuis_dernier=True)
    gone = read(tmp_path / "deux", SUPPRESSIONS)
    assert gone == [
        {"organisme": "CAF62", "fichier": "contacts",
         "identifiant": pseudonyms(siege.store).of(shown["id"])}
    ]  # fmt: skip
    assert read(tmp_path / "deux", "contacts") == []


def test_it_needs_an_export_of_the_same_mode_and_columns(siege: Session, tmp_path: Path) -> None:
    export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "un")
    with pytest.raises(KnownError, match="Faites d’abord un export complet"):
        export(siege, mode=NOMINATIF, out_dir=tmp_path / "deux", depuis_dernier=True)
    siege.store.execute("UPDATE export_central SET colonnes = 'autres'")
    with pytest.raises(KnownError, match="colonnes de l’export ont changé"):
        export(siege, mode=STATISTIQUE, out_dir=tmp_path / "deux", depuis_dernier=True)
    assert not (tmp_path / "deux").exists() or not list((tmp_path / "deux").iterdir())
    foyer = put(siege, "foyer", organisme="CAF62", unite=LENS, nom="Suivante")
    done = export(siege, mode=STATISTIQUE, formats=(JSON,), out_dir=tmp_path / "trois")
    assert (done.numero, done.suite_de) == (2, None)
    assert pseudonyms(siege.store).of(foyer) in (tmp_path / "trois" / "foyers.json").read_text()


def test_each_table_names_every_row_that_its_lines_show() -> None:
    """Or a change there would pass unseen: what its SQL reads is what it says that it follows."""
    for table in all_tables(shipped_catalogue(), "CAF62"):
        sql = " ".join(table.query(mode) for mode in table.modes)
        read_there = set(re.findall(r"\b(?:FROM|JOIN) (\w+)", sql)) - {table.primaire}
        told = {suit.table for suit in table.suit if suit not in MOTS_CACHES}
        assert read_there == told - {table.primaire}, table.nom
        # Which words are masked in a text is read of other rows, by no SQL of the table.
        written = any(column.ecrit for column in table.columns)
        assert written == set(MOTS_CACHES).issubset(table.suit), table.nom
        assert {parent for _, parent in table.parents} <= read_there, table.nom
        assert table.entiere or table.cle in {c.nom for c in table.in_mode(table.modes[0])}

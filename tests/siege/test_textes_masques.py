"""The nominative export and a secret address: what a free text tells of it is masked too."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.siege.monde_export import everything, fill, put, read_csv
from tests.sync.monde import Monde

from fieldapp.db import journal
from fieldapp.services.session import Session
from fieldapp.siege.columns import NOMINATIF
from fieldapp.siege.export import export

STREET, TOWN, PHONE = "7, r. du Secret", "Liévin", "+33 (0)6.55.44.33.22"
NOTE = f"Elle a quitté le {STREET} ({TOWN}) ; la joindre au {PHONE}."
MASKED = "Elle a quitté le [adresse masquée] ([commune masquée]) ; la joindre au [numéro masqué]."
FORMATS = ("csv", "xlsx", "parquet", "json")


@pytest.fixture
def siege(monde: Monde) -> Session:
    """A headquarters with forty ordinary families and one under threat."""
    with monde.siege.store.atomic():
        fill(monde.siege)
    return monde.siege


def test_no_text_about_a_family_under_threat_tells_where_it_is(
    siege: Session, tmp_path: Path
) -> None:
    (row,) = siege.store.query("SELECT id FROM foyer WHERE violence = 1")
    foyer, own = row["id"], {"foyer_id": row["id"]}
    put(siege, "contact", foyer, **own, nature="VAD", moment="2026-04-01T09:00", zone="equipe",
        note=NOTE, suite=f"Écrire {STREET}")  # fmt: skip
    put(siege, "demarche", foyer, **own, libelle=f"Bail du {STREET}", zone="equipe", note=NOTE)
    put(siege, "document", foyer, **own, titre=f"Quittance {STREET}", zone="equipe")
    put(siege, "orientation", foyer, **own, type="LAEP", date="2026-04-01", attentes=NOTE)
    put(siege, "rendezvous", foyer, **own, debut="2026-04-02T09:00", nature="VAD", motif=NOTE)
    put(siege, "contrat", foyer, **own, version=2, bilan=NOTE, debut="2026-04-01")
    other = siege.store.query("SELECT id FROM foyer WHERE nom = 'Famille 7'")[0]["id"]
    put(siege, "contact", other, foyer_id=other, nature="VAD", moment="2026-04-01T10:00",
        zone="equipe", note="Vue au 7 rue Zola")  # fmt: skip

    export(siege, mode=NOMINATIF, formats=FORMATS, out_dir=tmp_path / "out")

    text = everything(tmp_path / "out")
    for word in (STREET, PHONE, "rue du Secret", "55.44"):
        assert word not in text, word
    notes = [row["note"] for row in read_csv(tmp_path / "out" / "contacts.csv")]
    assert MASKED in notes
    assert "Vue au 7 rue Zola" in notes


def test_a_family_protected_since_the_last_export_has_its_texts_told_again(
    siege: Session, tmp_path: Path
) -> None:
    foyer = siege.store.query("SELECT id FROM foyer WHERE nom = 'Famille 7'")[0]["id"]
    put(siege, "contact", foyer, foyer_id=foyer, nature="VAD", moment="2026-04-01T10:00",
        zone="equipe", note="Vue au 7 rue Zola")  # fmt: skip
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "un")
    put(siege, "contact_sur", foyer, foyer_id=foyer, telephone="06 99 00 00 01")
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "deux", depuis_dernier=True)
    notes = {row["note"] for row in read_csv(tmp_path / "deux" / "contacts.csv")}
    assert "Vue au [adresse masquée]" in notes


def test_a_number_that_a_person_gets_has_the_texts_of_the_family_told_again(
    siege: Session, tmp_path: Path
) -> None:
    """The change is in the person's row alone: nothing of the file was touched."""
    (row,) = siege.store.query("SELECT id FROM foyer WHERE violence = 1")
    foyer, own = row["id"], {"foyer_id": row["id"]}
    (person,) = siege.store.query(
        "SELECT personne_id FROM appartenance WHERE foyer_id = :foyer LIMIT 1", foyer=foyer
    )
    put(siege, "contact", foyer, **own, nature="VAD", moment="2026-04-01T09:00", zone="equipe",
        note="Sa sœur est au 07 88 99 00 11, ou zoe@exemple.fr")  # fmt: skip
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "un")
    assert "07 88 99 00 11" in everything(tmp_path / "un")
    changed = {"telephone": "+33788990011", "courriel": "Zoe@exemple.fr"}
    journal.write(
        siege.store, "personne", changed, row_id=person["personne_id"], author=siege.agent.id,
        foyer_id=foyer,
    )  # fmt: skip
    export(siege, mode=NOMINATIF, out_dir=tmp_path / "deux", depuis_dernier=True)
    notes = {row["note"] for row in read_csv(tmp_path / "deux" / "contacts.csv")}
    assert "Sa sœur est au [numéro masqué], ou [numéro masqué]" in notes
    told = everything(tmp_path / "deux")
    assert "99 00 11" not in told
    assert "zoe@" not in told.lower()

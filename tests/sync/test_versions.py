"""Two versions of the program exchange: the older keeps what it cannot read, and reads it later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from tests.sync.atelier import Atelier
from tests.sync.monde import Monde, changer, contact, empreinte, foyer, tout

from fieldapp.db import arrivee, integrite, journal, migrations, projection, tables
from fieldapp.db.store import Store
from fieldapp.domain import journal as domain_journal
from fieldapp.domain.journal import SCHEMA_VERSION
from fieldapp.services.session import Session
from fieldapp.sync.bundle import FORMAT

NOUVELLE = {
    **tables.TABLES,
    "foyer": {**tables.TABLES["foyer"], "quartier": tables.TEXT},
    "projet": {"foyer_id": tables.TEXT, "titre": tables.TEXT},
}


def third_schema(store: Store) -> None:
    migrations.complete(store)


@contextmanager
def newer() -> Iterator[None]:
    """Inside, the program is the next version: one more column, one more table."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (tables, projection, integrite, arrivee):
            patch.setattr(module, "TABLES", NOUVELLE)
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, third_schema))
        for module in (domain_journal, journal):
            patch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
        yield


def lire(session: Session, colonne: str, table: str, row_id: str) -> object:
    row = session.store.one(f"SELECT {colonne} AS valeur FROM {table} WHERE id = :i", i=row_id)
    return None if row is None else row["valeur"]


def test_what_a_newer_post_writes_waits_in_the_older_ones_and_is_read_after_their_update(
    monde: Monde,
) -> None:
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    famille = foyer(nadia, "Delattre", commune="Lens")
    monde.tournee()

    with newer():
        nadia.close()
        nadia = monde.rouvrir("Nadia")
        changer(nadia, famille, quartier="Cité 12", commune="Avion")
        projet = journal.write(
            nadia.store, "projet", {"foyer_id": famille, "titre": "Permis"},
            author=nadia.agent.id, foyer_id=famille,
        )  # fmt: skip
        monde.synchroniser(nadia)

    # Headquarters and Marc are still of the old version.
    assert monde.recueillir().refuses == ()
    assert monde.synchroniser(marc).refuses == ()
    assert lire(marc, "commune", "foyer", famille) == "Avion"
    assert "quartier" not in dict(marc.store.query("SELECT * FROM foyer")[0])
    assert len(marc.store.query("SELECT seq FROM op WHERE row_id = :i", i=projet)) == 1
    # An old post writes on in the same row, and is read by the new one.
    changer(marc, famille, adresse="3 rue du Puits")
    monde.synchroniser(marc)
    assert monde.recueillir().refuses == ()

    with newer():
        monde.synchroniser(nadia)
        row = nadia.store.one("SELECT adresse, quartier FROM foyer WHERE id = :i", i=famille)
        assert row is not None
        assert tuple(row) == ("3 rue du Puits", "Cité 12")
        marc.close()
        marc = monde.rouvrir("Marc")
        assert lire(marc, "quartier", "foyer", famille) == "Cité 12"
        assert lire(marc, "titre", "projet", projet) == "Permis"
        assert integrite.state_problems(marc.store) == []


def test_an_old_post_can_always_send_to_a_newer_headquarters(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    famille = foyer(nadia, "Delattre")
    monde.synchroniser(nadia)
    contact(nadia, famille, "Une note de l’ancienne version.")
    atelier = Atelier(monde, nadia)
    header = {**atelier.header(), "schema": 1, "champ_d_ailleurs": "x"}
    lot = atelier.bundle(header=header, clear=atelier.clear(atelier.op(schema=1)))
    atelier.place().write_bytes(lot)
    bilan = monde.recueillir()
    assert (bilan.recus, bilan.refuses) == (2, ())


def test_a_bundle_of_a_newer_format_is_told_and_changes_nothing(monde: Monde) -> None:
    nadia = monde.poste("Nadia")
    foyer(nadia, "Delattre")
    monde.tournee()
    atelier = Atelier(monde, nadia)
    head = msgspec.json.encode({**atelier.header(), "format": FORMAT + 1})
    atelier.place().write_bytes(atelier.assemble(head, b"other bytes"))
    before = tout(monde.siege.store)
    (refus,) = monde.recueillir().refuses
    assert "version plus récente" in refus.raison
    assert "Mettez ce poste à jour" in refus.raison
    assert tout(monde.siege.store) == before
    assert empreinte(nadia.store) == empreinte(monde.siege.store)

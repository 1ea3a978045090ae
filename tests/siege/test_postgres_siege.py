"""Headquarters in PostgreSQL: founded, found again, apart from the others, its keys at home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.sync.monde import PHRASE, Monde, contact, foyer

from fieldapp.db import journal
from fieldapp.db.opening import meta
from fieldapp.db.store import Store
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session
from fieldapp.siege.founding import init_space, open_siege, siege_exists
from fieldapp.siege.postgres_schema import declared
from fieldapp.siege.vues import create_views

if TYPE_CHECKING:
    from tests.postgres import Postgres


def test_the_address_is_given_once(monde_pg: Monde) -> None:
    nadia = monde_pg.poste("Nadia")
    foyer(nadia, "Delattre")
    monde_pg.tournee()
    monde_pg.siege.close()

    monde_pg.siege = open_siege(monde_pg.racine / "siege", PHRASE)

    assert _noms(monde_pg.siege) == ["Delattre"]
    assert verify(monde_pg.siege) == []


def test_an_empty_database_takes_a_headquarters(tmp_path: Path, postgres: Postgres) -> None:
    base = postgres.empty_base()
    fondation = init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, base)
    foyer(fondation.session, "Delattre")
    assert verify(fondation.session) == []
    fondation.session.close()
    postgres.forget(base)


def test_the_keys_never_reach_the_database(monde_pg: Monde, postgres: Postgres) -> None:
    nadia = monde_pg.poste("Nadia")
    contact(nadia, foyer(nadia, "Delattre"), "Une note de Nadia")
    monde_pg.tournee()
    local = monde_pg.siege.store.keeper
    secrets = [row["valeur"] for row in local.query("SELECT valeur FROM meta")]
    identite = meta(local, "sync.identite") or ""
    words = [word for text in (identite, *secrets) for word in text.split('"') if len(word) > 30]
    private = [word for word in words if word in identite]
    assert len(private) >= 2
    assert monde_pg.base is not None
    with postgres.admin(monde_pg.base.partition("@/")[2].partition("?")[0]) as conn:
        found = "".join(
            str(row)
            for table in declared()
            for row in conn.execute(f"SELECT * FROM {table}").fetchall()
        )
    assert "Une note de Nadia" in found
    assert not [word for word in private if word in found]


def test_nothing_writes_a_table_of_the_trade_but_the_journal(monde_pg: Monde) -> None:
    store = monde_pg.siege.store
    foyer_id = foyer(monde_pg.siege, "Delattre")
    for sql in (
        "INSERT INTO foyer(id, nom) VALUES ('f', 'X')",
        "UPDATE foyer SET nom = 'X'",
        "DELETE FROM foyer",
        "TRUNCATE foyer",
    ):
        with pytest.raises(BugError):
            store.execute(sql)
    with pytest.raises(BugError):
        _write_then_pass_by(store, foyer_id)
    assert _noms(monde_pg.siege) == ["Delattre"]


def test_two_organismes_in_one_database_see_their_own_rows(tmp_path: Path, base: str) -> None:
    caf, voisine = (
        init_space(tmp_path / code, tmp_path / f"espace-{code}", code, PHRASE, base).session
        for code in ("CAF62", "CAF92")
    )
    shared = foyer(caf, "Delattre")
    # The same ids on both sides: each key is led by its organisme.
    ops = journal.ops_after(caf.store, caf.store.device, 0, 100)
    journal.ingest(voisine.store, ops)
    journal.write(voisine.store, "foyer", {"nom": "Hennebelle"}, row_id=shared, author="a")
    assert _noms(caf) == ["Delattre"]
    assert _noms(voisine) == ["Hennebelle"]
    for session in (caf, voisine):
        assert verify(session) == []
        session.close()


def test_a_second_headquarters_of_an_organisme_is_refused(tmp_path: Path, monde_pg: Monde) -> None:
    foyer(monde_pg.siege, "Delattre")
    with pytest.raises(KnownError, match="autre siège du même organisme"):
        init_space(tmp_path / "b", tmp_path / "autre", "CAF62", PHRASE, monde_pg.base)
    assert not siege_exists(tmp_path / "b")
    assert not (tmp_path / "autre").exists()


def test_another_database_is_not_taken_for_ours(monde_pg: Monde, postgres: Postgres) -> None:
    other = postgres.base()
    monde_pg.siege.close()
    with pytest.raises(KnownError, match="ne contient pas les données de ce siège"):
        open_siege(monde_pg.racine / "siege", PHRASE, other)
    # The address that was known stays.
    monde_pg.siege = open_siege(monde_pg.racine / "siege", PHRASE)
    postgres.forget(other)


def test_a_database_that_moved_is_found_at_its_new_address(monde_pg: Monde) -> None:
    monde_pg.siege.close()
    assert monde_pg.base is not None
    moved = monde_pg.base + "&application_name=ailleurs"
    open_siege(monde_pg.racine / "siege", PHRASE, moved).close()
    monde_pg.siege = open_siege(monde_pg.racine / "siege", PHRASE)
    assert monde_pg.siege.store.address == moved  # type: ignore[attr-defined]


def test_a_headquarters_in_its_own_file_stays_there(tmp_path: Path, base: str) -> None:
    Monde(tmp_path).fermer()
    with pytest.raises(KnownError, match="son propre fichier"):
        open_siege(tmp_path / "siege", PHRASE, base)
    open_siege(tmp_path / "siege", PHRASE).close()


def test_a_role_that_sees_everything_is_refused(tmp_path: Path, base: str) -> None:
    everything = base.replace("//fieldapp@", "//postgres@")
    with pytest.raises(KnownError, match="SUPERUSER"):
        init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, everything)
    assert not siege_exists(tmp_path / "siege")


def test_a_database_that_does_not_answer_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    nowhere = f"postgresql://fieldapp@/siege?host={tmp_path}"
    with pytest.raises(KnownError, match="injoignable"):
        init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE, nowhere)
    assert not siege_exists(tmp_path / "siege")


def test_a_newer_program_keeps_an_older_one_out(monde_pg: Monde) -> None:
    monde_pg.siege.store.execute("UPDATE siege_base SET version = version + 1")
    monde_pg.siege.close()
    with pytest.raises(KnownError, match="version plus récente"):
        open_siege(monde_pg.racine / "siege", PHRASE)


def test_columns_declared_since_are_added(monde_pg: Monde, postgres: Postgres) -> None:
    foyer(monde_pg.siege, "Delattre", commune="Lens")
    monde_pg.siege.close()
    assert monde_pg.base is not None
    with postgres.admin(monde_pg.base.partition("@/")[2].partition("?")[0]) as conn:
        conn.execute("ALTER TABLE foyer DROP COLUMN commune")
        conn.execute("DROP TABLE trace")
        conn.execute("DROP INDEX op_foyer")
        conn.execute("UPDATE op SET schema = 99")
        conn.execute("UPDATE siege_base SET version = 1")
    monde_pg.siege = open_siege(monde_pg.racine / "siege", PHRASE)
    # What waited for the column is read again.
    row = monde_pg.siege.store.one("SELECT commune FROM foyer WHERE nom = 'Delattre'")
    assert row is not None
    assert row["commune"] == "Lens"
    assert verify(monde_pg.siege) == []


def test_a_nul_in_a_note_does_not_stop_its_post(monde_pg: Monde) -> None:
    nadia = monde_pg.poste("Nadia")
    contact(nadia, foyer(nadia, "Delattre"), "Avant\0après")
    monde_pg.tournee()
    row = monde_pg.siege.store.one("SELECT note FROM contact")
    assert row is not None
    assert row["note"] == "Avant\ufffdaprès"
    op = monde_pg.siege.store.one("SELECT fields FROM op WHERE \"table\" = 'contact'")
    assert op is not None
    assert "\\u0000" in op["fields"]  # the journal keeps what was typed
    assert verify(monde_pg.siege) == []


def test_a_value_too_large_for_an_index_is_refused_with_its_reason(monde_pg: Monde) -> None:
    nadia = monde_pg.poste("Nadia")
    foyer(nadia, "Delattre")
    # Random letters: PostgreSQL compresses what repeats itself.
    foyer(nadia, "Hennebelle", referent_id="".join(map(chr, range(0x4E00, 0x7E00))))
    monde_pg.synchroniser(nadia)
    bilan = monde_pg.recueillir()
    assert ["plusieurs milliers de caractères" in refus.raison for refus in bilan.refuses] == [True]
    assert _noms(monde_pg.siege) == []


def test_no_value_of_a_family_is_in_the_message_of_an_error(monde_pg: Monde) -> None:
    store = monde_pg.siege.store
    foyer_id = foyer(monde_pg.siege, "Delattre")
    with pytest.raises(BugError) as bug:
        journal.write_many(store, [journal.Nouvelle("foyer", foyer_id, {"nom": "X"})], author="a")
    assert foyer_id not in str(bug.value)
    assert isinstance(bug.value.__cause__, psycopg.errors.UniqueViolation)


def test_the_analysts_views_show_one_organisme_to_a_reader(
    monde_pg: Monde, postgres: Postgres
) -> None:
    foyer(monde_pg.siege, "Delattre")
    assert "analyse_foyers" in create_views(monde_pg.siege)
    assert monde_pg.base is not None
    with postgres.admin(monde_pg.base.partition("@/")[2].partition("?")[0]) as conn:
        conn.execute("CREATE ROLE analyste")
        conn.execute("GRANT SELECT ON analyse_foyers TO analyste")
        conn.execute("SET ROLE analyste")
        for organisme, seen in (("CAF62", 1), ("CAF92", 0)):
            conn.execute("SELECT set_config('fieldapp.organisme', %s, false)", (organisme,))
            assert conn.execute("SELECT count(*) FROM analyse_foyers").fetchall() == [(seen,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT nom FROM foyer")
        conn.execute("RESET ROLE")
        conn.execute("DROP OWNED BY analyste")
        conn.execute("DROP ROLE analyste")


def _write_then_pass_by(store: Store, foyer_id: str) -> None:
    with store.atomic():
        journal.write(store, "foyer", {"nom": "Y"}, row_id=foyer_id, author="a")
        store.execute("UPDATE foyer SET nom = 'X'")  # the journal closed the guard behind it


def _noms(siege: Session) -> list[str]:
    return [row["nom"] for row in siege.store.query("SELECT nom FROM foyer ORDER BY nom")]

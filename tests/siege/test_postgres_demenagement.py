"""A headquarters moves from its file to PostgreSQL: all of it, checked, at once or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sync.monde import PHRASE, Monde, changer, contact, empreinte, foyer, tout

from fieldapp import cli
from fieldapp.db import journal
from fieldapp.db.opening import meta, open_store
from fieldapp.db.store import SIEGE
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.domain.ids import new_id
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session
from fieldapp.siege.export import export
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.moving import move
from fieldapp.siege.postgres_schema import TYPES
from fieldapp.siege.storage import META_BASE
from fieldapp.siege.store_postgres import PostgresStore

SCRIPT = Path(__file__).with_name("demenager.py")
DEATHS = 8


@pytest.fixture
def au_travail(tmp_path: Path) -> Monde:
    """A headquarters on its file, with posts, families and a disagreement."""
    monde = Monde(tmp_path)
    nadia, marc = monde.poste("Nadia"), monde.poste("Marc")
    shared = foyer(nadia, "Delattre")
    monde.tournee()
    changer(nadia, shared, commune="Lens")
    changer(marc, shared, commune="Liévin")
    contact(nadia, shared, "Une note « accentuée »\net sa suite")
    notes = [
        journal.Nouvelle(
            "contact",
            new_id(),
            {"foyer_id": shared, "moment": "2026-11-20T10:00", "note": f"Note {n}"},
            shared,
        )
        for n in range(400)  # more than one statement takes
    ]
    journal.write_many(marc.store, notes, author=marc.agent.id)
    monde.tournee()
    return monde


def test_a_headquarters_moves_with_all_it_has(au_travail: Monde, base: str) -> None:
    monde = au_travail
    before, held = _exports(monde, "avant"), tout(monde.siege.store)
    lines = _counts(monde.siege)

    moved = move(monde.siege, base)
    monde.siege.close()
    monde.rouvrir_siege()

    assert isinstance(monde.siege.store, PostgresStore)
    assert moved.tables == {table: n for table, n in lines.items() if n}
    assert tout(monde.siege.store) == held
    assert verify(monde.siege) == []
    assert _exports(monde, "apres") == before
    # The exchange goes on where it was.
    foyer(monde.postes["Marc"], "Hennebelle")
    monde.tournee()
    assert len({empreinte(s.store) for s in (monde.siege, *monde.postes.values())}) == 1
    assert verify(monde.siege) == []
    monde.fermer()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")
def test_a_move_killed_anywhere_leaves_the_file_whole(au_travail: Monde, base: str) -> None:
    monde = au_travail
    held = tout(monde.siege.store)
    monde.fermer()
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(monde.racine / "siege"), base, str(DEATHS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["fichier"] * DEATHS

    monde.rouvrir_siege()
    assert tout(monde.siege.store) == held
    assert verify(monde.siege) == []
    move(monde.siege, base)
    monde.siege.close()
    monde.rouvrir_siege()
    assert isinstance(monde.siege.store, PostgresStore)
    assert tout(monde.siege.store) == held
    monde.siege.close()


def test_a_sign_that_postgresql_refuses_does_not_stop_the_move(
    au_travail: Monde, base: str
) -> None:
    monde = au_travail
    contact(monde.siege, foyer(monde.siege, "Hennebelle"), "Avant\0après")
    move(monde.siege, base)
    monde.siege.close()
    monde.rouvrir_siege()
    rows = monde.siege.store.query("SELECT note FROM contact WHERE note LIKE 'Avant%'")
    assert [row["note"] for row in rows] == ["Avant\ufffdaprès"]
    assert verify(monde.siege) == []
    monde.fermer()


def test_a_copy_that_differs_is_given_up(
    au_travail: Monde, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tout(au_travail.siege.store)
    real = PostgresStore.put_rows

    def lossy(self, table, key, columns, rows, **named):  # type: ignore[no-untyped-def]
        real(self, table, key, columns, rows[1:] if table == "contact" else rows, **named)

    with monkeypatch.context() as patch:
        patch.setattr(PostgresStore, "put_rows", lossy)
        with pytest.raises(KnownError, match="n’est pas la même"):
            move(au_travail.siege, base)
    assert tout(au_travail.siege.store) == held
    move(au_travail.siege, base)
    au_travail.fermer()


def test_a_base_in_use_is_never_written_over(tmp_path: Path, au_travail: Monde, base: str) -> None:
    monde = au_travail
    other = init_space(tmp_path / "b", tmp_path / "autre", "CAF62", PHRASE, base).session
    foyer(other, "Hennebelle")
    with pytest.raises(KnownError, match="autre siège du même organisme"):
        move(monde.siege, base)
    other.close()


def test_a_file_of_before_the_move_does_not_take_the_place_of_the_base(
    au_travail: Monde, base: str
) -> None:
    monde = au_travail
    siege = monde.racine / "siege"
    monde.siege.close()
    backup = (siege / "siege.db").read_bytes()
    monde.rouvrir_siege()
    move(monde.siege, base)
    monde.siege.close()
    monde.rouvrir_siege()
    monde.siege.close()
    for name in ("siege.db-wal", "siege.db-shm"):
        (siege / name).unlink(missing_ok=True)
    (siege / "siege.db").write_bytes(backup)
    monde.rouvrir_siege()
    with pytest.raises(KnownError, match="autre siège"):
        move(monde.siege, base)
    monde.fermer()


def test_a_program_that_did_not_hear_of_the_move_writes_nothing(
    au_travail: Monde, base: str
) -> None:
    monde = au_travail
    late = open_siege(monde.racine / "siege", PHRASE)
    move(monde.siege, base)
    with pytest.raises(BugError, match="siege dans PostgreSQL"):
        foyer(late, "Hennebelle")
    late.close()
    monde.fermer()


def test_the_command_moves_and_says_what_it_did(
    au_travail: Monde, base: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monde = au_travail
    monde.fermer()
    monkeypatch.setenv("FIELDAPP_PASSPHRASE", PHRASE)
    data = str(monde.racine / "siege")
    assert cli.main(["siege", "move", "--data", data, "--database", base]) == 0
    assert "relues et identiques" in capsys.readouterr().out
    local = open_store(Path(data), PHRASE, SIEGE)
    assert meta(local, META_BASE) == base
    local.close()
    assert cli.main(["siege", "move", "--data", data, "--database", base]) == 1
    assert "déjà dans PostgreSQL" in capsys.readouterr().err
    assert cli.main(["siege", "status", "--data", data]) == 0
    assert "2 postes" in capsys.readouterr().out


def _exports(monde: Monde, name: str) -> dict[str, bytes]:
    place = monde.racine / name
    for mode in ("nominatif", "statistique"):
        export(monde.siege, mode=mode, formats=("csv",), out_dir=place / mode)
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*.csv")}


def _counts(siege: Session) -> dict[str, int]:
    found = {}
    for table in TYPES:
        row = siege.store.one(f"SELECT count(*) AS n FROM {table}")
        assert row is not None
        found[table] = int(row["n"])
    return found

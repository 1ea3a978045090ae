"""What a headquarters left in its file when it moved to PostgreSQL: erased once the base has it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sync.monde import PHRASE, Monde, contact, empreinte, foyer, tout

from fieldapp import cli
from fieldapp.db.opening import open_store
from fieldapp.db.store import SIEGE, Store
from fieldapp.domain.errors import KnownError
from fieldapp.services.integrite import verify
from fieldapp.siege.moving import move
from fieldapp.siege.moving_end import erase_former
from fieldapp.siege.postgres_schema import TYPES

SCRIPT = Path(__file__).with_name("effacer.py")


@pytest.fixture
def demenage(tmp_path: Path, base: str) -> Monde:
    """A headquarters that has moved, with posts, families and a year of notes behind it."""
    monde = Monde(tmp_path)
    famille = foyer(monde.poste("Nadia"), "Delattre")
    monde.poste("Marc")
    for rang in range(3):
        contact(monde.postes["Nadia"], famille, f"Note {rang} " + "d’une visite. " * 400)
        monde.tournee()
    move(monde.siege, base)
    monde.siege.close()
    monde.rouvrir_siege()
    return monde


def test_the_data_leave_the_file_and_nothing_else_changes(demenage: Monde) -> None:
    monde = demenage
    held, before = tout(monde.siege.store), _left(monde.siege.store.keeper)
    assert before > 0

    erased = erase_former(monde.siege)

    assert erased.lignes == before
    assert erased.octets > 0
    assert tout(monde.siege.store) == held
    monde.siege.close()
    monde.rouvrir_siege()
    assert _left(monde.siege.store.keeper) == 0
    # Headquarters works on, with the keys and the settings that stayed in the file.
    foyer(monde.postes["Marc"], "Hennebelle")
    monde.tournee()
    assert len({empreinte(s.store) for s in (monde.siege, *monde.postes.values())}) == 1
    assert verify(monde.siege) == []
    assert erase_former(monde.siege).lignes == 0
    monde.fermer()


def test_what_came_since_the_move_is_no_obstacle(demenage: Monde) -> None:
    foyer(demenage.postes["Nadia"], "Hennebelle")
    demenage.tournee()
    assert erase_former(demenage.siege).lignes > 0
    demenage.fermer()


@pytest.mark.parametrize(
    ("table", "loss"),
    [
        ("op", "DELETE FROM op WHERE ordre = (SELECT min(ordre) FROM op)"),
        ("op", "UPDATE op SET author = 'un autre' WHERE ordre = (SELECT min(ordre) FROM op)"),
        ("reception", "DELETE FROM reception WHERE numero = 2"),
        ("poste", "DELETE FROM poste WHERE nom = 'Marc'"),
    ],
)
def test_a_base_that_lacks_something_has_nothing_erased(
    demenage: Monde, table: str, loss: str
) -> None:
    before = _left(demenage.siege.store.keeper)
    demenage.siege.store.execute(loss)
    with pytest.raises(KnownError, match=f"ne contient pas tout.*«\u00a0{table}\u00a0».*Rien"):
        erase_former(demenage.siege)
    assert _left(demenage.siege.store.keeper) == before
    demenage.fermer()


def test_a_base_that_is_not_sound_has_nothing_erased(demenage: Monde) -> None:
    store = demenage.siege.store
    before = _left(store.keeper)
    with store.atomic():
        store.set_guard(True)
        store.execute("UPDATE foyer SET nom = 'Autre'")
        store.set_guard(False)
    with pytest.raises(KnownError, match="n’est pas saine"):
        erase_former(demenage.siege)
    assert _left(store.keeper) == before
    demenage.fermer()


def test_a_program_at_work_on_the_file_is_waited_for(demenage: Monde) -> None:
    local = demenage.siege.store.keeper
    with local.alone_with(local.device) as alone:
        assert alone
        with pytest.raises(KnownError, match="Un autre programme"):
            erase_former(demenage.siege)
    assert _left(local) > 0
    demenage.fermer()


def test_a_headquarters_on_its_file_erases_nothing(tmp_path: Path) -> None:
    monde = Monde(tmp_path)
    with pytest.raises(KnownError, match="dans son propre fichier"):
        erase_former(monde.siege)
    monde.fermer()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")
def test_killed_anywhere_all_is_erased_or_nothing_and_it_is_done_again(demenage: Monde) -> None:
    monde = demenage
    before, held = _left(monde.siege.store.keeper), tout(monde.siege.store)
    monde.siege.close()
    # secure_delete, the guard, each table, the guard, VACUUM
    last = len(TYPES) + 4
    for rank, left in ((1, before), (2, before), (len(TYPES) // 2, before), (last, 0)):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(monde.racine / "siege"), str(rank)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr
        local = open_store(monde.racine / "siege", PHRASE, SIEGE)
        assert _left(local) == left
        local.close()
    monde.rouvrir_siege()
    assert tout(monde.siege.store) == held
    assert erase_former(monde.siege).octets > 0  # the room that the dead one had not given back
    assert verify(monde.siege) == []
    monde.fermer()


def test_the_command_erases_and_says_so(
    demenage: Monde, base: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monde = demenage
    monde.fermer()
    monkeypatch.setenv("FIELDAPP_PASSPHRASE", PHRASE)
    command = ["siege", "move", "--effacer-ancien", "--data", str(monde.racine / "siege")]
    absent = base.replace("/essai_", "/absente_")
    assert cli.main([*command, "--database", absent]) == 1
    assert "n’existe pas" in capsys.readouterr().err
    local = open_store(monde.racine / "siege", PHRASE, SIEGE)
    assert _left(local) > 0
    local.close()

    assert cli.main(command) == 0
    told = capsys.readouterr().out
    assert "relu et comparé" in told
    assert "gardez-le" in told


def _left(local: Store) -> int:
    found = 0
    for table in TYPES:
        row = local.one(f"SELECT count(*) AS n FROM {table}")
        assert row is not None
        found += int(row["n"])
    return found

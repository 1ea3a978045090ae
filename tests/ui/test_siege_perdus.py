"""A laptop died after a bundle of its own was lost: headquarters says so, and takes the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.recit import add_family
from tests.ui.siege_recit import CTRL, PHRASE, Desk, enrol

from fieldapp.cli import main
from fieldapp.services.session import Session
from fieldapp.siege.courrier import take_in_file
from fieldapp.siege.export import export
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.revocation import revoke
from fieldapp.sync.courrier import open_answer, prepare_file
from fieldapp.sync.engine import synchronise
from fieldapp.sync.folder import POSTES
from fieldapp.ui.siege.revoke_dialog import LostDialog, RevokeDialog
from fieldapp.ui.widgets.buttons import Button


def dialog_of(kind: type) -> object:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def a_dead_post(founded: Path) -> str:
    """Its second bundle never came, its third is there, and nobody has the laptop any more."""
    espace = founded.parent / "espace"
    post = enrol(founded, "Nadia Lemaire")
    for nom in ("Perdue", "Derrière"):
        add_family(post, nom, "Anne", "Lens")
        synchronise(post.store, espace)
    device = post.store.device
    _first, lost, _behind = sorted((espace / POSTES / device).glob("*.lot"))
    lost.unlink()
    post.close()
    return device


def families(session: Session) -> set[str]:
    return {row["nom"] for row in session.store.query("SELECT nom FROM foyer")}


def test_what_died_with_a_post_is_declared_lost_from_the_window(
    desk: Callable[..., Desk], founded: Path, tmp_path: Path
) -> None:
    a_dead_post(founded)
    at = desk(founded)
    at.unlock()
    page = at.siege.reception
    at.press(Qt.Key.Key_F5)
    at.settle()
    page.table.setFocus()
    # It may still come: nothing is offered but to end the post.
    assert page.post_acts.lost.isHidden()
    assert page.losses.isHidden()
    at.press(Qt.Key.Key_Delete)
    at.settle()
    assert isinstance(dialog_of(RevokeDialog), RevokeDialog)
    at.type("portable noye")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert "déclarez-le perdu" in page.bar.text()

    assert page.post_acts.lost.isVisible()
    QTest.keyClick(page.post_acts.lost, Qt.Key.Key_Space)
    at.settle()
    dialog = dialog_of(LostDialog)
    assert isinstance(dialog, LostDialog)
    at.press(Qt.Key.Key_Return, CTRL)
    assert dialog.isVisible()  # the reason is asked for
    at.type("portable noye")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert not dialog.isVisible()
    assert "Lot n° 2, perdu avec le poste de Nadia Lemaire" in page.bar.text()
    assert "portable noye" in page.losses.text()
    assert "Il manque" in page.losses.text()
    assert page.post_acts.lost.isHidden()
    assert families(at.siege.session) == {"Delattre", "Derrière"}

    # The export that is handed over says it too; the statistical one names nobody.
    for mode, named in (("nominatif", True), ("statistique", False)):
        bordereau = export(at.siege.session, mode=mode, formats=("csv",), out_dir=tmp_path / mode)
        (said,) = bordereau.pertes
        assert "Il manque" in said
        assert ("Nadia" in said) is named


def test_the_same_from_the_command_line(
    founded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    device = a_dead_post(founded)
    monkeypatch.setenv("FIELDAPP_PASSPHRASE", PHRASE)

    def run(*words: str) -> tuple[int, str]:
        code = main(["siege", *words, "--data", str(founded)])
        done = capsys.readouterr()
        return code, done.out + done.err

    assert run("ingest", str(founded.parent / "espace"))[0] == 0
    code, said = run("perdu", device, "--motif", "portable noyé")
    assert code == 1
    assert "Révoquez-le d’abord" in said
    assert run("revoke", device, "--motif", "portable noyé")[0] == 0
    code, said = run("perdu", device, "--motif", "portable noyé")
    assert code == 0
    assert "Lot n° 2, perdu avec le poste de Nadia Lemaire" in said
    assert "perdu\u00a0: Lot n° 2" in run("status")[1]
    assert main(["verify", "--data", str(founded), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert len(told["pertes"]) == 1
    session = open_siege(founded, PHRASE)
    assert families(session) == {"Delattre", "Derrière"}
    session.close()


def test_the_last_file_of_a_post_that_had_only_mail_is_taken_from_the_window(
    desk: Callable[..., Desk], founded: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "sauvegarde"
    post = enrol(founded, "Nadia Lemaire")
    espace = founded.parent / "espace"
    siege = open_siege(founded, PHRASE)
    ingest(siege, espace)
    siege.close()
    synchronise(post.store, espace)
    shutil.copytree(founded, backup)
    for nom in ("Oubliee", "Derniere"):
        add_family(post, nom, "Anne", "Lens")
        out = tmp_path / f"{nom}.pli"
        prepare_file(post.store, out)
        if nom == "Oubliee":
            siege = open_siege(founded, PHRASE)
            reponse = tmp_path / "reponse.pli"
            reponse.write_bytes(take_in_file(siege, out).reponse)
            siege.close()
            open_answer(post.store, reponse)
    device = post.store.device
    post.close()
    shutil.rmtree(founded)
    shutil.copytree(backup, founded)

    at = desk(founded)
    at.unlock()
    page = at.siege.reception
    siege = at.siege.session
    revoke(siege, device, "portable noye")
    at.press(Qt.Key.Key_F5)
    at.settle()
    page.mail.open(tmp_path / "Derniere.pli")
    at.settle()
    assert "Il manque ce qui vient avant" in page.bar.text()
    QTest.keyClick(page.bar.findChildren(Button)[0], Qt.Key.Key_Space)
    at.settle()
    assert isinstance(dialog_of(LostDialog), LostDialog)
    at.type("portable noye")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "perdu avec le poste de Nadia Lemaire" in page.bar.text()
    assert "Derniere" in families(siege)
    assert "Il manque" in page.losses.text()

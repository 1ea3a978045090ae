"""By mail, in both windows: the post prepares a file, headquarters opens it and answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import add_family
from tests.ui.siege_recit import PHRASE, Desk, enrol

from fieldapp.services.session import open_session
from fieldapp.siege.courrier import take_in_file
from fieldapp.siege.founding import open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.revocation import revoke
from fieldapp.siege.suivi import etat_siege
from fieldapp.sync.engine import synchronise
from fieldapp.sync.etat import etat_echange
from fieldapp.ui.synchronisation.page import SyncPage
from fieldapp.ui.verrouillage.revoked import RevokedPage, WipedPage


class Boites:
    """The file dialogs, answered by the story; what they proposed is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write: Path | None = None
        self.open: Path | None = None
        self.proposed = ""
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._save)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", self._open)

    def _save(self, _parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        self.proposed = Path(name).name
        return (str(self.write) if self.write else "", "")

    def _open(self, *_args: object) -> tuple[str, str]:
        return (str(self.open) if self.open else "", "")


@pytest.fixture
def boites(monkeypatch: pytest.MonkeyPatch) -> Boites:
    return Boites(monkeypatch)


def sync_page(at: Desk) -> SyncPage:
    assert at.window.workspace is not None
    at.window.workspace.navigator.go("synchronisation")
    at.settle()
    page = at.window.workspace.page
    assert isinstance(page, SyncPage)
    return page


def test_a_call_reaches_headquarters_by_mail_and_its_receipt_comes_back(
    qtbot: QtBot, desk: Callable[..., Desk], founded: Path, boites: Boites, tmp_path: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    folder = nadia.store.folder
    nadia.close()
    (tmp_path / "espace").rename(tmp_path / "loin")  # neither network nor share
    at = desk(folder)
    at.unlock()
    page = sync_page(at)
    here = page.counters._here.accessibleName()
    boites.write = tmp_path / "envoi.pli"
    page.channel.prepare.setFocus()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        at.press(Qt.Key.Key_Space)
    at.settle()
    assert page.bar.text().startswith("Fichier prêt\u00a0: envoi.pli")
    assert boites.proposed.startswith("envoi-")
    assert "Nadia" not in boites.proposed
    assert page.counters._here.accessibleName() == here  # nothing is received yet
    at.window.close()

    (tmp_path / "loin").rename(tmp_path / "espace")
    siege = desk(founded)
    siege.unlock()
    boites.open, boites.write = tmp_path / "envoi.pli", tmp_path / "reponse.pli"
    reception = siege.siege.reception
    reception.open_mail.setFocus()
    siege.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Réponse à lui renvoyer" in reception.bar.text(), timeout=20_000)
    siege.settle()
    assert "Poste de Nadia Lemaire" in reception.bar.text()
    assert boites.proposed.startswith("reponse-")
    # Opened again, it changes nothing and the answer is made again.
    siege.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "déjà pris" in reception.bar.text(), timeout=20_000)
    siege.window.close()

    at = desk(folder)
    at.unlock()
    page = sync_page(at)
    boites.open = tmp_path / "reponse.pli"
    page.channel.answer.setFocus()
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        at.press(Qt.Key.Key_Space)
    at.settle()
    assert page.bar.text().startswith("Réponse ouverte")
    assert page.counters._here.accessibleName() == "0 ici seulement, tout est transmis"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        at.press(Qt.Key.Key_Space)
    assert "déjà été pris" in page.bar.text()


def test_a_foreign_file_or_a_change_of_mind_changes_nothing(
    qtbot: QtBot, desk: Callable[..., Desk], founded: Path, boites: Boites, tmp_path: Path
) -> None:
    nadia = enrol(founded, "Nadia Lemaire")
    add_family(nadia, "Roux", "Léa", "Frévent")
    folder = nadia.store.folder
    nadia.close()
    at = desk(folder)
    at.unlock()
    page = sync_page(at)
    page.channel.prepare.click()
    at.settle()
    page.channel.answer.click()
    at.settle()
    assert page.bar.isHidden()
    boites.open = tmp_path / "photo.jpg"
    boites.open.write_bytes(b"\xff\xd8\xff")
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.channel.answer.click()
    assert "n’est pas un courrier de Fieldapp" in page.bar.text()
    boites.write = tmp_path / "absent" / "envoi.pli"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.channel.prepare.click()
    assert "Choisissez un autre endroit" in page.bar.text()
    at.window.close()
    store = open_session(folder, PHRASE).store
    assert etat_echange(store).ici > 0
    store.close()

    siege = desk(founded)
    siege.unlock()
    reception = siege.siege.reception
    reception.open_mail.click()
    qtbot.waitUntil(lambda: "n’est pas un courrier" in reception.bar.text(), timeout=20_000)


def test_a_post_that_has_only_mail_ends_its_revocation_in_the_window(
    qtbot: QtBot, desk: Callable[..., Desk], founded: Path, boites: Boites, tmp_path: Path
) -> None:
    espace, loin = tmp_path / "espace", tmp_path / "loin"
    nadia = enrol(founded, "Nadia Lemaire")
    siege = open_siege(founded, PHRASE)
    ingest(siege, espace)
    synchronise(nadia.store, espace)
    add_family(nadia, "Roux", "Léa", "Frévent")
    revoke(siege, nadia.store.device, "départ de l’agent")
    ingest(siege, espace)
    folder = nadia.store.folder
    nadia.close()
    espace.rename(loin)  # neither network nor share from now on

    def by_mail(name: str) -> None:
        loin.rename(espace)
        (tmp_path / f"r-{name}").write_bytes(take_in_file(siege, tmp_path / name).reponse)
        espace.rename(loin)
        boites.open = tmp_path / f"r-{name}"

    at = desk(folder)
    at.unlock()
    page = sync_page(at)
    boites.write = tmp_path / "un.pli"
    with qtbot.waitSignal(page.synchronised, timeout=20_000):
        page.channel.prepare.click()
    by_mail("un.pli")
    page.channel.answer.click()
    qtbot.waitUntil(lambda: bool(at.window.findChildren(RevokedPage)), timeout=20_000)
    at.settle()
    (ended,) = at.window.findChildren(RevokedPage)
    assert "départ de l’agent" in ended.words.text()

    # The synchronisation finds nobody; a file and its answer do the same.
    at.press(Qt.Key.Key_F5)
    at.settle()
    assert "introuvable" in ended.bar.text()
    for turn in range(3):
        boites.write = tmp_path / f"fin{turn}.pli"
        QTest.keyClick(ended.prepare, Qt.Key.Key_Space)
        at.settle()
        assert ended.bar.text().startswith("Fichier prêt")
        if "plus rien n’est à garder" in ended.bar.text():
            break
        by_mail(f"fin{turn}.pli")
        QTest.keyClick(ended.answer, Qt.Key.Key_Space)
        at.settle()
    assert {r["nom"] for r in siege.store.query("SELECT nom FROM foyer")} >= {"Delattre", "Roux"}
    assert (folder / "fieldapp.db").exists()  # nothing is destroyed before the worker has the file
    QTest.keyClick(ended.bar._action, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(at.window.findChildren(WipedPage)), timeout=20_000)
    at.settle()
    assert not (folder / "fieldapp.db").exists()
    by_mail(f"fin{turn}.pli")
    (poste,) = etat_siege(siege).postes
    assert poste.efface_le is not None
    siege.close()

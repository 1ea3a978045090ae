"""Headquarters in the window: installed, it invites, receives, watches and exports."""

from __future__ import annotations

import csv
import dataclasses
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.ui import test_accessibilite as regles
from tests.ui.recit import add_family, new_session

from fieldapp.app import siege_acts
from fieldapp.db import keys
from fieldapp.db.opening import meta
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.echange import BilanSiege
from fieldapp.domain.siege import REFUSE
from fieldapp.services import contacts
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session, adopt
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.siege.posts import invite
from fieldapp.sync.engine import synchronise
from fieldapp.sync.enrolment import join
from fieldapp.sync.folder import POSTES, bundle_name
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages import PAGES
from fieldapp.ui.siege.acts import NOMINATIF, XLSX, Exported, Progress, SiegeActs, Stop
from fieldapp.ui.siege.export_page import NO_FOLDER, TICK, folder_name
from fieldapp.ui.siege.invitations_page import file_name
from fieldapp.ui.siege.keys_panel import KeysPanel
from fieldapp.ui.siege.posts_model import STATE_COLUMN
from fieldapp.ui.siege.workspace import SiegeWorkspace
from fieldapp.ui.tasks import Tasks
from fieldapp.ui.verrouillage.lock_page import SIEGE
from fieldapp.ui.verrouillage.opening import read_agent
from fieldapp.ui.widgets.buttons import Button

PHRASE = "phrase de passe"
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)


class Desk:
    """A window, and what one does in it."""

    def __init__(self, window: MainWindow, tasks: Tasks, qtbot: QtBot) -> None:
        self.window, self._tasks, self._qtbot = window, tasks, qtbot

    @property
    def siege(self) -> SiegeWorkspace:
        """The workspace of headquarters."""
        assert self.window.siege is not None
        return self.window.siege

    def settle(self) -> None:
        """Wait until every operation has delivered."""
        for _turn in range(2):
            self._qtbot.waitUntil(lambda: self._tasks.idle, timeout=20_000)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Type plain letters where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def unlock(self) -> None:
        """Type the passphrase."""
        self.settle()
        with self._qtbot.waitSignal(self.window.opened, timeout=20_000):
            self.window.lock_page.field.setText(PHRASE)
            self.press(Qt.Key.Key_Return)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Opens the window on a data folder."""
    opened: list[MainWindow] = []

    def make(folder: Path | None = None, acts: SiegeActs | None = None) -> Desk:
        tasks = Tasks()
        window = MainWindow(
            folder or tmp_path / "siege", shipped_catalogue(), tasks, PAGES,
            siege=acts or siege_acts(),
        )  # fmt: skip
        opened.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return Desk(window, tasks, qtbot)

    yield make
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def founded(tmp_path: Path) -> Path:
    """The data folder of a headquarters whose exchange space is beside it."""
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    return tmp_path / "siege"


def join_post(folder: Path, invitation: Path) -> Session:
    """A worker opens an invitation on a laptop."""
    agent = read_agent(invitation)
    return adopt(join(folder, invitation, PHRASE).store, agent)


def enrol(siege: Path, nom: str, unite: str = "62-ADS-STPOL") -> Session:
    """A post with one family, synchronised once."""
    session = open_siege(siege, PHRASE)
    invitation = siege.parent / file_name(nom)
    invite(session, nom=nom, role="ASS", unite=unite, out=invitation)
    session.close()
    post = join_post(siege.parent / nom, invitation)
    note_a_call(post)
    synchronise(post.store, siege.parent / "espace")
    return post


def note_a_call(post: Session) -> None:
    """A family and a contact."""
    foyer = add_family(post, "Delattre", "Aurélie", "Frévent", numero="4182307")
    contacts.save_contact(post, SaisieContact(foyer, "TEL_ENTRANT", note="Question sur l’ASF."))


def wait_for(stop: Stop) -> None:
    """Work, on the writer thread, until one asks to stop."""
    pause = threading.Event()
    for _moment in range(2000):
        if stop():
            return
        pause.wait(0.01)
    raise TimeoutError("nobody stopped it")


def cell(space: SiegeWorkspace, row: int, column: int) -> str:
    """A cell of the table of posts, as it is shown."""
    model = space.reception.table.model()
    return str(model.index(row, column).data())


def test_headquarters_from_nothing_to_the_figures(
    qtbot: QtBot, desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk()
    first = at.window.first_start
    assert first is not None
    # Installed: an organisation, a folder, a passphrase; two keys to print.
    QTest.mouseClick(first.siege_choice, LEFT)
    panel = first.install
    panel.organisme.set_code("CAF62")
    panel.folder.setText(str(tmp_path / "espace"))
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText(PHRASE)
    QTest.mouseClick(panel.go, LEFT)
    qtbot.waitUntil(lambda: bool(at.window.findChildren(KeysPanel)), timeout=20_000)
    (shown,) = at.window.findChildren(KeysPanel)
    assert "AGE-SECRET-KEY" in shown.sheet().toPlainText()
    assert not shown.go.isEnabled()
    at.press(Qt.Key.Key_Space)
    with qtbot.waitSignal(at.window.opened, timeout=20_000):
        QTest.mouseClick(shown.go, LEFT)
    at.settle()
    assert at.window.windowTitle() == "Fieldapp — Caf du Pas-de-Calais — Siège"
    assert at.siege.page.key == "reception"
    assert at.siege.reception.table.isHidden()

    # An agent is invited, from the keyboard.
    at.press(Qt.Key.Key_2, CTRL)
    at.settle()
    page = at.siege.invitations
    assert page.nom.hasFocus()
    at.type("Nadia Lemaire")
    page.role.set_code("ASS")
    page.unite.setEditText("Antenne de Saint-Pol-sur-Ternoise")
    invitation = tmp_path / "invitation-nadia.json"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args, **_kinds: (str(invitation), "")
    )
    QTest.mouseClick(page.pick, LEFT)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.bar.text().startswith("Invitation de Nadia Lemaire (Antenne de Saint-Pol")
    assert page.pending.model.rowCount() == 1
    assert invitation.is_file()

    # The worker opens it, notes a call, synchronises.
    post = join_post(tmp_path / "nadia", invitation)
    note_a_call(post)
    synchronise(post.store, tmp_path / "espace")

    # F5 receives from any page.
    at.press(Qt.Key.Key_F5)
    at.settle()
    space = at.siege
    assert space.page.key == "reception"
    assert space.reception.bar.text().startswith("Poste accepté\u00a0: Nadia Lemaire.")
    assert cell(space, 0, 0) == meta(post.store, "device")
    assert cell(space, 0, 1) == "Nadia Lemaire"
    assert cell(space, 0, 4) == "n° 1"
    assert int(cell(space, 0, 6)) > 3
    assert "reçue" in space.state._received.accessibleName()
    assert space.state._refused.accessibleName() == "0 refusé"
    post.close()

    # The export, in a spreadsheet's format.
    at.press(Qt.Key.Key_3, CTRL)
    QTest.mouseClick(space.export.work.button, LEFT)
    assert space.export.folder_row.error == NO_FOLDER
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "exports")
    )
    QTest.mouseClick(space.export.pick, LEFT)
    QTest.mouseClick(space.export.work.button, LEFT)
    at.settle()
    (out,) = (tmp_path / "exports").iterdir()
    assert space.export.bar.text().endswith(f"{out.name}.")
    with (out / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file, delimiter=";")
    assert line["nature"] == "TEL_ENTRANT"
    assert "note" not in line
    names = [str(space.export.results.index(row, 0).data())
             for row in range(space.export.results.rowCount())]  # fmt: skip
    assert {"foyers", "contacts", "dictionnaire"} <= set(names)
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    QTest.mouseClick(space.export.show_folder, LEFT)
    assert asked == [QUrl.fromLocalFile(str(out))]


def test_only_headquarters_pages_are_there(desk: Callable[..., Desk], founded: Path) -> None:
    at = desk()
    assert at.window.lock_page._place.text() == "Les données du siège sont chiffrées"
    assert at.window.lock_page.stores is None
    at.unlock()
    assert list(at.siege._pages) == ["reception", "invitations", "export"]
    assert at.window.workspace is None
    for name in ("palette", "noter", "accueil", "orienter", "annuler"):
        assert not at.siege.dispatch(name)
    assert not any(page.top._search.isVisible() for page in at.siege._pages.values())
    assert founded.is_dir()


def test_a_refused_bundle_says_whose_it_is_and_what_to_do(
    desk: Callable[..., Desk], founded: Path
) -> None:
    post = enrol(founded, "Nadia Lemaire")
    place = founded.parent / "espace" / POSTES / post.store.device / bundle_name(1)
    post.close()
    place.write_bytes(b"abime")
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    words = [text.text() for text in page.refused.findChildren(QWidget) if hasattr(text, "text")]
    assert any(text.startswith("Poste de Nadia Lemaire · postes/") for text in words)
    assert any("Demandez un nouvel envoi" in text for text in words)
    assert page.posts.row(0).etat == REFUSE
    assert cell(at.siege, 0, STATE_COLUMN) == "Refusé"
    assert "1 envoi refusé" in page.figures.text()
    assert at.siege.state._refused.accessibleName() == "1 refusé"
    page.table.setFocus()
    at.press(Qt.Key.Key_Return)
    assert page.bar.text().startswith("Nadia Lemaire, assistant de service social, Antenne de Sa")


def test_posts_are_sorted_by_what_their_header_says(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    enrol(founded, "Marc Hennion", "62-ADS-LENS").close()
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [cell(at.siege, row, 1) for row in (0, 1)] == ["Nadia Lemaire", "Marc Hennion"]
    page.table.selectRow(0)
    page.table.row_opened.emit(0)
    assert page.bar.text().startswith("Nadia Lemaire")


def test_a_missing_folder_is_a_sentence_and_can_be_tried_again(
    desk: Callable[..., Desk], founded: Path
) -> None:
    space = founded.parent / "espace"
    space.rename(founded.parent / "ailleurs")
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    page = at.siege.reception
    assert page.bar.text().startswith("Le dossier partagé est introuvable")
    page.use_folder(founded.parent / "ailleurs")
    at.settle()
    assert page.place.text() == str(founded.parent / "ailleurs")
    at.press(Qt.Key.Key_F5)
    at.settle()
    assert page.bar.text() == "Rien de nouveau dans l’espace d’échange."
    assert "Dernière réception" in page.work._words.text()


def test_a_reception_can_be_stopped(qtbot: QtBot, desk: Callable[..., Desk], founded: Path) -> None:
    acts = siege_acts()

    def slow(session: Session, progress: Progress, stop: Stop) -> BilanSiege:
        progress("Réception : Nadia", 1, 2)
        wait_for(stop)
        return ingest(session, None, None, stop)

    at = desk(acts=dataclasses.replace(acts, ingest=slow))
    at.unlock()
    page = at.siege.reception
    at.press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: "1 sur 2" in page.work.progress.format(), timeout=20_000)
    assert page.work.stop.hasFocus()
    at.press(Qt.Key.Key_Space)
    at.settle()
    assert "Arrêté à votre demande" in page.bar.text()
    assert page.work.button.isVisible()
    assert founded.is_dir()


def test_the_nominative_export_asks_for_an_entitled_reader(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    at.press(Qt.Key.Key_3, CTRL)
    page = at.siege.export
    assert page.entitled.isHidden()
    at.press(Qt.Key.Key_Down)
    assert page.mode() == NOMINATIF
    assert "journal des accès" in page._readers.text()
    page.format.set_value(XLSX)
    page.use_folder(founded.parent / "exports")
    at.press(Qt.Key.Key_Return, CTRL)
    assert page.bar.text() == TICK
    assert page.entitled.hasFocus()
    at.press(Qt.Key.Key_Space)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    (out,) = (founded.parent / "exports").iterdir()
    assert sorted(path.name for path in out.iterdir()) == [
        "bordereau.json",
        "export_nominatif.xlsx",
    ]
    assert not page.entitled.isChecked()
    rows = [[page.results.index(row, column).data() for column in range(4)]
            for row in range(page.results.rowCount())]  # fmt: skip
    assert ["foyers", "1", "", "Habilités seuls"] in rows


def test_a_stopped_export_says_that_nothing_is_left(
    desk: Callable[..., Desk], founded: Path
) -> None:
    acts = siege_acts()

    def slow(
        session: Session, mode: str, fmt: str, out: Path, progress: Progress, stop: Stop
    ) -> Exported:
        wait_for(stop)
        return acts.export(session, mode, fmt, out, progress, stop)

    at = desk(acts=dataclasses.replace(acts, export=slow))
    at.unlock()
    at.press(Qt.Key.Key_3, CTRL)
    page = at.siege.export
    page.use_folder(founded.parent / "exports")
    at.press(Qt.Key.Key_Return, CTRL)
    assert page.work.running
    page.work.stop.setFocus()
    at.press(Qt.Key.Key_Space)
    at.settle()
    assert "arrêté à votre demande" in page.bar.text()
    (out,) = (founded.parent / "exports").iterdir()
    assert list(out.iterdir()) == []


def test_an_invitation_never_replaces_a_file(desk: Callable[..., Desk], founded: Path) -> None:
    (founded.parent / "deja.json").write_text("{}", encoding="utf-8")
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_2, CTRL)
    page = at.siege.invitations
    QTest.mouseClick(page.button, LEFT)
    assert page.form["nom"].error == "Ce champ est nécessaire."
    at.type("Julie Caudron")
    page.role.set_code("CESF")
    page.unite.set_code("62-ADS-ARRAS")
    page.path.setText(str(founded.parent / "deja.json"))
    QTest.mouseClick(page.button, LEFT)
    at.settle()
    assert page.bar.text().startswith("Un fichier porte déjà ce nom.")
    assert page.nom.text() == "Julie Caudron"
    assert page.button.isEnabled()


def test_a_folder_with_both_stores_asks_which_one(desk: Callable[..., Desk], founded: Path) -> None:
    both = founded.parent / "deux"
    new_session(both).close()
    for path in founded.glob("siege.*"):
        shutil.copy(path, both)
    at = desk(both)
    stores = at.window.lock_page.stores
    assert stores is not None
    assert [s.text() for s in stores._segments] == ["Poste de travail", "Siège"]
    at.unlock()
    assert at.window.windowTitle().endswith("Nadia Lemaire")
    at.window.lock()
    at.settle()
    stores = at.window.lock_page.stores
    assert stores is not None
    assert [s.text() for s in stores._segments] == ["Poste de Nadia Lemaire", "Siège"]
    QTest.mouseClick(stores._segments[1], LEFT)
    assert at.window.lock_page.field.hasFocus()
    assert not at.window.lock_page._who.isVisible()
    at.unlock()
    assert at.window.siege is not None
    assert at.window.workspace is None
    at.window.lock()
    stores = at.window.lock_page.stores
    assert stores is not None
    assert stores.value() == SIEGE
    assert at.window.lock_page._place.text() == "Caf du Pas-de-Calais"
    at.unlock()
    assert at.siege.page.key == "reception"


def test_a_founding_that_cannot_be_done_keeps_what_was_typed(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "autre.txt").write_text("", encoding="utf-8")
    at = desk()
    first = at.window.first_start
    assert first is not None
    QTest.mouseClick(first.siege_choice, LEFT)
    panel = first.install
    QTest.mouseClick(panel.go, LEFT)
    assert panel.form["organisme"].error == "Ce champ est nécessaire."
    panel.organisme.set_code("DPT42")
    panel.folder.setText(str(tmp_path / "plein"))
    panel.new_phrase._first.setText(PHRASE)
    panel.new_phrase._second.setText(PHRASE)
    QTest.mouseClick(panel.go, LEFT)
    at.settle()
    assert first._bar.text().startswith("Ce dossier contient déjà quelque chose")
    assert panel.go.isEnabled()
    assert not (tmp_path / "siege").exists()


def test_its_screens_keep_the_rules_of_all_screens(
    desk: Callable[..., Desk], founded: Path
) -> None:
    enrol(founded, "Nadia Lemaire").close()
    at = desk()
    at.unlock()
    at.siege.reception.receive()
    at.settle()
    at.siege.export.choose_mode(NOMINATIF)
    at.siege.export.use_folder(founded.parent / "exports")
    at.siege.export.entitled.setChecked(True)
    at.siege.export.export_now()
    at.settle()
    nameless, twice, cut = [], [], []
    for size in ((1366, 738), regles.SMALL):
        at.window.resize(*size)
        for key in ("reception", "invitations", "export"):
            at.siege.navigator.go(key)
            at.settle()
            seen = regles.shown(at.siege.page)
            nameless += [type(w).__name__ for w in seen if regles.takes_keys(w) and not named(w)]
            letters = [
                found[1].lower()
                for widget in seen
                if isinstance(widget, (QLabel, QAbstractButton))
                and (found := re.search(r"&(\w)", widget.text()))
            ]
            twice += [letter for letter in set(letters) if letters.count(letter) > 1]
            cut += [
                f"{key}: {widget.text()}"
                for widget in seen
                if isinstance(widget, Button) and widget.width() < widget.sizeHint().width() - 1
            ]
    assert (nameless, twice, cut) == ([], [], [])
    assert at.window.width() == regles.SMALL[0]


def named(widget: QWidget) -> bool:
    """Whether a screen reader can say what a widget is."""
    return bool(widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))


def test_names_of_files_and_folders_are_plain() -> None:
    assert file_name("Éloïse  d’Hellemmes") == "invitation-eloise-dhellemmes.json"
    assert file_name("") == "invitation.json"
    moment = datetime(2026, 11, 22, 9, 5, 7, tzinfo=UTC)
    assert folder_name("statistique", "csv", moment) == "export-statistique-csv-2026-11-22-090507"

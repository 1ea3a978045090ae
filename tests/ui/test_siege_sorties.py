"""What leaves headquarters by the window: invitations, exports, and the rules of its screens."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from tests.ui import test_accessibilite as regles
from tests.ui.siege_recit import (
    CTRL,
    LEFT,
    Desk,
    enrol,
    wait_for,
)

from fieldapp.app import siege_acts
from fieldapp.services.session import Session
from fieldapp.ui.siege.acts import JSON, NOMINATIF, XLSX, Exported, Progress, Stop
from fieldapp.ui.siege.export_page import NO_FORMAT, TICK, folder_name
from fieldapp.ui.siege.invitations_page import file_name
from fieldapp.ui.widgets.buttons import Button


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


def test_three_fields_are_enough_to_invite(
    desk: Callable[..., Desk], founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = founded.parent / "documents"
    documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(documents))
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_2, CTRL)
    page = at.siege.invitations
    page.nom.setText("Zoé D’Hondt")
    assert page.path.placeholderText() == "invitation-zoe-dhondt.json"
    page.role.set_code("CESF")
    page.unite.set_code("62-ADS-ARRAS")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.bar.text().startswith("Invitation de Zoé D’Hondt")
    assert [one.name for one in documents.iterdir()] == ["invitation-zoe-dhondt.json"]
    assert str(documents) in page.bar.text()


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
    page.formats.set_values((XLSX, JSON))
    page.use_folder(founded.parent / "exports")
    at.press(Qt.Key.Key_Return, CTRL)
    assert page.bar.text() == TICK
    assert page.entitled.hasFocus()
    at.press(Qt.Key.Key_Space)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    (out,) = (founded.parent / "exports").iterdir()
    names = {path.name for path in out.iterdir()}
    assert {"bordereau.json", "bordereau.pdf", "export_nominatif.xlsx", "foyers.json"} <= names
    assert not page.entitled.isChecked()
    rows = [[page.results.index(row, column).data() for column in range(4)]
            for row in range(page.results.rowCount())]  # fmt: skip
    assert ["foyers", "1", "", "Habilités seuls"] in rows


def test_a_stopped_export_says_that_nothing_is_left(
    desk: Callable[..., Desk], founded: Path
) -> None:
    acts = siege_acts()

    def slow(
        session: Session,
        mode: str,
        formats: Sequence[str],
        out: Path,
        depuis_dernier: bool,
        progress: Progress,
        stop: Stop,
    ) -> Exported:
        wait_for(stop)
        return acts.export(session, mode, formats, out, depuis_dernier, progress, stop)

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


def test_an_export_can_be_completed_by_what_changed_since(
    desk: Callable[..., Desk], founded: Path
) -> None:
    at = desk()
    at.unlock()
    at.press(Qt.Key.Key_3, CTRL)
    page = at.siege.export
    page.use_folder(founded.parent / "exports")
    assert page.since.isHidden()
    page.formats.set_values(())
    at.press(Qt.Key.Key_Return, CTRL)
    assert page.format_row.error == NO_FORMAT
    at.press(Qt.Key.Key_Space)
    assert page.formats.values() == ("csv",)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "depuis l’export n° 1 du" in page.since.text()
    page.since.setFocus()
    at.press(Qt.Key.Key_Space)
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    folders = sorted((founded.parent / "exports").iterdir())
    (since,) = [folder for folder in folders if "-suite-" in folder.name]
    assert (since / "suppressions.csv").is_file()
    assert "n° 2 du" in page.since.text()
    page.choose_mode(NOMINATIF)
    at.settle()
    assert page.since.isHidden()


def test_names_of_files_and_folders_are_plain() -> None:
    assert file_name("Éloïse  d’Hellemmes") == "invitation-eloise-dhellemmes.json"
    assert file_name("") == "invitation.json"
    moment = datetime(2026, 11, 22, 9, 5, 7, tzinfo=UTC)
    assert folder_name("statistique", False, moment) == "export-statistique-2026-11-22-090507"
    assert folder_name("nominatif", True, moment) == "export-nominatif-suite-2026-11-22-090507"


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

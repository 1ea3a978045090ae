"""Conservation in the window: from the palette to a file and to paper, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, new_session, open_bureau

from fieldapp.domain.conservation import ECHUS, PROCHES, TOUS, VIDE, clock
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.dates import format_date
from fieldapp.domain.foyer import kept_until
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import contacts, foyers
from fieldapp.services.session import Session
from fieldapp.ui.conservation.model import CONTENU, ECHEANCE, PAGE
from fieldapp.ui.conservation.page import NONE_HERE, ConservationPage
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.view import last_contact_words
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.pages import PAGES
from fieldapp.ui.palette.commands import commands

CTRL = Qt.KeyboardModifier.ControlModifier
NO_BREAK = "\u00a0"
Office = Callable[[str, dict[str, int]], Bureau]


def _met(session: Session, foyer_id: str, days: int) -> str:
    day = (aujourd_hui() - timedelta(days=days)).isoformat()
    contacts.save_contact(session, SaisieContact(foyer_id, "RDV_BUREAU", moment=f"{day}T10:00"))
    return day


@pytest.fixture
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Opens the window of somebody of a role; families met so many days ago, by name."""
    request.getfixturevalue("qapp")
    request.getfixturevalue("quick_keys")
    monkeypatch.setattr(recit, "PAGES", PAGES)
    opened: list[Bureau] = []

    def make(role: str, last: dict[str, int]) -> Bureau:
        session = new_session(tmp_path / "poste", role=role)
        for nom, days in last.items():
            _met(session, add_family(session, nom, "Anne", "Frévent"), days)
        opened.append(open_bureau(session))
        return opened[-1]

    yield make
    for bureau in opened:
        close_bureau(bureau)


@pytest.fixture
def head(office: Office) -> Bureau:
    """The window of the head of the antenna: two files at their term, one near it, one far."""
    return office("RESP_ADS", {"Mahieu": 810, "Bouzid": 735, "Ferreira": 690, "Caron": 30})


def _page(bureau: Bureau, qtbot: QtBot) -> ConservationPage:
    bureau.workspace.navigator.go("conservation")
    bureau.settle(qtbot)
    return bureau.page(ConservationPage)


def _names(page: ConservationPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def test_the_palette_leads_to_the_list_and_return_to_the_file(head: Bureau, qtbot: QtBot) -> None:
    head.settle(qtbot)
    head.workspace.command_asked.connect(head.workspace.dispatch)  # as the whole window does
    QTest.keyClick(head.window, Qt.Key.Key_K, CTRL)
    box = head.workspace.palette_box
    qtbot.waitUntil(box.isVisible)
    head.keys(">conservation")
    qtbot.waitUntil(lambda: getattr(box.current(), "key", "") == "conservation")
    head.press(Qt.Key.Key_Return)
    head.settle(qtbot)
    page = head.page(ConservationPage)
    assert head.workspace.page.key == page.key
    assert _names(page) == ["Mahieu", "Bouzid", "Ferreira"]
    assert page.table.hasFocus()
    head.press(Qt.Key.Key_Down)
    ligne = page.table.current()
    assert ligne is not None
    assert page.clock.text() == (
        f"Dernier contact avec la personne le {format_date(ligne.depuis)} + 2{NO_BREAK}ans = "
        f"{format_date(kept_until(ligne.depuis))}. Modifier le dossier ne repousse pas la date."
    )
    head.press(Qt.Key.Key_Return)
    head.settle(qtbot)
    assert head.workspace.page.key == DossierPage.key
    place = head.workspace.navigator.place
    assert place is not None
    assert place.where["foyer_id"] == ligne.foyer_id
    # Back in the list, one is on the line that one left.
    head.workspace.dispatch("retour")
    head.settle(qtbot)
    assert page.table.current() == ligne


def test_a_button_of_the_families_leads_there_too_and_escape_back(
    head: Bureau, qtbot: QtBot
) -> None:
    head.workspace.navigator.go("familles")
    head.settle(qtbot)
    families = head.page(FamillesPage)
    assert families.kept.accessibleName() == "Conservation"
    families.kept.setFocus()
    head.press(Qt.Key.Key_Space)
    head.settle(qtbot)
    page = head.page(ConservationPage)
    assert head.workspace.page.key == page.key
    assert "antenne" in page.top._second.text()
    head.press(Qt.Key.Key_Escape)
    assert head.workspace.page.key == families.key


def test_a_late_term_is_told_by_a_word_and_what_would_go_in_numbers(
    head: Bureau, qtbot: QtBot
) -> None:
    page = _page(head, qtbot)
    model = page.model
    badges = [model.index(row, ECHEANCE).data(Qt.ItemDataRole.UserRole) for row in range(3)]
    assert [badge.text.split()[0] for badge in badges] == ["Échu", "Échu", "Le"]
    assert [badge.icon for badge in badges] == ["clock-alert", "clock-alert", "clock"]
    assert model.index(0, CONTENU).data() == f"1{NO_BREAK}personne, 1{NO_BREAK}contact"
    heard = str(model.index(0, ECHEANCE).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "Échu" in heard
    assert "ne repousse pas la date" in heard
    assert page.rule.text().startswith("3 dossiers. Rien n’est effacé de soi-même")


def test_the_filters_are_chosen_by_the_keyboard_and_say_how_many(
    head: Bureau, qtbot: QtBot
) -> None:
    page = _page(head, qtbot)
    said = [page.filters.chip(key) for key in (TOUS, ECHUS, PROCHES)]
    assert [chip.accessibleName() for chip in said if chip is not None] == [
        "Tous 3", "Échus 2", f"À échéance dans 2{NO_BREAK}mois 1",
    ]  # fmt: skip
    head.workspace.dispatch("volet_precedent")
    head.press(Qt.Key.Key_Right)
    head.press(Qt.Key.Key_Space)
    head.settle(qtbot)
    assert _names(page) == ["Mahieu", "Bouzid"]
    head.press(Qt.Key.Key_Right)
    head.press(Qt.Key.Key_Space)
    head.settle(qtbot)
    assert _names(page) == ["Ferreira"]
    head.press(Qt.Key.Key_Space)  # what is ticked stays so
    head.settle(qtbot)
    assert page.filters.selected() == (PROCHES,)


def test_a_contact_noted_takes_the_file_off_and_the_line_chosen_stays(
    head: Bureau, qtbot: QtBot
) -> None:
    page = _page(head, qtbot)
    head.press(Qt.Key.Key_Down)
    head.press(Qt.Key.Key_Down)
    chosen = page.table.current()
    gone = page.model.item(0)
    assert chosen is not None
    assert gone is not None
    session = head.session
    head.tasks.run(lambda: _met(session, gone.foyer_id, 0), changes={"contact"})
    head.settle(qtbot)
    assert _names(page) == ["Bouzid", "Ferreira"]
    assert page.table.current() == chosen


def test_headers_sort_and_the_arrow_stays_on_what_is_sorted_by(head: Bureau, qtbot: QtBot) -> None:
    page = _page(head, qtbot)
    header = page.table.horizontalHeader()
    header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    head.settle(qtbot)
    assert _names(page) == ["Mahieu", "Ferreira", "Bouzid"]
    header.setSortIndicator(CONTENU, Qt.SortOrder.AscendingOrder)
    head.settle(qtbot)
    assert header.sortIndicatorSection() == 0
    assert _names(page) == ["Mahieu", "Ferreira", "Bouzid"]


def test_ctrl_p_shows_the_list_before_printing_as_it_is_filtered(
    head: Bureau, qtbot: QtBot
) -> None:
    page = _page(head, qtbot)
    page.filters.set_selected((ECHUS,))
    page.filters.changed.emit((ECHUS,))
    head.settle(qtbot)
    QTest.keyClick(head.window, Qt.Key.Key_P, CTRL)
    dialog = page._preview
    assert isinstance(dialog, PrintPreview)
    qtbot.waitUntil(lambda: dialog._data != b"", timeout=20_000)
    head.settle(qtbot)
    text = dialog.preview.text()
    assert "Mahieu" in text
    assert "Ferreira" not in text
    assert not dialog.keep_button.isVisible(), "it names several families"
    assert "Mahieu" not in dialog._document.file_name
    dialog._document.masquer.setChecked(True)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Mahieu" not in dialog.preview.text(), timeout=20_000)
    dialog.close()


def test_a_long_list_is_read_as_one_goes_down(office: Office, qtbot: QtBot) -> None:
    last = {f"Famille{rank:03}": 800 for rank in range(PAGE + 5)}
    bureau = office("RESP_ADS", last)
    page = _page(bureau, qtbot)
    assert page.model.rowCount() == PAGE
    bureau.press(Qt.Key.Key_End, CTRL)
    bureau.settle(qtbot)
    assert page.model.rowCount() == PAGE + 5
    assert _names(page)[-1] == "Famille104"


def test_a_worker_sees_her_own_files_and_an_empty_list_says_so(
    office: Office, qtbot: QtBot
) -> None:
    bureau = office("ASS", {"Caron": 30})
    page = _page(bureau, qtbot)
    assert "dont je suis référent" in page.top._second.text()
    assert page.empty.isVisible()
    assert page.empty._text.text() == VIDE
    assert page.filters.isAncestorOf(bureau.focused()), "the keyboard has something to act on"
    assert not page.empty._button.isVisible()
    assert not page.print_button.isEnabled()
    due = add_family(bureau.session, "Mahieu", "Odile", "Frévent")
    _met(bureau.session, due, 740)
    bureau.tasks.changed.emit(frozenset({"contact"}))
    bureau.settle(qtbot)
    assert _names(page) == ["Mahieu"]
    page.filters.changed.emit((PROCHES,))
    bureau.settle(qtbot)
    assert page.empty._text.text() == NONE_HERE
    page.empty._button.setFocus()
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert page.table.hasFocus()
    assert _names(page) == ["Mahieu"]
    assert page.filters.selected() == (TOUS,)
    foyers.update_foyer(bureau.session, due, {"referent_id": None})
    bureau.tasks.changed.emit(frozenset({"foyer"}))
    bureau.settle(qtbot)
    assert page.empty.isVisible(), "a file of nobody is the head’s to look at"


def test_the_keyboard_keeps_its_place_while_another_program_is_in_front(
    office: Office, qtbot: QtBot
) -> None:
    bureau = office("ASS", {"Caron": 30})
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is None and other.isActiveWindow())
    page = _page(bureau, qtbot)
    assert page.empty.isVisible()
    focus = bureau.window.focusWidget()
    assert focus is not None
    assert page.filters.isAncestorOf(focus)


def test_reception_has_neither_the_page_nor_a_way_to_it(office: Office, qtbot: QtBot) -> None:
    bureau = office("SECRETAIRE", {})
    bureau.settle(qtbot)
    assert bureau.workspace.page_of("conservation") is None
    assert commands(bureau.session, "conservation") == []
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    assert not bureau.page(FamillesPage).kept.isVisible()


def test_the_head_of_a_file_tells_the_same_clock(head: Bureau) -> None:
    never = add_family(head.session, "Wattel", "Céline", "Frévent")
    said = last_contact_words(foyers.get_dossier(head.session, never))
    today = aujourd_hui().isoformat()
    assert said == ("Aucun contact", clock(today, rencontree=False))
    _met(head.session, never, 0)
    label, why = last_contact_words(foyers.get_dossier(head.session, never))
    assert label == f"Dernier contact {format_date(today)}"
    assert why == clock(today, rencontree=True)

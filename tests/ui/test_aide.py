"""The guide: chapters that exist, the map of the keys, the right chapter on each page."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from fieldapp.ui.actions import RACCOURCIS
from fieldapp.ui.aide.dialog import CHAPTER_OF_PAGE, HelpDialog, chapters, keyboard_map
from fieldapp.ui.pages import PAGES
from fieldapp.ui.siege.catalogue_page import CataloguePage
from fieldapp.ui.siege.invitations_page import InvitationsPage
from fieldapp.ui.siege.reception_page import ReceptionPage


def test_every_chapter_has_a_title_and_a_text() -> None:
    found = chapters()
    assert next(iter(found)) == "demarrer"
    assert list(found)[-1] == "clavier"
    for title, text in found.values():
        assert text.startswith(f"# {title}")
        assert len(text) > 300


def test_pages_lead_to_chapters_that_exist() -> None:
    siege = {ReceptionPage.key, InvitationsPage.key, CataloguePage.key}
    assert set(CHAPTER_OF_PAGE) <= {page.key for page in PAGES} | siege
    assert set(CHAPTER_OF_PAGE.values()) <= set(chapters())


def test_the_map_of_the_keys_is_the_table_itself() -> None:
    text = keyboard_map()
    for raccourci in RACCOURCIS:
        if raccourci.keys and not raccourci.name.startswith("page_"):
            assert raccourci.texte in text
    assert "Ctrl + Maj + O" in text


def test_no_two_commands_share_a_key() -> None:
    keys = [key for raccourci in RACCOURCIS for key in raccourci.keys]
    assert len(keys) == len(set(keys))
    assert not any("Ctrl+Alt" in key or key in ("Insert", "Ctrl") for key in keys)


def test_the_dialog_opens_on_a_chapter_and_lays_it_out(qtbot: QtBot) -> None:
    dialog = HelpDialog("synchroniser")
    qtbot.addWidget(dialog)
    document = dialog._text.document()
    assert document.toPlainText().startswith("Synchroniser")
    heading = document.begin().begin().fragment().charFormat()
    assert heading.font().pixelSize() == 22
    dialog._list.setCurrentRow(0)
    assert dialog._text.document().toPlainText().startswith("Premiers pas")

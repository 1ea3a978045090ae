"""Documents found again: by the words of a title, and what was typed of a file before stopping."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui.recit import Bureau
from tests.ui.test_documents import CTRL, _adding, _drop, _files, _keep, _tab

from fieldapp.ui.documents.viewer import DocumentDialog
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage


def test_a_title_typed_in_the_search_box_opens_the_document_in_its_tab(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _keep(bureau, delattre, fichiers.pdf(), "Quittances de loyer")
    _keep(bureau, delattre, fichiers.pdf(), "Jugement du tribunal")
    bureau.press(Qt.Key.Key_K, CTRL)
    bureau.keys("quitances")
    box = bureau.workspace.palette_box
    qtbot.waitUntil(lambda: (e := box.current()) is not None and e.kind == "document")
    found = box.current()
    assert found is not None
    assert found.second.startswith("Delattre – Hennebelle · Autre")
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    assert page.tab == DOCUMENTS
    current = page.documents.current()
    assert current is not None
    assert current.titre == "Quittances de loyer"
    qtbot.waitUntil(page.documents.table.hasFocus)
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert isinstance(page.documents._dialog, DocumentDialog), "Entrée shows it at once"


def test_what_was_typed_of_a_file_is_taken_up_for_this_file_alone(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    titles = []
    for name, typed in (("bail__pdf", "Bail de 2019"), ("avis__pdf", ""), ("bail__pdf", "")):
        _drop(tab, _files(tmp_path, **{name: fichiers.pdf()}))
        dialog = _adding(bureau, qtbot, tab)
        titles.append(dialog.titres[0].text())
        if typed:
            dialog.titres[0].selectAll()
            bureau.keys(typed)
        bureau.press(Qt.Key.Key_Escape)
        bureau.settle(qtbot)
    assert titles == ["bail", "avis", "Bail de 2019"]

"""An interrupted documents form comes back with its files: none is to be chosen again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui.recit import Bureau
from tests.ui.test_documents import _adding, _drop, _files, _tab
from tests.ui.test_documents_pages import _assembling, _names
from tests.ui.test_saisies_reprises import _reopened

from fieldapp.db import documents_joints as rows
from fieldapp.services import brouillons, documents_joints, fichiers_attente
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.pages_dialog import PagesDialog
from fieldapp.ui.documents.reading import Source
from fieldapp.ui.widgets.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier
LATER = "9999-01-01T00:00:00+00:00"


def _interrupted(bureau: Bureau, qtbot: QtBot, foyer_id: str, tmp_path: Path) -> None:
    """Two files dropped and the second one named, then Échap; both files leave the disk."""
    tab = _tab(bureau, qtbot, foyer_id)
    _drop(tab, _files(tmp_path, bail__pdf=fichiers.pdf("Bail"), photo__png=fichiers.png()))
    form = _adding(bureau, qtbot, tab)
    form.titres[1].setFocus()
    form.titres[1].selectAll()
    bureau.keys("Logement, salon")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    for name in ("bail.pdf", "photo.png"):
        (tmp_path / name).unlink()


def test_the_files_come_back_with_the_titles_though_they_left_the_disk(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    _interrupted(bureau, qtbot, delattre, tmp_path)
    # What nothing else names stays as long as the draft.
    assert rows.remove_orphans(bureau.session.store, LATER) == 0
    form = _reopened(bureau, qtbot)
    assert isinstance(form, AddDialog)
    assert [one.text() for one in form.titres] == ["bail", "Logement, salon"]
    form.submit()
    bureau.settle(qtbot)
    kept = documents_joints.list_documents(bureau.session, delattre)
    assert {d.titre for d in kept} == {"bail", "Logement, salon"}
    contents = {documents_joints.read_content(bureau.session, d.id) for d in kept}
    assert contents == {fichiers.pdf("Bail"), fichiers.png()}
    assert brouillons.list_brouillons(bureau.session) == ()


def test_a_draft_given_up_gives_its_files_up(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    _interrupted(bureau, qtbot, delattre, tmp_path)
    (draft,) = brouillons.list_brouillons(bureau.session)
    page = bureau.page(AujourdhuiPage)
    page._drop(draft)
    bureau.settle(qtbot)
    assert rows.remove_orphans(bureau.session.store, LATER) == 2


def test_a_document_already_added_is_not_added_twice(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, bail__pdf=fichiers.pdf("Bail"), photo__png=fichiers.png()))
    form = _adding(bureau, qtbot, tab)
    form.titres[1].setText("")
    form.titres[0].setText("Bail signé")
    form.save()
    bureau.settle(qtbot)
    assert form.isVisible()
    form.reject()
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert isinstance(again, AddDialog)
    assert not again.form["titre_0"].isVisible()
    again.titres[1].setText("Logement, salon")
    again.submit()
    bureau.settle(qtbot)
    kept = documents_joints.list_documents(bureau.session, delattre)
    assert sorted(d.titre for d in kept) == ["Bail signé", "Logement, salon"]


def test_too_heavy_to_keep_says_so_and_keeps_the_words(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fichiers_attente, "GARDES_MAX", 10)
    _interrupted(bureau, qtbot, delattre, tmp_path)
    page = bureau.page(AujourdhuiPage)
    (draft,) = brouillons.list_brouillons(bureau.session)
    page._resume(draft)
    bureau.settle(qtbot)
    assert "Choisissez de nouveau les mêmes fichiers" in bureau.toast()
    assert rows.remove_orphans(bureau.session.store, LATER) == 0
    # Chosen again, they find their words.
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, bail__pdf=fichiers.pdf("Bail"), photo__png=fichiers.png()))
    assert _adding(bureau, qtbot, tab).titres[1].text() == "Logement, salon"


def test_pages_come_back_in_the_order_one_gave_them(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, a__png=fichiers.png(), b__tif=fichiers.tiff()))
    form = _assembling(bureau, qtbot, tab)
    bureau.settle(qtbot)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == (), "nothing was typed nor moved"
    _drop(tab, _files(tmp_path, a__png=fichiers.png(), b__tif=fichiers.tiff()))
    form = _assembling(bureau, qtbot, tab)
    bureau.settle(qtbot)
    before = _names(form)
    form.move_page(1)
    moved = _names(form)
    form.titre.setText("Jugement")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert isinstance(again, PagesDialog)
    bureau.settle(qtbot)
    assert moved == before[::-1] == _names(again)
    assert again.titre.text() == "Jugement"


def test_beginning_again_drops_the_pages_added_and_puts_the_first_ones_in_their_order(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    first = _files(tmp_path, a__png=fichiers.png(), b__tif=fichiers.tiff())
    _drop(tab, first)
    form = _assembling(bureau, qtbot, tab)
    bureau.settle(qtbot)
    begun = _names(form)
    form.take([Source("c.png", octets=fichiers.png(9, 9))])
    bureau.settle(qtbot)
    form.pages.view.setCurrentIndex(form.pages.model.index(2))
    form.move_page(-1)
    form.move_page(-1)
    added = _names(form)
    assert added[0] == "c.png"
    form.titre.setText("Jugement")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    # From Aujourd’hui, or from the same photographs dropped again: all is there.
    _drop(tab, first)
    form = _assembling(bureau, qtbot, tab)
    bureau.settle(qtbot)
    assert (_names(form), form.titre.text()) == (added, "Jugement")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert isinstance(again, PagesDialog)
    bureau.settle(qtbot)
    assert _names(again) == added
    zero = next(one for one in again._bar.findChildren(Button) if "zéro" in one.text())
    QTest.mouseClick(zero, Qt.MouseButton.LeftButton)
    bureau.settle(qtbot)
    assert (_names(again), again.titre.text()) == (begun, "a")
    QTest.keyClick(again, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()
    assert rows.remove_orphans(bureau.session.store, LATER) == 3

"""The signed paper in the window: chosen, dropped, pasted; seen; undone with the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui.recit import Bureau, jour
from tests.ui.test_contrat import CTRL, LEFT, _click, _dialog, _shown, _tab

from fieldapp.domain.contrat import (
    PAPIER,
    SIGNE,
    TS,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
)
from fieldapp.services import contrats, documents_joints, objectifs
from fieldapp.ui.contrat.scan_dialog import ScanDialog
from fieldapp.ui.contrat.scan_field import NOTHING_TO_PASTE, ONE_ONLY
from fieldapp.ui.contrat.signature_dialog import SignatureDialog
from fieldapp.ui.contrat.tab import ContratTab
from fieldapp.ui.documents.viewer import DocumentDialog
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage


@pytest.fixture
def propose(bureau: Bureau, delattre: str) -> str:
    session = bureau.session
    contrat = contrats.create_contrat(session, SaisieContrat(delattre))
    contrat = objectifs.add_objectif(session, SaisieObjectif(contrat.id, "Entrer en formation"))
    aim = contrat.objectifs[0].id
    objectifs.add_engagement(session, SaisieEngagement(aim, "Inscrire Hugo au Clas"))
    objectifs.add_engagement(session, SaisieEngagement(aim, "Dossier répit", TS))
    return contrats.propose_contrat(session, contrat.id).id


def _on_paper(bureau: Bureau, qtbot: QtBot, tab: ContratTab) -> SignatureDialog:
    """Open « Signer » and choose paper with the keyboard."""
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    dialog.activateWindow()
    dialog.mode.setFocus()
    bureau.press(Qt.Key.Key_Right)
    assert dialog.mode.value() == PAPIER
    return dialog


def _drop(field: object, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, none)
    field.dropEvent(event)  # type: ignore[attr-defined]


def _focus(bureau: Bureau, qtbot: QtBot, widget: QWidget) -> None:
    bureau.window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def _file(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def test_signed_on_paper_scanned_seen_and_undone_in_one_go(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tab = _tab(bureau, qtbot, delattre)
    dialog = _on_paper(bureau, qtbot, tab)
    path = _file(tmp_path, "scan_0042.pdf", fichiers.pdf("Contrat signe", pages=2))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    dialog.scan.setFocus()
    assert dialog.scan.choose_button.hasFocus()
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert dialog.scan.words.text().startswith("scan_0042.pdf (PDF")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert bureau.toast().startswith("Contrat signé, papier gardé.")
    assert contrats.get_contrat(bureau.session, propose).statut == SIGNE

    _focus(bureau, qtbot, tab.buttons["papier"])
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    seen = _dialog(tab, DocumentDialog)
    assert seen.pdf.pageCount() == 2
    seen.reject()
    tabs = bureau.page(DossierPage).tabs
    assert "Documents  1" in [tabs.tabText(n) for n in range(tabs.count())]

    bureau.window.activateWindow()
    bureau.workspace.undo()
    bureau.settle(qtbot)
    assert _shown(tab) == {"brouillon", "signer", "terminer", "imprimer"}
    assert documents_joints.list_documents(bureau.session, delattre) == ()


def test_the_paper_comes_later_and_what_is_no_scan_is_refused_beside_the_field(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    dialog = _on_paper(bureau, qtbot, tab)
    _drop(dialog.scan, _file(tmp_path, "contrat.docx", fichiers.docx()))
    bureau.settle(qtbot)
    assert "ni un PDF ni une image" in dialog.form["scan"].error
    QTest.mouseClick(dialog.submit_button, LEFT)
    assert dialog.isVisible(), "a wrong file is put right or let go, never lost in silence"
    _drop(dialog.scan, _file(tmp_path, "virus.pdf", b"MZ\x90\0" + b"\0" * 80))
    bureau.settle(qtbot)
    assert "programme" in dialog.form["scan"].error
    _drop(dialog.scan, tmp_path / "contrat.docx", tmp_path / "virus.pdf")
    assert dialog.form["scan"].error == ONE_ONLY
    dialog.scan.let_go()
    dialog.le.edit.setText("h")
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    assert (dialog.isVisible(), contrats.get_contrat(bureau.session, propose).signe_le) == (
        False, jour(-1)
    )  # fmt: skip

    _click(bureau, qtbot, tab, "joindre")
    later = _dialog(tab, ScanDialog)
    later.activateWindow()
    QGuiApplication.clipboard().setText("du texte")
    QTest.keyClick(later, Qt.Key.Key_V, CTRL)
    assert later.form["scan"].error == NOTHING_TO_PASTE
    QGuiApplication.clipboard().setImage(QImage.fromData(fichiers.png()))
    QTest.keyClick(later, Qt.Key.Key_V, CTRL)
    bureau.settle(qtbot)
    assert later.form["scan"].error == ""
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    QGuiApplication.clipboard().clear()
    assert {"papier"} <= _shown(tab)
    assert "joindre" not in _shown(tab)
    (kept,) = documents_joints.list_documents(bureau.session, delattre)
    assert (kept.titre, kept.nature, kept.date) == ("Contrat signé, version 1", "CONTRAT", jour(-1))


def test_the_paper_removed_from_the_documents_may_be_joined_again(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path
) -> None:
    assert propose
    tab = _tab(bureau, qtbot, delattre)
    dialog = _on_paper(bureau, qtbot, tab)
    _drop(dialog.scan, _file(tmp_path, "photo.png", fichiers.png()))
    bureau.settle(qtbot)
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    page.tabs.show_tab(DOCUMENTS)
    _focus(bureau, qtbot, page.documents.table)
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    page.tabs.show_tab("engagements")
    assert "joindre" in _shown(tab)
    bureau.workspace.undo()
    bureau.settle(qtbot)
    assert "papier" in _shown(tab)

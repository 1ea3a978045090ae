"""An interrupted signature comes back: the scan that was chosen, the strokes that were drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui.recit import Bureau
from tests.ui.test_contrat import CTRL, LEFT, _click, _dialog, _draw, _tab
from tests.ui.test_contrat_papier import _drop, _file, _on_paper, propose
from tests.ui.test_fichiers_repris import LATER
from tests.ui.test_saisies_reprises import _reopened

from fieldapp.db import documents_joints as rows
from fieldapp.domain.contrat import ECRAN, PAPIER, SIGNE
from fieldapp.services import brouillons, contrats, documents_joints, fichiers_attente
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.contrat.scan_dialog import ScanDialog
from fieldapp.ui.contrat.signature_dialog import SignatureDialog
from fieldapp.ui.widgets.buttons import Button

__all__ = ["propose"]


def _drafts(bureau: Bureau) -> int:
    return len(brouillons.list_brouillons(bureau.session))


def _private_ops(bureau: Bureau) -> str:
    """All that the private stream of this laptop still says."""
    query = "SELECT fields FROM op WHERE device LIKE '%.prive'"
    return "".join(str(row["fields"]) for row in bureau.session.store.query(query))


def test_the_scan_comes_back_though_it_left_the_disk(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    dialog = _on_paper(bureau, qtbot, tab)
    path = _file(tmp_path, "scan.pdf", fichiers.pdf("Contrat", pages=2))
    _drop(dialog.scan, path)
    bureau.settle(qtbot)
    dialog.le.edit.setText("h")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    path.unlink()
    assert rows.remove_orphans(bureau.session.store, LATER) == 0
    again = _reopened(bureau, qtbot)
    bureau.settle(qtbot)
    assert isinstance(again, SignatureDialog)
    assert (again.mode.value(), again.le.edit.text()) == (PAPIER, "h")
    assert again.scan.words.text().startswith("scan.pdf (PDF")
    assert again.scan.isVisible()
    assert not again.pads[0][2].isVisible()
    QTest.keyClick(again, Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert contrats.get_contrat(bureau.session, propose).statut == SIGNE
    (kept,) = documents_joints.list_documents(bureau.session, delattre)
    expected = fichiers.pdf("Contrat", pages=2)
    assert documents_joints.read_content(bureau.session, kept.id) == expected
    assert _drafts(bureau) == 0


def test_the_scan_joined_later_comes_back_in_its_own_tab_and_may_be_let_go(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path
) -> None:
    contrats.sign_contrat(bureau.session, propose, PAPIER)
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "joindre")
    dialog = _dialog(tab, ScanDialog)
    _drop(dialog.scan, _file(tmp_path, "photo.png", fichiers.png()))
    bureau.settle(qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    assert _drafts(bureau) == 1
    _click(bureau, qtbot, tab, "joindre")
    again = _dialog(tab, ScanDialog)
    assert again is not dialog
    assert again.scan.words.text().startswith("photo.png (")
    zero = next(one for one in again._bar.findChildren(Button) if "zéro" in one.text())
    QTest.mouseClick(zero, LEFT)
    bureau.settle(qtbot)
    assert (again.scan.words.text(), again.scan.error()) == ("Aucun fichier", "")
    QTest.keyClick(again, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    assert _drafts(bureau) == 0
    assert rows.remove_orphans(bureau.session.store, LATER) == 1


def test_a_scan_whose_content_was_not_kept_is_asked_for_beside_its_field(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert propose
    monkeypatch.setattr(fichiers_attente, "keep_content", lambda *_args: None)
    tab = _tab(bureau, qtbot, delattre)
    dialog = _on_paper(bureau, qtbot, tab)
    _drop(dialog.scan, _file(tmp_path, "scan.pdf", fichiers.pdf("Contrat")))
    bureau.settle(qtbot)
    dialog.reject()
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    bureau.settle(qtbot)
    assert isinstance(again, SignatureDialog)
    assert "Choisissez de nouveau" in again.form["scan"].error


def test_strokes_survive_a_cut_and_are_erased_once_signed(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    family, worker = (pad for _who, _name, pad in dialog.pads)
    _draw(family)
    # Nothing is closed: the program is killed here.
    assert dialog._kept is not None
    qtbot.waitUntil(lambda: _drafts(bureau) == 1)
    drawn = family.traits()
    assert "traits" in _private_ops(bureau)
    dialog._kept.draft._dirty = False
    dialog.deleteLater()

    again = _reopened(bureau, qtbot)
    assert bureau.page(AujourdhuiPage).interrupted._text.text() == "Signer le contrat"
    assert isinstance(again, SignatureDialog)
    family, worker = (pad for _who, _name, pad in again.pads)
    assert (family.traits(), worker.is_empty()) == (drawn, True)
    _draw(worker)
    QTest.keyClick(again, Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    signed = contrats.get_contrat(bureau.session, propose)
    assert (signed.signature_mode, signed.signatures[0].traits) == (ECRAN, drawn)
    assert _drafts(bureau) == 0
    assert "traits" not in _private_ops(bureau)


def test_strokes_given_up_are_erased(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str
) -> None:
    assert propose
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    _draw(dialog.pads[0][2])
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert isinstance(again, SignatureDialog)
    zero = next(one for one in again._bar.findChildren(Button) if "zéro" in one.text())
    QTest.mouseClick(zero, LEFT)
    bureau.settle(qtbot)
    assert again.pads[0][2].is_empty()
    again.reject()
    bureau.settle(qtbot)
    assert "traits" not in _private_ops(bureau)

    _click(bureau, qtbot, _tab(bureau, qtbot, delattre), "signer")
    last = _dialog(tab, SignatureDialog)
    _draw(last.pads[0][2])
    last.reject()
    bureau.settle(qtbot)
    (draft,) = brouillons.list_brouillons(bureau.session)
    bureau.page(AujourdhuiPage)._drop(draft)
    bureau.settle(qtbot)
    assert "traits" not in _private_ops(bureau)


def test_a_signature_never_goes_under_a_contract_changed_since(
    bureau: Bureau, qtbot: QtBot, delattre: str, propose: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    _draw(dialog.pads[0][2])
    dialog.reject()
    bureau.settle(qtbot)
    contrats.reopen_brouillon(bureau.session, propose)
    contrats.update_contrat(bureau.session, propose, {"fin": "2027-06-30"})
    contrats.propose_contrat(bureau.session, propose)
    again = _reopened(bureau, qtbot)
    assert isinstance(again, SignatureDialog)
    assert again.pads[0][2].is_empty()
    assert again.error().startswith("Le contrat ou les signataires ont changé")

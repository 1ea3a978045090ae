"""Documents in the dossier, with real keys: dropped, pasted, seen, opened outside, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui.recit import PHRASE, Bureau

from fieldapp.db import documents_joints as rows
from fieldapp.domain.document import SaisieDocument
from fieldapp.domain.document_type import PDF, PNG, TIFF
from fieldapp.domain.errors import KnownError
from fieldapp.services import documents_joints as service
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.documents_ouverts import open_outside
from fieldapp.services.session import Session
from fieldapp.ui.documents import dessin, outside
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.edit_dialog import EditDialog
from fieldapp.ui.documents.model import DATE, NATURE, PICTURE_ROLE, TAILLE, TITRE, ZONE
from fieldapp.ui.documents.reading import holds_documents
from fieldapp.ui.documents.tab import NOTHING_TO_PASTE, DocumentsTab
from fieldapp.ui.documents.viewer import OFFICE, DocumentDialog
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Tasks

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> DocumentsTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet=DOCUMENTS)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    assert page.tab == DOCUMENTS
    return page.documents


def _files(tmp_path: Path, **contents: bytes) -> QMimeData:
    data, urls = QMimeData(), []
    for name, body in contents.items():
        path = tmp_path / name.replace("__", ".")
        path.write_bytes(body)
        urls.append(QUrl.fromLocalFile(str(path)))
    data.setUrls(urls)
    return data


def _drop(tab: DocumentsTab, data: QMimeData) -> None:
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert tab.acceptDrops()
    assert holds_documents(data)
    tab.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, none))


def _adding(bureau: Bureau, qtbot: QtBot, tab: DocumentsTab) -> AddDialog:
    bureau.settle(qtbot)
    dialog = tab._dialog
    assert isinstance(dialog, AddDialog)
    dialog.activateWindow()
    return dialog


def _keep(bureau: Bureau, foyer_id: str, contenu: bytes, titre: str = "Attestation") -> str:
    saisie = SaisieDocument(foyer_id, titre)
    return service.add_document(bureau.session, saisie, contenu).id


def _cells(tab: DocumentsTab, row: int = 0) -> list[object]:
    return [tab.model.index(row, c).data() for c in (TITRE, NATURE, DATE, ZONE, TAILLE)]


def _tab_words(bureau: Bureau) -> list[str]:
    tabs = bureau.page(DossierPage).tabs
    return [tabs.tabText(n) for n in range(tabs.count())]


def test_a_pdf_dropped_is_named_kept_and_undone(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    assert tab._stack.currentWidget() is tab.empty
    _drop(tab, _files(tmp_path, scan_0012__pdf=fichiers.pdf()))
    dialog = _adding(bureau, qtbot, tab)
    assert dialog.titres[0].text() == "scan 0012"
    assert dialog.windowTitle() == "Ajouter un document"
    bureau.keys("Attestation Caf")
    bureau.press(Qt.Key.Key_N, ALT)
    dialog.fields.nature.setFocus()
    bureau.keys("Res")
    dialog.fields.date.edit.setFocus()
    dialog.fields.date.edit.selectAll()
    bureau.keys("12/10/2026")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert _cells(tab)[:4] == ["Attestation Caf", "Ressources et budget", "12/10/2026", "Équipe"]
    assert "Documents  1" in _tab_words(bureau)
    assert bureau.toast().startswith("Document ajouté.")
    assert isinstance(tab.model.index(0, TITRE).data(PICTURE_ROLE), QImage)
    bureau.window.activateWindow()
    bureau.workspace.undo()
    bureau.settle(qtbot)
    assert tab.model.rowCount() == 0
    assert "Documents" in _tab_words(bureau)


def test_several_files_are_added_in_one_go_and_what_is_refused_is_said(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    data = _files(
        tmp_path,
        bail__pdf=fichiers.pdf("Bail"),
        photo__png=fichiers.png(),
        facture__pdf=b"MZ\x90\0" + b"\0" * 80,
    )
    _drop(tab, data)
    dialog = _adding(bureau, qtbot, tab)
    assert "facture.pdf" in dialog.notice.text()
    assert "programme" in dialog.notice.text()
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert tab.model.rowCount() == 2
    assert bureau.toast().startswith("2 documents ajoutés.")
    bureau.workspace.undo()
    bureau.settle(qtbot)
    assert tab.model.rowCount() == 0


def test_only_refused_files_ask_nothing(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, page__html=b"<html>"))
    bureau.settle(qtbot)
    assert tab._dialog is None
    assert "page web" in tab.bar.text()


def test_an_image_is_pasted(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    tab = _tab(bureau, qtbot, delattre)
    QGuiApplication.clipboard().setImage(QImage.fromData(fichiers.png()))
    tab.empty.setFocus()
    tab.setFocus()
    bureau.workspace.activateWindow()
    QTest.keyClick(tab, Qt.Key.Key_V, CTRL)
    dialog = _adding(bureau, qtbot, tab)
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert dialog.isHidden()
    assert _cells(tab)[0] == "Image collée"
    QGuiApplication.clipboard().setText("du texte")
    QTest.keyClick(tab, Qt.Key.Key_V, CTRL)
    assert tab.bar.text() == NOTHING_TO_PASTE
    QGuiApplication.clipboard().clear()


def test_a_number_of_social_security_is_refused_in_the_title_and_told_in_the_text(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, carte__pdf=fichiers.pdf("Assure 2 92 03 62 498 123 45")))
    dialog = _adding(bureau, qtbot, tab)
    assert "numéro de sécurité sociale" in dialog.notice.text()
    dialog.titres[0].setText("Carte 2 92 03 62 498 123 45")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert dialog.isVisible()
    assert "sécurité sociale" in dialog.form["titre_0"].error
    dialog.titres[0].setText("Carte vitale")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert _cells(tab)[0] == "Carte vitale"


def test_a_full_disk_keeps_the_form_and_nothing_half(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, _files(tmp_path, bail__pdf=fichiers.pdf()))
    dialog = _adding(bureau, qtbot, tab)

    def full(*_args: object, **_options: object) -> None:
        raise KnownError("Le disque est plein.")

    with monkeypatch.context() as patch:
        patch.setattr(rows, "add_chunks", full)
        bureau.press(Qt.Key.Key_Return, CTRL)
        bureau.settle(qtbot)
    assert dialog.isVisible()
    assert dialog._bar.text() == "Le disque est plein."
    assert tab.model.rowCount() == 0
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert tab.model.rowCount() == 1


def test_enter_shows_the_pages_and_escape_comes_back(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _keep(bureau, delattre, fichiers.pdf("Bail", pages=3))
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    dialog = tab._dialog
    assert isinstance(dialog, DocumentDialog)
    assert dialog.windowTitle() == "Document", "no name of a family in the title of a window"
    assert dialog.pdf.pageCount() == 3
    assert dialog._stack.currentWidget() is dialog.pages
    dialog.larger.click()
    dialog.smaller.click()
    dialog.activateWindow()
    bureau.press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_images_texts_and_office_files_are_shown_or_said(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    for contenu in (fichiers.png(), fichiers.tiff(), b"Loyer impaye", fichiers.docx(),
                    fichiers.pdf()[:200]):  # fmt: skip
        key = _keep(bureau, delattre, contenu)
        found = service.get_document(bureau.session, key)
        dialog = DocumentDialog(bureau.session, bureau.tasks, found, bureau.window)
        dialog.show()
        bureau.settle(qtbot)
        shown = dialog._stack.currentWidget()
        if found.type_mime in (PNG.mime, TIFF.mime):
            assert shown is dialog.picture
            dialog.larger.click()
            assert not dialog.picture._canvas.image.isNull()
        elif found.type_mime == PDF.mime:
            assert dialog.other._text.text() == dessin.UNREADABLE
        elif contenu == b"Loyer impaye":
            assert dialog.read.toPlainText() == "Loyer impaye"
        else:
            assert dialog.other._text.text() == OFFICE
        dialog.close()
    tab.read_again()
    bureau.settle(qtbot)


def test_a_document_is_opened_outside_and_wiped_when_the_session_hides(
    bureau: Bureau, qtbot: QtBot, delattre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(bureau, delattre, fichiers.pdf())
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    tab = _tab(bureau, qtbot, delattre)
    tab.outside_button.click()
    bureau.settle(qtbot)
    assert tab.bar.text() == outside.OPENED
    assert opened[0].read_bytes() == fichiers.pdf()
    bureau.workspace.leave()
    assert not opened[0].exists()


def test_a_copy_is_an_explicit_choice(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    key = _keep(bureau, delattre, fichiers.pdf())
    tab = _tab(bureau, qtbot, delattre)
    found = service.get_document(bureau.session, key)
    target = tmp_path / "copie.pdf"
    outside.save_copy_to(bureau.session, bureau.tasks, found, target, tab._tell, tab)
    bureau.settle(qtbot)
    assert target.read_bytes() == fichiers.pdf()
    assert "n’est plus protégée" in tab.bar.text()


def test_f2_corrects_delete_removes_and_the_menu_says_the_same(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _keep(bureau, delattre, fichiers.pdf())
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_F2)
    dialog = tab._dialog
    assert isinstance(dialog, EditDialog)
    dialog.titre.setText("Bail signé")
    dialog.fields.zone.set_code("restreint")
    dialog.submit()
    bureau.settle(qtbot)
    assert (_cells(tab)[0], _cells(tab)[3]) == ("Bail signé", "Restreint")
    found = tab.current()
    assert found is not None
    words = [a.text() for a in tab.table.menu_for(found).actions() if a.text()]
    assert words == ["Voir", "Ouvrir ailleurs", "Enregistrer une copie…", "Modifier…", "Retirer",
                     "Historique…"]  # fmt: skip
    bureau.window.activateWindow()
    tab.table.setFocus()
    qtbot.waitUntil(tab.table.hasFocus)
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    assert tab.model.rowCount() == 0
    bureau.workspace.undo()
    bureau.settle(qtbot)
    assert _cells(tab)[0] == "Bail signé"


def test_a_document_whose_content_is_elsewhere_says_where(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _keep(bureau, delattre, fichiers.pdf())
    bureau.session.store.execute("DELETE FROM morceau")
    tab = _tab(bureau, qtbot, delattre)
    found = tab.current()
    assert found is not None
    assert tab.model.second_line(found) == "Contenu absent de ce poste"
    assert not tab.outside_button.isEnabled()
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert tab.bar.text() == (
        "Contenu absent de ce poste. Sa fiche est à jour ici. Lancez la vérification des données, "
        "puis ajoutez-le de nouveau."
    )


def test_the_history_tells_what_changed_in_words(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    key = _keep(bureau, delattre, fichiers.pdf())
    service.update_document(bureau.session, key, {"nature": "LOGEMENT", "titre": "Bail"})
    tab = _tab(bureau, qtbot, delattre)
    found = tab.current()
    assert found is not None
    tab._show_history(found)
    bureau.settle(qtbot)
    dialog = tab._dialog
    assert isinstance(dialog, HistoryDialog)
    model = dialog._model
    told = {
        tuple(str(model.index(row, c).data()) for c in (2, 3, 4)) for row in range(model.rowCount())
    }
    assert ("Nature", "Autre", "Logement") in told
    assert ("Titre", "Attestation", "Bail") in told
    assert not {words for words, *_ in told} & {"empreinte", "morceaux", "type_mime"}
    dialog.close()


def test_locking_the_window_wipes_and_so_does_the_next_start(
    qtbot: QtBot, antenna: tuple[Session, str]
) -> None:
    session, delattre = antenna
    found = service.add_document(session, SaisieDocument(delattre, "Bail"), fichiers.pdf())
    left = open_outside(session, found.id)
    folder = session.store.folder
    session.close()
    window = MainWindow(folder, shipped_catalogue(), Tasks(), (DossierPage,))
    assert not left.exists(), "a crash left it: nobody needs to unlock for it to go"
    with qtbot.waitSignal(window.opened, timeout=20_000):
        window.unlock(PHRASE)
    assert window.workspace is not None
    copy = open_outside(window.workspace.session, found.id)
    window.lock()
    assert not copy.exists()
    window.close()
    window.deleteLater()


def test_in_a_narrow_window_the_foot_keeps_what_has_no_other_place(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _keep(bureau, delattre, fichiers.pdf())
    tab = _tab(bureau, qtbot, delattre)
    assert tab.copy_button.isVisible()
    bureau.window.resize(683, 384)
    bureau.settle(qtbot)
    assert not tab.copy_button.isVisible()
    assert tab.add_button.isVisibleTo(tab)

"""Pages photographed one by one become one PDF: chosen, put in order with the keys, upright."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau

from fieldapp.domain.document import Photo
from fieldapp.domain.document_type import PDF
from fieldapp.domain.errors import KnownError
from fieldapp.services import brouillons, documents_pages
from fieldapp.services import documents_joints as service
from fieldapp.ui.documents import dessin
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.pages_dialog import PagesDialog
from fieldapp.ui.documents.reading import Source
from fieldapp.ui.documents.tab import DocumentsTab
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
# « Turned a quarter to the right », as a phone held upright writes it.
_EXIF_6 = (
    b"\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
    b"\x00\x06\x00\x00\x00\x00\x00\x00"
)


def _photo(color: str, width: int = 300, height: int = 200, *, turned: bool = False) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    jpeg = dessin.encode(image, b"jpeg")
    return jpeg[:2] + _EXIF_6 + jpeg[2:] if turned else jpeg


def _drop(tab: DocumentsTab, tmp_path: Path, **photos: bytes) -> None:
    data, urls = QMimeData(), []
    for name, body in photos.items():
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(body)
        urls.append(QUrl.fromLocalFile(str(path)))
    data.setUrls(urls)
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    tab.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, none))


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> DocumentsTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet=DOCUMENTS)
    bureau.settle(qtbot)
    return bureau.page(DossierPage).documents


def _assembling(bureau: Bureau, qtbot: QtBot, tab: DocumentsTab) -> PagesDialog:
    bureau.settle(qtbot)
    adding = tab._dialog
    assert isinstance(adding, AddDialog)
    adding.activateWindow()
    adding.assemble.setFocus()
    qtbot.waitUntil(adding.assemble.hasFocus)
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    dialog = tab._dialog
    assert isinstance(dialog, PagesDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def _names(dialog: PagesDialog) -> list[str]:
    return [page.nom for page in dialog._pages]


def _shapes(contenu: bytes) -> list[str]:
    """« portrait » or « paysage » of each page of a PDF."""
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        boxes = [[float(one) for one in page.mediabox] for page in pdf.pages]
    return ["paysage" if box[2] > box[3] else "portrait" for box in boxes]


def test_photographs_become_the_pages_of_one_document_in_the_order_of_the_keys(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    bail1, bail2 = _photo("red"), _photo("green", 200, 300)
    _drop(tab, tmp_path, bail1=bail1, bail2=bail2, annexe=_photo("blue", turned=True))
    dialog = _assembling(bureau, qtbot, tab)
    assert _names(dialog) == ["bail1.jpg", "bail2.jpg", "annexe.jpg"]
    assert "3 pages" in dialog._row._note.text()
    assert "sur 25\u00a0Mo au plus" in dialog._row._note.text()
    dialog.pages.view.setFocus()
    qtbot.waitUntil(dialog.pages.view.hasFocus)
    bureau.press(Qt.Key.Key_End)
    for _ in range(2):
        bureau.press(Qt.Key.Key_Up, ALT)
    assert _names(dialog) == ["annexe.jpg", "bail1.jpg", "bail2.jpg"]
    bureau.press(Qt.Key.Key_Up, ALT)
    bureau.press(Qt.Key.Key_Down, ALT)
    assert _names(dialog) == ["bail1.jpg", "annexe.jpg", "bail2.jpg"]
    dialog.titre.setFocus()
    dialog.titre.selectAll()
    bureau.keys("Bail de Frévent")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert bureau.toast() == "Document de 3 pages ajouté."
    (kept,) = service.list_documents(bureau.session, delattre)
    assert (kept.titre, kept.type_mime) == ("Bail de Frévent", PDF.mime)
    contenu = service.read_content(bureau.session, kept.id)
    # The middle one was lying on its side: its EXIF says so, and it stands.
    assert _shapes(contenu) == ["paysage", "portrait", "portrait"]
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Bail de Frévent"
    assert brouillons.list_brouillons(bureau.session) == ()
    bureau.window.activateWindow()
    bureau.workspace.dispatch("annuler")
    bureau.settle(qtbot)
    assert service.list_documents(bureau.session, delattre) == ()


def test_pages_are_added_one_after_the_other_and_taken_out(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, tmp_path, page1=_photo("red"))
    dialog = _assembling(bureau, qtbot, tab)
    for color in ("green", "blue"):
        image = QImage(120, 80, QImage.Format.Format_RGB32)
        image.fill(QColor(color))
        QGuiApplication.clipboard().setImage(image)
        dialog.pages.view.setFocus()
        bureau.press(Qt.Key.Key_V, CTRL)
        bureau.settle(qtbot)
    assert len(_names(dialog)) == 3
    bureau.press(Qt.Key.Key_Home)
    bureau.press(Qt.Key.Key_Delete)
    assert _names(dialog) == ["Image collée.png", "Image collée.png"]
    dialog.submit()
    bureau.settle(qtbot)
    (kept,) = service.list_documents(bureau.session, delattre)
    assert len(_shapes(service.read_content(bureau.session, kept.id))) == 2
    QGuiApplication.clipboard().clear()


def test_what_is_no_photograph_is_left_aside_and_too_much_is_said_before(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _drop(tab, tmp_path, page1=_photo("red"))
    dialog = _assembling(bureau, qtbot, tab)
    note = tmp_path / "note.txt"
    note.write_text("Une note.", encoding="utf-8")
    dialog.take([Source("note.txt", note)])
    bureau.settle(qtbot)
    assert "n’est pas une photo" in dialog.notice.text()
    monkeypatch.setattr(documents_pages, "PAGES_MAX", 1)
    dialog.take([Source("page2.jpg", tmp_path / "page1.jpg")])
    bureau.settle(qtbot)
    assert "La limite est de 25\u00a0Mo et de 1 pages" in dialog._row.error
    dialog.submit()
    bureau.settle(qtbot)
    assert dialog.isVisible()
    assert service.list_documents(bureau.session, delattre) == ()
    dialog.pages.view.setFocus()
    bureau.press(Qt.Key.Key_Delete)
    assert dialog._row.error == ""
    dialog.submit()
    bureau.settle(qtbot)
    assert len(service.list_documents(bureau.session, delattre)) == 1


def test_no_page_or_too_heavy_ones_make_no_document() -> None:
    with pytest.raises(KnownError, match="aucune page"):
        documents_pages.check_pages(())
    heavy = Photo(bytes(9 * 1024 * 1024), 100, 100)
    documents_pages.check_pages((heavy, heavy))
    with pytest.raises(KnownError, match="3 pages font 27,0\u00a0Mo") as refused:
        documents_pages.check_pages((heavy,) * 3)
    assert refused.value.champ == "pages"

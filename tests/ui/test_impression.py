"""Before printing: the sheets on screen, the class of confidentiality, a copy on request only."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau

from fieldapp.services import documents_joints, orientations
from fieldapp.ui.impression import preview as preview_module
from fieldapp.ui.impression.fiche import FicheDocument
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.impression.printing import NO_PRINTER, print_pdf
from fieldapp.ui.impression.synthese import SyntheseDocument


def _synthese(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> PrintPreview:
    dialog = PrintPreview(bureau.tasks, SyntheseDocument(bureau.session, foyer_id), bureau.window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._data != b"", timeout=20_000)
    return dialog


def test_the_synthese_is_shown_and_follows_its_options(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    assert dialog.pages.text().endswith("page") or dialog.pages.text().endswith("pages")
    assert "Point sur le budget" in dialog.preview.text()
    assert "rue des Lombards" not in dialog.preview.text(), "the address is masked"
    document = dialog._document
    assert isinstance(document, SyntheseDocument)
    document.analyse.setPlainText("La situation se stabilise depuis l’été.")
    qtbot.waitUntil(lambda: "se stabilise" in dialog.preview.text(), timeout=20_000)
    dialog.close()


def test_letters_that_paper_will_not_show_are_told_before_printing(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    assert dialog.bar.text() == ""
    document = dialog._document
    assert isinstance(document, SyntheseDocument)
    document.analyse.setPlainText("Son fils s’appelle Дим.")
    qtbot.waitUntil(lambda: "s’appelle" in dialog.preview.text(), timeout=20_000)
    assert "Д и м" in dialog.bar.text()
    assert dialog.print_button.isEnabled()
    dialog.close()


def test_a_copy_is_written_only_where_one_chooses(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    assert "Delattre" not in dialog._document.file_name
    assert list(tmp_path.rglob("*.pdf")) == []
    dialog.save_to(tmp_path / "copie.pdf")
    bureau.settle(qtbot)
    assert (tmp_path / "copie.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.bar.text() == "PDF enregistré\u00a0: copie.pdf."
    dialog.close()


def test_a_folder_that_refuses_the_copy_is_said(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    dialog.save_to(tmp_path / "absent" / "copie.pdf")
    bureau.settle(qtbot)
    assert "n’a pas pu être enregistré" in dialog.bar.text()
    dialog.close()


def test_without_a_printer_the_pdf_is_ready(
    bureau: Bureau, qtbot: QtBot, delattre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_module, "has_printer", lambda: False)
    dialog = _synthese(bureau, qtbot, delattre)
    dialog.print_now()
    assert dialog.bar.text() == NO_PRINTER
    dialog.close()


def test_every_page_goes_to_the_printer(
    bureau: Bureau, qtbot: QtBot, delattre: str, tmp_path: Path
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "imprimante.pdf"))
    assert print_pdf(dialog._data, printer) == dialog.preview.pages
    assert (tmp_path / "imprimante.pdf").stat().st_size > 10_000
    dialog.close()


def test_the_text_of_the_sheet_can_be_read(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    orientation = orientations.list_orientations(bureau.session, delattre)[0]
    dialog = PrintPreview(bureau.tasks, FicheDocument(bureau.session, orientation), bureau.window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._data != b"", timeout=20_000)
    dialog.text_button.click()
    assert dialog.read.isVisible()
    assert "Multi-accueil Les Petits Galets" in dialog.read.toPlainText()
    dialog.close()


def test_a_synthese_is_kept_in_the_file_with_its_mark(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    dialog = _synthese(bureau, qtbot, delattre)
    bureau.settle(qtbot)
    dialog.keep_button.click()
    bureau.settle(qtbot)
    assert dialog.bar.text().startswith("Gardé dans les documents du dossier")
    (kept,) = documents_joints.list_documents(bureau.session, delattre)
    assert (kept.produit_ici, kept.nature, kept.type_mime) == (True, "ECRIT", "application/pdf")
    assert not dialog.keep_button.isEnabled(), "one click keeps one copy"
    dialog.close()

"""The story in the real window on real files: unlock, import, find, note, orient, print, sync."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from tests.end2end.fenetre import PHRASE, Fenetre, opened
from tests.end2end.papiers import ink, plain, text_of

from fieldapp.db import keys
from fieldapp.services import contacts, foyers, orientations
from fieldapp.services.session import Session
from fieldapp.siege import export, founding, ingest, posts
from fieldapp.sync.engine import synchronise
from fieldapp.ui.application import Application
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.imports.sources import ANNUAIRE, USAGERS, Source
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.orientations.orienter_page import OrienterPage
from fieldapp.ui.synchronisation.source import read_state
from fieldapp.ui.verrouillage.opening import join_siege

LENS = "62-ADS-LENS"
NOTE = "Madame craint le trajet : pas de voiture le jeudi. Covoiturage à voir."
MOTIF = "Projet professionnel"
CTRL = Qt.KeyboardModifier.ControlModifier
MAJ = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The application with our fonts, theme and French locale."""
    return Application


@dataclass(frozen=True)
class Monde:
    """Headquarters, the space it shares, and two posts of one antenna."""

    dossier: Path
    siege: Session
    nadia: Path
    julie: Path

    @property
    def espace(self) -> Path:
        return self.dossier / "espace"

    def ingest(self) -> None:
        """Headquarters takes in what came and relays it."""
        assert ingest.ingest(self.siege, self.espace).refuses == ()


@pytest.fixture
def monde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Monde]:
    """Headquarters is founded, two workers were invited, Julie's post is already admitted."""
    monkeypatch.setitem(keys.ARGON2, "iterations", 1)
    monkeypatch.setitem(keys.ARGON2, "memory_cost", 1024)
    espace = tmp_path / "espace"
    siege = founding.init_space(tmp_path / "siege", espace, "CAF62", PHRASE).session
    folders = []
    for nom, name in (("Nadia Lemaire", "nadia"), ("Julie Caudron", "julie")):
        invitation = tmp_path / f"{name}.invitation"
        posts.invite(siege, nom=nom, role="ASS", unite=LENS, out=invitation)
        session = join_siege(tmp_path / name, invitation, PHRASE).session
        if name == "julie":
            synchronise(session.store, espace)
        session.close()
        folders.append(tmp_path / name)
    monde = Monde(tmp_path, siege, *folders)
    monde.ingest()
    yield monde
    siege.close()


@pytest.mark.usefixtures("qapp")
def test_the_main_job_in_the_window(
    monde: Monde, shared: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(monde.nadia, qtbot) as nadia:
        nadia.unlock()
        _import(nadia, USAGERS, shared / "data" / "usagers_600.csv", "600 personnes")
        _import(nadia, ANNUAIRE, shared / "data" / "structures.json", "1003 structures")
        foyer_id = _find_misspelt(nadia)
        _note_a_call(nadia)
        fiche = _orient(nadia, monde.dossier, monkeypatch)
        synthese = _print_synthese(nadia, monde.dossier, monkeypatch)
        _read_papers(nadia, foyer_id, synthese, fiche)
        assert "déposée" in nadia.synchronise()
        monde.ingest()
        assert "envoyée" not in nadia.synchronise(), "all had left with the request"
        nadia.until(lambda: read_state(nadia.session).ici == 0)
    with opened(monde.julie, qtbot) as julie:
        _colleague_sees(julie, foyer_id)
    monde.ingest()
    _export(monde, foyer_id)


def _import(nadia: Fenetre, source: Source, file: Path, told: str) -> None:
    """The command of the palette, the file's path, the trial, then the import."""
    nadia.choose_in_palette(f">{source.titre.lower()}", lambda entry: entry.key == source.key)
    dialog = nadia.workspace.imports[source.key]
    nadia.until(dialog.pick_button.hasFocus)
    nadia.press(Qt.Key.Key_Tab, MAJ)
    assert dialog.path.hasFocus()
    nadia.type(str(file))
    nadia.press(Qt.Key.Key_Return)
    nadia.until(dialog.import_button.hasFocus)
    assert f"{told} seraient écrites" in dialog.report.sentence()
    assert dialog.rapport is not None
    assert dialog.rapport.rejetes == ()
    nadia.press(Qt.Key.Key_Return, CTRL)
    nadia.until(dialog.close_button.hasFocus)
    assert dialog.report.sentence() == f"{told} créées."
    nadia.press(Qt.Key.Key_Escape)
    nadia.until(lambda: not dialog.isVisible())
    nadia.window.activateWindow()
    nadia.until(nadia.window.isActiveWindow)
    nadia.settle()


def _find_misspelt(nadia: Fenetre) -> str:
    nadia.choose_in_palette("lefevbre michele", lambda entry: "Lefebvre" in entry.title)
    page = nadia.workspace.page
    assert isinstance(page, DossierPage)
    assert page.top._title.text() == "Lefebvre"
    return page._foyer_id


def _note_a_call(nadia: Fenetre) -> None:
    """Ctrl+N, the note, Ctrl+Entrée: nothing else is needed."""
    page = nadia.workspace.page
    assert isinstance(page, DossierPage)
    nadia.press(Qt.Key.Key_N, CTRL)
    nadia.until(page.fil.note.fields.note.hasFocus)
    nadia.type(NOTE)
    nadia.press(Qt.Key.Key_Return, CTRL)
    nadia.settle()
    assert nadia.workspace.toast.accessibleName() == "Contact noté pour Lefebvre."
    (noted,) = contacts.list_contacts(nadia.session, page._foyer_id)
    assert (noted.nature, noted.note) == ("TEL_ENTRANT", NOTE)


def _orient(nadia: Fenetre, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One screen, the live sheet, then the sheet on paper."""
    nadia.press(Qt.Key.Key_O, CTRL | MAJ)
    nadia.settle()
    page = nadia.workspace.page
    assert isinstance(page, OrienterPage)
    form = page.form
    nadia.until(form.pour_qui.selected)
    form.action.setFocus()
    nadia.type("mission locale")
    nadia.until(form.action.suggestions.isVisible)
    nadia.press(Qt.Key.Key_Return)
    assert form.action.key() == "MISSION_LOCALE"
    form.structure.setFocus()
    nadia.type("mission locale arras")
    nadia.until(lambda: form.structure.suggestions.isVisible() and nadia.tasks.idle)
    nadia.press(Qt.Key.Key_Return)
    nadia.until(form.structure.key)
    chip = form.motifs.chips.chip(MOTIF)
    assert chip is not None
    nadia.click(chip)
    nadia.click(form.accords["FICHE"])
    assert page._filled.text() == "6 champs sur 7"
    nadia.until(lambda: MOTIF in plain(page.sheet.preview.text()))
    live = plain(page.sheet.preview.text())
    assert "Lefebvre" in live
    assert "ovoiturage" not in live, "a note never leaves on a sheet"
    nadia.press(Qt.Key.Key_Return, CTRL)
    nadia.until(lambda: page._dialog is not None)
    assert isinstance(page._dialog, PrintPreview)
    return _save_pdf(nadia, page._dialog, folder / "fiche.pdf", monkeypatch)


def _print_synthese(nadia: Fenetre, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = nadia.workspace.page
    assert isinstance(page, DossierPage)
    nadia.press(Qt.Key.Key_P, CTRL)
    nadia.until(lambda: page._dialog is not None)
    assert isinstance(page._dialog, PrintPreview)
    return _save_pdf(nadia, page._dialog, folder / "synthese.pdf", monkeypatch)


def _save_pdf(
    nadia: Fenetre, dialog: PrintPreview, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """« Enregistrer en PDF » of the preview; only the system's file dialog is answered for."""
    nadia.until(lambda: dialog._data)
    assert dialog.preview.pages in (1, 2)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args: (str(path), ""))
    )
    nadia.click(dialog.save_button)
    nadia.until(path.is_file)
    nadia.until(lambda: "PDF enregistré" in dialog.bar.text())
    _close(nadia, dialog)
    return path


def _close(nadia: Fenetre, dialog: QDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    nadia.until(lambda: not dialog.isVisible())
    nadia.window.activateWindow()
    nadia.until(nadia.window.isActiveWindow)
    nadia.settle()


def _read_papers(nadia: Fenetre, foyer_id: str, synthese: Path, fiche: Path) -> None:
    """Both papers are read as text, opened as tagged PDFs and looked at as pictures."""
    (made,) = orientations.list_orientations(nadia.session, foyer_id)
    assert (made.type, made.accord, made.statut) == ("MISSION_LOCALE", "FICHE", "ACCEPTEE_FAMILLE")
    prenom = foyers.get_dossier(nadia.session, foyer_id).membres[0].personne.prenom
    text, sheet = text_of(synthese), text_of(fiche)
    for words in ("Lefebvre", "Nadia Lemaire", "covoiturage", made.structure_nom or ""):
        assert words.lower() in text.lower()
    for words in (prenom or "", MOTIF, made.structure_nom or ""):
        assert words.lower() in sheet.lower()
    assert "covoiturage" not in sheet.lower(), "a note never leaves on a sheet"
    for paper in (synthese, fiche):
        with pikepdf.open(paper) as pdf:
            assert "/StructTreeRoot" in pdf.Root
            assert str(pdf.Root.Lang) == "fr-FR"
        assert 0.01 < ink(paper) < 0.4, "neither blank nor black"


def _colleague_sees(julie: Fenetre, foyer_id: str) -> None:
    """The second post receives, finds the family and reads what was done with it."""
    julie.unlock()
    told = julie.synchronise()
    assert "reçue" in told
    julie.choose_in_palette("lefevbre michele", lambda entry: entry.foyer_id == foyer_id)
    page = julie.workspace.page
    assert isinstance(page, DossierPage)
    assert page.top._title.text() == "Lefebvre"
    events = [page.fil.model.index(row, 0) for row in range(page.fil.model.rowCount())]
    told = " ".join(str(i.data(Qt.ItemDataRole.AccessibleTextRole)) for i in events)
    assert "Mission locale" in told
    julie.press(Qt.Key.Key_N, CTRL)
    julie.until(page.fil.note.fields.note.hasFocus)
    julie.type("Vu avec Nadia.")
    julie.press(Qt.Key.Key_Return, CTRL)
    julie.settle()
    assert len(contacts.list_contacts(julie.session, foyer_id)) == 2
    assert "envoyée" in julie.synchronise()


def _export(monde: Monde, foyer_id: str) -> None:
    """The central export, opened as text and in a spreadsheet's reader."""
    folders = {}
    for fmt in ("csv", "xlsx"):
        folders[fmt] = monde.dossier / f"export-{fmt}"
        export.export(monde.siege, mode="nominatif", formats=(fmt,), out_dir=folders[fmt])
    tables = {}
    for path in folders["csv"].glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file, delimiter=";"))
    assert len(tables["foyers"]) == 600
    assert len(tables["contacts"]) == 2
    (orientation,) = tables["orientations"]
    assert foyer_id in orientation.values()
    (book,) = folders["xlsx"].glob("*.xlsx")
    workbook = openpyxl.load_workbook(book, read_only=True)
    for name, rows in tables.items():
        assert sum(1 for _ in workbook[name].iter_rows(values_only=True)) == len(rows) + 1, name
    workbook.close()

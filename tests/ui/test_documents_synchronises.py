"""A document added on one post, seen on the other: first its record, then what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests import fichiers
from tests.ui import recit
from tests.ui.recit import Bureau, add_family, close_bureau, open_bureau
from tests.ui.test_synchronisation import new_post

from fieldapp.domain.document import SaisieDocument
from fieldapp.services import documents_joints as service
from fieldapp.services.session import Session
from fieldapp.siege.founding import init_space, open_siege
from fieldapp.siege.ingest import ingest
from fieldapp.sync import chunks
from fieldapp.sync.engine import synchronise
from fieldapp.ui.documents.viewer import DocumentDialog
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage
from fieldapp.ui.synchronisation.page import SyncPage

PHRASE = "beffroi galette tandem lilas"


@pytest.fixture
def posts(tmp_path: Path) -> Iterator[tuple[Session, Session, Session]]:
    """Headquarters, the post of Marc and that of Nadia, of one antenna."""
    init_space(tmp_path / "siege", tmp_path / "espace", "CAF62", PHRASE).session.close()
    siege = open_siege(tmp_path / "siege", PHRASE)
    marc, nadia = (new_post(tmp_path, siege, nom) for nom in ("Marc Petit", "Nadia Lemaire"))
    _round(tmp_path / "espace", siege, marc, nadia)
    _round(tmp_path / "espace", siege, marc, nadia)
    yield siege, marc, nadia
    marc.close()
    siege.close()


def _round(espace: Path, siege: Session, *sessions: Session) -> None:
    for session in sessions:
        synchronise(session.store, espace)
    ingest(siege, espace)


def test_the_record_comes_first_says_where_the_content_is_then_it_shows(
    qtbot: QtBot,
    tmp_path: Path,
    posts: tuple[Session, Session, Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    siege, marc, nadia = posts
    famille = add_family(marc, "Caron", "Paul", "Lens")
    saisie = SaisieDocument(famille, "Bail signé", zone="institution")
    service.add_document(marc, saisie, fichiers.pdf("Bail", pages=2))
    with monkeypatch.context() as patch:
        # A long content waits its turn, after everything that is written.
        patch.setattr(chunks, "_MOST_WAITING", -1)
        _round(tmp_path / "espace", siege, marc)
        synchronise(nadia.store, tmp_path / "espace")
    monkeypatch.setattr(recit, "PAGES", (*recit.PAGES, SyncPage))
    bureau = open_bureau(nadia)
    try:
        bureau.workspace.navigator.go("dossier", foyer_id=famille, onglet=DOCUMENTS)
        bureau.settle(qtbot)
        tab = bureau.page(DossierPage).documents
        found = tab.current()
        assert found is not None
        assert tab.model.second_line(found) == "Contenu sur le poste de Marc Petit"
        assert not tab.show_button.isEnabled()
        _enter(bureau, qtbot)
        assert tab.bar.text() == (
            "Contenu sur le poste de Marc Petit. Sa fiche est à jour ici, il arrivera à une "
            "prochaine synchronisation."
        )
        _round(tmp_path / "espace", siege, marc)
        _round(tmp_path / "espace", siege, marc)
        bureau.workspace.navigator.go("synchronisation")
        page = bureau.page(SyncPage)
        bureau.settle(qtbot)
        with qtbot.waitSignal(page.synchronised, timeout=20_000):
            page.synchronise()
        bureau.settle(qtbot)
        bureau.workspace.navigator.back()
        bureau.settle(qtbot)
        arrived = tab.current()
        assert arrived is not None
        assert arrived.present
        assert tab.model.second_line(arrived) == "PDF, ajouté par Marc Petit"
        _enter(bureau, qtbot)
        seen = tab._dialog
        assert isinstance(seen, DocumentDialog)
        assert seen.pdf.pageCount() == 2
        seen.reject()
    finally:
        close_bureau(bureau)


def _enter(bureau: Bureau, qtbot: QtBot) -> None:
    table = bureau.page(DossierPage).documents.table
    bureau.window.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)

"""What was printed, kept in the file from its preview, with real keys, and found among the rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour
from tests.ui.test_contrat import CTRL
from tests.ui.test_contrat_papier import propose

from fieldapp.domain.dates import format_date
from fieldapp.domain.evaluation import Chapitre
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import documents_joints, evaluations
from fieldapp.ui.documents.model import TITRE
from fieldapp.ui.dossier.page import DOCUMENTS, DossierPage
from fieldapp.ui.feuille_route.document import FeuilleRouteDocument, show_feuille
from fieldapp.ui.impression.preview import PrintPreview

__all__ = ["propose"]
ALT = Qt.KeyboardModifier.AltModifier


def _preview(bureau: Bureau, qtbot: QtBot) -> PrintPreview:
    bureau.settle(qtbot)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview)]
    preview = next(dialog for dialog in found if dialog.isVisible())
    qtbot.waitUntil(lambda: preview.keep_button.isEnabled() and bool(preview.preview.text()))
    preview.activateWindow()
    qtbot.waitUntil(preview.isActiveWindow)
    return preview


@pytest.mark.usefixtures("propose")
@pytest.mark.parametrize(
    ("onglet", "titre", "nature"),
    [
        ("fil", "Synthèse de situation du ", "ECRIT"),
        ("foyer", "Génogramme du ", "IDENTITE"),
        ("evaluation", "Évaluation sociale partagée, version 1, du ", "ECRIT"),
        ("engagements", "Contrat d’engagements réciproques, version 1, du ", "ECRIT"),
    ],
)
def test_each_document_is_kept_from_its_preview(
    bureau: Bureau, qtbot: QtBot, delattre: str, onglet: str, titre: str, nature: str
) -> None:
    started = evaluations.start_evaluation(bureau.session, delattre)
    evaluations.save_chapitre(bureau.session, started.id, Chapitre("BUDGET", "Une pension manque."))
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet=onglet)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    if onglet == "foyer":
        page.foyer.genogramme.print_drawing()
    else:
        page.setFocus()
        bureau.press(Qt.Key.Key_P, CTRL)
    preview = _preview(bureau, qtbot)
    QTest.keyClick(preview, Qt.Key.Key_G, ALT)
    # A button shows itself pressed for a moment before it acts.
    qtbot.waitUntil(lambda: "produit ici" in preview.bar.text())
    assert not preview.keep_button.isEnabled(), "one click keeps one copy"
    preview.reject()
    (kept,) = documents_joints.list_documents(bureau.session, delattre)
    assert kept.titre == titre + format_date(jour())
    assert (kept.nature, kept.zone, kept.produit_ici) == (nature, "equipe", True)
    page.tabs.show_tab(DOCUMENTS)
    bureau.settle(qtbot)
    index = page.documents.model.index(0, TITRE)
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith(", produit ici")


def test_a_sheet_that_names_several_families_is_kept_in_the_file_of_none(
    bureau: Bureau, qtbot: QtBot
) -> None:
    preview = show_feuille(bureau.session, bureau.tasks, aujourd_hui(), bureau.window)
    bureau.settle(qtbot)
    assert FeuilleRouteDocument(bureau.session, aujourd_hui()).make_kept() is None
    assert not preview.keep_button.isVisible()
    preview.reject()

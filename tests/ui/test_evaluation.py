"""The social assessment in the window: chapters, drafts, versions side by side, bars."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.evaluation import Chapitre
from fieldapp.services import brouillons, evaluations
from fieldapp.ui.dossier.historique_dialog import HistoryDialog
from fieldapp.ui.dossier.page import FIL, DossierPage
from fieldapp.ui.dossier.suivi_tabs import EVALUATION
from fieldapp.ui.evaluation.date_dialog import DateDialog
from fieldapp.ui.evaluation.document import EvaluationDocument
from fieldapp.ui.evaluation.tab import CHAPITRES, COMPARER, ECRAN, EVOLUTION, EvaluationTab
from fieldapp.ui.impression.preview import PrintPreview

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> EvaluationTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet=EVALUATION)
    bureau.settle(qtbot)
    return bureau.page(DossierPage).suivi.evaluation


def _view(tab: EvaluationTab, key: str) -> None:
    places = (CHAPITRES, COMPARER, EVOLUTION)
    tab.views.choose_at(places.index(key))


@pytest.fixture
def two_versions(bureau: Bureau, delattre: str) -> None:
    session = bureau.session
    first = evaluations.start_evaluation(session, delattre, date=jour(-120))
    evaluations.save_chapitre(
        session,
        first.id,
        Chapitre("MOBILITE", "Un bus le matin.", ("MOBILITE", "ISOLEMENT"), analyse="Fatigue."),
    )
    second = evaluations.start_evaluation(session, delattre)
    evaluations.save_chapitre(
        session, second.id, Chapitre("MOBILITE", "Un bus le matin et le soir.", ("MOBILITE",))
    )


def test_a_first_chapter_is_written_from_the_keyboard(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    assert "Rien n’est obligatoire" in tab.empty._text.text()
    bureau.press(Qt.Key.Key_N, CTRL | SHIFT)
    bureau.settle(qtbot)
    assert tab.chapitres.table.hasFocus()
    for _ in range(3):
        bureau.press(Qt.Key.Key_Down)
    assert tab.chapitres.title.text() == "Logement et cadre de vie"
    bureau.press(Qt.Key.Key_Return)
    assert tab.chapitres.fields.etat.hasFocus()
    bureau.keys("Deux pièces humides.")
    assert tab.chapitres.state.text() == "Pas encore enregistré"
    tab.chapitres.fields.besoins.choose("LOGEMENT")
    tab.chapitres.fields.appuis.setFocus()
    bureau.keys("Bon voisinage")
    bureau.press(Qt.Key.Key_Return)
    bureau.keys("Bailleur à l’écoute")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert bureau.toast() == "Chapitre enregistré\u00a0: Logement et cadre de vie."
    (evaluation,) = evaluations.list_evaluations(bureau.session, delattre)
    assert evaluation.chapitre("LOGEMENT") == Chapitre(
        "LOGEMENT",
        "Deux pièces humides.",
        ("LOGEMENT",),
        appuis=("Bon voisinage", "Bailleur à l’écoute"),
    )
    assert brouillons.get_brouillon(bureau.session, ECRAN, delattre) is None


def test_going_to_another_chapter_saves_the_one_being_typed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    evaluations.start_evaluation(bureau.session, delattre)
    tab = _tab(bureau, qtbot, delattre)
    tab.chapitres.fields.etat.setFocus()
    bureau.keys("Veut reprendre une formation.")
    tab.chapitres.table.setFocus()
    bureau.press(Qt.Key.Key_Down)
    bureau.settle(qtbot)
    assert tab.chapitres.fields.etat.toPlainText() == ""
    (evaluation,) = evaluations.list_evaluations(bureau.session, delattre)
    assert evaluation.chapitre("DEMANDE").etat == "Veut reprendre une formation."
    bureau.press(Qt.Key.Key_Up)
    assert tab.chapitres.fields.etat.toPlainText() == "Veut reprendre une formation."


def test_an_interrupted_chapter_is_found_again_word_for_word(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    evaluations.start_evaluation(bureau.session, delattre)
    tab = _tab(bureau, qtbot, delattre)
    tab.chapitres.choose("BUDGET")
    tab.chapitres.show_chapitre(Chapitre("BUDGET"))
    tab.chapitres.fields.paroles.setFocus()
    bureau.keys("Je compte tout, le 20 il ne reste")
    bureau.page(DossierPage).keep_drafts()
    bureau.settle(qtbot)
    assert evaluations.list_evaluations(bureau.session, delattre)[0].chapitres == {}

    draft = brouillons.get_brouillon(bureau.session, ECRAN, delattre)
    assert draft is not None
    tab._foyer_id = ""
    tab._dirty = False
    tab.show_family(delattre)
    bureau.settle(qtbot)
    assert tab.chapitres.code == "BUDGET"
    assert tab.chapitres.fields.paroles.toPlainText() == "Je compte tout, le 20 il ne reste"
    assert "Saisie retrouvée" in tab.chapitres.state.text()
    QTest.mouseClick(tab.chapitres.save, LEFT)
    bureau.settle(qtbot)
    saved = evaluations.list_evaluations(bureau.session, delattre)[0]
    assert saved.chapitre("BUDGET").paroles == "Je compte tout, le 20 il ne reste"


def test_a_refresh_never_overwrites_what_is_being_typed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    evaluations.start_evaluation(bureau.session, delattre)
    tab = _tab(bureau, qtbot, delattre)
    tab.chapitres.fields.etat.setFocus()
    bureau.keys("En cours de frappe")
    tab.read_again()
    bureau.settle(qtbot)
    assert tab.chapitres.fields.etat.toPlainText() == "En cours de frappe"


def test_free_text_is_read_again_while_it_can_be_changed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    evaluations.start_evaluation(bureau.session, delattre)
    fields = _tab(bureau, qtbot, delattre).chapitres.fields
    fields.paroles.setPlainText("Mon numéro est 1 84 12 76 451 089 46")
    checker = fields.checkers["paroles"]
    checker.read_now()
    assert "sécurité sociale" in checker.message()
    checker._mask.click()
    assert fields.paroles.toPlainText() == "Mon numéro est [numéro retiré]"


@pytest.mark.usefixtures("two_versions")
def test_a_former_version_is_read_and_not_rewritten(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    tab.versions.setCurrentIndex(1)
    tab.versions.chosen.emit(tab.versions.code())
    assert "antérieure" in tab.chapitres.state.text()
    assert tab.chapitres.fields.etat.isReadOnly()
    assert not tab.chapitres.save.isVisible()


@pytest.mark.usefixtures("two_versions")
def test_two_versions_side_by_side_are_marked_by_signs(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _view(tab, COMPARER)
    bureau.settle(qtbot)
    words = tab.comparaison.text()
    assert "Un bus le − matin." in words
    assert "Un bus le + matin et le soir." in words
    assert "− Isolement" in words
    assert "− Fatigue." in words
    tab.comparaison.avant.set_code(tab.comparaison.apres.code())
    tab.comparaison.ask()
    bureau.settle(qtbot)
    assert "Rien ne diffère" in tab.comparaison.text()


@pytest.mark.usefixtures("two_versions")
def test_bars_are_told_one_by_one_and_have_their_table(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _view(tab, EVOLUTION)
    chart = tab.evolution.chart
    assert chart.sentence().endswith("version 1\u00a0: 2, version 2\u00a0: 1")
    chart.setFocus()
    assert chart.current_words() == "Mobilité, version 1\u00a0: 2 besoins"
    bureau.press(Qt.Key.Key_Right)
    assert chart.current_words() == "Mobilité, version 2\u00a0: 1 besoin"
    bureau.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert tab.evolution.table.isVisible()
    model = tab.evolution.table.model()
    cells = [str(model.index(0, column).data()) for column in range(3)]
    assert cells == ["Mobilité", "2", "1"]


@pytest.mark.usefixtures("two_versions")
def test_the_preview_shows_the_shared_part(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    tab = _tab(bureau, qtbot, delattre)
    QTest.mouseClick(tab.print_button, LEFT)
    bureau.settle(qtbot)
    preview = bureau.page(DossierPage)._dialog
    assert isinstance(preview, PrintPreview)
    assert isinstance(preview._document, EvaluationDocument)
    qtbot.waitUntil(lambda: bool(preview.preview.text()), timeout=20_000)
    assert "Un bus le matin et le soir." in preview.preview.text().replace("\n", " ")
    assert "Fatigue" not in preview.preview.text()
    preview.reject()


@pytest.mark.usefixtures("two_versions")
def test_the_history_of_a_chapter_holds_both_parts(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    tab.chapitres.choose("MOBILITE")
    QTest.mouseClick(tab.chapitres.history, LEFT)
    bureau.settle(qtbot)
    dialog = tab._dialog
    assert isinstance(dialog, HistoryDialog)
    rows = dialog._model.rowCount()
    fields = {dialog._model.index(row, 2).data() for row in range(rows)}
    assert {"État", "Besoins", "Partie professionnelle"} <= fields
    dialog.accept()


def test_the_thread_keeps_its_place_when_tabs_are_turned(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    _tab(bureau, qtbot, delattre)
    page = bureau.page(DossierPage)
    seen = [page.tab]
    for _ in range(page.tabs.count()):
        page.tabs.turn(1)
        seen.append(page.tab)
    assert seen[0] == seen[-1] == EVALUATION
    assert FIL in seen


@pytest.mark.usefixtures("two_versions")
def test_a_version_may_be_dated_in_the_past(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    tab = _tab(bureau, qtbot, delattre)
    QTest.mouseClick(tab.chapitres.date, LEFT)
    dialog = tab._dialog
    assert isinstance(dialog, DateDialog)
    dialog.date.edit.setText("-3")
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    assert evaluations.list_evaluations(bureau.session, delattre)[0].date == jour(-3)

"""At 200 % nothing that one reads or types is squeezed by what stands beside it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.accompagnement import SaisieProposition
from fieldapp.domain.contrat import SaisieContrat
from fieldapp.domain.suite import ETAPE, RENDEZVOUS
from fieldapp.services import accompagnements, contrats
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.suivi_tabs import ENGAGEMENTS


def test_the_next_step_keeps_room_for_its_words_when_an_hour_is_asked(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    bureau.window.resize(683, 384)
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    fields = bureau.page(DossierPage).fil.note.fields
    label = fields._next._label
    assert label.isVisible()
    fields.suite_genre.set_code(RENDEZVOUS)
    fields.suite_genre.chosen.emit(RENDEZVOUS)
    bureau.settle(qtbot)
    assert fields.suite.width() > 100
    assert fields.suite.accessibleName() == "Et ensuite"
    fields.suite_genre.set_code(ETAPE)
    fields.suite_genre.chosen.emit(ETAPE)
    bureau.settle(qtbot)
    assert label.isVisible()


def test_the_household_has_one_scroll_bar_that_goes_down_to_its_last_card(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    bureau.window.resize(683, 384)
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet="foyer")
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    assert page.foyer._scroll.verticalScrollBar().maximum() == 0
    page.foyer.show_places()
    assert not page.foyer.adresses.visibleRegion().isEmpty()
    # On a wide window the tab scrolls by itself under the tabs, which stay in sight.
    bureau.window.resize(1366, 690)
    bureau.settle(qtbot)
    assert page.foyer._scroll.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)], ids=["100 %", "200 %"])
def test_the_facts_of_a_contract_and_of_an_offer_are_read_whole(
    qtbot: QtBot, bureau: Bureau, delattre: str, size: tuple[int, int]
) -> None:
    contrats.create_contrat(
        bureau.session, SaisieContrat(delattre, revision_le=jour(60), domaine="PARENTALITE")
    )
    why = "Deux loyers de retard, et le bailleur annonce une assignation avant la fin du mois"
    accompagnements.propose_offre(
        bureau.session, SaisieProposition(delattre, "IMPAYE", fait_generateur=why)
    )
    bureau.window.resize(*size)
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet=ENGAGEMENTS)
    bureau.settle(qtbot)
    tab = bureau.page(DossierPage).suivi.contrat
    for label, said in ((tab.head.words, "point le"), (tab.suivi.card.offer, why)):
        assert said in label.text()
        assert label.heightForWidth(label.width()) <= label.height()
        words = [label.fontMetrics().horizontalAdvance(word) for word in label.text().split()]
        assert max(words) <= label.width()
    if size[0] < 700:  # below the version, not a column of words beside it
        assert tab.head.words.y() > tab.head.versions.y()
        assert tab.head.words.width() > tab.head.versions.width()

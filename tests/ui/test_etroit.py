"""At 200 % nothing that one reads or types is squeezed by what stands beside it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau

from fieldapp.domain.suite import ETAPE, RENDEZVOUS
from fieldapp.ui.dossier.page import DossierPage


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

"""The génogramme in the window: arrows, zoom, the list, and every edit at the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.fixtures.familles import FAMILLES, JOUR
from tests.ui.recit import Bureau, jour

from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.domain.genogramme.famille import FamilleLiee
from fieldapp.domain.lien import COUPLE, PARENT, SEPARATION
from fieldapp.domain.lien_deduit import complete
from fieldapp.services import foyers, liens
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.genogramme.document import GenogrammeDocument
from fieldapp.ui.genogramme.lien_dialog import LienDialog
from fieldapp.ui.genogramme.panneau import DESSIN, LISTE, GenogrammePanel
from fieldapp.ui.genogramme.place_dialog import AILLEURS, PARTAGE, PlaceDialog
from fieldapp.ui.genogramme.vue import GenogrammeView
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.theme import theme

CTRL, MAJ = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _famille(nom: str) -> FamilleLiee:
    story = FAMILLES[nom]()
    membres = tuple(story.membres)
    return FamilleLiee("f", membres, complete(membres, story.liens), JOUR)


@pytest.fixture
def vue(qtbot: QtBot) -> GenogrammeView:
    """The drawing of the family of the pictures."""
    view = GenogrammeView()
    qtbot.addWidget(view)
    view.resize(790, 425)
    view.show_famille(_famille("deux_foyers"))
    view.show()
    view.activateWindow()
    view.setFocus()
    return view


@pytest.fixture
def panel(bureau: Bureau, qtbot: QtBot) -> GenogrammePanel:
    """The household tab of a couple with two children, opened from the keyboard."""
    people = (
        SaisiePersonne("Delattre", "Aurélie", civilite="MME", naissance="1992-03-01"),
        SaisiePersonne("Petit", "Julien", civilite="M", naissance="1988-03-01", role="CONJOINT"),
        SaisiePersonne("Petit", "Hugo", civilite="M", naissance=jour(-2800), role="ENFANT"),
        SaisiePersonne("Petit", "Jade", civilite="MME", naissance=jour(-2000), role="ENFANT"),
    )
    foyer = foyers.create_foyer(bureau.session, SaisieFoyer(personnes=people))
    bureau.workspace.navigator.go("dossier", foyer_id=foyer.id)
    bureau.settle(qtbot)
    page = bureau.page(DossierPage)
    page.tabs.show_tab("foyer")
    bureau.settle(qtbot)
    return page.foyer.genogramme


def _id(panel: GenogrammePanel, prenom: str) -> str:
    famille = panel.famille
    assert famille is not None
    return next(m.personne.id for m in famille.personnes if m.personne.prenom == prenom)


def _foyer_id(panel: GenogrammePanel) -> str:
    assert panel.famille is not None
    return panel.famille.foyer_id


def _spoken(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    found = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        found.append(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        found += _spoken(model, index)
    return found


# -- the drawing -------------------------------------------------------------------------------


def test_the_arrows_follow_kinship(vue: GenogrammeView) -> None:
    assert vue.courant == "aurelie"
    path = [
        (Qt.Key.Key_Up, {"gerard", "monique"}),
        (Qt.Key.Key_Down, {"aurelie"}),
        (Qt.Key.Key_Right, {"julien"}),
        (Qt.Key.Key_Down, {"lea", "hugo", "jade"}),
        (Qt.Key.Key_Left, {"lea", "hugo", "jade"}),
    ]
    for key, goals in path:
        QTest.keyClick(vue, key)
        assert vue.courant in goals
    assert "Sur " in vue.accessibleDescription()
    QTest.keyClick(vue, Qt.Key.Key_Home)
    assert vue.courant == "aurelie"


def test_enter_opens_the_person_under_the_cursor(vue: GenogrammeView, qtbot: QtBot) -> None:
    QTest.keyClick(vue, Qt.Key.Key_Right)
    with qtbot.waitSignal(vue.personne_ouverte) as caught:
        QTest.keyClick(vue, Qt.Key.Key_Return)
    assert caught.args == ["julien"]


def test_a_click_chooses_and_a_double_click_opens(vue: GenogrammeView, qtbot: QtBot) -> None:
    assert vue.dessin is not None
    symbol = vue.dessin.symbole("jade")
    assert symbol is not None
    place = vue.mapFromScene(QPointF(symbol.x, symbol.y))
    QTest.mouseClick(vue.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert vue.courant == "jade"
    with qtbot.waitSignal(vue.personne_ouverte):
        QTest.mouseDClick(vue.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_zoom_by_keys_and_by_ctrl_and_the_wheel(vue: GenogrammeView) -> None:
    assert vue.zoom == 100, "no text under 13 px unasked"
    QTest.keyClick(vue, Qt.Key.Key_Plus)
    assert vue.zoom == 115
    QTest.keyClick(vue, Qt.Key.Key_Minus)
    QTest.keyClick(vue, Qt.Key.Key_Minus)
    assert vue.zoom < 100
    before = vue.zoom
    wheel = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(vue.viewport(), wheel)
    assert vue.zoom > before
    vue.show_famille(_famille("douze"))
    QTest.keyClick(vue, Qt.Key.Key_0)
    assert vue.zoom <= 100
    assert not vue.horizontalScrollBar().maximum(), "0 shows everything"


def test_the_drawing_says_itself(vue: GenogrammeView) -> None:
    text = vue.accessibleDescription()
    assert text.startswith("Génogramme de 7 personnes sur 3 générations.")
    assert "Aurélie et Julien\u00a0: séparés en 09/2026." in text


@pytest.mark.parametrize("nom", FAMILLES)
def test_every_word_fits_its_box_in_the_real_font(nom: str) -> None:
    for label in _famille(nom).dessin().etiquettes:
        for rank, words in enumerate(label.lignes):
            strong = rank < label.grasses
            font = theme().font("corps", fort=strong or label.genre == "FOYER")
            font.setPixelSize(15 if strong else 13)
            assert QFontMetricsF(font).horizontalAdvance(words) <= label.w + 1, words


def test_light_and_dark_are_painted(vue: GenogrammeView) -> None:
    light = vue.grab().toImage()
    theme().choose("sombre")
    try:
        dark = vue.grab().toImage()
    finally:
        theme().choose("clair")
    assert light.pixelColor(3, 3) == theme().color("surface")
    assert dark.pixelColor(3, 3).lightness() < 60
    colours = {light.pixelColor(x, y).name() for x in range(0, 790, 5) for y in range(0, 400, 5)}
    assert len(colours) > 4


# -- in the file -------------------------------------------------------------------------------


def test_the_household_tab_draws_an_imported_family(panel: GenogrammePanel) -> None:
    assert panel.side == DESSIN
    assert panel.vue.dessin is not None
    assert panel.vue.dessin.rangs == 2
    assert "5 liens déduits" in panel.deduits.text()


def test_the_publics_follow_the_places_in_the_household(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    foyer = bureau.page(DossierPage).foyer
    assert "Parents d’enfants de moins de 6\u00a0ans" in foyer.publics.shown()
    assert "Familles monoparentales" not in foyer.publics.shown()
    panel.edit_place(_id(panel, "Julien"))
    form = _place_form()
    form.ou.set_code(AILLEURS)
    form.submit()
    bureau.settle(qtbot)
    assert "Familles monoparentales" in foyer.publics.shown()


def test_one_shortcut_goes_to_the_list_and_back_on_the_same_person(
    panel: GenogrammePanel, bureau: Bureau
) -> None:
    panel.vue.setFocus()
    panel.vue.set_courant(_id(panel, "Hugo"))
    bureau.press(Qt.Key.Key_T, CTRL | MAJ)
    assert panel.side == LISTE
    assert panel.liste.hasFocus()
    assert panel.liste.personne_courante() == _id(panel, "Hugo")
    bureau.press(Qt.Key.Key_Up)
    bureau.press(Qt.Key.Key_T, CTRL | MAJ)
    assert panel.vue.hasFocus()


def test_enter_on_a_person_opens_the_form_of_the_person(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.vue.setFocus()
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert any(_shown(widget, PersonneDialog) for widget in QApplication.topLevelWidgets())


def _link_form() -> LienDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, LienDialog)]
    return next(form for form in found if form.isVisible())


def _place_form() -> PlaceDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, PlaceDialog)]
    return next(form for form in found if form.isVisible())


def _back(bureau: Bureau, qtbot: QtBot, widget: QWidget) -> None:
    """The window takes the keyboard again after a form, as a window manager sees to."""
    bureau.window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def _shown(widget: QWidget, kind: type[QWidget]) -> bool:
    return isinstance(widget, kind) and widget.isVisible()


def test_a_couple_is_confirmed_then_parted_then_taken_back(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.show_side(LISTE)
    panel.liste.setFocus()
    bureau.press(Qt.Key.Key_Down)  # the first link of Aurélie: the deduced couple
    bureau.press(Qt.Key.Key_F2)
    form = _link_form()
    assert form.genre.code() == COUPLE
    form.etat.set_code("MARIAGE")
    form.debut.set_value("2017-06-03")
    form.submit()
    bureau.settle(qtbot)
    assert bureau.toast() == "Lien enregistré."
    (couple,) = [x for x in liens.list_liens(bureau.session, _foyer_id(panel)) if x.genre == COUPLE]
    assert (couple.etat, couple.deduit) == ("MARIAGE", False)

    panel.end_couple(couple.id)
    bureau.settle(qtbot)
    assert panel.vue.dessin is not None
    assert panel.vue.dessin.marques
    (couple,) = [x for x in liens.list_liens(bureau.session, _foyer_id(panel)) if x.genre == COUPLE]
    assert couple.etat == SEPARATION
    _back(bureau, qtbot, panel.liste)
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert not panel.vue.dessin.marques


def test_a_link_is_removed_with_one_key_and_comes_back(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    mother, child = _id(panel, "Aurélie"), _id(panel, "Hugo")
    panel.add_link(mother)
    form = _link_form()
    form.genre.set_code(PARENT)
    form.autre.set_code(child)
    form.submit()
    bureau.settle(qtbot)
    recorded = [x for x in liens.list_liens(bureau.session, _foyer_id(panel)) if not x.deduit]
    assert [(x.genre, x.personne_id, x.autre_id) for x in recorded] == [(PARENT, mother, child)]
    panel.show_side(LISTE)
    _back(bureau, qtbot, panel.liste)
    panel.liste.choose_link(recorded[0].id)
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    assert bureau.toast() == "Lien retiré."
    assert all(x.deduit for x in liens.list_liens(bureau.session, _foyer_id(panel)))


def test_a_wrong_link_is_said_beside_its_field(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.add_link(_id(panel, "Hugo"))
    form = _link_form()
    form.genre.set_code(PARENT)
    form.autre.set_code(_id(panel, "Hugo"))
    form.submit()
    bureau.settle(qtbot)
    assert "deux personnes différentes" in form.form["autre_id"].error
    assert form.isVisible()


def test_an_odd_link_is_said_once_then_saved(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.add_link(_id(panel, "Jade"))
    form = _link_form()
    form.genre.set_code(PARENT)
    form.autre.set_code(_id(panel, "Hugo"))
    form.submit()
    bureau.settle(qtbot)
    assert "plus jeune" in form.remarque.text()
    form.submit()
    bureau.settle(qtbot)
    assert not form.isVisible()
    assert any(not x.deduit for x in liens.list_liens(bureau.session, _foyer_id(panel)))


def test_an_unknown_father_is_chosen_in_the_list(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.add_link("")
    form = _link_form()
    form.personne.set_code("?M")
    form.genre.set_code(PARENT)
    form.autre.set_code(_id(panel, "Jade"))
    form.submit()
    bureau.settle(qtbot)
    assert panel.vue.dessin is not None
    assert [s.texte for s in panel.vue.dessin.symboles if s.personne_id is None] == ["?"]


def test_a_child_s_time_is_shared_at_the_keyboard(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.edit_place(_id(panel, "Julien"))
    form = _place_form()
    form.ou.set_code(AILLEURS)
    form.submit()
    bureau.settle(qtbot)
    panel.show_side(LISTE)
    _back(bureau, qtbot, panel.liste)
    panel.liste.set_courant(_id(panel, "Hugo"))
    bureau.press(Qt.Key.Key_F2)
    form = _place_form()
    form.ou.set_code(PARTAGE)
    form.semaines.set_code("IMPAIRES")
    form.part.setText("beaucoup")
    form.submit()
    bureau.settle(qtbot)
    assert "pourcentage" in form.form["part"].error
    form.part.setText("50")
    form.submit()
    bureau.settle(qtbot)
    assert bureau.toast() == "Place enregistrée."
    assert panel.vue.dessin is not None
    assert [s.personne_id for s in panel.vue.dessin.symboles if s.fantome] == [_id(panel, "Hugo")]


def test_the_list_holds_the_same_content_and_a_menu(panel: GenogrammePanel) -> None:
    panel.show_side(LISTE)
    texts = _spoken(panel.liste.model(), QModelIndex())
    assert any("Hugo" in text and "enfant d’Aurélie et de Julien" in text for text in texts)
    panel.liste.set_courant(_id(panel, "Aurélie"))
    actions = [action.text() for action in panel.liste.make_menu().actions()]
    assert "Ajouter un lien" in actions
    panel.liste.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    )
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_the_printed_page_is_previewed_from_the_tab(
    panel: GenogrammePanel, bureau: Bureau, qtbot: QtBot
) -> None:
    panel.imprimer.click()
    bureau.settle(qtbot)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview)]
    preview = next(dialog for dialog in found if dialog.isVisible())
    assert preview.windowTitle()
    preview.close()
    document = GenogrammeDocument(bureau.session, _foyer_id(panel), True)
    assert document.options(lambda: None) is not None
    assert "Delattre" not in document.file_name
    assert document.make_final()().startswith(b"%PDF")


def test_nothing_is_cut_where_room_is_short(panel: GenogrammePanel) -> None:
    panel.setFixedWidth(520)
    QApplication.processEvents()
    for button in (panel.choix, panel.ajouter, panel.lier, panel.imprimer, panel.plus):
        assert panel.rect().contains(button.geometry())

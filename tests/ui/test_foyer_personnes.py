"""The people of a file: who lives there comes first, and who does not is told apart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.ui.formes import OTHERS
from tests.ui.recit import Bureau
from tests.ui.test_foyer import _rows

from fieldapp.domain.foyer import AUTRE, SaisiePersonne
from fieldapp.services import appartenances, foyers, personnes
from fieldapp.services.session import Session
from fieldapp.ui.capture import leaves
from fieldapp.ui.delegates import row
from fieldapp.ui.delegates.paint import paint_elided
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.theme import theme


def _place(session: Session, foyer_id: str, prenom: str) -> str:
    membres = foyers.get_dossier(session, foyer_id).membres
    return next(m.appartenance_id for m in membres if m.personne.prenom == prenom)


def test_who_lives_elsewhere_half_the_time_or_no_more_is_told(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    session = bureau.session
    for prenom, deces in (("Monique", None), ("Gérard", "2019-04-02")):
        civilite = "MME" if deces is None else "M"
        saisie = SaisiePersonne("Delattre", prenom, civilite=civilite, role=AUTRE)
        added = personnes.add_personne(session, delattre, saisie)
        personnes.update_personne(session, added.id, {"deces": deces})
    appartenances.update_appartenance(session, _place(session, delattre, "Monique"), {"part": 0})
    appartenances.update_appartenance(
        session, _place(session, delattre, "Hugo"), {"part": 50, "semaines": "IMPAIRES"}
    )
    personnes.end_appartenance(session, _place(session, delattre, "Léa"))
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet="foyer")
    bureau.settle(qtbot)
    rows = _rows(bureau.page(DossierPage).foyer.people)
    told = [(row.title.split()[0], [badge.text for badge in row.badges]) for row in rows]
    assert told[:3] == [("Aurélie", []), ("Hugo", ["semaines impaires"]), ("Jade", [])]
    assert dict(told[3:5]) == {"Monique": ["Vit ailleurs"], "Gérard": ["Décédé en 2019"]}
    assert told[5][0] == "Léa"
    assert told[5][1][0].startswith("Parti")


def test_what_is_wrong_is_seen_whole_under_the_last_field(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    form = OTHERS["adresse"](bureau, delattre)
    form.show_form()
    bureau.settle(qtbot)
    assert isinstance(form, AdresseDialog)
    form.resize(form.width(), 300)
    for name, typed in (("adresse", "3 rue des Lombards"), ("precision", "2 92 03 62 498 123 45")):
        leaves.show(form.form[name].field, typed)
    form.submit()
    bureau.settle(qtbot)
    field = form.form["precision"]
    assert "sécurité sociale" in field.error
    view = form._scroll.viewport()
    bottom = field.mapTo(view, field.rect().bottomLeft()).y()
    assert 0 < bottom < view.height()


def test_a_birth_date_is_read_whole_beside_any_badge_on_a_small_laptop(
    bureau: Bureau, qtbot: QtBot, delattre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = bureau.session
    saisie = SaisiePersonne(
        "Hennebelle", "Julien", civilite="M", naissance="1988-11-17", role="CONJOINT"
    )
    personnes.add_personne(session, delattre, saisie)
    personnes.end_appartenance(session, _place(session, delattre, "Julien"))
    bureau.window.resize(1366, 768)
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet="foyer")
    bureau.settle(qtbot)
    painted: dict[str, bool] = {}

    def paint(painter: QPainter, rect: QRect, text: str, font: QFont, token: str) -> int:
        painted[text] = QFontMetrics(font).horizontalAdvance(text) <= rect.width()
        return paint_elided(painter, rect, text, font, token)

    monkeypatch.setattr(row, "paint_elided", paint)
    bureau.page(DossierPage).foyer.people.grab()
    cut = [text for text, whole in painted.items() if not whole]
    assert cut == []
    assert any(text.endswith("né le 17/11/1988") for text in painted)


def test_enlarged_in_use_every_person_stays_in_sight_and_the_signs_beside_their_words(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre, onglet="foyer")
    bureau.settle(qtbot)
    foyer = bureau.page(DossierPage).foyer
    people, look = foyer.people, theme()
    signs = [one for one in foyer.genogramme.findChildren(QLabel) if one.text() == "femme"]
    try:
        look.set_zoom(2.0)
        bureau.settle(qtbot)
        assert people.view.verticalScrollBar().maximum() == 0
        assert {one.contentsMargins().left() for one in signs} == {look.px(19)}
    finally:
        look.set_zoom(1.0)

"""The contract in the window: prepared, proposed, signed with the mouse, ticked, revised."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.accompagnement import SaisieProposition
from fieldapp.domain.contrat import (
    ATTEINT,
    ECRAN,
    FAIT,
    FAMILLE,
    PAPIER,
    SIGNE,
    TS,
    SaisieContrat,
    SaisieEngagement,
    SaisieObjectif,
)
from fieldapp.services import accompagnements, contrats, objectifs
from fieldapp.services.session import adopt, make_agent
from fieldapp.ui.contrat.dialogs import DatesDialog, EndDialog, EngagementDialog, ObjectifDialog
from fieldapp.ui.contrat.model import ETAT, QUI, QUOI
from fieldapp.ui.contrat.offre_dialogs import InviterDialog, ProposerDialog, ReponseDialog
from fieldapp.ui.contrat.signature_dialog import SignatureDialog
from fieldapp.ui.contrat.signature_pad import SignaturePad
from fieldapp.ui.contrat.tab import ContratTab
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.suivi_tabs import ENGAGEMENTS
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.widgets.text import Text

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
D = TypeVar("D", bound=QDialog)


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> ContratTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet=ENGAGEMENTS)
    bureau.settle(qtbot)
    return bureau.page(DossierPage).suivi.contrat


def _click(bureau: Bureau, qtbot: QtBot, tab: ContratTab, name: str) -> None:
    assert tab.buttons[name].isVisible(), name
    QTest.mouseClick(tab.buttons[name], LEFT)
    bureau.settle(qtbot)


def _dialog(owner: object, kind: type[D]) -> D:
    dialog = getattr(owner, "_dialog", None)
    assert isinstance(dialog, kind)
    return dialog


def _rows(tab: ContratTab) -> list[tuple[str, str, str]]:
    return [
        (
            str(tab.model.index(r, QUI).data()),
            str(tab.model.index(r, QUOI).data()),
            str(tab.model.index(r, ETAT).data()),
        )
        for r in range(tab.model.rowCount())
    ]


def _shown(tab: ContratTab) -> set[str]:
    return {name for name, button in tab.buttons.items() if button.isVisible()}


def _draw(pad: SignaturePad) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(40, 60))
    for x, y in ((70, 30), (110, 80), (160, 40)):
        QTest.mouseMove(pad, QPoint(x, y))
    QTest.mouseRelease(pad, LEFT, pos=QPoint(160, 40))


@pytest.fixture
def brouillon(bureau: Bureau, delattre: str) -> str:
    session = bureau.session
    contrat = contrats.create_contrat(session, SaisieContrat(delattre, revision_le=jour(60)))
    contrat = objectifs.add_objectif(session, SaisieObjectif(contrat.id, "Entrer en formation"))
    objectif = contrat.objectifs[0].id
    objectifs.add_engagement(session, SaisieEngagement(objectif, "Inscrire Hugo au Clas"))
    objectifs.add_engagement(session, SaisieEngagement(objectif, "Dossier répit", TS))
    return contrat.id


@pytest.fixture
def signe(bureau: Bureau, brouillon: str) -> str:
    contrats.propose_contrat(bureau.session, brouillon)
    return contrats.sign_contrat(bureau.session, brouillon, PAPIER).id


def test_a_contract_is_prepared_from_nothing_to_proposed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    bureau.press(Qt.Key.Key_N, CTRL | SHIFT)
    dates = _dialog(tab, DatesDialog)
    dates.revision_le.edit.setText("+60")
    QTest.mouseClick(dates.submit_button, LEFT)
    bureau.settle(qtbot)
    assert _shown(tab) == {"objectif", "dates", "imprimer", "terminer"}

    _click(bureau, qtbot, tab, "objectif")
    objectif = _dialog(tab, ObjectifDialog)
    QTest.mouseClick(objectif.submit_button, LEFT)
    assert objectif.form["libelle"].error == "Ce champ est nécessaire."
    QTest.keyClicks(objectif.libelle, "Entrer en formation")
    objectif.critere.setPlainText("Inscription faite")
    QTest.keyClick(objectif.libelle, Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    for who, words in (("", "Appeler la mission locale"), (TS, "Chercher une place")):
        _click(bureau, qtbot, tab, "engagement")
        engagement = _dialog(tab, EngagementDialog)
        if who:
            engagement.qui.set_code(who)
        QTest.keyClicks(engagement.libelle, words)
        QTest.mouseClick(engagement.submit_button, LEFT)
        bureau.settle(qtbot)
    assert _rows(tab) == [
        ("Objectif 1", "Entrer en formation", ""),
        ("Aurélie Delattre", "Appeler la mission locale", ""),
        ("Travailleur social", "Chercher une place", ""),
    ]
    _click(bureau, qtbot, tab, "proposer")
    assert _shown(tab) == {"brouillon", "signer", "terminer", "imprimer"}
    (contrat,) = contrats.list_contrats(bureau.session, delattre)
    assert (contrat.statut, contrat.revision_le) == ("PROPOSE", jour(60))


def test_a_contract_on_one_side_only_is_not_proposed_and_the_toast_says_why(
    bureau: Bureau, qtbot: QtBot, delattre: str, brouillon: str
) -> None:
    contrat = contrats.get_contrat(bureau.session, brouillon)
    objectifs.delete_engagement(bureau.session, contrat.engagements[1].id)
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "proposer")
    assert "réciproques" in bureau.toast()
    assert contrats.get_contrat(bureau.session, brouillon).statut == "BROUILLON"


def test_everyone_signs_on_the_screen_with_the_mouse(
    bureau: Bureau, qtbot: QtBot, delattre: str, brouillon: str
) -> None:
    contrats.propose_contrat(bureau.session, brouillon)
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    names = [name for _, name, _ in dialog.pads]
    assert names == ["Aurélie Delattre", "Nadia Lemaire"]
    _draw(dialog.pads[0][2])
    QTest.mouseClick(dialog.submit_button, LEFT)
    assert "Il manque la signature de Nadia Lemaire" in dialog.error()
    _draw(dialog.pads[1][2])
    assert dialog.error() == ""
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)

    signed = contrats.get_contrat(bureau.session, brouillon)
    assert (signed.statut, signed.signature_mode) == (SIGNE, ECRAN)
    first = signed.signatures[0]
    assert (first.partie, first.nom) == (FAMILLE, "Aurélie Delattre")
    (trait,) = first.traits
    assert len(trait) == 8
    assert all(0 <= n <= 1000 for n in trait)


def test_a_pad_begins_again_with_a_key(bureau: Bureau, qtbot: QtBot) -> None:
    assert bureau.window.isVisible()
    pad = SignaturePad("Aurélie Delattre")
    qtbot.addWidget(pad)
    pad.show()
    _draw(pad)
    assert not pad.is_empty()
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty()


def test_on_paper_no_pad_is_asked(
    bureau: Bureau, qtbot: QtBot, delattre: str, brouillon: str
) -> None:
    contrats.propose_contrat(bureau.session, brouillon)
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "signer")
    dialog = _dialog(tab, SignatureDialog)
    dialog.mode.choose_at(1)
    assert not dialog.pads[0][2].isVisible()
    dialog.le.edit.setText("h")
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    signed = contrats.get_contrat(bureau.session, brouillon)
    assert (signed.signature_mode, signed.signe_le) == (PAPIER, jour(-1))


def test_space_ticks_a_commitment_of_a_signed_contract_and_the_tab_counts(
    bureau: Bureau, qtbot: QtBot, delattre: str, signe: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    tabs = bureau.page(DossierPage).tabs
    title = next(n for n in range(tabs.count()) if tabs.tabData(n) == ENGAGEMENTS)
    assert tabs.tabText(title) == "Engagements  2"
    tab.table.setFocus()
    tab.table.selectRow(1)
    bureau.press(Qt.Key.Key_Space)
    bureau.settle(qtbot)
    assert _rows(tab)[1][2] == "Fait"
    assert tabs.tabText(title) == "Engagements  1"
    assert contrats.get_contrat(bureau.session, signe).engagements[0].etat == FAIT
    bureau.press(Qt.Key.Key_F2)
    assert "figé" in bureau.toast()


def test_delete_takes_an_objective_out_of_a_draft_and_ctrl_z_brings_it_back(
    bureau: Bureau, qtbot: QtBot, delattre: str, brouillon: str
) -> None:
    assert brouillon
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    tab.table.selectRow(0)
    bureau.press(Qt.Key.Key_Delete)
    bureau.settle(qtbot)
    assert _rows(tab) == []
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert len(_rows(tab)) == 3


def test_a_revision_opens_the_next_version_and_keeps_the_signed_one_in_the_list(
    bureau: Bureau, qtbot: QtBot, delattre: str, signe: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "reviser")
    assert tab.contrat is not None
    assert (tab.contrat.version, tab.contrat.remplace_id) == (2, signe)
    labels = [tab.head.versions.itemText(n) for n in range(tab.head.versions.count())]
    assert labels == ["Version 2, brouillon", "Version 1, signé"]
    tab.head.versions.setCurrentIndex(1)
    tab.head.versions.chosen.emit(tab.head.versions.code())
    assert _shown(tab) == {"dates", "terminer", "imprimer", "joindre"}


def test_a_contract_ends_with_a_few_words(
    bureau: Bureau, qtbot: QtBot, delattre: str, signe: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    _click(bureau, qtbot, tab, "terminer")
    dialog = _dialog(tab, EndDialog)
    QTest.mouseClick(dialog.submit_button, LEFT)
    assert dialog.form["statut"].error
    dialog.options[ATTEINT].click()
    dialog.bilan.setPlainText("Formation commencée en janvier.")
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    ended = contrats.get_contrat(bureau.session, signe)
    assert (ended.statut, ended.bilan) == (ATTEINT, "Formation commencée en janvier.")
    assert _shown(tab) == {"nouveau", "imprimer", "joindre"}


def test_ctrl_p_previews_both_copies(
    bureau: Bureau, qtbot: QtBot, delattre: str, signe: str
) -> None:
    assert signe
    tab = _tab(bureau, qtbot, delattre)
    tab.table.setFocus()
    bureau.press(Qt.Key.Key_P, CTRL)
    bureau.settle(qtbot)
    preview = _dialog(bureau.page(DossierPage), PrintPreview)
    qtbot.waitUntil(lambda: bool(preview.preview.text()), timeout=20_000)
    words = " ".join(preview.preview.text().split())
    assert "Exemplaire de la famille" in words
    assert "Exemplaire du service" in words
    assert "Aucune sanction" in words
    preview.reject()


def test_an_offer_is_proposed_then_opens_the_follow_up(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    tab = _tab(bureau, qtbot, delattre)
    card = tab.suivi.card
    QTest.mouseClick(card.propose, LEFT)
    proposer = _dialog(tab.suivi, ProposerDialog)
    QTest.mouseClick(proposer.submit_button, LEFT)
    assert proposer.form["offre"].error
    proposer.offre.set_code("IMPAYE")
    proposer.fait_generateur.setText("Deux loyers de retard")
    QTest.mouseClick(proposer.submit_button, LEFT)
    bureau.settle(qtbot)
    assert "Deux loyers de retard" in card.offer.text()

    QTest.mouseClick(card.answer, LEFT)
    answer = _dialog(tab.suivi, ReponseDialog)
    QTest.mouseClick(answer.submit_button, LEFT)
    assert answer.form["reponse"].error
    answer.reponses["ADHESION"].click()
    assert answer.form["niveau"].isVisible()
    answer.revue_le.edit.setText("+90")
    QTest.mouseClick(answer.submit_button, LEFT)
    bureau.settle(qtbot)
    opened = accompagnements.list_accompagnements(bureau.session, delattre)
    assert ("IMPAYE", jour(90)) in {(s.offre, s.revue_le) for s in opened}
    assert not card._offer_line.isVisible()


def test_a_refusal_is_noted_and_nothing_opens(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    accompagnements.propose_offre(bureau.session, SaisieProposition(delattre, "VACANCES"))
    before = accompagnements.list_accompagnements(bureau.session, delattre)
    tab = _tab(bureau, qtbot, delattre)
    QTest.mouseClick(tab.suivi.card.answer, LEFT)
    answer = _dialog(tab.suivi, ReponseDialog)
    answer.reponses["REFUS"].click()
    assert not answer.form["niveau"].isVisible()
    QTest.mouseClick(answer.submit_button, LEFT)
    bureau.settle(qtbot)
    assert accompagnements.list_accompagnements(bureau.session, delattre) == before
    (offer,) = accompagnements.list_propositions(bureau.session, delattre)
    assert offer.reponse == "REFUS"


def test_a_colleague_is_invited_and_taken_off(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    session = bureau.session
    julie = make_agent(session.catalogue, "Julie Caudron", "CESF", session.agent.unite)
    adopt(session.store, julie)
    tab = _tab(bureau, qtbot, delattre)
    card = tab.suivi.card
    QTest.mouseClick(card.invite, LEFT)
    bureau.settle(qtbot)
    dialog = _dialog(tab.suivi, InviterDialog)
    dialog.agent.set_code(julie.id)
    QTest.mouseClick(dialog.submit_button, LEFT)
    bureau.settle(qtbot)
    (invited,) = accompagnements.list_co_intervenants(session, delattre)
    assert invited.agent == "Julie Caudron"
    QTest.mouseClick(card.removals[invited.id], LEFT)
    bureau.settle(qtbot)
    (ended,) = accompagnements.list_co_intervenants(session, delattre)
    assert ended.fin == jour()
    assert card.removals == {}


def test_a_title_too_long_is_said_whole_beside_its_field_and_nothing_is_cut(
    bureau: Bureau, qtbot: QtBot, delattre: str, brouillon: str
) -> None:
    """A line of the contract holds 200 signs; what was pasted stays to be shortened."""
    tab = _tab(bureau, qtbot, delattre)
    pasted = "Entrer en formation " * 11
    for button, hint in (("objectif", "Réussi quand"), ("engagement", "deux engagements")):
        _click(bureau, qtbot, tab, button)
        dialog = tab._dialog
        assert isinstance(dialog, ObjectifDialog | EngagementDialog)
        QTest.keyClicks(dialog.libelle, pasted)
        bureau.press(Qt.Key.Key_Return, CTRL)
        bureau.settle(qtbot)
        said = dialog.form["libelle"].error
        assert "200 caractères au plus" in said
        assert hint in said
        assert dialog.isVisible()
        assert dialog.libelle.text() == pasted
        label = next(one for one in dialog.form["libelle"].findChildren(Text) if one.text() == said)
        assert label.height() >= label.heightForWidth(label.width()), "the error is cut"
        dialog.libelle.setText(pasted[:200].strip())
        bureau.press(Qt.Key.Key_Return, CTRL)
        bureau.settle(qtbot)
        assert not dialog.isVisible()
    first, second = contrats.get_contrat(bureau.session, brouillon).objectifs
    assert second.libelle == first.engagements[-1].libelle == pasted[:200].strip()

"""A household in the real window: it moves, shares a phone, declares facts, and is kept safe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.documents.lecture import seen_text
from tests.ui.recit import Bureau, jour

import fieldapp.ui.aujourdhui.page
from fieldapp.domain.dates import format_date
from fieldapp.domain.ecrits import OptionsSynthese
from fieldapp.domain.foyer import CONJOINT, ENFANT, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import contact_sur, demenagements, ecrits, foyers, historique, recherche
from fieldapp.ui.delegates.row import Row
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog, DemenagementDialog
from fieldapp.ui.dossier.coordonnee_dialog import CoordonneeDialog
from fieldapp.ui.dossier.coordonnees_card import REFUSED
from fieldapp.ui.dossier.coordonnees_dialog import CoordonneesDialog
from fieldapp.ui.dossier.foyer_tab import FoyerTab
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.dossier.situation_dialog import SituationDialog
from fieldapp.ui.widgets.rows import RowList

PHONE = "06 12 34 56 78"
CTRL = Qt.KeyboardModifier.ControlModifier
FORMER = "3 rue des Lombards"


@pytest.fixture
def couple(bureau: Bureau) -> str:
    """Céline and Piotr, with Lina, two years old, at Frévent since 2019."""
    people = (
        SaisiePersonne("Dubois", "Céline", civilite="MME", naissance="1990-03-01", telephone=PHONE),
        SaisiePersonne("Nowak", "Piotr", civilite="M", role=CONJOINT),
        SaisiePersonne("Nowak", "Lina", naissance=jour(-800), role=ENFANT),
    )
    saisie = SaisieFoyer(
        personnes=people, adresse=FORMER, code_postal="62270", commune="Frévent",
        adresse_depuis="2019-09-01", langue="polonais", interprete=True, ecrit_difficile=True,
    )  # fmt: skip
    return foyers.create_foyer(bureau.session, saisie).id


def _tab(bureau: Bureau, qtbot: QtBot, foyer_id: str) -> FoyerTab:
    bureau.workspace.navigator.go("dossier", foyer_id=foyer_id, onglet="foyer")
    bureau.settle(qtbot)
    return bureau.page(DossierPage).foyer


def _back(bureau: Bureau, qtbot: QtBot, rows: RowList | None = None) -> None:
    """Give the keyboard back to the window, as a window manager does when a form closes."""
    bureau.window.activateWindow()
    qtbot.waitUntil(bureau.window.isActiveWindow)
    if rows is not None:
        rows.view.setFocus()
        qtbot.waitUntil(rows.view.hasFocus)


def _rows(rows: RowList) -> list[Row]:
    found = [rows.model.row(rows.model.index(place)) for place in range(rows.model.rowCount())]
    return [row for row in found if row is not None]


def _everything(tab: FoyerTab) -> str:
    """All that the tab says of where people are and how they are reached."""
    lists = (tab.people, tab.adresses.others, tab.numeros.numbers)
    rows = [row.sentence() for one in lists for row in _rows(one)]
    return "\n".join((tab.adresses.present.text(), tab._file.text(), *rows))


def _traces(bureau: Bureau, foyer_id: str) -> list[str]:
    rows = bureau.session.store.query(
        "SELECT acte FROM trace WHERE objet = :id ORDER BY numero", id=foyer_id
    )
    return [row["acte"] for row in rows]


def test_a_couple_moves_and_the_former_address_stays_readable(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    QTest.mouseClick(tab.adresses.move_button, Qt.MouseButton.LeftButton)
    form = tab.adresses.dialog
    assert isinstance(form, DemenagementDialog)
    qtbot.waitUntil(form.lieu.adresse.hasFocus)
    bureau.keys("12 rue de Fruges")
    form.lieu.commune.setFocus()
    bureau.keys("Saint-Pol-sur-Ternoise")
    form.le.setFocus()
    bureau.keys("1/9/2019")
    form.le.edit.setText("1/1/2018")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert "01/09/2019" in form.form["le"].error, "before they came to the one they leave"
    assert form.lieu.adresse.text() == "12 rue de Fruges"
    form.le.edit.setText("15/10/2026")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    assert bureau.toast() == "Déménagement noté."
    assert tab.adresses.present.text() == (
        "12 rue de Fruges\n62130 Saint-Pol-sur-Ternoise\nDepuis le 15/10/2026"
    )
    (former,) = _rows(tab.adresses.others)
    assert former.title == f"{FORMER}, 62270 Frévent"
    assert former.second == "Ancienne adresse · du 01/09/2019 au 15/10/2026"
    foyer = foyers.get_dossier(bureau.session, couple).foyer
    assert (foyer.commune, foyer.code_insee) == ("Saint-Pol-sur-Ternoise", "62767")
    assert couple in [r.foyer_id for r in recherche.search(bureau.session, "saint pol")]
    _back(bureau, qtbot)
    bureau.press(Qt.Key.Key_Z, CTRL)
    bureau.settle(qtbot)
    assert tab.adresses.present.text().startswith(FORMER), "the move is one act, taken back whole"
    assert not _rows(tab.adresses.others)


def test_a_move_to_come_is_shown_and_becomes_the_address_by_itself(
    bureau: Bureau, qtbot: QtBot, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = _tab(bureau, qtbot, couple)
    tab.adresses.note_move()
    form = tab.adresses.dialog
    assert isinstance(form, DemenagementDialog)
    qtbot.waitUntil(form.lieu.adresse.hasFocus)
    bureau.keys("12 rue de Fruges")
    form.lieu.commune.setFocus()
    bureau.keys("Hesdin")
    form.le.setFocus()
    bureau.keys("+12")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    day = format_date(jour(12))
    assert bureau.toast() == f"Déménagement prévu le {day}."
    assert tab.adresses.present.text().startswith(FORMER), "until then they live where they live"
    (coming,) = _rows(tab.adresses.others)
    assert (coming.title, coming.second) == (
        "12 rue de Fruges, Hesdin", f"À partir du {day}",
    )  # fmt: skip
    assert [badge.text for badge in coming.badges] == ["À venir"]
    session = bureau.session
    assert "Lombards" in seen_text(ecrits.synthese_apercu(session, couple, OptionsSynthese()))

    later = aujourd_hui() + timedelta(days=12)
    for module in (demenagements, foyers, fieldapp.ui.aujourdhui.page):
        monkeypatch.setattr(module, "aujourd_hui", lambda: later)
    printed = seen_text(ecrits.synthese_apercu(session, couple, OptionsSynthese()))
    assert "12 rue de Fruges" in printed
    assert "Lombards" not in printed
    # The window stayed open over midnight: the day begins on Aujourd’hui.
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    tab = _tab(bureau, qtbot, couple)
    assert tab.adresses.present.text() == f"12 rue de Fruges\nHesdin\nDepuis le {day}"
    (former,) = _rows(tab.adresses.others)
    assert former.title == f"{FORMER}, 62270 Frévent"
    assert couple in [r.foyer_id for r in recherche.search(session, "hesdin")]


def test_a_second_present_address_stands_beside_the_first(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    tab.adresses.add_button.click()
    form = tab.adresses.dialog
    assert isinstance(form, AdresseDialog)
    form.genre.set_code("ALTERNEE")
    form.lieu.adresse.setText("8 place d’Armes")
    form.lieu.commune.setText("Hesdin")
    form.debut.edit.setText("2/9/2026")
    form.fin.edit.setText("1/9/2026")
    form.submit()
    bureau.settle(qtbot)
    assert "avant le début" in form.form["fin"].error
    form.fin.edit.setText("")
    form.submit()
    bureau.settle(qtbot)
    (row,) = _rows(tab.adresses.others)
    assert row.second == "Résidence alternée · depuis le 02/09/2026"
    assert row.badges[0].text == "Actuelle"
    assert tab.adresses.present.text().startswith(FORMER), "lists and prints keep the first"


def test_a_phone_is_shared_and_its_family_found_once(
    bureau: Bureau, qtbot: QtBot, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def dial(url: QUrl) -> bool:
        called.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", dial)
    tab = _tab(bureau, qtbot, couple)
    dossier = foyers.get_dossier(bureau.session, couple)
    piotr = dossier.membres[1].personne.id
    tab.numeros.add_button.click()
    form = tab.numeros.dialog
    assert isinstance(form, CoordonneeDialog)
    qtbot.waitUntil(form.valeur.hasFocus)
    bureau.keys("061234567")
    chip = form.personnes.chip(piotr)
    assert chip is not None
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert "n’est pas un numéro" in form.form["valeur"].error
    form.valeur.setText("06.12.34.56.78")
    form.preferee.setChecked(True)
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)

    (shared,) = _rows(tab.numeros.numbers)
    assert (shared.title, shared.second) == (PHONE, "mobile · Céline et Piotr")
    assert shared.badges[0].text == "En premier"
    found = [r for r in recherche.search(bureau.session, PHONE) if r.foyer_id == couple]
    assert len(found) == 1
    assert found[0].extrait.startswith(PHONE)

    _back(bureau, qtbot, tab.numeros.numbers)
    bureau.press(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == PHONE
    bureau.press(Qt.Key.Key_A)
    assert called == ["tel:+33612345678"]
    bureau.settle(qtbot)
    assert _traces(bureau, couple) == [], "nothing is hidden here: nothing to trace"


def test_a_neighbour_is_for_us_alone_and_an_email_is_found(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    for valeur, usage, precision in (
        ("03 21 03 02 09", "TIERS", "de la voisine"), ("Dubois.Nowak@exemple.fr", "", ""),
    ):  # fmt: skip
        tab.numeros.add_button.click()
        form = tab.numeros.dialog
        assert isinstance(form, CoordonneeDialog)
        form.valeur.setText(valeur)
        form.usage.set_code(usage)
        form.precision.setText(precision)
        form.submit()
        bureau.settle(qtbot)
    assert [row.second for row in _rows(tab.numeros.numbers)] == [
        "mobile · Céline", "chez quelqu’un d’autre · tout le foyer · de la voisine",
        "tout le foyer",
    ]  # fmt: skip
    for typed in ("dubois.nowak@", "0321030209"):
        assert [r.foyer_id for r in recherche.search(bureau.session, typed)] == [couple]
    pdf = seen_text(ecrits.synthese_apercu(bureau.session, couple))
    assert PHONE in pdf
    assert "03 21 03 02 09" not in pdf, "the neighbour agreed to nothing"


def test_what_is_declared_makes_publics_and_who_reads_it_is_said(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    assert "Monoparents bénéficiaires du RSA" not in tab.publics.shown()
    tab.publics.add_button.click()
    form = tab.publics.dialog
    assert isinstance(form, SituationDialog)
    form.submit()
    assert form.form["code"].error
    assert form.readers.text() == (
        "Lisible par\u00a0: les travailleurs sociaux et le responsable de l’antenne."
    )
    form.code.set_code("RSA")
    form.submit()
    bureau.settle(qtbot)
    piotr = foyers.get_dossier(bureau.session, couple).membres[1]
    tab.people.view.setCurrentIndex(tab.people.model.index(1))
    tab.leave_button.click()
    bureau.settle(qtbot)
    assert piotr.personne.prenom == "Piotr"
    shown = tab.publics.shown()
    assert "Monoparents bénéficiaires du RSA" in shown
    assert "Personnes gênées en français oral ou écrit" in shown


def test_the_head_says_how_to_speak_and_write_to_them(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    _tab(bureau, qtbot, couple)
    header = bureau.page(DossierPage).header
    assert [badge.text for badge in header.needs] == [
        "Interprète\u00a0: polonais",
        "Écrit difficile",
    ]


@pytest.mark.parametrize(
    ("champ", "typed", "sentence"),
    [
        ("numero", "2 92 03 62 498 123 45", "sécurité sociale"),
        ("numero", "1234567890123", "MSA"),
        ("autre_numero", "1234567890123", "MSA"),
        ("numero", "4171102", "autre famille (Caron)"),
    ],
)
def test_a_number_that_may_not_be_kept_is_refused_beside_its_field(
    bureau: Bureau, qtbot: QtBot, couple: str, champ: str, typed: str, sentence: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    tab._edit_coordinates()
    form = tab._dialog
    assert isinstance(form, CoordonneesDialog)
    form.lines[champ].setText(typed)
    form.lines["langue"].setText("polonais, un peu français")
    form.submit()
    bureau.settle(qtbot)
    assert sentence in form.form[champ].error
    assert form.lines["langue"].text() == "polonais, un peu français"
    form.reject()


def test_under_a_contact_sur_nothing_leaks(bureau: Bureau, qtbot: QtBot, couple: str) -> None:
    session = bureau.session
    tab = _tab(bureau, qtbot, couple)
    tab.adresses.note_move()
    form = tab.adresses.dialog
    assert isinstance(form, DemenagementDialog)
    form.lieu.adresse.setText("12 rue de Fruges")
    form.lieu.commune.setText("Hesdin")
    form.submit()
    bureau.settle(qtbot)
    contact_sur.save_contact_sur(session, couple, SaisieContactSur("06 39 98 00 42", "le matin"))
    tab = _tab(bureau, qtbot, couple)

    secrets = ("Fruges", "Hesdin", "Lombards", "Frévent", PHONE, "39 98 00")
    said = _everything(tab)
    pdf = seen_text(ecrits.synthese_apercu(session, couple, OptionsSynthese(genogramme=True)))
    past = "\n".join(str(one) for one in historique.history(session, "foyer", couple))
    for text in (said, pdf, past):
        assert not [secret for secret in secrets if secret in text]
    assert "Adresse masquée" in said

    _back(bureau, qtbot, tab.numeros.numbers)
    QGuiApplication.clipboard().setText("rien")
    bureau.press(Qt.Key.Key_C)
    assert bureau.toast() == REFUSED
    assert QGuiApplication.clipboard().text() == "rien"
    tab.adresses.reveal.click()
    bureau.settle(qtbot)
    assert "12 rue de Fruges" in tab.adresses.present.text()
    banner = bureau.page(DossierPage).header.banner
    banner._show.click()
    banner._copy.click()
    bureau.settle(qtbot)
    assert _traces(bureau, couple)[-3:] == [
        "adresse affichée", "contact sûr affiché", "contact sûr copié",
    ]  # fmt: skip
    tab.adresses._clock.timeout.emit()
    assert "Fruges" not in _everything(tab)


def test_the_safe_number_copied_from_the_list_leaves_the_clipboard(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    contact_sur.save_contact_sur(bureau.session, couple, SaisieContactSur(PHONE, "le matin"))
    tab = _tab(bureau, qtbot, couple)
    (row,) = _rows(tab.numeros.numbers)
    assert (row.title, row.badges[0].text) == ("06 12 ·· ·· 78", "Contact sûr")
    _back(bureau, qtbot, tab.numeros.numbers)
    bureau.press(Qt.Key.Key_C)
    bureau.settle(qtbot)
    assert QGuiApplication.clipboard().text() == PHONE
    assert _traces(bureau, couple) == ["contact sûr copié"]
    tab.numeros._clock.timeout.emit()
    assert QGuiApplication.clipboard().text() == ""


def test_a_secretary_sees_who_to_call_and_not_what_is_declared(
    bureau: Bureau, qtbot: QtBot, couple: str
) -> None:
    tab = _tab(bureau, qtbot, couple)
    tab.publics.add_button.click()
    form = tab.publics.dialog
    assert isinstance(form, SituationDialog)
    form.code.set_code("RSA")
    form.submit()
    bureau.settle(qtbot)
    object.__setattr__(bureau.session.agent, "role", "SECRETAIRE")
    dossier = foyers.get_dossier(bureau.session, couple)
    assert dossier.situations == ()
    assert [one.valeur for one in dossier.coordonnees] == ["+33612345678"]

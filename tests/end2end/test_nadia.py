"""The six tasks of Nadia and two of Marc, each done in the real window and counted to its goal.

The goals are in times and fields; a test cannot hold a worker's time, so each is held here as
what time is made of: the keys pressed (a chord such as Ctrl+N is one; the narrative, what only
she can say, is not counted), the clicks of the mouse, and the fields that are touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.end2end.fenetre import PHRASE, opened
from tests.end2end.mains import ALT, CTRL, MAJ, Mains
from tests.ui.recit import add_antenna, jour

from fieldapp.db import keys
from fieldapp.domain.contrat import FAMILLE, PAPIER, SaisieContrat, SaisieEngagement, SaisieObjectif
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import NON_EXCUSE, SaisieRendezVous
from fieldapp.services import (
    accueils,
    agenda,
    aujourdhui,
    contacts,
    contrats,
    demarches,
    foyers,
    objectifs,
    orientations,
    rendezvous,
)
from fieldapp.services.session import create_session
from fieldapp.ui.application import Application
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.dossier.page import DossierPage
from fieldapp.ui.impression.preview import PrintPreview
from fieldapp.ui.orientations.orienter_page import OrienterPage

DELATTRE = "Delattre – Hennebelle"


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The application with our fonts, theme and French locale."""
    return Application


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An antenna with a few families, made once: a contract, an appointment today."""
    folder = tmp_path_factory.mktemp("nadia") / "poste"
    with pytest.MonkeyPatch.context() as patch:
        _quick(patch)
        session, _ = create_session(
            folder, PHRASE, nom="Nadia Lemaire", role="ASS", unite="62-ADS-STPOL"
        )
    delattre = add_antenna(session)
    made = contrats.create_contrat(session, SaisieContrat(delattre, revision_le=jour(9)))
    made = objectifs.add_objectif(session, SaisieObjectif(made.id, "Garder le logement"))
    objectifs.add_engagement(
        session,
        SaisieEngagement(made.objectifs[0].id, "Payer 50 € par mois", FAMILLE, echeance=jour(3)),
    )
    objectifs.add_engagement(
        session, SaisieEngagement(made.objectifs[0].id, "Écrire au bailleur", "TS")
    )
    contrats.propose_contrat(session, made.id)
    contrats.sign_contrat(session, made.id, PAPIER)
    rendezvous.create_rendezvous(
        session, SaisieRendezVous(f"{jour()}T23:30", "VAD", delattre, duree_min=20)
    )
    session.close()
    return folder


def _quick(patch: pytest.MonkeyPatch) -> None:
    """Keys that take no time to derive: no test here is about them."""
    patch.setitem(keys.ARGON2, "iterations", 1)
    patch.setitem(keys.ARGON2, "memory_cost", 1024)


@pytest.fixture
def nadia(model: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Mains]:
    """Nadia’s window, unlocked, on Aujourd’hui."""
    shutil.copytree(model, tmp_path / "poste")
    with opened(tmp_path / "poste", qtbot) as fenetre:
        fenetre.window.resize(1366, 738)
        fenetre.unlock()
        yield Mains(fenetre)


def _family(nadia: Mains) -> str:
    """The id of the Delattre family."""
    lines = foyers.list_foyers(nadia.fenetre.session).lignes
    return next(line.foyer_id for line in lines if line.nom == DELATTRE)


def _toast(nadia: Mains) -> str:
    toast = nadia.fenetre.workspace.toast
    return toast.accessibleName() if toast.isVisible() else ""


def _seen(pane: QWidget) -> str:
    """All the words that a pane shows."""
    shown = [one.text() for one in pane.findChildren(QLabel) if one.isVisibleTo(pane)]
    shown += [one.accessibleName() for one in pane.findChildren(QWidget) if one.accessibleName()]
    return " | ".join(shown)


def test_1_a_call_on_a_known_family(nadia: Mains) -> None:
    """Goal: under 20 s, 4 fields, 0 mouse: here 10 keys at most besides the note, 0 click."""
    page = nadia.fenetre.workspace.page
    assert isinstance(page, AujourdhuiPage)
    nadia.touche(Qt.Key.Key_N, CTRL)
    nadia.ecrit("car", "famille")
    nadia.touche(Qt.Key.Key_Return)
    nadia.fenetre.until(page.capture.famille.foyer_id)
    nadia.champs += ["nature", "issue"]  # filled beforehand, seen on the way
    nadia.va(page.capture.note, "note")
    nadia.raconte("Le bailleur accepte l’échéancier.", "note")
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    assert _toast(nadia) == "Contact noté pour Caron."
    noted = aujourdhui.journee(nadia.fenetre.session)[-1]
    assert (noted.nature, noted.duree_min) == ("TEL_ENTRANT", 10)
    assert noted.note == "Le bailleur accepte l’échéancier."
    assert (nadia.clics, len(nadia.champs)) == (0, 4)
    assert nadia.touches <= 10


def test_1_the_same_call_from_any_other_screen(nadia: Mains) -> None:
    """Ctrl+N over the list of orientations: the same keys, the note waits for its family."""
    nadia.fenetre.press(Qt.Key.Key_4, CTRL)
    nadia.fenetre.settle()
    capture = nadia.fenetre.workspace.capture
    nadia.touche(Qt.Key.Key_N, CTRL)
    nadia.fenetre.until(capture.famille.hasFocus)
    nadia.ecrit("car", "famille")
    nadia.touche(Qt.Key.Key_Return)
    nadia.fenetre.until(capture.famille.foyer_id)
    nadia.fenetre.settle()
    nadia.va(capture.fields.note, "note")
    nadia.raconte("Rappellera.", "note")
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    assert aujourdhui.journee(nadia.fenetre.session)[-1].note == "Rappellera."
    assert nadia.clics == 0
    assert nadia.touches <= 13


def test_2_prepare_a_visit(nadia: Mains) -> None:
    """Goal: 2 strokes and the name; then all that one must know is before the eyes."""
    box = nadia.fenetre.workspace.palette_box
    nadia.touche(Qt.Key.Key_K, CTRL)
    nadia.fenetre.until(box.edit.hasFocus)
    nadia.fenetre.type("dela")
    nadia.fenetre.until(lambda: (one := box.current()) and one.title.startswith("Delattre"))
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    page = nadia.fenetre.workspace.page
    assert isinstance(page, DossierPage)
    assert (nadia.touches, nadia.clics) == (2, 0)
    assert page.visit.isVisible()
    seen = _seen(page.visit)
    assert "Contact sûr" in seen
    assert "Jade (14 mois)" in seen.replace("\u00a0", " ")
    assert "Payer 50 € par mois" in seen.replace("\u00a0", " ")
    assert "Orientations en attente" in seen
    assert page.header.banner.isVisible(), "the warning of the safe contact"
    assert page.fil.model.rowCount() >= 3, "the last contacts stand beside, in the thread"
    nadia.fenetre.press(Qt.Key.Key_PageDown, CTRL)
    nadia.fenetre.settle()
    assert "Derniers échanges" in _seen(page.visit), "and in the pane on every other tab"


def test_3_a_visit_with_its_next_step(nadia: Mains) -> None:
    """Goal: under 90 s, 6 fields, the next action in the same form: 20 keys, 0 click."""
    delattre = _family(nadia)
    nadia.fenetre.workspace.navigator.go("dossier", foyer_id=delattre)
    nadia.fenetre.settle()
    page = nadia.fenetre.workspace.page
    assert isinstance(page, DossierPage)
    fields = page.fil.note.fields
    nadia.touche(Qt.Key.Key_N, CTRL)
    nadia.champs.append("famille")  # the file that is open
    nadia.raconte("Le loyer est repris. Léa se plaît au collège.", "note")
    nadia.touche(Qt.Key.Key_2, ALT)
    nadia.champs.append("nature")
    nadia.va(fields.besoins, "besoins")
    nadia.touche(Qt.Key.Key_Space)
    nadia.fenetre.until(QApplication.activePopupWidget)
    nadia.touche(Qt.Key.Key_Down)
    nadia.touche(Qt.Key.Key_Return)
    nadia.va(fields.suite_genre, "suite")
    nadia.touche(Qt.Key.Key_Down)
    nadia.va(fields.suite)
    nadia.raconte("Déposer le dossier FSL", "suite")
    nadia.va(fields.suite_le, "date")
    nadia.ecrit("+7")
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    assert _toast(nadia) == f"Contact noté et démarche créée pour {DELATTRE}."
    session = nadia.fenetre.session
    noted = contacts.list_contacts(session, delattre)[0]
    assert (noted.nature, len(noted.besoins)) == ("VAD", 1)
    step = next(s for s in demarches.list_demarches(session, delattre) if "FSL" in s.libelle)
    assert step.echeance == jour(7)
    assert len(nadia.champs) == 6
    assert nadia.clics == 0
    assert nadia.touches <= 20


def test_3_an_appointment_may_be_the_next_step(nadia: Mains) -> None:
    """The appointment is made in the form of the contact, and stands in the agenda."""
    delattre = _family(nadia)
    nadia.fenetre.workspace.navigator.go("dossier", foyer_id=delattre)
    nadia.fenetre.settle()
    page = nadia.fenetre.workspace.page
    assert isinstance(page, DossierPage)
    fields = page.fil.note.fields
    nadia.touche(Qt.Key.Key_N, CTRL)
    nadia.raconte("Elle préfère venir.", "note")
    nadia.va(fields.suite_genre)
    nadia.touche(Qt.Key.Key_Down)
    nadia.touche(Qt.Key.Key_Down)
    nadia.va(fields.suite_le)
    nadia.ecrit("+2")
    nadia.va(fields.heure)
    nadia.ecrit("14h")
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    assert _toast(nadia).startswith("Contact noté et rendez-vous pris")
    day = aujourd_hui() + timedelta(days=2)
    found = agenda.list_rendezvous(nadia.fenetre.session, day, day + timedelta(days=1))
    assert [one.debut[11:] for one in found] == ["14:00"]


def test_4_orient_with_agreement_and_print_the_sheet(nadia: Mains) -> None:
    """Goal: under 60 s, 7 fields, 1 screen, a sheet of 1 page: 40 keys, 0 click."""
    delattre = _family(nadia)
    nadia.fenetre.workspace.navigator.go("dossier", foyer_id=delattre)
    nadia.fenetre.settle()
    nadia.touche(Qt.Key.Key_O, CTRL | MAJ)
    nadia.fenetre.settle()
    page = nadia.fenetre.workspace.page
    assert isinstance(page, OrienterPage)
    form = page.form
    nadia.touche(Qt.Key.Key_Space)
    nadia.champs.append("pour qui")
    nadia.va(form.action)
    nadia.ecrit("crèche", "action")
    nadia.fenetre.until(form.action.suggestions.isVisible)
    nadia.touche(Qt.Key.Key_Return)
    nadia.va(form.structure, "structure")
    nadia.touche(Qt.Key.Key_Down)
    nadia.fenetre.until(form.structure.suggestions.isVisible)
    nadia.touche(Qt.Key.Key_Return)
    nadia.va(form.motifs, "motif")
    nadia.touche(Qt.Key.Key_Space)
    accord = form.accords["FICHE"]
    nadia.va(form.form["accord"], "accord")
    for _ in range(len(form.accords)):
        if accord.hasFocus():
            break
        nadia.touche(Qt.Key.Key_Down)
    nadia.touche(Qt.Key.Key_Space)
    nadia.va(form.attentes, "attentes")
    nadia.raconte("Deux matinées par semaine.", "attentes")
    assert form.relance.iso() is not None, "a reminder is proposed"
    nadia.champs.append("relance")
    shown = page.form_scroll.viewport()
    for name, row in form.form.items():
        corner = row.mapTo(shown, QPoint(0, 0))
        assert shown.rect().contains(QRect(corner, row.size())), f"{name} without scrolling"
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    preview = page._dialog
    assert isinstance(preview, PrintPreview)
    nadia.fenetre.until(lambda: preview._data)
    with pikepdf.open(BytesIO(preview._data)) as sheet:
        assert len(sheet.pages) == 1
    preview.close()
    made = orientations.list_orientations(nadia.fenetre.session, delattre)[0]
    assert (made.type, made.accord) == ("EAJE_INSERTION", "FICHE")
    assert len(nadia.champs) == 7
    assert nadia.clics == 0
    assert nadia.touches <= 40


def test_5_welcome_somebody_without_a_file(nadia: Mains) -> None:
    """Goal: under 25 s, 3 fields, no name, a file in 1 click afterwards: 25 keys, 0 click."""
    nadia.touche(Qt.Key.Key_A, CTRL | MAJ)
    dialog = nadia.fenetre.workspace.accueil
    nadia.fenetre.until(dialog.isVisible)
    nadia.fenetre.settle()
    nadia.touche(Qt.Key.Key_Space)
    nadia.champs.append("besoin")
    nadia.va(dialog.reponses, "réponse")
    nadia.touche(Qt.Key.Key_Space)
    nadia.va(dialog.commune)
    nadia.ecrit("frévent", "commune")
    nadia.fenetre.settle()
    nadia.touche(Qt.Key.Key_Return, CTRL)
    nadia.fenetre.settle()
    (noted,) = accueils.accueils_du_jour(nadia.fenetre.session)
    assert (noted.commune, noted.prenom) == ("Frévent", None)
    assert (nadia.clics, len(nadia.champs)) == (0, 3)
    assert nadia.touches <= 25


def test_6_a_no_show_is_one_key_and_the_next_appointment_is_proposed(nadia: Mains) -> None:
    """Goal: 1 key on the line of the day, and the next appointment proposed."""
    page = nadia.fenetre.workspace.page
    assert isinstance(page, AujourdhuiPage)
    page.day.list.setFocus()
    rows = page.day.list.model
    place = next(
        i for i in range(rows.rowCount()) if (r := rows.row(rows.index(i))) and "rdv:" in r.key
    )
    page.day.list.view.setCurrentIndex(rows.index(place))
    nadia.touche(Qt.Key.Key_A)
    nadia.fenetre.settle()
    day = aujourd_hui()
    (one,) = agenda.list_rendezvous(nadia.fenetre.session, day, day + timedelta(days=1))
    assert one.statut == NON_EXCUSE
    assert "R pour proposer" in _toast(nadia)
    assert (nadia.touches, nadia.clics) == (1, 0)


def test_marc_1_a_summary_for_a_meeting(nadia: Mains) -> None:
    """Goal: 3 clicks at most from anywhere, the number of pages shown."""
    search = next(
        one
        for one in nadia.fenetre.workspace.page.findChildren(QWidget)
        if one.accessibleName().startswith("Chercher, ") and one.isVisible()
    )
    nadia.clique(search)
    box = nadia.fenetre.workspace.palette_box
    nadia.fenetre.until(box.edit.hasFocus)
    nadia.fenetre.type("dela")
    nadia.fenetre.until(lambda: (one := box.current()) and one.title.startswith("Delattre"))
    nadia.fenetre.press(Qt.Key.Key_Return)
    nadia.fenetre.settle()
    page = nadia.fenetre.workspace.page
    assert isinstance(page, DossierPage)
    nadia.clique(page.print_button)
    preview = page._dialog
    assert isinstance(preview, PrintPreview)
    nadia.fenetre.until(lambda: preview._data)
    nadia.fenetre.settle()
    assert "page" in preview.pages.text()
    assert nadia.clics <= 3
    preview.close()


def test_marc_2_what_is_late_is_there_at_once(nadia: Mains) -> None:
    """Goal: 0 click to see it, 1 to the file."""
    page = nadia.fenetre.workspace.page
    assert isinstance(page, AujourdhuiPage)
    assert page.late.isVisible()
    late = aujourdhui.en_retard(nadia.fenetre.session)
    assert page.late.count.text() == str(len(late))
    badges = nadia.fenetre.workspace.rail.findChildren(QToolButton)
    assert any("en retard" in one.accessibleName() for one in badges)
    page.late.list.setFocus()
    nadia.touche(Qt.Key.Key_Return)
    nadia.fenetre.settle()
    assert isinstance(nadia.fenetre.workspace.page, DossierPage)
    assert (nadia.touches, nadia.clics) == (1, 0)

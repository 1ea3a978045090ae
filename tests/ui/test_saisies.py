"""Nothing typed is ever lost, in any form: each is filled, abandoned, and opened again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.ui.recit import PHRASE, Bureau, close_bureau, jour, open_bureau

from fieldapp.domain.accompagnement import SaisieProposition
from fieldapp.domain.accueil import REPONSES, SaisieAccueil
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.contrat import SaisieContrat, SaisieObjectif
from fieldapp.domain.demarche import SaisieDemarche
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.services import (
    accompagnements,
    accueils,
    brouillons,
    contacts,
    contrats,
    demarches,
    foyers,
    liens,
    objectifs,
    orientations,
    rendezvous,
)
from fieldapp.services.session import Session, open_session
from fieldapp.ui.accueil.open_dialog import OpenDossierDialog
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.aujourdhui.page import AujourdhuiPage
from fieldapp.ui.aujourdhui.reprise import known_forms
from fieldapp.ui.capture import leaves
from fieldapp.ui.capture.duration_field import DurationField
from fieldapp.ui.capture.edit_dialog import EditContactDialog
from fieldapp.ui.capture.family_field import FamilyField
from fieldapp.ui.capture.form_dialog import FormDialog
from fieldapp.ui.capture.moment_field import MomentField
from fieldapp.ui.contrat.dialogs import DatesDialog, EndDialog, EngagementDialog, ObjectifDialog
from fieldapp.ui.contrat.offre_dialogs import DatesSuiviDialog, ProposerDialog, ReponseDialog
from fieldapp.ui.demarches.dialog import DemarcheDialog
from fieldapp.ui.dossier.adresse_dialogs import AdresseDialog, DemenagementDialog
from fieldapp.ui.dossier.contact_sur_dialog import ContactSurDialog
from fieldapp.ui.dossier.coordonnee_dialog import CoordonneeDialog
from fieldapp.ui.dossier.coordonnees_dialog import CoordonneesDialog
from fieldapp.ui.dossier.personne_dialog import PersonneDialog
from fieldapp.ui.dossier.situation_dialog import SituationDialog
from fieldapp.ui.dossier.suivi_dialogs import CloseSuiviDialog, OpenSuiviDialog
from fieldapp.ui.genogramme.lien_dialog import LienDialog
from fieldapp.ui.genogramme.place_dialog import PlaceDialog
from fieldapp.ui.orientations.statut_dialog import StatutDialog
from fieldapp.ui.transfert.dialogs import TransferDialog
from fieldapp.ui.widgets.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier
Make = Callable[[Bureau, str], FormDialog]


def _args(bureau: Bureau) -> tuple[object, ...]:
    return bureau.session, bureau.tasks, bureau.workspace.navigator


def _make(kind: type, *about: Callable[[Bureau, str], object]) -> Make:
    def make(bureau: Bureau, foyer_id: str) -> FormDialog:
        form: FormDialog = kind(*_args(bureau), *(one(bureau, foyer_id) for one in about))
        return form

    return make


def _foyer_id(_bureau: Bureau, foyer_id: str) -> str:
    return foyer_id


def _contrat(bureau: Bureau, foyer_id: str) -> object:
    known = contrats.list_contrats(bureau.session, foyer_id)
    return known[0] if known else contrats.create_contrat(bureau.session, SaisieContrat(foyer_id))


def _contrat_id(bureau: Bureau, foyer_id: str) -> object:
    return _contrat(bureau, foyer_id).id  # type: ignore[attr-defined]


def _objectif(bureau: Bureau, foyer_id: str) -> object:
    contrat_id = str(_contrat_id(bureau, foyer_id))
    known = contrats.get_contrat(bureau.session, contrat_id).objectifs
    saisie = SaisieObjectif(contrat_id, "Se loger")
    return known[0] if known else objectifs.add_objectif(bureau.session, saisie).objectifs[0]


def _demarche(bureau: Bureau, foyer_id: str) -> object:
    known = demarches.list_demarches(bureau.session, foyer_id)
    saisie = SaisieDemarche(foyer_id, "Demande d’ASF")
    return known[0] if known else demarches.save_demarche(bureau.session, saisie)


def _orientation(bureau: Bureau, foyer_id: str) -> object:
    return orientations.list_orientations(bureau.session, foyer_id)[0]


def _suivi(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).accompagnements[0]


def _offre(bureau: Bureau, foyer_id: str) -> object:
    known = accompagnements.list_propositions(bureau.session, foyer_id)
    saisie = SaisieProposition(foyer_id, "SEPARATION")
    return known[0] if known else accompagnements.propose_offre(bureau.session, saisie)


def _dossier(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).foyer


def _membre(bureau: Bureau, foyer_id: str) -> object:
    return foyers.get_dossier(bureau.session, foyer_id).membres[0]


def _rendezvous(bureau: Bureau, _foyer_id: str) -> FormDialog:
    return RendezVousDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, f"{jour(1)}T10:00"
    )


def _rendezvous_connu(bureau: Bureau, foyer_id: str) -> FormDialog:
    one = rendezvous.create_rendezvous(
        bureau.session, SaisieRendezVous(f"{jour(1)}T10:00", "VAD", foyer_id)
    )
    return RendezVousDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, one.debut, one
    )


def _accueil(bureau: Bureau, _foyer_id: str) -> object:
    return accueils.save_accueil(
        bureau.session, SaisieAccueil(("LOGEMENT",), (next(iter(REPONSES)),), "Frévent")
    )


FORMS: dict[str, Make] = {
    "démarche": _make(DemarcheDialog, _demarche),
    "état d’une orientation": _make(StatutDialog, _orientation),
    "contrat": _make(DatesDialog, _foyer_id),
    "objectif": _make(ObjectifDialog, _contrat_id),
    "engagement": _make(EngagementDialog, _objectif, lambda _b, _f: ()),
    "fin du contrat": _make(EndDialog, _contrat),
    "offre": _make(ProposerDialog, _foyer_id),
    "réponse": _make(ReponseDialog, _offre),
    "dates du suivi": _make(DatesSuiviDialog, _suivi),
    "suivi ouvert": _make(OpenSuiviDialog, _foyer_id),
    "suivi clos": _make(CloseSuiviDialog, _suivi),
    "personne": _make(PersonneDialog, _foyer_id),
    "personne connue": _make(PersonneDialog, _foyer_id, _membre),
    "contact sûr": _make(ContactSurDialog, _foyer_id, lambda _b, _f: (), lambda _b, _f: None),
    "coordonnées": _make(CoordonneesDialog, _dossier),
    "place": _make(PlaceDialog, _membre),
    "lien": _make(LienDialog, lambda b, f: liens.get_famille(b.session, f)),
    "rendez-vous": _rendezvous,
}
# Forms that keep a draft too: tried where they are opened again.
OTHERS: dict[str, Make] = {
    "rendez-vous connu": _rendezvous_connu,
    "déménagement": _make(DemenagementDialog, _foyer_id),
    "adresse": _make(AdresseDialog, _foyer_id, lambda _b, _f: ()),
    "numéro": _make(CoordonneeDialog, _foyer_id, lambda _b, _f: ()),
    "situation": _make(SituationDialog, _foyer_id, lambda _b, _f: (), lambda _b, _f: ""),
    "transfert": _make(TransferDialog, _dossier),
    "dossier d’un accueil": _make(OpenDossierDialog, _accueil),
}


def _texts(form: QWidget) -> list[QWidget]:
    return [
        field
        for field in leaves.leaves(form)
        if isinstance(field, QLineEdit | QPlainTextEdit)
        and not isinstance(field, MomentField | DurationField | FamilyField)
        and field.isEnabled()
    ]


@pytest.fixture
def opened(bureau: Bureau, qtbot: QtBot, delattre: str) -> Iterator[Callable[[Make], FormDialog]]:
    """Opens a form as its screen does, and waits until it is ready."""
    made: list[FormDialog] = []

    def show(make: Make) -> FormDialog:
        form = make(bureau, delattre)
        form.show_form()
        bureau.settle(qtbot)
        made.append(form)
        return form

    yield show
    for form in made:
        if isValid(form):
            form.close()


@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_in_a_form_waits_in_it(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], name: str
) -> None:
    form = opened(FORMS[name])
    typed = {}
    for place, field in enumerate(_texts(form._inside)):
        leaves.show(field, f"mot {place}")
        typed[place] = leaves.read(field)
    title = form.windowTitle()
    form.reject()
    bureau.settle(qtbot)
    if not typed:
        return
    (draft,) = brouillons.list_brouillons(bureau.session)
    assert draft.contenu["_titre"] == title
    again = opened(FORMS[name])
    shown = {place: leaves.read(field) for place, field in enumerate(_texts(again._inside))}
    assert shown == typed
    assert "reprise" in again._bar.text()
    again._bar._action.click()
    bureau.settle(qtbot)
    again.reject()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == (), "given up for good"


def test_typing_is_journaled_without_any_other_gesture_and_the_cursor_is_kept(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog]
) -> None:
    form = opened(FORMS["démarche"])
    assert isinstance(form, DemarcheDialog)
    form.note.setFocus()
    leaves.show(form.note, "Manque l’avis d’imposition")
    leaves.set_cursor(form.note, 6)
    qtbot.waitUntil(lambda: len(brouillons.list_brouillons(bureau.session)) == 1, timeout=5000)
    form.reject()
    again = opened(FORMS["démarche"])
    assert isinstance(again, DemarcheDialog)
    assert again.note.toPlainText() == "Manque l’avis d’imposition"
    assert again.note.textCursor().position() == 6


def test_saving_forgets_the_draft_of_the_form(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], delattre: str
) -> None:
    form = opened(FORMS["démarche"])
    assert isinstance(form, DemarcheDialog)
    form.note.setPlainText("Dossier complet")
    form.keep_draft()
    bureau.settle(qtbot)
    form.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()
    (step,) = demarches.list_demarches(bureau.session, delattre)
    assert step.note == "Dossier complet"


def test_what_was_typed_for_one_family_never_shows_in_another(
    bureau: Bureau, qtbot: QtBot, opened: Callable[[Make], FormDialog], delattre: str
) -> None:
    form = opened(FORMS["personne"])
    assert isinstance(form, PersonneDialog)
    form.nom.setText("Secret")
    form.reject()
    bureau.settle(qtbot)
    others = [f for f in foyers.list_foyers(bureau.session).lignes if f.foyer_id != delattre]
    other = PersonneDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, others[0].foyer_id
    )
    other.show_form()
    bureau.settle(qtbot)
    assert other.nom.text() == ""
    other.close()


def test_a_correction_begun_is_taken_up_again(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    contact = contacts.save_contact(bureau.session, SaisieContact(delattre, "VAD", note="Visite"))
    for text in ("Visite au domicile", None):
        dialog = EditContactDialog(
            bureau.session, bureau.tasks, bureau.workspace.navigator, contact, bureau.workspace
        )
        dialog.show()
        bureau.settle(qtbot)
        if text is not None:
            dialog.fields.note.setPlainText(text)
            dialog.reject()
            bureau.settle(qtbot)
    assert dialog.fields.note.toPlainText() == "Visite au domicile"
    dialog.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()
    notes = [c.note for c in contacts.list_contacts(bureau.session, delattre)]
    assert "Visite au domicile" in notes


def test_a_note_begun_before_its_family_is_found_is_kept(bureau: Bureau, qtbot: QtBot) -> None:
    capture = bureau.workspace.capture
    capture.open_for()
    bureau.settle(qtbot)
    capture.fields.note.setFocus()
    bureau.keys("Une voisine appelle pour")
    capture.reject()
    bureau.settle(qtbot)
    (draft,) = brouillons.list_brouillons(bureau.session)
    assert (draft.foyer_id, draft.contenu["note"]) == (None, "Une voisine appelle pour")
    page = bureau.page(AujourdhuiPage)
    page.open()
    bureau.settle(qtbot)
    capture.fields.clear()
    page.interrupted.resumed.emit(draft)
    bureau.settle(qtbot)
    assert capture.isVisible()
    assert capture.fields.note.toPlainText() == "Une voisine appelle pour"


def _reopened(bureau: Bureau, qtbot: QtBot) -> FormDialog:
    """Press Entrée on the interrupted entry of the landing screen; returns the form it opens."""
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    page = bureau.page(AujourdhuiPage)
    assert page.interrupted.isVisible()
    bureau.window.activateWindow()
    resume = page.interrupted.findChildren(Button)[0]
    resume.setFocus()
    qtbot.waitUntil(resume.hasFocus)
    bureau.press(Qt.Key.Key_Return)
    bureau.settle(qtbot)
    assert isinstance(page._form, FormDialog), bureau.toast()
    return page._form


@pytest.mark.parametrize("name", [*FORMS, *OTHERS])
def test_enter_on_the_landing_screen_opens_the_form_at_the_same_word(
    bureau: Bureau, qtbot: QtBot, delattre: str, name: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    form = (FORMS | OTHERS)[name](bureau, delattre)
    form.show_form()
    bureau.settle(qtbot)
    typed = {}
    for place, field in enumerate(_texts(form._inside)):
        leaves.show(field, f"mot {place}")
        typed[place] = leaves.read(field)
    if not typed:
        return
    form.reject()
    bureau.settle(qtbot)
    again = _reopened(bureau, qtbot)
    assert type(again) is type(form)
    assert again.isVisible()
    shown = {place: leaves.read(field) for place, field in enumerate(_texts(again._inside))}
    assert shown == typed
    assert "reprise" in again._bar.text()
    again.close()


def test_the_landing_screen_says_what_waits_and_puts_the_cursor_back(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    form = FORMS["démarche"](bureau, delattre)
    assert isinstance(form, DemarcheDialog)
    form.show_form()
    bureau.settle(qtbot)
    form.note.setFocus()
    leaves.show(form.note, "Manque l’avis d’imposition")
    leaves.set_cursor(form.note, 6)
    form.keep_draft()
    bureau.settle(qtbot)
    form.reject()
    bureau.workspace.navigator.go("aujourdhui")
    bureau.settle(qtbot)
    page = bureau.page(AujourdhuiPage)
    assert "Delattre" in page.interrupted.accessibleName()
    assert "Manque l’avis" in page.interrupted._text.text()
    again = _reopened(bureau, qtbot)
    assert isinstance(again, DemarcheDialog)
    assert bureau.workspace.page.key == "dossier"
    assert again.note.hasFocus()
    assert again.note.textCursor().position() == 6
    again.submit()
    bureau.settle(qtbot)
    assert brouillons.list_brouillons(bureau.session) == ()


def test_a_form_whose_thing_is_gone_says_so_and_keeps_what_was_typed(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    form = FORMS["démarche"](bureau, delattre)
    assert isinstance(form, DemarcheDialog)
    form.show_form()
    bureau.settle(qtbot)
    form.note.setPlainText("Trop tard")
    form.reject()
    bureau.settle(qtbot)
    (step,) = demarches.list_demarches(bureau.session, delattre)
    demarches.delete_demarche(bureau.session, step.id)
    page = bureau.page(AujourdhuiPage)
    page.open()
    bureau.settle(qtbot)
    page.interrupted.resumed.emit(page.interrupted._draft)
    bureau.settle(qtbot)
    assert page._form is None
    assert "n’existe" in bureau.toast()
    assert len(brouillons.list_brouillons(bureau.session)) == 1


def test_every_form_that_keeps_a_draft_opens_again() -> None:
    for module in ("doublons.choisir", "siege.revoke_dialog", "agenda.exchange"):
        import_module(f"fieldapp.ui.{module}")
    forms, waiting = set(), [FormDialog]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("fieldapp."):
            forms.add(kind.__name__)
    by_themselves = {
        "FormDialog", "ActDialog", "ContratForm", "SuiviForm",  # bases
        "AccueilDialog", "NewFamilyDialog",  # their own draft
        "ChooseDialog", "ExportDialog", "ReassignDialog", "ReportDialog",  # about no one thing
        "AddDialog",  # files are never kept before they are added
        "RevokeDialog",  # at headquarters, which has no Aujourd’hui
    }  # fmt: skip
    assert forms - by_themselves == known_forms() - {"EditContactDialog"}


TYPIST = """
import sys
from pathlib import Path
from fieldapp.services import demarches
from fieldapp.services.session import open_session
from fieldapp.ui.application import Application
from fieldapp.ui.demarches.dialog import DemarcheDialog
from tests.ui.recit import PHRASE, open_bureau

app = Application()
bureau = open_bureau(open_session(Path(sys.argv[1]), PHRASE))
(step,) = demarches.list_demarches(bureau.session, sys.argv[2])
form = DemarcheDialog(bureau.session, bureau.tasks, bureau.workspace.navigator, step)
form.show_form()
while not bureau.tasks.idle:
    app.processEvents()
form.note.setFocus()
bureau.workspace.navigator.draft_saved.connect(lambda: print("kept", flush=True))
form.note.setPlainText("Il manque l’avis d’impo")
app.exec()
"""


def test_a_form_survives_a_program_that_is_killed(
    qtbot: QtBot, antenna: tuple[Session, str], checkout: Path
) -> None:
    session, delattre = antenna
    demarches.save_demarche(session, SaisieDemarche(delattre, "Demande d’ASF"))
    folder = session.store.folder
    session.close()
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(folder), delattre],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": f"{checkout}:{checkout / 'src'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert typist.stdout is not None
    with typist.stdout:
        assert typist.stdout.readline() == "kept\n"
        typist.send_signal(signal.SIGKILL)
        typist.wait()

    bureau = open_bureau(open_session(folder, PHRASE))
    (step,) = demarches.list_demarches(bureau.session, delattre)
    form = DemarcheDialog(bureau.session, bureau.tasks, bureau.workspace.navigator, step)
    form.show_form()
    bureau.settle(qtbot)
    assert form.note.toPlainText() == "Il manque l’avis d’impo"
    form.close()
    close_bureau(bureau)

"""« Et ensuite » warns of a clash of hours while one types, and forbids nothing."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, jour

from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.services import agenda, rendezvous
from fieldapp.ui.capture.clash_bar import ClashBar
from fieldapp.ui.dossier.page import DossierPage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
TAB = Qt.Key.Key_Tab


def _visit_with_next_appointment(
    bureau: Bureau, qtbot: QtBot, delattre: str, hour: str
) -> ClashBar:
    """Type a visit, then an appointment for the day after tomorrow, with the keys alone."""
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    fields = bureau.page(DossierPage).fil.note.fields
    bureau.press(Qt.Key.Key_2, ALT)
    bureau.keys("Le bail est signé.")
    fields.suite_genre.setFocus()
    bureau.keys("r")
    bureau.press(TAB)
    bureau.keys("Lire l’état des lieux")
    bureau.press(TAB)
    bureau.keys("+2")
    bureau.press(TAB)
    assert fields.heure.hasFocus()
    bureau.keys(hour)
    bureau.settle(qtbot)
    clash = fields._next.clash
    assert clash is not None
    return clash


def test_an_hour_that_is_taken_is_told_before_saving_and_both_are_kept(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    rendezvous.create_rendezvous(
        bureau.session, SaisieRendezVous(f"{jour(2)}T14:00", "REUNION", motif="Réunion d’équipe")
    )
    clash = _visit_with_next_appointment(bureau, qtbot, delattre, "13h30")
    assert clash.isVisible()
    assert clash.text().startswith("Même heure que Réunion d’équipe, ")
    assert clash.text().endswith("à 14:00. Les deux seront gardés.")
    bureau.press(Qt.Key.Key_Return, CTRL)
    bureau.settle(qtbot)
    assert bureau.toast() == "Contact noté et rendez-vous pris pour Delattre – Hennebelle."
    day = aujourd_hui() + timedelta(days=2)
    both = agenda.list_rendezvous(bureau.session, day, day + timedelta(days=1))
    assert [one.debut[11:] for one in both] == ["13:30", "14:00"]
    assert not clash.isVisible()


def test_a_free_hour_says_nothing_and_the_warning_goes_when_the_hour_changes(
    bureau: Bureau, qtbot: QtBot, delattre: str
) -> None:
    rendezvous.create_rendezvous(
        bureau.session, SaisieRendezVous(f"{jour(2)}T14:00", "REUNION", motif="Réunion d’équipe")
    )
    clash = _visit_with_next_appointment(bureau, qtbot, delattre, "14h")
    assert clash.isVisible()
    fields = bureau.page(DossierPage).fil.note.fields
    fields.heure.selectAll()
    bureau.keys("9h")
    bureau.settle(qtbot)
    assert not clash.isVisible()
    fields.heure.selectAll()
    bureau.keys("1430")
    bureau.settle(qtbot)
    assert clash.isVisible()
    # A step to follow has no hour: nothing can clash any more.
    fields.suite_genre.setFocus()
    bureau.press(Qt.Key.Key_Home)
    bureau.settle(qtbot)
    assert not clash.isVisible()

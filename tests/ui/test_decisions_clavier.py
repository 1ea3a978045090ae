"""Three conflicts in a row by the keyboard alone: found, decided, and the last one taken back."""

# ruff: noqa: F811 - fixtures of the synchronisation screen
from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau
from tests.ui.test_synchronisation import desk, new_post, post, siege  # noqa: F401 - fixtures

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.services import contacts
from fieldapp.services.conflits import count_conflits
from fieldapp.services.foyers import create_foyer
from fieldapp.services.session import Session
from fieldapp.siege.ingest import ingest
from fieldapp.sync.engine import synchronise
from fieldapp.ui.conflits.page import ConflitsPage

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key
AVANT = "Loyer\u00a0: deux mois de retard."
ICI, LA_BAS = f"{AVANT} Échéancier accepté.", AVANT.replace("deux", "trois")
LES_DEUX = LA_BAS.replace(".", "") + ". Échéancier accepté."
# More would not be three a minute for somebody who reads too.
TOUCHES = 12


@pytest.fixture
def notes(desk: Bureau, siege: Session, tmp_path: Path) -> dict[str, str]:
    """A note in each of three families, changed by Nadia and by Julie; the family of each."""
    nadia, julie = desk.session, new_post(tmp_path, siege, "Julie Caudron", role="RESP_ADS")
    found = {}
    for nom in ("Bocquet", "Delattre", "Thorel"):
        foyer = create_foyer(nadia, SaisieFoyer(personnes=(SaisiePersonne(nom, "Anne"),)))
        note = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note=AVANT))
        found[note.id] = foyer.id
    _round(siege, tmp_path / "espace", nadia, julie)
    for note_id in found:
        contacts.update_contact(nadia, note_id, {"note": ICI})
        contacts.update_contact(julie, note_id, {"note": LA_BAS})
    _round(siege, tmp_path / "espace", nadia, julie)
    julie.close()
    return found


def test_three_conflicts_are_decided_by_a_dozen_keys(
    qtbot: QtBot, desk: Bureau, notes: dict[str, str]
) -> None:
    session, count = desk.session, 0
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal count
        count += 1
        desk.press(key, modifier)
        desk.settle(qtbot)

    def said() -> list[str]:
        return sorted(
            next(c.note for c in contacts.list_contacts(session, foyer) if c.id == note)
            for note, foyer in notes.items()
        )

    assert count_conflits(session) == 3
    press(Key.Key_8, CTRL)
    while desk.workspace.page.key != ConflitsPage.key and count < TOUCHES:
        press(Key.Key_Tab)
        if "décider" in desk.focused().accessibleName() + _text(desk):
            press(Key.Key_Space)
    page = desk.page(ConflitsPage)
    assert page.isVisible()
    shown = [panel.text.toPlainText() for panel in page.panels]
    assert shown == [LES_DEUX.replace("\u00a0", " ")]  # what both wrote, united, is proposed

    press(Key.Key_Return, CTRL)
    press(Key.Key_L, ALT)
    press(Key.Key_Return, CTRL)
    press(Key.Key_I, ALT)
    press(Key.Key_Return, CTRL)
    assert count_conflits(session) == 0
    assert said() == sorted((LES_DEUX, LA_BAS, ICI))
    assert count <= TOUCHES

    press(Key.Key_Z, CTRL)
    assert count_conflits(session) == 1


def _text(desk: Bureau) -> str:
    text = getattr(desk.focused(), "text", None)
    return str(text()) if callable(text) else ""


def _round(siege: Session, space: Path, *sessions: Session) -> None:
    """Everyone sends, headquarters takes and relays, everyone receives."""
    for _turn in range(2):
        for session in sessions:
            synchronise(session.store, space)
        ingest(siege, space)
    for session in sessions:
        synchronise(session.store, space)

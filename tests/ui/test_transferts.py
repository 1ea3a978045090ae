"""Marc hands files over: forty during an absence in a few clicks, one to another antenna."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from tests.ui.recit import Bureau, add_family, close_bureau, jour, new_session, open_bureau

from fieldapp.db import journal
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.foyer import Filtre
from fieldapp.domain.ids import new_id
from fieldapp.domain.rendezvous import SaisieRendezVous
from fieldapp.domain.transfert import Tardif, Transfert
from fieldapp.services import contacts, foyers, orientations, rendezvous
from fieldapp.services.session import Session
from fieldapp.services.transferts import reassign
from fieldapp.ui.dossier.events import TRANSFERT, Decisions, merge_events
from fieldapp.ui.dossier.page import FOYER, DossierPage
from fieldapp.ui.familles.page import FamillesPage
from fieldapp.ui.transfert.dialogs import ReassignDialog, TransferDialog
from fieldapp.ui.widgets.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier
SOFIA, INES = "Sofia Roux", "Inès Petit"


def colleague(session: Session, nom: str, unite: str) -> str:
    """Somebody whom headquarters made known to this post."""
    fields: dict[str, str | int | float | None] = {
        "nom": nom,
        "role": "ASS",
        "unite": unite,
        "organisme": "CAF62",
        "actif": 1,
    }
    return journal.write(session.store, "agent", fields, row_id=new_id(), author=session.agent.id)


@pytest.fixture
def marc(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bureau]:
    """The head of the antenna, twelve families, two colleagues."""
    request.getfixturevalue("qapp")
    session = new_session(tmp_path / "poste", role="RESP_ADS")
    for number in range(12):
        add_family(session, f"Famille {number:02d}", "Jeanne", "Frévent")
    colleague(session, SOFIA, "62-ADS-STPOL")
    colleague(session, INES, "62-ADS-ARRAS")
    opened = open_bureau(session)
    yield opened
    close_bureau(opened)


def shown(kind: type[QDialog]) -> QDialog:
    (dialog,) = [
        widget for widget in QApplication.topLevelWidgets()
        if isinstance(widget, kind) and widget.isVisible()
    ]  # fmt: skip
    return dialog


def referents(page: FamillesPage) -> set[str]:
    rows = range(page.model.rowCount())
    return {ligne.referent for row in rows if (ligne := page.model.ligne(row)) is not None}


def test_the_families_of_an_absent_colleague_change_hands_and_come_back(
    marc: Bureau, qtbot: QtBot
) -> None:
    marc.workspace.navigator.go("familles")
    marc.settle(qtbot)
    page = marc.page(FamillesPage)
    page.table.setFocus()
    marc.press(Qt.Key.Key_A, CTRL)
    assert page.reassign.text() == "Réaffecter 12 familles…"
    page.reassign.click()
    marc.settle(qtbot)
    dialog = shown(ReassignDialog)
    assert isinstance(dialog, ReassignDialog)
    assert INES not in [dialog.referent.itemText(i) for i in range(dialog.referent.count())]
    dialog.referent.setEditText(SOFIA)
    marc.press(Qt.Key.Key_Return, CTRL)
    marc.settle(qtbot)
    assert referents(page) == {SOFIA}
    ligne = page.model.ligne(0)
    assert ligne is not None
    marc.workspace.navigator.go("dossier", foyer_id=ligne.foyer_id)
    marc.settle(qtbot)
    marc.settle(qtbot)
    assert f"Suivi par {SOFIA} depuis le" in marc.page(DossierPage).foyer.hands.text()
    marc.workspace.navigator.go("familles")
    marc.workspace.dispatch("annuler")
    marc.settle(qtbot)
    assert referents(page) != {SOFIA}


def test_one_family_goes_to_another_antenna(marc: Bureau, qtbot: QtBot) -> None:
    marc.workspace.navigator.go("familles")
    marc.settle(qtbot)
    page = marc.page(FamillesPage)
    first = page.model.ligne(0)
    assert first is not None
    marc.workspace.navigator.go("dossier", foyer_id=first.foyer_id)
    marc.settle(qtbot)
    dossier = marc.page(DossierPage)
    dossier.tabs.show_tab(FOYER)
    (button,) = [b for b in dossier.foyer.findChildren(Button) if b.text() == "Transférer…"]
    button.click()
    marc.settle(qtbot)
    dialog = shown(TransferDialog)
    assert isinstance(dialog, TransferDialog)
    dialog.unite.set_code("62-ADS-ARRAS")
    marc.settle(qtbot)
    people = [dialog.referent.itemText(i) for i in range(dialog.referent.count())]
    assert people == ["À désigner par cette antenne", INES]
    dialog.referent.setCurrentIndex(1)
    marc.press(Qt.Key.Key_Return, CTRL)
    marc.settle(qtbot)
    assert isinstance(marc.workspace.page, FamillesPage)
    assert page.model.rowCount() == 11


def test_the_thread_tells_who_had_the_family_and_why_and_visits_go_with_it(
    marc: Bureau, qtbot: QtBot
) -> None:
    session = marc.session
    foyer_id = foyers.list_foyers(session, Filtre("unite")).lignes[0].foyer_id
    reassign(session, [foyer_id], _agent(session, SOFIA))
    contacts.save_contact(session, SaisieContact(foyer_id, "VAD", note="Première visite."))
    visit = rendezvous.create_rendezvous(
        session,
        SaisieRendezVous(f"{jour(5)}T10:00", "VAD", foyer_id, agent_id=_agent(session, SOFIA)),
    )
    marc.workspace.navigator.go("familles")
    marc.settle(qtbot)
    marc.workspace.navigator.go("dossier", foyer_id=foyer_id)
    marc.settle(qtbot)
    dossier = marc.page(DossierPage)
    dossier.tabs.show_tab(FOYER)
    dossier.foyer._hand_over()
    marc.settle(qtbot)
    dialog = shown(TransferDialog)
    assert isinstance(dialog, TransferDialog)
    dialog.unite.set_code("62-ADS-ARRAS")
    marc.settle(qtbot)
    assert dialog._visits.isVisible()
    assert dialog._visits.choice.currentText() == "Les confier au nouveau référent"
    assert "cette antenne les confiera" in dialog._visits._note.text()
    dialog.referent.setCurrentIndex(1)
    assert "à confirmer" in dialog._visits._note.text()
    dialog.motif.setFocus()
    marc.keys("Déménagement à Arras")
    marc.press(Qt.Key.Key_Return, CTRL)
    marc.settle(qtbot)
    row = session.store.one("SELECT agent_id FROM rendezvous WHERE id = :id", id=visit.id)
    assert row is not None
    assert row["agent_id"] == _agent(session, INES)

    # One Ctrl+Z gives the family and its visit back; the thread then tells the first hands only.
    marc.window.activateWindow()
    marc.workspace.dispatch("annuler")
    marc.settle(qtbot)
    row = session.store.one("SELECT agent_id FROM rendezvous WHERE id = :id", id=visit.id)
    assert row is not None
    assert row["agent_id"] == _agent(session, SOFIA)
    marc.workspace.navigator.go("dossier", foyer_id=foyer_id)
    marc.settle(qtbot)
    assert _told(dossier) == [
        ("Visite à domicile", ""),
        ("Changement de référent", f"Référent\u00a0: {SOFIA}."),
    ]


def test_the_thread_orders_hands_among_contacts_and_marks_what_came_late(
    bureau: Bureau, delattre: str
) -> None:
    session = bureau.session
    found = orientations.list_orientations(session, delattre)
    noted = contacts.list_contacts(session, delattre)
    first = noted[-1].moment
    hands = Transfert(
        "t", delattre, "62-ADS-STPOL", "62-ADS-ARRAS", "Nadia Lemaire", INES, first[:10],
        "Déménagement", "Marc Duquesne", datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    late = Tardif("orientation", found[0].id, "Nadia Lemaire", datetime(2020, 1, 2, tzinfo=UTC))
    decisions = Decisions(found, (hands,), {found[0].id: late})
    catalogue = session.catalogue
    events = merge_events(noted, decisions.events(catalogue), catalogue, complete=True)
    told = next(e for e in events if e.genre == TRANSFERT)
    assert told.title == "Transfert à une autre antenne"
    start = "De\u00a0: Antenne de Saint-Pol-sur-Ternoise. Vers\u00a0: Antenne d’A"
    assert told.text.startswith(start)
    assert f"Référent\u00a0: {INES}, après Nadia Lemaire." in told.text
    assert told.after == "Motif\u00a0: Déménagement"
    assert "Marc Duquesne" in told.meta
    # A day without an hour stands at the end of that day, after the visit that led to it.
    places = [e.id for e in events]
    assert places.index("t") < places.index(noted[-1].id)
    marked = next(e for e in events if e.id == found[0].id)
    assert "écrit après le transfert" in marked.meta
    assert "Après le transfert" in [badge.text for badge in marked.badges]
    # While older contacts wait, so does an older transfer.
    part = merge_events(noted[:1], decisions.events(catalogue), catalogue, complete=False)
    assert "t" not in [e.id for e in part]


def _agent(session: Session, nom: str) -> str:
    row = session.store.one("SELECT id FROM agent WHERE nom = :nom", nom=nom)
    assert row is not None
    return str(row["id"])


def _told(page: DossierPage) -> list[tuple[str, str]]:
    model = page.fil.model
    events = [model.event_at(model.index(row)) for row in range(model.rowCount())]
    return [(e.title, e.text if e.genre == TRANSFERT else "") for e in events if e is not None]


def test_a_social_worker_hands_nothing_over(bureau: Bureau, qtbot: QtBot, delattre: str) -> None:
    bureau.workspace.navigator.go("familles")
    bureau.settle(qtbot)
    assert bureau.page(FamillesPage).reassign.isHidden()
    bureau.workspace.navigator.go("dossier", foyer_id=delattre)
    bureau.settle(qtbot)
    tab = bureau.page(DossierPage).foyer
    assert not [b for b in tab.findChildren(Button) if b.text() == "Transférer…"]

"""Headquarters keeps its agents, its units and its directory from the window; posts learn it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.siege_recit import CTRL, PHRASE, Desk, enrol

from fieldapp.db.agents import list_agents
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services.structures import list_structures
from fieldapp.siege.catalogue import set_valeur
from fieldapp.siege.founding import open_siege
from fieldapp.sync.engine import synchronise
from fieldapp.ui.siege.reason_dialog import ReasonDialog


def cells(page: object, row: int) -> list[str]:
    model = page.model  # type: ignore[attr-defined]
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_an_agent_is_added_found_moved_and_leaves(desk: Callable[..., Desk], founded: Path) -> None:
    espace = founded.parent / "espace"
    post = enrol(founded, "Nadia Lemaire")
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    at.press(Qt.Key.Key_5, CTRL)
    at.settle()
    page = at.siege.agents
    assert page.search.hasFocus()
    before = page.model.rowCount()

    # Added by the keyboard: a name, a role, a unit.
    at.press(Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.nom.hasFocus()
    at.type("Hugo Petit")
    at.press(Qt.Key.Key_Return, CTRL)
    assert page.form["role"].error
    page.role.set_code("TS")
    page.unite.setEditText("Antenne de Lens")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert page.bar.text().startswith("Hugo Petit est ajouté.")
    assert page.model.rowCount() == before + 1

    # The same name in the same unit is not doubled, and the field says so.
    page.nom.setText("hugo petit")
    page.role.set_code("TS")
    page.unite.setEditText("Antenne de Lens")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "déjà dans cette unité" in page.form["nom"].error

    # Found by a part of the name or by the unit, then moved.
    page.search.setFocus()
    at.type("pol nadia")
    at.settle()
    assert page.model.rowCount() == 1
    row = cells(page, 0)
    assert row[0] == "Nadia Lemaire"
    assert row[4] == "1"
    page.table.setCurrentIndex(page.model.index(0, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.nom.text() == "Nadia Lemaire"
    page.unite.setEditText("Antenne d’Arras")
    page.unite.set_code("62-ADS-ARRAS")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "Nadia Lemaire est modifié" in page.bar.text()
    page.search.setText("nadia")
    at.settle()
    assert "Arras" in cells(page, 0)[2]
    at.press(Qt.Key.Key_F5)
    at.settle()
    synchronise(post.store, espace)
    assert {a.nom: a.unite for a in list_agents(post.store)}["Nadia Lemaire"] == "62-ADS-ARRAS"

    # She leaves: why is asked for, her post is revoked.
    at.press(Qt.Key.Key_5, CTRL)
    at.settle()
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.leave.setFocus()
    at.press(Qt.Key.Key_Space)
    at.settle()
    (dialog,) = [w for w in QApplication.topLevelWidgets()
                 if isinstance(w, ReasonDialog) and w.isVisible()]  # fmt: skip
    at.type("depart en retraite")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert not dialog.isVisible()
    assert page.model.rowCount() == 1
    assert cells(page, 0)[-1] == "Parti"
    assert not page.leave.isEnabled()
    at.siege.reception.receive()
    at.settle()
    assert synchronise(post.store, espace).revoque
    post.close()


def test_a_structure_is_added_corrected_closed_and_the_posts_learn_it(
    desk: Callable[..., Desk], founded: Path
) -> None:
    espace = founded.parent / "espace"
    post = enrol(founded, "Nadia Lemaire")
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_F5)
    at.settle()
    at.press(Qt.Key.Key_6, CTRL)
    at.settle()
    page = at.siege.structures
    at.press(Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    at.type("Laep Les Lucioles")
    page.nature.set_code("LAEP")
    page.code_postal.setText("62300")
    page.commune.setText("lens")
    page.telephone.setText("03 21")
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "dix chiffres" in page.form["telephone"].error
    page.telephone.setText("03 21 77 66 55")
    page.nom.setFocus()
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "est ajoutée" in page.bar.text()
    row = cells(page, 0)
    assert row[0] == "Laep Les Lucioles"
    assert row[2:] == ["Lens", "03 21 77 66 55", "Ouverte"]
    at.press(Qt.Key.Key_F5)
    at.settle()
    synchronise(post.store, espace)
    assert [s.nom for s in list_structures(post)] == ["Laep Les Lucioles"]

    # Closed from a day on: no longer proposed there, still in the list here.
    at.press(Qt.Key.Key_6, CTRL)
    at.settle()
    page.table.setCurrentIndex(page.model.index(0, 0))
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    page.fermee.set_value(aujourd_hui().isoformat())
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "est fermée à partir du" in page.bar.text()
    assert cells(page, 0)[-1] == "Fermée"
    at.press(Qt.Key.Key_F5)
    at.settle()
    synchronise(post.store, espace)
    assert list_structures(post) == ()
    page.search.setText("inconnue")
    at.settle()
    assert page.model.rowCount() == 0
    post.close()


def test_a_unit_is_added_with_its_days_and_takes_in_agents(
    desk: Callable[..., Desk], founded: Path
) -> None:
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_4, CTRL)
    at.settle()
    page = at.siege.catalogue
    page.nature.set_code("unites")
    page.nature.chosen.emit("unites")
    at.settle()
    page.code.setFocus()
    at.type("62-ADS-BRUAY")
    page.libelle.setFocus()
    at.type("Antenne de Bruay")
    page.debut.set_value(aujourd_hui().isoformat())
    at.press(Qt.Key.Key_Return, CTRL)
    at.settle()
    assert "publiée" in page.bar.text()
    at.press(Qt.Key.Key_5, CTRL)
    at.settle()
    agents = at.siege.agents
    assert agents.unite.findData("62-ADS-BRUAY") >= 0


def test_a_unit_made_by_another_program_is_offered_and_what_is_typed_stays(
    desk: Callable[..., Desk], founded: Path
) -> None:
    at = desk(founded)
    at.unlock()
    at.press(Qt.Key.Key_5, CTRL)
    at.settle()
    agents = at.siege.agents
    agents.nom.setText("Hugo Petit")
    agents.role.set_code("TS")
    agents.unite.setEditText("Antenne de Mon")
    session = open_siege(founded, PHRASE)
    set_valeur(session, "unites", "62-ADS-MONTREUIL2", "Antenne de Montreuil Ouest")
    session.close()
    at.press(Qt.Key.Key_F5)
    at.settle()
    assert agents.unite.findData("62-ADS-MONTREUIL2") >= 0
    assert at.siege.invitations.unite.findData("62-ADS-MONTREUIL2") >= 0
    assert agents.unite.currentText() == "Antenne de Mon"
    assert (agents.nom.text(), agents.role.code()) == ("Hugo Petit", "TS")

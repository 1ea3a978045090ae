"""Forms: every field is named, checked when one leaves it, and never emptied by an error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.domain.errors import KnownError
from fieldapp.ui.form import Form, FormRow
from fieldapp.ui.widgets.date_field import DateField


def _form(qtbot: QtBot) -> tuple[QWidget, Form, QLineEdit, QLineEdit]:
    page = QWidget()
    nom, commune = QLineEdit(), QLineEdit()
    check = lambda: "" if len(commune.text()) > 2 else "Trois lettres au moins."  # noqa: E731
    form = Form(
        nom=FormRow("&Nom", nom, necessaire=True, aide="Le nom d’usage"),
        commune=FormRow("&Commune", commune, check=check),
    )
    column = QVBoxLayout(page)
    for row in form:
        column.addWidget(row)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page, form, nom, commune


def test_a_row_names_its_field_and_says_its_help(qtbot: QtBot) -> None:
    page, form, nom, _ = _form(qtbot)
    labels = [label for label in page.findChildren(QLabel) if label.buddy() is nom]
    assert [label.text() for label in labels] == ["&Nom"]
    assert nom.accessibleName() == "Nom, nécessaire"
    assert nom.accessibleDescription() == "Le nom d’usage"
    assert form["nom"].name == "Nom"


def test_a_field_is_checked_when_one_leaves_it_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    _page, form, nom, commune = _form(qtbot)
    commune.setFocus()
    QTest.keyClicks(commune, "Le")
    assert form["commune"].error == ""
    nom.setFocus()
    assert form["commune"].error == "Trois lettres au moins."
    assert commune.text() == "Le"
    assert commune.property("etat") == "erreur"
    assert commune.accessibleDescription() == "Trois lettres au moins."
    commune.setFocus()
    QTest.keyClicks(commune, "ns")
    nom.setFocus()
    assert form["commune"].error == ""
    assert commune.property("etat") == ""


def test_passing_through_an_empty_field_is_not_a_mistake(qtbot: QtBot) -> None:
    _page, form, nom, commune = _form(qtbot)
    nom.setFocus()
    commune.setFocus()
    assert form["nom"].error == ""


def test_saving_goes_to_the_first_faulty_field(qtbot: QtBot) -> None:
    _page, form, nom, commune = _form(qtbot)
    commune.setText("Lens")
    commune.setFocus()
    assert not form.validate()
    assert nom.hasFocus()
    assert form["nom"].error == "Ce champ est nécessaire."
    nom.setText("Delattre")
    assert form.validate()


def test_a_refusal_of_the_service_is_shown_at_its_field(qtbot: QtBot) -> None:
    _page, form, _nom, commune = _form(qtbot)
    assert form.show_error(KnownError("Cette commune n’existe pas.", champ="commune"))
    assert form["commune"].error == "Cette commune n’existe pas."
    assert commune.hasFocus()
    assert not form.show_error(KnownError("Le disque est plein."))


def test_a_date_row_tells_why_it_is_no_date(qtbot: QtBot) -> None:
    field = DateField()
    row = FormRow("Relancer le", field, check=field.error)
    qtbot.addWidget(row)
    row.show()
    field.edit.setText("trente")
    assert not row.validate()
    assert "n’est pas une date" in row.error
    assert field.edit.text() == "trente"


def test_alt_and_a_letter_go_to_the_field(qtbot: QtBot) -> None:
    page, _, nom, commune = _form(qtbot)
    commune.setFocus()
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(nom.hasFocus)


def test_a_date_at_fault_is_framed_as_any_other_field(qtbot: QtBot) -> None:
    day = DateField()
    row = FormRow("&Le", day, check=day.error)
    qtbot.addWidget(row)
    row.show()
    day.edit.setText("31/02")
    assert not row.validate()
    assert day.edit.property("etat") == "erreur"
    day.edit.setText("")
    assert row.validate()
    assert day.edit.property("etat") == ""

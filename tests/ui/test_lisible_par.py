"""Under each sensitive field of every form: who will read what is typed there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.formes import FORMS, OTHERS
from tests.ui.recit import Bureau, jour

from fieldapp.ui.accueil.dialog import AccueilDialog
from fieldapp.ui.agenda.dialog import RendezVousDialog
from fieldapp.ui.documents.add_dialog import AddDialog
from fieldapp.ui.documents.reading import Source, examine
from fieldapp.ui.familles.nouvelle import NewFamilyDialog

# What the family says of itself, in words of the worker or as a fact that harms when it is read.
SENSIBLES = {
    "état d’une orientation": ("motif", "suite"),
    "objectif": ("libelle", "critere"),
    "engagement": ("libelle",),
    "fin du contrat": ("bilan",),
    "offre": ("fait_generateur",),
    "réponse": ("reponse",),
    "suivi clos": ("motif_sortie",),
    "personne": ("naissance", "telephone"),
    "personne connue": ("naissance", "telephone"),
    "coordonnées": ("adresse",),
    "déménagement": ("adresse",),
    "adresse": ("adresse", "precision"),
    "numéro": ("valeur",),
    "démarche": ("zone",),
    "rendez-vous connu": ("motif",),
    "lien": ("genre",),
    "place": ("precision",),
}


@pytest.mark.parametrize("name", SENSIBLES)
def test_a_form_says_who_reads_what_is_sensitive(
    qtbot: QtBot, bureau: Bureau, delattre: str, name: str
) -> None:
    form = (FORMS | OTHERS)[name](bureau, delattre)
    form.show_form()
    bureau.settle(qtbot)
    silent = [
        champ for champ in SENSIBLES[name]
        if "Lisible par\u00a0: vous" not in form.form[champ].field.accessibleDescription()
        and "Lisible par\u00a0: le" not in form.form[champ].field.accessibleDescription()
    ]  # fmt: skip
    assert silent == []
    form.reject()


def test_the_secretary_is_named_where_she_reads_and_not_where_she_does_not(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    address = OTHERS["déménagement"](bureau, delattre)
    goal = FORMS["objectif"](bureau, delattre)
    bureau.settle(qtbot)
    assert "secrétariat" in address.form["adresse"].field.accessibleDescription()
    assert "secrétariat" not in goal.form["libelle"].field.accessibleDescription()
    for form in (address, goal):
        form.reject()


def test_the_reason_of_a_visit_says_its_readers_as_soon_as_the_family_is_chosen(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    form = RendezVousDialog(
        bureau.session, bureau.tasks, bureau.workspace.navigator, f"{jour(1)}T10:00"
    )
    bureau.settle(qtbot)
    told = form.objet.accessibleDescription
    assert told() == "Le motif d’une famille n’est pas lu par le secrétariat."
    form.famille.set_family(delattre, "Delattre")
    form.famille.chosen.emit(delattre, "Delattre")
    bureau.settle(qtbot)
    assert told().startswith("Lisible par\u00a0: vous")
    # The family was a mistake: nothing is told of it any more.
    form.famille.chosen.emit("", "")
    bureau.settle(qtbot)
    assert "Lisible par" not in told()
    form.reject()


def test_an_error_takes_the_place_of_the_readers_who_come_back_with_what_is_right(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    form = OTHERS["numéro"](bureau, delattre)
    form.show_form()
    bureau.settle(qtbot)
    row = form.form["valeur"]
    row.set_error("Ce numéro n’a pas dix chiffres.")
    assert row.field.accessibleDescription() == "Ce numéro n’a pas dix chiffres."
    row.set_error("")
    assert "Lisible par" in row.field.accessibleDescription()
    form.reject()


def test_what_a_person_says_without_a_file_is_read_by_the_workers_alone(
    bureau: Bureau,
) -> None:
    form = AccueilDialog(bureau.session, bureau.tasks, bureau.workspace.navigator)
    for champ in ("note", "contact"):
        assert form.form[champ].field.accessibleDescription() == (
            "Lisible par\u00a0: les travailleurs sociaux et le responsable de l’antenne."
        )
    form.deleteLater()


def test_a_new_family_says_who_will_read_it_before_there_is_a_file(bureau: Bureau) -> None:
    form = NewFamilyDialog(bureau.session, bureau.tasks, bureau.workspace.navigator)
    assert (
        form.form["notice"]
        .field.accessibleDescription()
        .endswith(
            "Ce dossier sera lisible par\u00a0: les travailleurs sociaux, le responsable et le "
            "secrétariat de l’antenne."
        )
    )
    form.deleteLater()


def test_the_reason_of_a_transfer_is_read_by_those_who_receive_the_file(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    form = OTHERS["transfert"](bureau, delattre)
    told = form.form["motif"].field.accessibleDescription()
    assert told.startswith("Lisible par\u00a0: les travailleurs sociaux, le responsable")
    assert told.endswith("de l’antenne qui reçoit le dossier.")
    bureau.settle(qtbot)
    form.reject()


def test_a_document_names_its_readers_zone_by_zone(
    qtbot: QtBot, bureau: Bureau, delattre: str
) -> None:
    lot = examine([Source("Bail.txt", octets="Bail signé le 3 mars.".encode())])
    form = AddDialog(bureau.session, bureau.tasks, bureau.workspace.navigator, delattre, lot)
    bureau.settle(qtbot)
    told = form.fields.zone.accessibleDescription
    assert told().startswith("Lisible par\u00a0: vous")
    assert "co-intervenants" not in told()  # they have names, or there are none
    form.fields.zone.set_code("personnel")
    form.fields.zone.chosen.emit("personnel")
    assert told() == (
        "Lisible par\u00a0: vous seul(e), effacé de ce poste après 30 jours, jamais transmis."
    )
    form.reject()


def test_no_form_asks_for_more_than_three_things(checkout: Path) -> None:
    asked = {
        f"{path.name} {node.name}": sum(_needed(call) for call in ast.walk(node))
        for path in sorted((checkout / "src" / "fieldapp" / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert {name: count for name, count in asked.items() if count > 3} == {}


def _needed(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(
        word.arg == "necessaire"
        and not (isinstance(word.value, ast.Constant) and not word.value.value)
        for word in node.keywords
    )

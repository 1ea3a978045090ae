"""Every act asks the permission table, whoever calls, and never reaches another antenne's files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.services.conftest import ARRAS, Colleague

from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.structure import Structure
from fieldapp.services import (
    accompagnements,
    aujourdhui,
    conflits,
    contact_sur,
    contacts,
    foyers,
    historique,
    integrite,
    orientations,
    personnes,
    structures,
)
from fieldapp.services.session import Session

Act = Callable[[Session, Foyer], object]

SUR_UN_DOSSIER: dict[str, Act] = {
    "montrer": lambda s, f: foyers.get_dossier(s, f.id),
    "modifier": lambda s, f: foyers.update_foyer(s, f.id, {"langue": "polonais"}),
    "ajouter une personne": lambda s, f: personnes.add_personne(s, f.id, SaisiePersonne("X")),
    "contact sûr": lambda s, f: contact_sur.save_contact_sur(
        s, f.id, SaisieContactSur(plages="le matin")
    ),
    "retirer le contact sûr": lambda s, f: contact_sur.remove_contact_sur(s, f.id),
    "noter": lambda s, f: contacts.save_contact(s, SaisieContact(f.id, "VAD")),
    "lire le fil": lambda s, f: contacts.list_contacts(s, f.id),
    "suivre": lambda s, f: accompagnements.open_accompagnement(s, SaisieAccompagnement(f.id)),
    "orienter": lambda s, f: orientations.save_orientation(
        s, SaisieOrientation(f.id, "MEDIATION", "FICHE", ("Séparation",))
    ),
    "lire les orientations": lambda s, f: orientations.list_orientations(s, f.id),
    "lire l’historique": lambda s, f: historique.history(s, "foyer", f.id),
}
# What a secretary may do on a file of the antenne; the siège, nothing at all.
SECRETAIRE = {
    "montrer", "modifier", "ajouter une personne", "contact sûr", "retirer le contact sûr",
    "lire le fil", "lire l’historique",
}  # fmt: skip
SANS_DOSSIER: dict[str, Callable[[Session], object]] = {
    "ouvrir un dossier": lambda s: foyers.create_foyer(s, SaisieFoyer(nom="X")),
    "lister": foyers.list_foyers,
    "doublons": lambda s: foyers.find_doublons(s, "X", "Y"),
    "orientations de l’antenne": orientations.list_orientations,
    "conflits": conflits.list_conflits,
    "en retard": aujourdhui.en_retard,
    "ma journée": aujourdhui.journee,
}
SECRETAIRE_SANS_DOSSIER = set(SANS_DOSSIER) - {"orientations de l’antenne"}


@pytest.mark.parametrize("acte", SUR_UN_DOSSIER)
@pytest.mark.parametrize("role", ["TS", "CESF", "RESP_ADS"])
def test_a_worker_of_the_antenne_works_on_its_files(
    colleague: Colleague, foyer: Foyer, acte: str, role: str
) -> None:
    SUR_UN_DOSSIER[acte](colleague(role), foyer)


@pytest.mark.parametrize("acte", SUR_UN_DOSSIER)
@pytest.mark.parametrize("role", ["TS", "RESP_ADS", "SECRETAIRE"])
def test_nobody_of_another_antenne_does(
    nadia: Session, colleague: Colleague, foyer: Foyer, acte: str, role: str
) -> None:
    other = colleague(role, ARRAS)
    with pytest.raises(KnownError, match=r"autre antenne|ne permet pas"):
        SUR_UN_DOSSIER[acte](other, foyer)
    assert foyers.get_dossier(nadia, foyer.id).nb_contacts == 0


@pytest.mark.parametrize("acte", SUR_UN_DOSSIER)
def test_a_secretary_keeps_the_file_and_not_the_follow_up(
    colleague: Colleague, foyer: Foyer, acte: str
) -> None:
    secretary = colleague("SECRETAIRE")
    if acte in SECRETAIRE:
        SUR_UN_DOSSIER[acte](secretary, foyer)
    else:
        with pytest.raises(KnownError, match="ne permet pas"):
            SUR_UN_DOSSIER[acte](secretary, foyer)


@pytest.mark.parametrize("acte", SUR_UN_DOSSIER)
@pytest.mark.parametrize("role", ["SIEGE", "DPO", "ADMIN"])
def test_headquarters_opens_no_family_file(
    colleague: Colleague, foyer: Foyer, acte: str, role: str
) -> None:
    with pytest.raises(KnownError, match="ne permet pas"):
        SUR_UN_DOSSIER[acte](colleague(role), foyer)


@pytest.mark.parametrize("acte", SANS_DOSSIER)
def test_acts_without_a_file_ask_too(colleague: Colleague, acte: str) -> None:
    SANS_DOSSIER[acte](colleague("TS"))
    if acte in SECRETAIRE_SANS_DOSSIER:
        SANS_DOSSIER[acte](colleague("SECRETAIRE"))
    else:
        with pytest.raises(KnownError, match="ne permet pas"):
            SANS_DOSSIER[acte](colleague("SECRETAIRE"))
    with pytest.raises(KnownError, match="ne permet pas"):
        SANS_DOSSIER[acte](colleague("SIEGE"))


def test_a_role_of_a_newer_catalogue_is_granted_nothing(nadia: Session, foyer: Foyer) -> None:
    stranger = Session(nadia.store, replace(nadia.agent, role="ROLE_DE_DEMAIN"), nadia.catalogue)
    with pytest.raises(KnownError, match="ne permet pas"):
        foyers.get_dossier(stranger, foyer.id)


def test_the_lists_show_the_antenne_and_nothing_else(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    other = colleague("TS", ARRAS)
    foyers.create_foyer(other, SaisieFoyer(nom="Wattel"))
    for session, nom in ((nadia, foyer.nom), (other, "Wattel")):
        page = foyers.list_foyers(session, Filtre("unite"))
        assert ([ligne.nom for ligne in page.lignes], page.total) == ([nom], 1)
    assert foyers.find_doublons(other, "Delattre", "Aurélie", "1992-03-01") == ()


def test_a_refusal_on_a_file_leaves_a_trace(colleague: Colleague, foyer: Foyer) -> None:
    other = colleague("TS", ARRAS)
    with pytest.raises(KnownError):
        foyers.get_dossier(other, foyer.id)
    rows = other.store.query("SELECT acte, objet, agent_id FROM trace")
    assert [tuple(row) for row in rows] == [("refus", foyer.id, other.agent.id)]


def test_the_directory_is_everybody_s(colleague: Colleague) -> None:
    for role in ("TS", "RESP_ADS", "SECRETAIRE", "SIEGE"):
        session = colleague(role)
        structures.save_structure(session, Structure("", f"Laep de {role}", "LAEP"))
    assert len(structures.list_structures(colleague("TS"))) == 4


def test_everybody_may_verify(colleague: Colleague, foyer: Foyer) -> None:
    del foyer
    for role in ("TS", "SECRETAIRE", "SIEGE"):
        assert integrite.verify(colleague(role)) == []


@pytest.mark.parametrize(
    ("zone", "collegue", "responsable", "secretaire"),
    [
        ("personnel", None, None, None),
        ("equipe", False, True, False),
        ("institution", True, True, False),
        ("restreint", False, True, False),
    ],
)
def test_a_note_is_shown_to_those_its_zone_names(
    nadia: Session,
    colleague: Colleague,
    foyer: Foyer,
    zone: str,
    collegue: bool | None,
    responsable: bool | None,
    secretaire: bool | None,
) -> None:
    """None: not even the line is there."""
    saisie = SaisieContact(foyer.id, "VAD", note="Point", besoins=("BUDGET",), zone=zone)
    contacts.save_contact(nadia, saisie)
    assert [c.note for c in contacts.list_contacts(nadia, foyer.id)] == ["Point"]
    for role, expected in (
        ("TS", collegue), ("RESP_ADS", responsable), ("SECRETAIRE", secretaire),
    ):  # fmt: skip
        seen = contacts.list_contacts(colleague(role), foyer.id)
        if expected is None:
            assert seen == ()
            continue
        (contact,) = seen
        assert contact.lisible is expected
        assert contact.note == ("Point" if expected else "")
        assert contact.besoins == (("BUDGET",) if expected else ())


def test_a_co_intervenant_reads_the_notes_of_the_team(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point"))
    other = colleague("CESF")
    suivi = SaisieAccompagnement(foyer.id, referent_id=other.agent.id)
    accompagnements.open_accompagnement(nadia, suivi)
    assert [c.note for c in contacts.list_contacts(other, foyer.id)] == ["Point"]


def test_a_note_that_one_may_not_read_cannot_be_changed_nor_its_past_read(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point"))
    other = colleague("TS")
    with pytest.raises(KnownError, match="pas lisible"):
        contacts.update_contact(other, contact.id, {"note": "effacé"})
    with pytest.raises(KnownError, match="pas lisible"):
        historique.history(other, "contact", contact.id)

"""Reporting elsewhere: in the order of the other screen, ticked once, masked where it must be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.services.conftest import Colleague

from fieldapp.domain.accompagnement import SOCIAL, SaisieAccompagnement
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import SaisieOrientation
from fieldapp.domain.report import (
    ACCOMPAGNEMENT,
    CONTACT,
    DORA,
    ECRANS,
    MASQUE,
    MEDIUMS,
    MON_SUIVI_SOCIAL,
    ORGANISME,
    ORIENTATION,
    RAPPEL_JOURS,
    in_order,
)
from fieldapp.services import (
    accompagnements,
    contact_sur,
    contacts,
    foyers,
    historique,
    orientations,
    reports,
    reports_ordre,
)
from fieldapp.services.session import Session


def _visit(session: Session, foyer: Foyer, **what: object) -> str:
    saisie = SaisieContact(
        foyer.id, "VAD", moment="2026-11-20T10:05", duree_min=60, note="Point sur le loyer.",
        besoins=("BUDGET",), suite="Rappeler le bailleur", suite_le="2026-11-30",
    )  # fmt: skip
    for name, value in what.items():
        object.__setattr__(saisie, name, value)
    return contacts.save_contact(session, saisie).id


def _known_elsewhere(session: Session, foyer: Foyer) -> None:
    foyers.update_foyer(session, foyer.id, {"autre_numero": "MSS-2031"})


def _orient(session: Session, foyer: Foyer, kind: str = "MEDIATION", accord: str = "FICHE") -> str:
    saisie = SaisieOrientation(foyer.id, kind, accord, ("Séparation",), date="2026-11-21")
    made = orientations.save_orientation(session, saisie)
    return made.id


def test_every_nature_of_contact_has_a_word_in_mon_suivi_social(nadia: Session) -> None:
    assert {e.code for e in nadia.catalogue.entrees("natures_contact")} == set(MEDIUMS)


def test_a_visit_in_the_order_of_mon_suivi_social(nadia: Session, foyer: Foyer) -> None:
    _known_elsewhere(nadia, foyer)
    fiche = reports.get_fiche(nadia, CONTACT, _visit(nadia, foyer), MON_SUIVI_SOCIAL)
    assert [(line.champ, line.valeur) for line in fiche.lignes] == [
        ("N° de dossier", "MSS-2031"),
        ("Date", "20/11/2026"),
        ("Type d’entretien", "Rendez-vous à domicile"),
        ("Accompagnement(s)", "Budget"),
        ("Statut", "En cours"),
        ("Date d’échéance", "30/11/2026"),
        ("Compte rendu", "Point sur le loyer."),
    ]
    assert fiche.lignes[3].codes == "BUDGET"


def test_the_lines_follow_the_screen_of_each_system(nadia: Session, foyer: Foyer) -> None:
    suivi = accompagnements.open_accompagnement(
        nadia, SaisieAccompagnement(foyer.id, SOCIAL, domaine="LOGEMENT", debut="2026-11-02")
    )
    objects = {
        CONTACT: _visit(nadia, foyer), ORIENTATION: _orient(nadia, foyer),
        ACCOMPAGNEMENT: suivi.id,
    }  # fmt: skip
    for systeme, screens in ECRANS.items():
        for objet, fields in screens.items():
            fiche = reports.get_fiche(nadia, objet, objects[objet], systeme)
            order = [code for code, _ in fields]
            shown = [line.code for line in fiche.lignes]
            assert shown == [code for code in order if code in shown]
            assert all(line.valeur for line in fiche.lignes)
    with pytest.raises(KnownError, match="pas d’écran"):
        reports.get_fiche(nadia, CONTACT, objects[CONTACT], DORA)


def test_each_line_is_ticked_with_who_and_when(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    _known_elsewhere(nadia, foyer)
    contact = _visit(nadia, foyer, moment=None)
    (waiting,) = reports.list_a_reporter(nadia)
    assert (waiting.objet_id, waiting.faites, waiting.titre) == (contact, 0, "Visite à domicile")

    fiche = reports.tick(nadia, CONTACT, contact, ORGANISME, "date")
    line = next(line for line in fiche.lignes if line.code == "date")
    assert (line.faite, line.fait_par) == (True, "Nadia Lemaire")
    assert line.fait_le[:10] == aujourd_hui().isoformat()
    assert reports.list_a_reporter(nadia)[0].faites == 1

    boss = colleague("RESP_ADS")
    for left in fiche.lignes:
        reports.tick(boss, CONTACT, contact, ORGANISME, left.code)
    assert reports.get_fiche(nadia, CONTACT, contact, ORGANISME).restantes == 0
    assert reports.list_a_reporter(nadia) == ()

    again = reports.untick(nadia, CONTACT, contact, ORGANISME, "texte")
    assert again.restantes == 1
    assert [one.objet_id for one in reports.list_a_reporter(nadia)] == [contact]
    assert historique.undo_last(nadia) == "Annulé\u00a0: report ailleurs supprimé"
    assert reports.list_a_reporter(nadia) == ()


def test_all_lines_at_once_are_one_act(nadia: Session, foyer: Foyer) -> None:
    _known_elsewhere(nadia, foyer)
    contact = _visit(nadia, foyer, moment=None)
    assert reports.tick_all(nadia, CONTACT, contact, ORGANISME).restantes == 0
    historique.undo_last(nadia)
    fiche = reports.get_fiche(nadia, CONTACT, contact, ORGANISME)
    assert fiche.restantes == len(fiche.lignes)
    historique.redo_last(nadia)
    assert reports.get_fiche(nadia, CONTACT, contact, ORGANISME).restantes == 0


def test_what_is_corrected_is_to_report_again_and_nothing_else(
    nadia: Session, foyer: Foyer
) -> None:
    _known_elsewhere(nadia, foyer)
    contact = _visit(nadia, foyer, moment=None)
    reports.tick_all(nadia, CONTACT, contact, ORGANISME)
    contacts.update_contact(nadia, contact, {"note": "Corrigé."})
    fiche = reports.get_fiche(nadia, CONTACT, contact, ORGANISME)
    assert [line.code for line in fiche.lignes if not line.faite] == ["texte"]
    (waiting,) = reports.list_a_reporter(nadia)
    assert (waiting.objet_id, waiting.faites) == (contact, len(fiche.lignes) - 1)
    historique.undo_last(nadia)
    assert reports.get_fiche(nadia, CONTACT, contact, ORGANISME).restantes == 0
    assert reports.list_a_reporter(nadia) == ()

    contacts.update_contact(nadia, contact, {"note": "Corrigé encore."})
    assert reports.tick(nadia, CONTACT, contact, ORGANISME, "texte").restantes == 0
    assert reports.list_a_reporter(nadia) == ()


def test_a_system_does_not_know_what_was_ticked_in_another(nadia: Session, foyer: Foyer) -> None:
    contact = _visit(nadia, foyer)
    reports.tick_all(nadia, CONTACT, contact, ORGANISME)
    other = reports.get_fiche(nadia, CONTACT, contact, MON_SUIVI_SOCIAL)
    assert other.restantes == len(other.lignes)


def test_only_recent_work_of_families_known_elsewhere_is_asked_for(
    nadia: Session, foyer: Foyer
) -> None:
    today = aujourd_hui()
    _visit(nadia, foyer, moment=f"{today.isoformat()}T09:00")
    assert reports.list_a_reporter(nadia) == ()
    _known_elsewhere(nadia, foyer)
    old = (today - timedelta(days=RAPPEL_JOURS + 1)).isoformat()
    edge = (today - timedelta(days=RAPPEL_JOURS)).isoformat()
    _visit(nadia, foyer, moment=f"{old}T09:00")
    limit = _visit(nadia, foyer, moment=f"{edge}T09:00")
    found = reports.list_a_reporter(nadia, foyer.id)
    assert (len(found), found[0].objet_id) == (2, limit)


def test_a_personal_draft_and_a_restricted_note_are_never_copied(
    nadia: Session, foyer: Foyer
) -> None:
    _known_elsewhere(nadia, foyer)
    for zone, word in (("personnel", "brouillon personnel"), ("restreint", "restreinte")):
        contact = _visit(nadia, foyer, moment=None, zone=zone)
        for systeme in (ORGANISME, MON_SUIVI_SOCIAL):
            with pytest.raises(KnownError, match=word):
                reports.get_fiche(nadia, CONTACT, contact, systeme)
    assert reports.list_a_reporter(nadia) == ()


def test_under_a_safe_contact_the_number_does_not_leave(nadia: Session, foyer: Foyer) -> None:
    made = _orient(nadia, foyer, "EAJE_INSERTION")
    before = {line.code: line for line in reports.get_fiche(nadia, ORIENTATION, made, DORA).lignes}
    assert before["telephone"].valeur == "06 12 34 56 42"
    contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur("0699887766", "9 h à 15 h"))
    after = {line.code: line for line in reports.get_fiche(nadia, ORIENTATION, made, DORA).lignes}
    assert (after["telephone"].valeur, after["telephone"].masquee) == (MASQUE, True)
    text = " ".join(line.valeur for line in after.values())
    assert "06 12" not in text
    assert foyer.adresse is None or foyer.adresse not in text


def test_nothing_goes_to_dora_without_the_agreement_of_the_family(
    nadia: Session, foyer: Foyer
) -> None:
    for accord in ("INFORMATION", "APPEL", "REFUS"):
        made = _orient(nadia, foyer, accord=accord)
        with pytest.raises(KnownError, match="accord"):
            reports.get_fiche(nadia, ORIENTATION, made, DORA)


def test_a_laep_stays_anonymous_elsewhere_too(nadia: Session, foyer: Foyer) -> None:
    made = _orient(nadia, foyer, "LAEP", "INFORMATION")
    with pytest.raises(KnownError, match="anonyme"):
        reports.get_fiche(nadia, ORIENTATION, made, DORA)
    codes = {line.code for line in reports.get_fiche(nadia, ORIENTATION, made, ORGANISME).lignes}
    assert codes & {"personne", "suite", "structure", "motifs"} == set()


def test_a_social_security_number_left_in_a_note_does_not_leave(
    nadia: Session, foyer: Foyer
) -> None:
    contact = _visit(nadia, foyer, note="Son numéro est 2 85 03 62 498 123 74.")
    fiche = reports.get_fiche(nadia, CONTACT, contact, ORGANISME)
    assert "85 03 62" not in next(line.valeur for line in fiche.lignes if line.code == "texte")


def test_the_secretary_reports_nothing(nadia: Session, colleague: Colleague, foyer: Foyer) -> None:
    contact = _visit(nadia, foyer)
    with pytest.raises(KnownError):
        reports.get_fiche(colleague("SECRETAIRE"), CONTACT, contact, ORGANISME)
    assert reports.list_a_reporter(colleague("SECRETAIRE")) == ()


def test_the_system_chosen_is_kept(nadia: Session) -> None:
    assert reports.systeme_habituel(nadia) == ORGANISME
    reports.choose_systeme(nadia, MON_SUIVI_SOCIAL)
    assert reports.systeme_habituel(nadia) == MON_SUIVI_SOCIAL
    with pytest.raises(KnownError, match="pas connu"):
        reports.choose_systeme(nadia, "AUTRE")


def test_the_order_of_the_lines_is_a_habit_of_the_post(nadia: Session, foyer: Foyer) -> None:
    visit = _visit(nadia, foyer)

    def codes(systeme: str = ORGANISME, row: str = visit) -> list[str]:
        return [one.code for one in reports.get_fiche(nadia, CONTACT, row, systeme).lignes]

    before = codes()
    assert before[:3] == ["numero", "date", "heure"]
    assert not reports.get_fiche(nadia, CONTACT, visit, ORGANISME).ordre_du_poste
    reports_ordre.set_order(nadia, ORGANISME, CONTACT, ["date", "numero", *before[2:]])
    assert codes() == ["date", "numero", *before[2:]]
    assert reports.get_fiche(nadia, CONTACT, visit, ORGANISME).ordre_du_poste
    assert codes(MON_SUIVI_SOCIAL)[:2] == ["numero", "date"], "each system has its own"
    # A line without a value today keeps its place for the day it has one.
    bare = _visit(nadia, foyer, besoins=(), suite=None, suite_le=None)
    shown = codes(row=bare)
    assert "besoins" not in shown
    reports_ordre.set_order(
        nadia, ORGANISME, CONTACT, ["texte", *(c for c in shown if c != "texte")]
    )
    assert codes()[0] == "texte"
    assert set(codes()) == set(before)
    assert nadia.store.one("SELECT 1 FROM op WHERE \"table\" = 'report'") is None
    reports_ordre.forget_order(nadia, ORGANISME, CONTACT)
    assert codes() == before


def test_a_kept_order_meets_a_newer_screen() -> None:
    screen = (("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"))
    assert in_order(screen, []) == screen
    moved = in_order(screen, ["d", "gone", "b", "d"])
    assert [code for code, _ in moved] == ["a", "d", "b", "c"]


def test_who_may_not_report_arranges_nothing(colleague: Colleague) -> None:
    secretary = colleague("SECRETAIRE")
    with pytest.raises(KnownError, match="ne permet pas"):
        reports_ordre.set_order(secretary, ORGANISME, CONTACT, ["date"])

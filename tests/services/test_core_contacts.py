"""Noting a contact: three things are needed, the past is welcome, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.conftest import Colleague

from fieldapp.domain.contact import Contact, SaisieContact, efface_le
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.horloge import aujourd_hui, maintenant
from fieldapp.domain.journal import PRIVATE_SUFFIX
from fieldapp.services import aujourdhui, brouillons, contacts, foyers, historique, integrite
from fieldapp.services.session import Session, forget_expired_personal


def test_a_contact_is_not_of_a_day_to_come(nadia: Session, foyer: Foyer) -> None:
    kept = foyers.get_dossier(nadia, foyer.id).conservation_jusqu_au
    for moment in ("2099-01-01T10:00", "0202-11-24T10:00"):
        with pytest.raises(KnownError) as refused:
            contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", moment=moment))
        assert refused.value.champ == "moment"
    assert foyers.get_dossier(nadia, foyer.id).conservation_jusqu_au == kept


def test_who_and_what_are_enough(nadia: Session, foyer: Foyer) -> None:
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "TEL_ENTRANT"))
    assert contact.moment[:13] == maintenant()[:13]
    assert (contact.issue, contact.zone, contact.auteur) == ("ECHANGE", "equipe", "Nadia Lemaire")


def test_a_visit_of_last_year_is_noted_at_its_date(nadia: Session, foyer: Foyer) -> None:
    saisie = SaisieContact(foyer.id, "VAD", moment="2025-02-03T09:30", note="Visite")
    assert contacts.save_contact(nadia, saisie).moment == "2025-02-03T09:30"
    assert foyers.get_dossier(nadia, foyer.id).dernier_contact == "2025-02-03T09:30"


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"nature": "PIGEON"}, "nature"),
        ({"issue": "PEUT_ETRE"}, "issue"),
        ({"zone": "publique"}, "zone"),
        ({"moment": "hier"}, "moment"),
        ({"duree_min": 2000}, "duree_min"),
        ({"duree_min": -5}, "duree_min"),
        ({"besoins": ("BUDGET", "RELIGION")}, "besoins"),
        ({"personne_id": "inconnue"}, "personne_id"),
        ({"suite_le": "bientôt"}, "suite_le"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    nadia: Session, foyer: Foyer, change: dict[str, object], champ: str
) -> None:
    saisie = replace(SaisieContact(foyer.id, "VAD", note="Point"), **change)  # type: ignore[arg-type]
    with pytest.raises(KnownError) as refused:
        contacts.save_contact(nadia, saisie)
    assert refused.value.champ == champ
    assert contacts.list_contacts(nadia, foyer.id) == ()


def test_the_timeline_is_most_recent_first_page_by_page(nadia: Session, foyer: Foyer) -> None:
    for day in (3, 1, 2):
        saisie = SaisieContact(foyer.id, "VAD", moment=f"2026-02-0{day}T09:00", note=f"jour {day}")
        contacts.save_contact(nadia, saisie)
    notes = [c.note for c in contacts.list_contacts(nadia, foyer.id)]
    assert notes == ["jour 3", "jour 2", "jour 1"]
    assert [c.note for c in contacts.list_contacts(nadia, foyer.id, 1, 1)] == ["jour 2"]


def test_a_correction_keeps_the_former_text_in_the_history(nadia: Session, foyer: Foyer) -> None:
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Premier"))
    contacts.update_contact(nadia, contact.id, {"note": "Second"})
    changes = [c for c in historique.history(nadia, "contact", contact.id) if c.champ == "note"]
    assert [(c.avant, c.apres) for c in changes] == [("Premier", "Second"), (None, "Premier")]
    assert changes[0].auteur == "Nadia Lemaire"


def test_an_unknown_field_is_named(nadia: Session, foyer: Foyer) -> None:
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD"))
    with pytest.raises(KnownError, match="auteur_id"):
        contacts.update_contact(nadia, contact.id, {"auteur_id": "x"})


def test_a_next_step_is_due_then_done(nadia: Session, foyer: Foyer) -> None:
    hier = (aujourd_hui() - timedelta(days=1)).isoformat()
    demain = (aujourd_hui() + timedelta(days=1)).isoformat()
    late = contacts.save_contact(
        nadia, SaisieContact(foyer.id, "VAD", suite="rappeler", suite_le=hier)
    )
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", suite_le=demain))
    assert [(e.texte, e.retard_jours) for e in aujourdhui.en_retard(nadia)] == [("rappeler", 1)]
    assert [e.texte for e in aujourdhui.cette_semaine(nadia)] == ["À suivre"]
    contacts.mark_suite_done(nadia, late.id)
    assert aujourdhui.en_retard(nadia) == ()


def test_my_day_is_what_i_noted(nadia: Session, colleague: Colleague, foyer: Foyer) -> None:
    contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="moi"))
    contacts.save_contact(colleague("RESP_ADS"), SaisieContact(foyer.id, "VAD", note="elle"))
    assert [c.note for c in aujourdhui.journee(nadia)] == ["moi"]


def test_a_removed_contact_comes_back_when_undone(nadia: Session, foyer: Foyer) -> None:
    contact = contacts.save_contact(nadia, SaisieContact(foyer.id, "VAD", note="Point"))
    contacts.delete_contact(nadia, contact.id)
    assert contacts.list_contacts(nadia, foyer.id) == ()
    assert historique.undo_last(nadia).startswith("Annulé")
    assert [c.note for c in contacts.list_contacts(nadia, foyer.id)] == ["Point"]


def _later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Make it so many days later for what forgets, reminds and refuses."""
    day = aujourd_hui() + timedelta(days=days)
    for module in ("session", "aujourdhui", "contacts"):
        monkeypatch.setattr(f"fieldapp.services.{module}.aujourd_hui", lambda: day)


def _personal(session: Session, foyer: Foyer, note: str = "pour moi") -> Contact:
    moment = f"{aujourd_hui().isoformat()}T09:00"
    saisie = SaisieContact(foyer.id, "VAD", moment=moment, note=note, zone="personnel")
    return contacts.save_contact(session, saisie)


def test_a_personal_note_stays_here_and_is_forgotten_after_thirty_days(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    personal = _personal(nadia, foyer)
    shared = nadia.store.query(
        "SELECT 1 FROM op WHERE device = :device AND \"table\" = 'contact'",
        device=nadia.store.device,
    )
    assert shared == []
    assert efface_le(personal.moment) == aujourd_hui() + timedelta(days=31)
    _later(monkeypatch, 30)
    assert forget_expired_personal(nadia) == 0
    assert len(contacts.list_contacts(nadia, foyer.id)) == 1
    assert aujourdhui.brouillons_a_effacer(nadia)[0].note == "pour moi"
    _later(monkeypatch, 31)
    assert forget_expired_personal(nadia) == 1
    assert contacts.list_contacts(nadia, foyer.id) == ()
    assert nadia.store.query("SELECT 1 FROM op WHERE device LIKE '%.prive'") == []
    assert foyers.get_dossier(nadia, foyer.id).dernier_contact is None


def test_nothing_goes_before_a_day_on_which_it_was_warned_of(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Back from six weeks of leave, or the clock of the laptop a year ahead for an hour."""
    _personal(nadia, foyer)
    _later(monkeypatch, 400)
    assert forget_expired_personal(nadia) == 0
    assert len(aujourdhui.brouillons_a_effacer(nadia)) == 1
    _later(monkeypatch, 2)
    assert forget_expired_personal(nadia) == 0
    assert aujourdhui.brouillons_a_effacer(nadia) == ()
    _later(monkeypatch, 45)
    assert forget_expired_personal(nadia) == 0
    assert forget_expired_personal(nadia) == 0, "not by opening twice"
    (soon,) = aujourdhui.brouillons_a_effacer(nadia)
    assert soon.efface_le == aujourd_hui() + timedelta(days=46)
    _later(monkeypatch, 46)
    assert forget_expired_personal(nadia) == 1
    assert contacts.list_contacts(nadia, foyer.id) == ()
    _later(monkeypatch, -400)
    assert forget_expired_personal(nadia) == 0


def test_a_reminder_comes_five_days_before_the_erasure(
    nadia: Session, colleague: Colleague, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _personal(nadia, foyer)
    _later(monkeypatch, 25)
    assert aujourdhui.brouillons_a_effacer(nadia) == ()
    _later(monkeypatch, 26)
    (soon,) = aujourdhui.brouillons_a_effacer(nadia)
    assert (soon.foyer, soon.efface_le) == (foyer.nom, aujourd_hui() + timedelta(days=31))
    assert aujourdhui.brouillons_a_effacer(colleague("RESP_ADS")) == ()


def test_a_personal_note_that_would_go_at_once_is_refused(nadia: Session, foyer: Foyer) -> None:
    for days, refused in ((30, False), (31, True)):
        moment = f"{(aujourd_hui() - timedelta(days=days)).isoformat()}T09:00"
        saisie = SaisieContact(foyer.id, "VAD", moment=moment, note="vieux", zone="personnel")
        if refused:
            with pytest.raises(KnownError, match="effacé trente jours"):
                contacts.save_contact(nadia, saisie)
        else:
            made = contacts.save_contact(nadia, saisie)
    with pytest.raises(KnownError, match="effacé trente jours"):
        contacts.update_contact(nadia, made.id, {"moment": "2020-01-01T09:00"})
    assert forget_expired_personal(nadia) == 0


def test_sharing_a_personal_note_can_be_taken_back_without_losing_a_word(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    shared = contacts.share_personal(nadia, _personal(nadia, foyer, "Un mot.").id)
    assert [c.note for c in contacts.list_contacts(colleague("RESP_ADS"), foyer.id)] == ["Un mot."]
    mine = contacts.take_back_share(nadia, shared.id)
    assert (mine.zone, mine.note) == ("personnel", "Un mot.")
    assert contacts.list_contacts(colleague("RESP_ADS"), foyer.id) == ()
    boss = colleague("RESP_ADS")
    theirs = contacts.save_contact(boss, SaisieContact(foyer.id, "VAD", note="x"))
    with pytest.raises(KnownError, match="pas de vous"):
        contacts.take_back_share(nadia, theirs.id)


def test_a_personal_note_given_to_the_team_leaves_nothing_personal_behind(
    nadia: Session, colleague: Colleague, foyer: Foyer
) -> None:
    saisie = SaisieContact(foyer.id, "VAD", note="Point", besoins=("BUDGET",), zone="personnel")
    personal = contacts.save_contact(nadia, saisie)
    shared = contacts.update_contact(nadia, personal.id, {"zone": "equipe", "note": "Point relu"})
    assert shared.id != personal.id
    (seen,) = contacts.list_contacts(colleague("RESP_ADS"), foyer.id)
    assert (seen.note, seen.besoins) == ("Point relu", ("BUDGET",))
    private = nadia.store.query(
        "SELECT 1 FROM op WHERE device = :device", device=nadia.store.device + PRIVATE_SUFFIX
    )
    assert private == []
    with pytest.raises(KnownError, match="déjà partagée"):
        contacts.update_contact(nadia, shared.id, {"zone": "personnel"})


def test_a_draft_is_kept_to_the_word_and_gone_once_saved(nadia: Session, foyer: Foyer) -> None:
    for text in ("Mad", "Madame", "Madame appelle"):
        brouillons.save_brouillon(nadia, "contact", foyer.id, {"note": text}, len(text))
    brouillons.save_brouillon(nadia, "famille", None, {"nom": "Wat"}, 3)
    draft = brouillons.get_brouillon(nadia, "contact", foyer.id)
    assert draft is not None
    assert (draft.contenu, draft.curseur) == ({"note": "Madame appelle"}, 14)
    assert {d.ecran for d in brouillons.list_brouillons(nadia)} == {"contact", "famille"}
    assert integrite.verify(nadia) == []
    brouillons.discard_brouillon(nadia, "contact", foyer.id)
    assert brouillons.get_brouillon(nadia, "contact", foyer.id) is None
    assert [d.ecran for d in brouillons.list_brouillons(nadia)] == ["famille"]

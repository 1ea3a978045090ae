"""Steps: noted, promoted from a contact, ticked, late, and read by those who may."""

from datetime import timedelta

import pytest
from tests.services.conftest import Colleague

from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.demarche import FAITE, FAMILLE, PREVUE, Piece, SaisieDemarche
from fieldapp.domain.echeance import DEMARCHE, SUITE
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import aujourdhui, contacts, demarches, foyers, historique, integrite
from fieldapp.services.session import Session

HIER = (aujourd_hui() - timedelta(days=1)).isoformat()
DEMAIN = (aujourd_hui() + timedelta(days=1)).isoformat()


def _words(session: Session, foyer: Foyer) -> list[str]:
    return [d.libelle for d in demarches.list_demarches(session, foyer.id)]


def test_a_step_says_who_acts_by_when_and_with_which_papers(nadia: Session, foyer: Foyer) -> None:
    step = demarches.save_demarche(
        nadia,
        SaisieDemarche(
            foyer.id,
            "  Demander   l’ASF ",
            FAMILLE,
            organisme="Caf",
            echeance=DEMAIN,
            pieces=(Piece("Jugement", True), Piece("RIB"), Piece(" "), Piece("rib")),
        ),
    )
    assert step.libelle == "Demander l’ASF"
    assert (step.qui, step.organisme, step.echeance) == (FAMILLE, "Caf", DEMAIN)
    assert step.pieces_en_clair == "1 sur 2"
    assert (step.etat, step.auteur, step.faite_le) == (PREVUE, "Nadia Lemaire", None)
    assert integrite.verify(nadia) == []


def test_without_words_there_is_no_step_and_the_field_is_named(
    nadia: Session, foyer: Foyer
) -> None:
    with pytest.raises(KnownError) as refused:
        demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "  "))
    assert refused.value.champ == "libelle"
    assert demarches.list_demarches(nadia, foyer.id) == ()


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"qui": "VOISIN"}, "qui"),
        ({"etat": "PERDUE"}, "etat"),
        ({"echeance": "demain peut-être"}, "echeance"),
        ({"personne_id": "personne-dailleurs"}, "personne_id"),
        ({"zone": "personnel"}, "zone"),
        ({"libelle": "x" * 201}, "libelle"),
        ({"libelle": "CMU de 1 85 03 62 498 123 48"}, "libelle"),
        ({"organisme": "CPAM 185036249812348"}, "organisme"),
        ({"pieces": (Piece("Carte 1 85 03 62 498 123 48"),)}, "pieces"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    nadia: Session, foyer: Foyer, changes: dict[str, object], champ: str
) -> None:
    step = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Appeler l’Adil"))
    with pytest.raises(KnownError) as refused:
        demarches.update_demarche(nadia, step.id, changes)
    assert refused.value.champ == champ
    assert demarches.get_demarche(nadia, step.id) == step


def test_late_ones_come_first_and_done_ones_last(nadia: Session, foyer: Foyer) -> None:
    for libelle, le in (("sans date", None), ("demain", DEMAIN), ("hier", HIER)):
        demarches.save_demarche(nadia, SaisieDemarche(foyer.id, libelle, echeance=le))
    done = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "faite", echeance=HIER))
    demarches.toggle_faite(nadia, done.id)
    assert _words(nadia, foyer) == ["hier", "demain", "sans date", "faite"]
    first = demarches.list_demarches(nadia, foyer.id)[0]
    assert first.retard_jours(aujourd_hui()) == 1


def test_ticking_dates_the_step_and_ticking_again_takes_it_back(
    nadia: Session, foyer: Foyer
) -> None:
    step = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Envoyer le dossier"))
    done = demarches.toggle_faite(nadia, step.id)
    assert (done.etat, done.faite_le) == (FAITE, aujourd_hui().isoformat())
    assert demarches.toggle_faite(nadia, step.id) == step


def test_the_next_step_of_a_contact_becomes_a_step_in_one_act_and_back_in_one(
    nadia: Session, foyer: Foyer
) -> None:
    contact = contacts.save_contact(
        nadia, SaisieContact(foyer.id, "VAD", suite="Rappeler EDF", suite_le=HIER)
    )
    step = demarches.promote_suite(nadia, contact.id, FAMILLE)
    assert (step.libelle, step.echeance, step.qui) == ("Rappeler EDF", HIER, FAMILLE)
    assert step.contact_id == contact.id
    # It is due once, as a step; the contact keeps its words.
    assert [e.genre for e in aujourdhui.en_retard(nadia)] == [DEMARCHE]
    assert contacts.list_contacts(nadia, foyer.id)[0].suite == "Rappeler EDF"
    historique.undo_last(nadia)
    assert [e.genre for e in aujourdhui.en_retard(nadia)] == [SUITE]
    assert demarches.list_demarches(nadia, foyer.id) == ()


def test_a_personal_note_never_becomes_a_shared_step(nadia: Session, foyer: Foyer) -> None:
    contact = contacts.save_contact(
        nadia, SaisieContact(foyer.id, "VAD", zone="personnel", suite="Y penser", suite_le=HIER)
    )
    with pytest.raises(KnownError, match="personnelle"):
        demarches.promote_suite(nadia, contact.id)
    assert demarches.list_demarches(nadia, foyer.id) == ()


def test_what_is_due_comes_to_the_worker_and_sorts_the_list_of_families(
    nadia: Session, foyer: Foyer
) -> None:
    demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Relancer l’ASF", echeance=HIER))
    demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Porter le RIB", echeance=DEMAIN))
    (late,) = aujourdhui.en_retard(nadia)
    assert (late.genre, late.texte, late.retard_jours) == (DEMARCHE, "Relancer l’ASF (service)", 1)
    assert [e.texte for e in aujourdhui.cette_semaine(nadia)] == ["Porter le RIB (service)"]
    (line,) = foyers.list_foyers(nadia, Filtre(en_retard=True)).lignes
    assert (line.echeance, line.echeance_genre) == (HIER, "DEMARCHE")


def test_a_step_removed_by_mistake_comes_back(nadia: Session, foyer: Foyer) -> None:
    step = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Relancer l’ASF"))
    demarches.delete_demarche(nadia, step.id)
    assert _words(nadia, foyer) == []
    assert "démarche" in historique.undo_last(nadia)
    assert _words(nadia, foyer) == ["Relancer l’ASF"]


def test_every_change_of_a_step_is_in_its_history(nadia: Session, foyer: Foyer) -> None:
    step = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Relancer l’ASF"))
    demarches.update_demarche(nadia, step.id, {"organisme": "Caf"})
    last = historique.history(nadia, "demarche", step.id)[0]
    assert (last.champ, last.avant, last.apres) == ("organisme", None, "Caf")


def test_the_secretary_sees_no_step_and_writes_none(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    step = demarches.save_demarche(nadia, SaisieDemarche(foyer.id, "Relancer", echeance=HIER))
    sylvie = colleague("SECRETAIRE")
    for act in (
        lambda: demarches.list_demarches(sylvie, foyer.id),
        lambda: demarches.get_demarche(sylvie, step.id),
        lambda: demarches.save_demarche(sylvie, SaisieDemarche(foyer.id, "X")),
        lambda: demarches.toggle_faite(sylvie, step.id),
        lambda: historique.history(sylvie, "demarche", step.id),
    ):
        with pytest.raises(KnownError):
            act()
    assert aujourdhui.en_retard(sylvie) == ()


def test_a_colleague_of_the_antenna_reads_by_zone(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    for zone in ("equipe", "institution", "restreint"):
        demarches.save_demarche(nadia, SaisieDemarche(foyer.id, zone, zone=zone))
    julie, marc = colleague("CESF"), colleague("RESP_ADS")
    assert _words(julie, foyer) == ["institution"]
    assert sorted(_words(marc, foyer)) == ["equipe", "institution", "restreint"]
    # A colleague who replaces Nadia may add a step, and reads what she wrote herself.
    demarches.save_demarche(julie, SaisieDemarche(foyer.id, "remplacement"))
    assert sorted(_words(julie, foyer)) == ["institution", "remplacement"]
    hidden = next(d for d in demarches.list_demarches(nadia, foyer.id) if d.libelle == "equipe")
    with pytest.raises(KnownError, match="pas lisible"):
        demarches.update_demarche(julie, hidden.id, {"note": "x"})
    with pytest.raises(KnownError, match="pas lisible"):
        historique.history(julie, "demarche", hidden.id)


def test_another_antenna_is_refused(foyer: Foyer, colleague: Colleague) -> None:
    with pytest.raises(KnownError, match="autre antenne"):
        demarches.list_demarches(colleague("TS", "62-ADS-ARRAS"), foyer.id)

"""Who is warned of while typing, and the pairs of the antenna: slips forgiven, secrets kept."""

from __future__ import annotations

import pytest
from tests.services.conftest import ARRAS, Colleague

from fieldapp.db import journal
from fieldapp.domain.doublon import Identite, Trouve
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.services import contact_sur, doublons, foyers, fusions, historique, personnes
from fieldapp.services.doublons import ELSEWHERE
from fieldapp.services.session import Session


@pytest.fixture
def dubois(nadia: Session) -> Foyer:
    """« DUBOIS Marie (née Lefèvre) »."""
    marie = SaisiePersonne(
        "Dubois", "Marie", "Lefèvre", "MME", "1988-04-12", telephone="06 12 34 56 78"
    )
    return foyers.create_foyer(nadia, SaisieFoyer(personnes=(marie,), commune="Lens"))


def _find(session: Session, *args: str | None, sauf: str | None = None) -> tuple[Trouve, ...]:
    return doublons.find(session, session.store, Identite(*args), sauf=sauf)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        ("Lefevre-Dubois", "Marie"),
        ("lefèvre dubois", "marie"),
        ("LEFEBVRE", "Marie", None, "1988-04-12"),
        ("Marie", "Dubois"),
        ("Dubios", "Marie"),
        ("Duboi", "Mari", None, "1988-04-12"),
        ("Dubois", "", None, "1988-12-04", "0612345678"),
        ("Martin", "Marie", "Dubois"),
        ("Dubois", "", None, None, "06 12 34 56 78"),
        ("Dubois", "M."),
        ("Du Bois", "Marie"),
        ("Dubois", "Marie Claire"),
    ],
)
def test_she_is_found_however_she_is_written(
    nadia: Session, dubois: Foyer, typed: tuple[str | None, ...]
) -> None:
    (found,) = _find(nadia, *typed)
    assert (found.foyer_id, found.lisible, found.commune) == (dubois.id, True, "Lens")
    assert found.personne == "Marie Dubois (nom de naissance Lefèvre)"
    assert found.raisons


@pytest.mark.parametrize(
    "typed",
    [("Dubois", "Paul"), ("Wattel", "Marie"), ("Dubois", "Marie", None, "1961-01-30"), ("", ""),
     ("Dubois", ""), ("Dubois", "Marie", None, "1961-01-30", "pas un numéro")],
)  # fmt: skip
def test_others_are_left_alone(
    nadia: Session, dubois: Foyer, typed: tuple[str | None, ...]
) -> None:
    assert dubois.id
    assert _find(nadia, *typed) == ()


def test_the_person_being_changed_is_not_her_own_double(nadia: Session, dubois: Foyer) -> None:
    marie = foyers.get_dossier(nadia, dubois.id).membres[0].personne
    assert _find(nadia, "Dubois", "Marie", sauf=marie.id) == ()


def test_a_safe_contact_hides_the_town(nadia: Session, dubois: Foyer) -> None:
    contact_sur.save_contact_sur(nadia, dubois.id, SaisieContactSur("0612345642", "le soir"))
    (found,) = _find(nadia, "Dubois", "Marie")
    assert found.commune == ""


def test_of_a_file_elsewhere_the_antenna_alone(
    nadia: Session, colleague: Colleague, dubois: Foyer
) -> None:
    other = colleague("TS", ARRAS)
    assert _find(other, "Dubois", "Marie") == (), "a name alone asks nothing of another antenna"
    (found,) = _find(other, "Dubois", "Marie", None, "1988-04-12")
    assert found == Trouve(False, "Antenne de Lens")
    foyers.update_foyer(nadia, dubois.id, {"violence": 1})
    (found,) = _find(other, "Dubois", "Marie", None, "1988-04-12")
    assert found == Trouve(False, ELSEWHERE)
    journal.write(
        nadia.store, "foyer", {"organisme": "CAF42"}, row_id=dubois.id, author=nadia.agent.id
    )
    assert _find(other, "Dubois", "Marie", None, "1988-04-12") == ()


def test_the_pairs_of_the_antenna(nadia: Session, dubois: Foyer, colleague: Colleague) -> None:
    again = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Lefebvre", "Mari", None, "MME",
                                                     "1988-04-12"),))
    )  # fmt: skip
    personnes.add_personne(nadia, dubois.id, SaisiePersonne("Dubois", "Zoé", role="ENFANT"))
    (pair,) = doublons.list_doublons(nadia, nadia.store)
    assert {pair.foyer_id, pair.autre_foyer_id} == {dubois.id, again.id}
    assert not pair.meme_famille
    assert doublons.list_doublons(colleague("TS", ARRAS), nadia.store) == ()

    doublons.set_distinct(nadia, pair.personne_id, pair.autre_id)
    assert doublons.list_doublons(nadia, nadia.store) == ()
    assert "jugés distincts" in str(
        historique.history(nadia, "personne", pair.personne_id)[0].apres
    )
    with pytest.raises(KnownError):
        doublons.set_distinct(nadia, pair.personne_id, pair.personne_id)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (("Dupont", "J."), ("Dupont", "Jean")),
        (("Petit", "Jean-Pierre"), ("Petit", "J.-P.")),
        (("Petit", "Jean-Pierre"), ("Petit", "Jean")),
        (("Martin-Leroy", "Sophie"), ("Martin", "Sophie")),
        (("Leroy", "Sophie"), ("Martin Leroy", "Sophie")),
        (("Desmet", "Luc"), ("De Smet", "Luc")),
        (("De Smet", "Luc"), ("Desmet", "Luc")),
        (("O’Brien", "Kate"), ("OBrien", "Kate")),
        (("N’Diaye", "Awa"), ("Ndiaye", "Awa")),
        (("Saint-Martin", "Rose"), ("Rose", "Saint Martin")),
    ],
)
def test_she_is_told_while_typing_and_among_the_pairs(
    nadia: Session, stored: tuple[str, str], typed: tuple[str, str]
) -> None:
    """Without a birth date nor a phone: only what the two names say."""
    for noms in (stored, typed):
        if noms == typed:
            assert [one.famille for one in _find(nadia, *typed)] == [stored[0]]
        foyers.create_foyer(nadia, SaisieFoyer(personnes=(SaisiePersonne(*noms),)))
    assert len(doublons.list_doublons(nadia, nadia.store)) == 1


def test_what_was_parted_is_not_proposed_again(nadia: Session, dubois: Foyer) -> None:
    again = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Dubois", "Marie", naissance="1988-04-12"),))
    )
    assert len(doublons.list_doublons(nadia, nadia.store)) == 1
    union = fusions.unite_foyers(nadia, dubois.id, again.id)
    # The two people are in one family now, and still two.
    (inside,) = doublons.list_doublons(nadia, nadia.store)
    assert inside.meme_famille
    fusions.separate(nadia, union.id)
    assert doublons.list_doublons(nadia, nadia.store) == ()

"""One number is written once, whoever answers it; what it was is never lost."""

from __future__ import annotations

import unicodedata

import pytest

from fieldapp.db import journal
from fieldapp.domain.coordonnee import SaisieCoordonnee, normalise_courriel
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import CONJOINT, Foyer, SaisieContactSur, SaisieFoyer, SaisiePersonne
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.joindre import first_phone, may_be_called, to_reach
from fieldapp.services import contact_sur, coordonnees, foyers, historique, personnes, recherche
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session

PHONE = "+33612345642"


def _all(nadia: Session, foyer: Foyer) -> list[tuple[str, tuple[str, ...]]]:
    names = {m.personne.id: m.personne.prenom for m in foyers.get_dossier(nadia, foyer.id).membres}
    return [
        (one.valeur, tuple(names[id_] for id_ in one.personnes))
        for one in coordonnees.list_coordonnees(nadia, foyer.id)
    ]


def test_the_number_of_one_given_for_another_becomes_that_of_both(
    nadia: Session, foyer: Foyer
) -> None:
    assert _all(nadia, foyer) == [(PHONE, ("Aurélie",))]
    piotr = personnes.add_personne(
        nadia, foyer.id, SaisiePersonne("Nowak", "Piotr", role=CONJOINT, telephone="06 12 34 56 42")
    )
    assert piotr.telephone is None
    assert _all(nadia, foyer) == [(PHONE, ("Aurélie", "Piotr"))]
    personnes.update_personne(nadia, piotr.id, {"telephone": "0612345642"})
    assert _all(nadia, foyer) == [(PHONE, ("Aurélie", "Piotr"))]
    found = recherche.search(nadia, "0612345642")
    assert [r.foyer_id for r in found] == [foyer.id]
    historique.undo_last(nadia)
    assert verify(nadia) == []


def test_adding_a_person_with_a_shared_number_is_undone_whole(nadia: Session, foyer: Foyer) -> None:
    personnes.add_personne(
        nadia, foyer.id, SaisiePersonne("Nowak", "Piotr", role=CONJOINT, telephone=PHONE)
    )
    historique.undo_last(nadia)
    assert _all(nadia, foyer) == [(PHONE, ("Aurélie",))]
    assert foyers.get_dossier(nadia, foyer.id).membres[0].personne.telephone == PHONE


def test_a_family_opened_with_one_phone_for_two_has_it_once(nadia: Session) -> None:
    people = (
        SaisiePersonne("Caron", "Mélanie", telephone="0611111111", courriel="Caron@Exemple.fr"),
        SaisiePersonne("Caron", "Luc", role=CONJOINT, telephone="0611111111",
                       courriel="caron@exemple.fr"),
    )  # fmt: skip
    opened = foyers.create_foyer(nadia, SaisieFoyer(personnes=people))
    assert [one for one, _ in _all(nadia, opened)] == ["+33611111111", "caron@exemple.fr"]
    assert [r.foyer_id for r in recherche.search(nadia, "caron@ex")] == [opened.id]


def test_the_preferred_number_reaches_its_person_and_a_neighbour_nobody(
    nadia: Session, foyer: Foyer
) -> None:
    aurelie = foyers.get_dossier(nadia, foyer.id).membres[0].personne.id
    save = coordonnees.save_coordonnee
    save(nadia, foyer.id, SaisieCoordonnee("0321000001", "TIERS", "de la voisine", preferee=True))
    known = coordonnees.list_coordonnees(nadia, foyer.id)
    assert to_reach(known, aurelie) == PHONE
    first = save(nadia, foyer.id, SaisieCoordonnee("0321000002", preferee=True))
    work = save(nadia, foyer.id, SaisieCoordonnee("0321000003", "TRAVAIL", None, (aurelie,), True))
    known = coordonnees.list_coordonnees(nadia, foyer.id)
    assert to_reach(known, aurelie) == work.valeur
    assert first_phone(known, {aurelie}) == work.valeur
    preferred = [one.valeur for one in known if one.preferee]
    assert preferred == [work.valeur], "one comes first for a person"
    assert first.usage == "FIXE"


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        (SaisieCoordonnee(""), "valeur"),
        (SaisieCoordonnee("06 12"), "valeur"),
        (SaisieCoordonnee("nom@"), "valeur"),
        (SaisieCoordonnee("0612345642"), ""),
        (SaisieCoordonnee("0698765432", "FAX"), "usage"),
        (SaisieCoordonnee("0698765432", personnes=("inconnue",)), "personnes"),
        (SaisieCoordonnee("0698765432", precision="x" * 61), "precision"),
        (SaisieCoordonnee("0698765432", precision="2 92 03 62 498 123 45"), "precision"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    nadia: Session, foyer: Foyer, saisie: SaisieCoordonnee, champ: str
) -> None:
    if not champ:
        # On the record of one: noted for all, it is the household's, once.
        coordonnees.save_coordonnee(nadia, foyer.id, saisie)
        assert _all(nadia, foyer) == [(PHONE, ())]
        return
    with pytest.raises(KnownError) as refused:
        coordonnees.save_coordonnee(nadia, foyer.id, saisie)
    assert refused.value.champ == champ


def test_a_number_noted_twice_is_refused_and_a_changed_one_leaves_the_search(
    nadia: Session, foyer: Foyer
) -> None:
    own = coordonnees.list_coordonnees(nadia, foyer.id)[0]
    saved = coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee("0698765432"), own)
    assert _all(nadia, foyer) == [("+33698765432", ())]
    assert recherche.search(nadia, "0612345642") == ()
    with pytest.raises(KnownError, match="déjà noté"):
        coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee("+33 6 98 76 54 32"))
    coordonnees.remove_coordonnee(nadia, foyer.id, saved)
    assert _all(nadia, foyer) == []
    historique.undo_last(nadia)
    assert [r.foyer_id for r in recherche.search(nadia, "0698765432")] == [foyer.id]


def test_who_left_takes_the_own_number_along(nadia: Session, foyer: Foyer) -> None:
    membre = foyers.get_dossier(nadia, foyer.id).membres[0]
    personnes.end_appartenance(nadia, membre.appartenance_id, aujourd_hui().isoformat())
    assert _all(nadia, foyer) == []


def test_under_a_contact_sur_its_own_number_alone_is_called(nadia: Session, foyer: Foyer) -> None:
    safe = contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur("06 12 34 56 42"))
    coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee("0321000001"))
    known = {one.valeur: one for one in coordonnees.list_coordonnees(nadia, foyer.id)}
    assert may_be_called(known[PHONE], safe)
    assert not may_be_called(known["+33321000001"], safe)
    assert may_be_called(known["+33321000001"], None)
    (found,) = recherche.search(nadia, "06123456")
    assert "42" not in found.extrait, "the search completes no number"


def test_an_email_is_kept_in_small_letters() -> None:
    assert normalise_courriel(" Prenom.NOM@Exemple.FR ") == "prenom.nom@exemple.fr"
    for bad in ("prenom.nom", "a@b", "a b@c.fr", "a@b..", "@c.fr"):
        with pytest.raises(KnownError):
            normalise_courriel(bad)


def test_an_email_with_accents_is_one_address_however_it_was_typed(
    nadia: Session, foyer: Foyer
) -> None:
    coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee("Jérôme.Caron@Exämple.fr"))
    # From a telephone (letter and accent apart), from a mailer, from a web page.
    for written in (
        unicodedata.normalize("NFD", "jérôme.caron@exämple.fr"),
        "mailto:jérôme.caron@xn--exmple-cua.fr",
        "\u202a<jérôme.caron@exämple.fr>\u202c",
    ):
        with pytest.raises(KnownError, match="déjà noté"):
            coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee(written))
    kept = [v for v, _people in _all(nadia, foyer) if "@" in v and v.startswith("j")]
    assert kept == ["jérôme.caron@exämple.fr"]
    for asked in (kept[0], unicodedata.normalize("NFD", "Jérôme.Caron@ex")):
        assert [one.foyer_id for one in recherche.search(nadia, asked)] == [foyer.id]
    assert normalise_courriel("用户@例子.公司") == "用户@例子.公司"
    assert normalise_courriel("o’neil_d'arc+caf@rue-straße.fr") == "o’neil_d'arc+caf@rue-straße.fr"


@pytest.mark.parametrize(
    "bad",
    ["a@..fr", "a..b@c.fr", ".a@c.fr", "a.@c.fr", "a@-c.fr", "a@c-.fr", "(a)@b.fr", "a@b.fr/x",
     "a@b.fr\na@c.fr", "a@b.fr;c@d.fr", "a@b_c.fr", "é" * 300 + "@b.fr"],
)  # fmt: skip
def test_what_nobody_could_write_to_is_refused_beside_its_field(bad: str) -> None:
    with pytest.raises(KnownError) as told:
        normalise_courriel(bad)
    assert told.value.champ == "courriel"


def test_rows_that_two_posts_made_of_one_number_are_changed_as_one(
    nadia: Session, foyer: Foyer
) -> None:
    for people in ("[]", None):
        fields = {"foyer_id": foyer.id, "genre": "TELEPHONE", "valeur": PHONE,
                  "personnes": people, "preferee": 0}  # fmt: skip
        journal.write(nadia.store, "coordonnee", fields, author=nadia.agent.id, foyer_id=foyer.id)
    (seen,) = coordonnees.list_coordonnees(nadia, foyer.id)
    coordonnees.save_coordonnee(nadia, foyer.id, SaisieCoordonnee("0698765432"), seen)
    assert _all(nadia, foyer) == [("+33698765432", ())]

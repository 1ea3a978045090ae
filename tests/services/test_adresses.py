"""A family lives at several places over time: none is lost, one is the present one."""

from __future__ import annotations

import pytest

from fieldapp.domain.adresse import SaisieAdresse, SaisieDemenagement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import adresses, contact_sur, foyers, historique, recherche
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session

NEUVE = SaisieDemenagement("2026-10-01", "2 rue Neuve", None, None, "Arras")


def test_moving_twice_keeps_each_place_with_its_dates(nadia: Session, foyer: Foyer) -> None:
    foyers.update_foyer(nadia, foyer.id, {"adresse": "14 rue du Terril"})
    moved = adresses.demenager(nadia, foyer.id, NEUVE)
    assert (moved.commune, moved.code_insee, moved.adresse_depuis) == (
        "Arras", "62041", "2026-10-01",
    )  # fmt: skip
    adresses.demenager(nadia, foyer.id, SaisieDemenagement("2026-11-02", commune="Lens"))
    told = [(a.lignes[0], a.debut, a.fin) for a in adresses.list_adresses(nadia, foyer.id)]
    assert told == [
        ("2 rue Neuve", "2026-10-01", "2026-11-02"), ("14 rue du Terril", None, "2026-10-01"),
    ]  # fmt: skip
    assert [r.foyer_id for r in recherche.search(nadia, "lens")] == [foyer.id]
    assert recherche.search(nadia, "arras") == (), "the present address alone is searched"
    historique.undo_last(nadia)
    assert foyers.get_dossier(nadia, foyer.id).foyer.adresse == "2 rue Neuve"
    assert len(adresses.list_adresses(nadia, foyer.id)) == 1
    assert verify(nadia) == []


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        (SaisieDemenagement("2026-10-01"), "adresse"),
        (SaisieDemenagement("2999-01-01", commune="Arras"), "le"),
        (SaisieDemenagement("hier", commune="Arras"), "le"),
        (SaisieDemenagement("2026-10-01", "chez 2 92 03 62 498 123 45"), "adresse"),
        (SaisieDemenagement("2026-10-01", commune="LENS"), "adresse"),
    ],
)
def test_a_move_that_cannot_be_is_refused_beside_its_field(
    nadia: Session, foyer: Foyer, saisie: SaisieDemenagement, champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        adresses.demenager(nadia, foyer.id, saisie)
    assert refused.value.champ == champ
    assert adresses.list_adresses(nadia, foyer.id) == ()


def test_a_second_address_ends_and_is_then_a_former_one(nadia: Session, foyer: Foyer) -> None:
    known = foyers.get_dossier(nadia, foyer.id).membres[1].personne.id
    added = adresses.add_adresse(
        nadia,
        foyer.id,
        SaisieAdresse("ALTERNEE", code_postal="62270", commune="frevent", personne_id=known),
    )
    assert added.actuelle(aujourd_hui())
    assert (added.commune, added.code_insee) == ("Frévent", "62361")
    ended = adresses.update_adresse(
        nadia, added.id, {"fin": "2026-09-01", "code_postal": None, "commune": "Arras"}
    )
    assert not ended.actuelle(aujourd_hui())
    assert ended.code_insee == "62041"
    for changes, champ in (
        ({"debut": "2026-10-01"}, "fin"), ({"genre": "CHATEAU"}, "genre"),
        ({"genre": "PRINCIPALE", "fin": None}, "fin"), ({"personne_id": "x"}, "personne_id"),
        ({"commune": None}, "adresse"), ({"precision": "x" * 61}, "precision"),
    ):  # fmt: skip
        with pytest.raises(KnownError) as refused:
            adresses.update_adresse(nadia, added.id, changes)
        assert refused.value.champ == champ
    adresses.remove_adresse(nadia, added.id)
    assert adresses.list_adresses(nadia, foyer.id) == ()


def test_the_history_of_places_and_numbers_is_masked_under_a_contact_sur(
    nadia: Session, foyer: Foyer
) -> None:
    foyers.update_foyer(nadia, foyer.id, {"adresse": "14 rue du Terril"})
    adresses.demenager(nadia, foyer.id, NEUVE)
    (former,) = adresses.list_adresses(nadia, foyer.id)
    personne = foyers.get_dossier(nadia, foyer.id).membres[0].personne
    rows = (("foyer", foyer.id), ("adresse", former.id), ("personne", personne.id))

    def past() -> str:
        return " ".join(str(one) for row in rows for one in historique.history(nadia, *row))

    assert "Terril" in past()
    contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur("0639980042"))
    for secret in ("Terril", "Neuve", "Arras", "345642"):
        assert secret not in past()
    assert "Delattre" in past()
    contact_sur.remove_contact_sur(nadia, foyer.id)
    foyers.update_foyer(nadia, foyer.id, {"violence": True})
    assert "Terril" not in past()

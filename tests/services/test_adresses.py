"""A family lives at several places over time: none is lost, one is the present one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.domain.adresse import SaisieAdresse, SaisieDemenagement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur, living_on
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.services import (
    adresses,
    contact_sur,
    demenagements,
    foyers,
    historique,
    recherche,
)
from fieldapp.services.integrite import verify
from fieldapp.services.session import Session, move_who_moves

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


def test_a_move_to_come_changes_nothing_before_its_day_and_everything_on_it(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    foyers.update_foyer(nadia, foyer.id, {"adresse": "14 rue du Terril"})
    moving = replace(NEUVE, le=_day(9))
    assert adresses.demenager(nadia, foyer.id, moving).adresse == "14 rue du Terril"
    (planned,) = adresses.list_adresses(nadia, foyer.id)
    assert planned.prevue
    assert planned.a_venir(aujourd_hui())
    assert not planned.actuelle(aujourd_hui())
    with pytest.raises(KnownError, match="déjà prévu") as refused:
        adresses.demenager(nadia, foyer.id, replace(moving, adresse="2 rue du Port"))
    assert refused.value.champ == "le"
    assert move_who_moves(nadia) == 0, "not today"
    # A sheet printed for a later visit bears the address of that day.
    dossier = foyers.get_dossier(nadia, foyer.id)
    assert dossier.foyer.adresse == "14 rue du Terril"
    on_the_day = living_on(dossier.foyer, dossier.adresses, aujourd_hui() + timedelta(days=9))
    assert (on_the_day.adresse, on_the_day.commune) == (NEUVE.adresse, "Arras")

    _be_on(monkeypatch, 9)
    dossier = foyers.get_dossier(nadia, foyer.id)
    assert (dossier.foyer.adresse, dossier.adresses) == (NEUVE.adresse, ())
    assert move_who_moves(nadia) == 1
    assert move_who_moves(nadia) == 0
    dossier = foyers.get_dossier(nadia, foyer.id)
    assert (dossier.foyer.commune, dossier.foyer.adresse_depuis) == ("Arras", _day(9))
    assert foyers.list_foyers(nadia).lignes[0].commune == "Arras"
    assert foyer.id in [one.foyer_id for one in recherche.search(nadia, "arras")]
    (former,) = dossier.adresses
    assert (former.adresse, former.fin) == ("14 rue du Terril", _day(9))
    told = historique.history(nadia, "foyer", foyer.id)
    assert "calendrier" in {one.auteur for one in told if one.champ == "adresse"}
    # Nobody did it, so nobody's Ctrl+Z takes it back: the last act is the plan, which is over.
    historique.undo_last(nadia)
    assert foyers.get_dossier(nadia, foyer.id).foyer.commune == "Arras"


def test_a_planned_move_is_put_right_brought_forward_and_taken_back(
    nadia: Session, foyer: Foyer
) -> None:
    foyers.update_foyer(nadia, foyer.id, {"adresse": "14 rue du Terril"})
    adresses.demenager(nadia, foyer.id, replace(NEUVE, le=_day(9)))
    (planned,) = adresses.list_adresses(nadia, foyer.id)
    later = adresses.update_adresse(nadia, planned.id, {"debut": _day(20), "fin": None})
    assert (later.debut, later.prevue) == (_day(20), True)
    adresses.update_adresse(nadia, planned.id, {"debut": _day(0), "fin": None})
    moved = foyers.get_dossier(nadia, foyer.id)
    assert (moved.foyer.commune, moved.foyer.adresse_depuis) == ("Arras", _day(0))
    historique.undo_last(nadia)
    (planned,) = adresses.list_adresses(nadia, foyer.id)
    assert planned.prevue
    assert foyers.get_dossier(nadia, foyer.id).foyer.adresse == "14 rue du Terril"
    adresses.remove_adresse(nadia, planned.id)
    assert adresses.list_adresses(nadia, foyer.id) == ()


def test_a_second_address_to_come_is_not_there_yet(nadia: Session, foyer: Foyer) -> None:
    added = adresses.add_adresse(
        nadia, foyer.id, SaisieAdresse(commune="Frévent", debut=_day(3), fin=_day(40))
    )
    assert not added.actuelle(aujourd_hui())
    assert added.actuelle(aujourd_hui() + timedelta(days=3))


def _day(days: int) -> str:
    return (aujourd_hui() + timedelta(days=days)).isoformat()


def _be_on(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let the calendar of the services stand so many days later."""
    later = aujourd_hui() + timedelta(days=days)
    for module in (demenagements, foyers):
        monkeypatch.setattr(module, "aujourd_hui", lambda: later)

"""Orienting a family: the rules of the trade bind whoever calls (R01 to R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.catalogue import Catalogue
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer, SaisieContactSur
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.orientation import Orientation, SaisieOrientation
from fieldapp.domain.structure import Structure
from fieldapp.services import (
    accompagnements,
    aujourdhui,
    contact_sur,
    foyers,
    orientations,
    structures,
)
from fieldapp.services.catalogue import shipped_catalogue
from fieldapp.services.session import Session

CATALOGUE: Catalogue = shipped_catalogue()
INTERDITES = [a.code for a in CATALOGUE.actions() if not a.sur_famille]
PERMISES = [a.code for a in CATALOGUE.actions() if a.sur_famille and a.plan == "P62-PAUV"]


def _saisie(foyer: Foyer, type_: str = "MEDIATION", accord: str = "FICHE") -> SaisieOrientation:
    return SaisieOrientation(foyer.id, type_, accord, ("Séparation",))


def _orient(nadia: Session, saisie: SaisieOrientation) -> Orientation:
    return orientations.save_orientation(nadia, saisie)


def _codes(nadia: Session, saisie: SaisieOrientation) -> list[str]:
    return [remark.code for remark in orientations.check_orientation(nadia, saisie)]


def test_an_orientation_names_the_applicant_and_asks_again_in_ten_days(
    nadia: Session, foyer: Foyer
) -> None:
    found = _orient(nadia, _saisie(foyer))
    assert (found.statut, found.personne) == ("ACCEPTEE_FAMILLE", "Aurélie Delattre")
    assert found.relance_le == (aujourd_hui() + timedelta(days=10)).isoformat()


def test_nothing_is_awaited_after_a_refusal(nadia: Session, foyer: Foyer) -> None:
    found = _orient(nadia, _saisie(foyer, accord="REFUS"))
    assert (found.statut, found.relance_le) == ("REFUSEE_FAMILLE", None)


def test_r01_a_laep_is_anonymous(nadia: Session, foyer: Foyer) -> None:
    saisie = _saisie(foyer, "LAEP", "INFORMATION")
    assert "LAEP_ANONYME" in _codes(nadia, saisie)
    found = _orient(nadia, saisie)
    assert found.relance_le is None, "a Laep is never asked about anybody"
    for statut in ("TRANSMISE", "PRISE_EN_CHARGE"):
        with pytest.raises(KnownError):
            orientations.set_statut(nadia, found.id, statut)
    done = orientations.set_statut(nadia, found.id, "REALISEE", suite="La famille y va.")
    assert done.suite_donnee == "La famille y va."


@pytest.mark.parametrize("sign", ["violence", "contact sûr", "orientation passée"])
def test_r02_mediation_warns_when_violence_is_flagged(
    nadia: Session, foyer: Foyer, sign: str
) -> None:
    assert _codes(nadia, _saisie(foyer)) == []
    if sign == "violence":
        foyers.update_foyer(nadia, foyer.id, {"violence": 1})
    elif sign == "contact sûr":
        contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur(plages="le matin"))
    else:
        _orient(nadia, _saisie(foyer, "VIF_VICTIME", "APPEL"))
    assert _codes(nadia, _saisie(foyer)) == ["MEDIATION_VIOLENCE"]
    _orient(nadia, _saisie(foyer))  # advice, never a refusal


def test_r03_r04_some_plans_never_tag_a_family(nadia: Session, foyer: Foyer) -> None:
    assert any(code.startswith("P62-REP") for code in INTERDITES)
    assert "P47-CTG-07" in INTERDITES
    for code in INTERDITES:
        with pytest.raises(KnownError, match="étiqueter une famille"):
            _orient(nadia, replace(_saisie(foyer), action_plan=code))
    for code in ("PLAN-INVENTE", ""):
        with pytest.raises(KnownError):
            _orient(nadia, replace(_saisie(foyer), action_plan=code or "?"))
    assert (
        _orient(nadia, replace(_saisie(foyer), action_plan=PERMISES[0])).action_plan == PERMISES[0]
    )


def test_no_type_ever_tags_a_family_by_itself_with_a_forbidden_plan(
    nadia: Session, foyer: Foyer
) -> None:
    for type_ in CATALOGUE.types_orientation:
        saisie = replace(
            _saisie(foyer, type_.code), sous_type=type_.sous_types[0] if type_.sous_types else None
        )
        assert _orient(nadia, saisie).action_plan not in INTERDITES, type_.code


def test_an_action_for_followed_families_says_so(nadia: Session, foyer: Foyer) -> None:
    assert "SUIVI_ACTIF" in _codes(nadia, _saisie(foyer, "SOUTIEN_PSY"))
    accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id))
    assert "SUIVI_ACTIF" not in _codes(nadia, _saisie(foyer, "SOUTIEN_PSY"))


def test_r08_no_number_of_social_security_is_ever_kept(nadia: Session, foyer: Foyer) -> None:
    number = 2_92_03_62_498_012  # invented; the key is what makes it a number of that kind
    nir = f"{number} {97 - number % 97:02d}"
    for champ in ("numero", "autre_numero"):
        with pytest.raises(KnownError, match="sécurité sociale") as refused:
            foyers.update_foyer(nadia, foyer.id, {champ: nir})
        assert refused.value.champ == champ
    columns = {
        row["name"] for row in nadia.store.query("SELECT name FROM pragma_table_info('personne')")
    }
    assert "nir" not in columns


def test_r10_a_safe_contact_needs_a_way_to_call(nadia: Session, foyer: Foyer) -> None:
    with pytest.raises(KnownError):
        contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur())
    contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur("06 12 34 56 42", "le matin"))
    saved = contact_sur.save_contact_sur(nadia, foyer.id, SaisieContactSur(plages="le soir"))
    assert saved.telephone == ""
    contact_sur.remove_contact_sur(nadia, foyer.id)
    assert foyers.get_dossier(nadia, foyer.id).contact_sur is None


def test_the_name_of_the_structure_is_frozen(nadia: Session, foyer: Foyer) -> None:
    place = structures.save_structure(nadia, Structure("", "Le Pont", "MEDIATION"))
    found = _orient(nadia, replace(_saisie(foyer), structure_id=place.id))
    structures.save_structure(nadia, replace(place, nom="La Passerelle"))
    assert orientations.get_orientation(nadia, found.id).structure_nom == "Le Pont"


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"type": "TELEPORTATION"}, "type"),
        ({"accord": "OUI"}, "accord"),
        ({"motifs": ()}, "motifs"),
        ({"personne_id": "inconnue"}, "personne_id"),
        ({"structure_id": "inconnue"}, "structure_id"),
        ({"date": "demain"}, "date"),
        ({"relance_le": "un jour"}, "relance_le"),
        ({"relance_le": "2020-03-01"}, "relance_le"),
        ({"relance_le": "9999-03-01"}, "relance_le"),
        ({"sous_type": "permis"}, "sous_type"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    nadia: Session, foyer: Foyer, change: dict[str, object], champ: str
) -> None:
    with pytest.raises(KnownError) as refused:
        _orient(nadia, replace(_saisie(foyer), **change))  # type: ignore[arg-type]
    assert refused.value.champ == champ
    assert orientations.list_orientations(nadia, foyer.id) == ()


def test_a_whole_life_from_proposal_to_outcome(nadia: Session, foyer: Foyer) -> None:
    found = _orient(nadia, _saisie(foyer, accord="INFORMATION"))
    for statut in ("ACCEPTEE_FAMILLE", "TRANSMISE", "PRISE_EN_CHARGE"):
        found = orientations.set_statut(nadia, found.id, statut)
        assert found.statut == statut
        assert found.relance_le is not None
    found = orientations.set_statut(nadia, found.id, "NON_ABOUTIE", motif="COMPLET")
    assert (found.motif_non_aboutie, found.relance_le) == ("COMPLET", None)
    with pytest.raises(KnownError):
        orientations.set_statut(nadia, found.id, "TRANSMISE")


def test_a_reminder_that_is_past_shows_and_may_be_moved(nadia: Session, foyer: Foyer) -> None:
    hier, avant = ((aujourd_hui() - timedelta(days=n)).isoformat() for n in (1, 11))
    found = _orient(nadia, replace(_saisie(foyer), date=avant, relance_le=hier))
    assert [(e.genre, e.objet_id) for e in aujourdhui.en_retard(nadia)] == [("RELANCE", found.id)]
    later = (aujourd_hui() + timedelta(days=30)).isoformat()
    orientations.set_relance(nadia, found.id, later)
    assert aujourdhui.en_retard(nadia) == ()
    before = (aujourd_hui() - timedelta(days=12)).isoformat()
    with pytest.raises(KnownError, match="avant l’orientation"):
        orientations.set_relance(nadia, found.id, before)
    orientations.set_relance(nadia, found.id, None)
    assert orientations.get_orientation(nadia, found.id).relance_le is None

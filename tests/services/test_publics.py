"""Publics follow what a family declares, who may read it, and never what somebody typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fieldapp.domain import droits
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Foyer
from fieldapp.domain.situation import SaisieSituation
from fieldapp.services import accompagnements, foyers, publics, situations
from fieldapp.services.lisibilite import lisible_par
from fieldapp.services.session import Session

Colleague = Callable[..., Session]


def test_a_lone_mother_on_rsa_with_a_baby(nadia: Session, foyer: Foyer) -> None:
    assert "MONOPARENTS_RSA" not in publics.list_publics(nadia, foyer.id)
    fact = situations.add_situation(nadia, foyer.id, SaisieSituation("RSA", debut="2025-04-01"))
    assert {"MONOPARENTS_RSA", "MONOPARENTS_MOINS_3"} <= set(publics.list_publics(nadia, foyer.id))
    situations.end_situation(nadia, fact.id)
    assert "MONOPARENTS_RSA" not in publics.list_publics(nadia, foyer.id)
    assert situations.list_situations(nadia, foyer.id)[0].fin is not None, "the past stays"
    situations.remove_situation(nadia, fact.id)
    assert situations.list_situations(nadia, foyer.id) == ()


def test_a_follow_up_and_the_needs_noted_tell_the_rest(nadia: Session, foyer: Foyer) -> None:
    foyers.update_foyer(nadia, foyer.id, {"interprete": True, "ecrit_difficile": True})
    accompagnements.open_accompagnement(
        nadia, SaisieAccompagnement(foyer.id, "SOCIAL", "PARENTALITE", "SEPARATION")
    )
    found = publics.list_publics(nadia, foyer.id)
    assert {"FAMILLES_SUIVIES_CAF", "SEPARATION", "ALLOPHONES", "ILLETTRISME"} <= set(found)


def test_a_fact_is_refused_where_it_cannot_be(nadia: Session, foyer: Foyer) -> None:
    aurelie, jade = (m.personne.id for m in foyers.get_dossier(nadia, foyer.id).membres)
    situations.add_situation(nadia, foyer.id, SaisieSituation("HANDICAP_ENFANT", jade))
    for saisie, champ in (
        (SaisieSituation("HANDICAP_ENFANT", aurelie), "personne_id"),
        (SaisieSituation("HANDICAP_ENFANT", jade), "code"),
        (SaisieSituation("MALADIE"), "code"),
        (SaisieSituation(""), "code"),
        (SaisieSituation("RSA", "ailleurs"), "personne_id"),
        (SaisieSituation("RSA", None, "2026-02-01", "2026-01-01"), "fin"),
    ):
        with pytest.raises(KnownError) as refused:
            situations.add_situation(nadia, foyer.id, saisie)
        assert refused.value.champ == champ
    assert "FAMILLES_HANDICAP_ENFANT" in publics.list_publics(nadia, foyer.id)


def test_a_secretary_reads_no_public_that_tells_a_declared_fact(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    fact = situations.add_situation(nadia, foyer.id, SaisieSituation("RSA"))
    secretary = colleague("SECRETAIRE")
    assert "MONOPARENTS_RSA" not in publics.list_publics(secretary, foyer.id)
    assert foyers.get_dossier(secretary, foyer.id).situations == ()
    with pytest.raises(KnownError, match="ne permet pas"):
        situations.list_situations(secretary, foyer.id)
    with pytest.raises(KnownError, match="ne permet pas"):
        situations.remove_situation(secretary, fact.id)


def test_who_reads_is_told_from_the_permission_table(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    team = "les travailleurs sociaux, le responsable et le secrétariat de l’antenne"
    assert lisible_par(nadia, foyer, acte=droits.LIRE_FOYER) == team
    assert lisible_par(nadia, foyer, acte=droits.LIRE_EVALUATION) == "vous et le responsable"
    assert lisible_par(nadia, foyer, zone="equipe") == "vous et le responsable"
    assert lisible_par(nadia, foyer, zone="personnel") == "vous seul(e), effacé après 30 jours"
    assert lisible_par(nadia, foyer, zone="institution") == (
        "les travailleurs sociaux et le responsable de l’antenne"
    )
    assert lisible_par(nadia, foyer, zone="de_demain") == ""
    suivi = accompagnements.open_accompagnement(nadia, SaisieAccompagnement(foyer.id, "SOCIAL"))
    guest = colleague(unite="62-ADS-ARRAS", nom="Marc Petit")
    accompagnements.invite_colleague(nadia, suivi.id, guest.agent.id)
    assert lisible_par(nadia, foyer, acte=droits.LIRE_EVALUATION) == (
        "vous, le responsable et Marc Petit"
    )
    assert lisible_par(guest, foyer, acte=droits.LIRE_FOYER) == (
        "les travailleurs sociaux, le responsable et le secrétariat de l’antenne et vous"
    )

"""Publics follow what a family declares, who may read it, and never what somebody typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fieldapp.db import publics_liste
from fieldapp.domain import droits
from fieldapp.domain.accompagnement import SaisieAccompagnement
from fieldapp.domain.errors import KnownError
from fieldapp.domain.foyer import Filtre, Foyer, SaisieFoyer, SaisiePersonne
from fieldapp.domain.publics import ORDRE
from fieldapp.domain.situation import SaisieSituation
from fieldapp.services import (
    accompagnements,
    foyers,
    historique,
    personnes,
    publics,
    publics_du_jour,
    situations,
)
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


def _families(session: Session, public: str) -> list[str]:
    return [one.nom for one in foyers.list_foyers(session, Filtre("unite", public=public)).lignes]


def test_families_are_listed_by_public_and_follow_what_changes(
    nadia: Session, foyer: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Caron", "Lou", naissance="2010-06-01"),))
    )
    publics_du_jour.complete(nadia)
    assert publics_du_jour.count(nadia, "unite") == {
        "JEUNES_12_25": 1, "ADOS": 1, "JEUNES_15_17": 1, "MONOPARENTS": 1,
        "MONOPARENTS_MOINS_3": 1, "PARENTS_ENFANTS_MOINS_6": 1,
    }  # fmt: skip
    assert _families(nadia, "ADOS") == ["Caron"]
    assert _families(nadia, "MONOPARENTS_RSA") == []
    fact = situations.add_situation(nadia, foyer.id, SaisieSituation("RSA"))
    assert _families(nadia, "MONOPARENTS_RSA") == ["Delattre"]
    situations.end_situation(nadia, fact.id)
    assert _families(nadia, "MONOPARENTS_RSA") == []
    lou = foyers.get_dossier(nadia, other.id).membres[0].personne
    personnes.update_personne(nadia, lou.id, {"naissance": "1980-06-01"})
    assert _families(nadia, "ADOS") == []
    historique.undo_last(nadia)
    assert _families(nadia, "ADOS") == ["Caron"]
    # A birthday changes the public, and nobody has written anything.
    monkeypatch.setattr(publics_du_jour, "aujourd_hui", lambda: date(2028, 6, 2))
    monkeypatch.setattr(publics, "aujourd_hui", lambda: date(2028, 6, 2))
    assert _families(nadia, "ADOS") == []
    assert _families(nadia, "JEUNES_12_25") == ["Caron"]


def test_the_filter_agrees_with_every_file_whatever_the_slices(nadia: Session) -> None:
    for number in range(23):
        born = f"{1960 + 3 * number}-05-01"
        people = (
            SaisiePersonne(f"Nom{number}", "A", naissance=born),
            SaisiePersonne(f"Nom{number}", "B", naissance=f"20{10 + number % 15}-02-01",
                           role="ENFANT"),
        )  # fmt: skip
        made = foyers.create_foyer(nadia, SaisieFoyer(personnes=people, interprete=number % 5 == 0))
        if number % 3 == 0:
            situations.add_situation(nadia, made.id, SaisieSituation("RSA"))
    while not publics_du_jour.advance(nadia, 7):
        pass
    expected: dict[str, set[str]] = {}
    for ligne in foyers.list_foyers(nadia, Filtre("unite")).lignes:
        for code in publics.list_publics(nadia, ligne.foyer_id):
            expected.setdefault(code, set()).add(ligne.nom)
    counts = publics_du_jour.count(nadia, "unite")
    assert counts == {code: len(names) for code, names in expected.items()}
    assert list(counts) == [code for code in ORDRE if code in expected]
    for code, names in expected.items():
        assert set(_families(nadia, code)) == names
        page = foyers.list_foyers(nadia, Filtre("mes", public=code, texte="nom1"), limit=2)
        assert page.total == sum("Nom1" in name for name in names)


def test_a_secretary_infers_nothing_from_the_filter(
    nadia: Session, foyer: Foyer, colleague: Colleague
) -> None:
    jade = foyers.get_dossier(nadia, foyer.id).membres[1].personne.id
    situations.add_situation(nadia, foyer.id, SaisieSituation("HANDICAP_ENFANT", jade))
    situations.add_situation(nadia, foyer.id, SaisieSituation("RSA"))
    accompagnements.open_accompagnement(
        nadia, SaisieAccompagnement(foyer.id, "SOCIAL", "PARENTALITE", "DECES_CONJOINT")
    )
    for code in ("FAMILLES_HANDICAP_ENFANT", "MONOPARENTS_RSA", "DEUIL"):
        assert _families(nadia, code) == ["Delattre"]
    # On the same post, just after her: what the worker could read is forgotten.
    secretary = colleague("SECRETAIRE")
    publics_du_jour.complete(secretary)
    told = set(publics_du_jour.count(secretary, "unite"))
    assert told == {
        "MONOPARENTS", "MONOPARENTS_MOINS_3", "FAMILLES_SUIVIES_CAF", "PARENTS_ENFANTS_MOINS_6",
    }  # fmt: skip
    for code in ("FAMILLES_HANDICAP_ENFANT", "MONOPARENTS_RSA", "DEUIL"):
        assert _families(secretary, code) == []
    assert set(publics.list_publics(secretary, foyer.id)) == told


@pytest.mark.parametrize("few", [0, 400])
def test_my_families_of_a_public_hold_those_i_am_invited_to(
    nadia: Session, colleague: Colleague, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(publics_liste, "FEW_OF_A_PUBLIC", few)
    guest = colleague(unite="62-ADS-ARRAS", nom="Marc Petit")
    elsewhere = []
    for number in range(9):
        who = guest if number % 3 == 0 else nadia
        people = (
            SaisiePersonne(f"Nom{number}", "A", naissance="1990-05-01"),
            SaisiePersonne(f"Nom{number}", "B", naissance="2025-02-01", role="ENFANT"),
        )
        made = foyers.create_foyer(who, SaisieFoyer(personnes=people))
        if who is nadia and number % 3 == 1:
            suivi = accompagnements.open_accompagnement(
                nadia, SaisieAccompagnement(made.id, "SOCIAL")
            )
            accompagnements.invite_colleague(nadia, suivi.id, guest.agent.id)
            elsewhere.append((made.nom, suivi.id))

    def listed(code: str, tri: str = "nom", offset: int = 0) -> list[str]:
        page = foyers.list_foyers(
            guest, Filtre("mes", public=code), tri, tri != "nom", offset=offset, limit=4
        )
        assert page.total == publics_du_jour.count(guest).get(code, 0)
        return [one.nom for one in page.lignes]

    code = "MONOPARENTS_MOINS_3"
    names = ["Nom0", "Nom1", "Nom3", "Nom4", "Nom6", "Nom7"]
    assert [*listed(code), *listed(code, offset=4)] == names
    for tri in ("commune", "niveau", "dernier_contact", "echeance"):
        found = [*listed(code, tri), *listed(code, tri, offset=4)]
        assert sorted(found) == names
    # The antenna's list is its own, page after page; what ends is gone from the next page on.
    arras = Filtre("unite", public=code)
    pages = [foyers.list_foyers(guest, arras, offset=at, limit=2) for at in (0, 2)]
    assert [one.nom for page in pages for one in page.lignes] == ["Nom0", "Nom3", "Nom6"]
    assert {page.total for page in pages} == {3}
    accompagnements.close_accompagnement(nadia, elsewhere[0][1], "OBJECTIFS")
    assert [*listed(code), *listed(code, offset=4)] == [n for n in names if n != "Nom1"]

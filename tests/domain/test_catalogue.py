"""The reference data is complete, and what may not tag a family never does."""

import json
from typing import Any

import pytest

from fieldapp.config import resource
from fieldapp.domain.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    text = resource("catalogue", "catalogue.json").read_text(encoding="utf-8")
    decoded: dict[str, Any] = json.loads(text)
    return decoded


@pytest.fixture(scope="module")
def catalogue(data: dict[str, Any]) -> Catalogue:
    return load_catalogue(data)


def test_the_poverty_plan_has_7_ambitions_and_19_actions(catalogue: Catalogue) -> None:
    assert [p.code for p in catalogue.plans] == [
        "P62-PAUV",
        "P62-REP",
        "P42-STRAT",
        "P92-SOCLE",
        "P47-CTG",
    ]
    plan = catalogue.plans[0]
    assert [a.rang for a in plan.ambitions] == [1, 2, 3, 4, 5, 6, 7]
    assert [len(a.actions) for a in plan.ambitions] == [3, 1, 5, 1, 4, 3, 2]
    assert len(plan.actions) == 19
    assert {a.plan for a in plan.actions} == {"P62-PAUV"}


def test_the_other_plans_have_the_levels_of_their_documents(catalogue: Catalogue) -> None:
    republique, loire, socle, ctg = catalogue.plans[1:]
    assert (len(republique.ambitions), len(republique.actions)) == (5, 38)
    assert [a.code for a in loire.actions] == ["P42-F1", "P42-F2", "P42-F3"]
    assert len(socle.actions) == 5
    assert (len(ctg.ambitions), len(ctg.actions)) == (0, 10)


def test_lists_have_the_sizes_of_the_documents(catalogue: Catalogue) -> None:
    sizes = {
        "types_orientation": 51,
        "types_structure": 34,
        "roles": 14,
        "natures_contact": 13,
        "indicateurs": 30,
        "publics": 24,
        "partenaires": 25,
        "familles_orientation": 16,
        "orientation_statuts": 8,
        "orientation_motifs_non_aboutie": 14,
        "issues_contact": 5,
        "niveaux_accord": 4,
        "zones": 4,
        "documents_imprimables": 16,
        "numeros_utiles": 7,
    }
    assert {name: len(catalogue.entrees(name)) for name in sizes} == sizes
    for values in catalogue.listes.values():
        codes = [entree.code for entree in values]
        assert len(codes) == len(set(codes))


def test_the_hierarchy_of_the_three_organisations(catalogue: Catalogue) -> None:
    def count(organisme: str) -> dict[str, int]:
        kinds = [u.type for u in catalogue.unites_of(organisme)]
        return {kind: kinds.count(kind) for kind in kinds}

    assert count("CAF62") == {"site": 2, "antenne": 9, "centre_social": 1}
    assert count("DPT42") == {"territoire": 4}
    assert count("CAF92") == {"agence": 8}
    arras = catalogue.unite("62-ADS-ARRAS")
    assert arras is not None
    assert arras.nom == "Antenne d’Arras"
    assert {u.organisme for u in catalogue.unites} <= {o.code for o in catalogue.organismes}


def test_every_orientation_type_keeps_its_rules(catalogue: Catalogue, data: dict[str, Any]) -> None:
    explained = {e.code for e in catalogue.entrees("regles_orientation")}
    for raw, kind in zip(data["types_orientation"], catalogue.types_orientation, strict=True):
        assert list(kind.regles) == raw["regles"]
        assert {r for r in kind.regles if not r.startswith("sous_type:")} <= explained
        assert kind.types_structure
        for code in kind.types_structure:
            assert catalogue.entree("types_structure", code) is not None
        for code in kind.publics:
            assert catalogue.entree("publics", code) is not None
        for code in kind.sous_types:
            assert catalogue.entree("sous_types_orientation", code) is not None
    laep = catalogue.type_orientation("LAEP")
    assert laep is not None
    assert laep.has("pas_de_fiche_nominative")
    vehicle = catalogue.type_orientation("MOBILITE_FAMILLE")
    assert vehicle is not None
    assert vehicle.sous_types == ("permis", "achat_vehicule", "entretien", "reparation")
    restricted = {t.code for t in catalogue.types_orientation if t.restreinte}
    assert restricted == {"VIF_VICTIME", "VIF_AUTEUR", "RELATIONS_FAMILIALES", "HEBERGEMENT"}


def test_a_family_is_never_tagged_with_the_republic_plan_nor_axis_7(catalogue: Catalogue) -> None:
    forbidden = {a.code for a in catalogue.actions() if not a.sur_famille}
    assert "P47-CTG-07" in forbidden
    assert len([code for code in forbidden if code.startswith("P62-REP")]) == 38
    for kind in catalogue.types_orientation:
        offered = {a.code for a in catalogue.actions_for_family(kind.code)}
        assert not offered & forbidden, kind.code
    # LAEP names one action of each sort: the forbidden one alone is left out.
    laep = [a.code for a in catalogue.actions_for_family("LAEP")]
    assert laep == ["P62-PAUV-3.3", "P47-CTG-02"]


def test_actions_of_ones_own_organisation(catalogue: Catalogue) -> None:
    caf62 = [a.code for a in catalogue.actions_for_family("LAEP", organisme="CAF62")]
    assert caf62 == ["P62-PAUV-3.3"]
    # The plan names PIJ under « mobilités des jeunes », though the type itself does not.
    assert [a.code for a in catalogue.actions_for_family("PIJ", "CAF62")] == ["P62-PAUV-1.1"]
    # No family is oriented to the training of professionals (6.1).
    illettrisme = [a.code for a in catalogue.actions_for_family("ILLETTRISME", "CAF62")]
    assert illettrisme == ["P62-PAUV-6.2", "P62-PAUV-6.3"]
    assert catalogue.actions_for_family("UN_TYPE_PLUS_RECENT") == ()


def test_every_type_offers_motives_without_diagnosis_or_belief(catalogue: Catalogue) -> None:
    assert set(catalogue.motifs_par_famille) == {
        e.code for e in catalogue.entrees("familles_orientation")
    }
    for kind in catalogue.types_orientation:
        motifs = catalogue.motifs_for(kind.code)
        assert 4 <= len(motifs) <= 8
        assert len(set(motifs)) == len(motifs)
        text = " ".join(motifs).casefold()
        for word in ("maladie", "dépression", "autisme", "addiction", "religi", "culte", "origine"):
            assert word not in text
    assert "Éveil de l’enfant" in catalogue.motifs_for("LAEP")


def test_a_code_of_a_newer_version_is_shown_as_it_is(catalogue: Catalogue) -> None:
    assert catalogue.libelle("natures_contact", "VAD") == "Visite à domicile"
    assert catalogue.libelle("natures_contact", "HOLOGRAMME") == "HOLOGRAMME"
    assert catalogue.libelle("une_liste_inconnue", "X") == "X"
    assert catalogue.libelle("actions", "P62-PAUV-5.2").startswith("Permettre aux parents")
    assert catalogue.libelle("unites", "62-ADS-LENS") == "Lens"


def test_a_withdrawn_value_is_still_shown_but_no_longer_offered(data: dict[str, Any]) -> None:
    natures = [{**n, "actif": n["code"] != "VISIO"} for n in data["natures_contact"]]
    older = load_catalogue({**data, "natures_contact": natures})
    assert "VISIO" not in {e.code for e in older.entrees("natures_contact")}
    assert older.libelle("natures_contact", "VISIO") == "Visio"


def test_each_role_has_its_permissions_and_an_unknown_one_has_none(catalogue: Catalogue) -> None:
    families = {e.code: catalogue.role_family(e.code) for e in catalogue.entrees("roles")}
    assert set(families.values()) == {"TS", "RESPONSABLE", "SECRETAIRE", "SIEGE"}
    assert families["ASS"] == "TS"
    assert families["RESP_ADS"] == "RESPONSABLE"
    assert catalogue.role_family("ROLE_PLUS_RECENT") == ""


def test_texts_have_french_typography(data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert "'" not in text
    assert "\u202f" not in text
    for mark in " ;", " !", " ?", " »", "« ":
        assert mark not in text

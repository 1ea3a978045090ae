"""The life of an orientation: which state may follow which, and what the rules say of each type."""

from __future__ import annotations

from itertools import product

import pytest

from fieldapp.domain.errors import KnownError
from fieldapp.domain.orientation import (
    ACCORDS,
    SUIVANTS,
    SaisieOrientation,
    Situation,
    check_relance,
    check_rules,
    check_transition,
    first_statut,
)

# From a state (line) to another (column): x is possible. In the order of the columns below.
ETATS = (
    "PROPOSEE", "ACCEPTEE_FAMILLE", "TRANSMISE", "PRISE_EN_CHARGE", "REALISEE", "NON_ABOUTIE",
    "REFUSEE_FAMILLE", "ANNULEE",
)  # fmt: skip
TABLE = """
    PROPOSEE          . x x . x x x x
    ACCEPTEE_FAMILLE  . . x x x x x x
    TRANSMISE         . . . x x x x x
    PRISE_EN_CHARGE   . . . . x x x x
    REALISEE          . . . . . . . .
    NON_ABOUTIE       . . . . . . . .
    REFUSEE_FAMILLE   . . . . . . . .
    ANNULEE           . . . . . . . .
"""
POSSIBLES = {
    (line.split()[0], apres)
    for line in TABLE.strip().splitlines()
    for apres, cell in zip(ETATS, line.split()[1:], strict=True)
    if cell == "x"
}
CALME = Situation(violence=False, suivi_actif=True, age=30, ages=(30, 2))


@pytest.mark.parametrize(("avant", "apres"), list(product(ETATS, ETATS)))
def test_each_state_follows_only_those_of_the_table(avant: str, apres: str) -> None:
    if (avant, apres) in POSSIBLES:
        check_transition(avant, apres, "ABSENCE", ())
    else:
        with pytest.raises(KnownError, match="pas possible"):
            check_transition(avant, apres, "ABSENCE", ())


def test_the_table_holds_every_state() -> None:
    assert set(ETATS) == set(SUIVANTS)


def test_a_failure_says_why() -> None:
    with pytest.raises(KnownError, match="pourquoi") as refused:
        check_transition("TRANSMISE", "NON_ABOUTIE", None, ())
    assert refused.value.champ == "motif"


@pytest.mark.parametrize("apres", ["TRANSMISE", "PRISE_EN_CHARGE"])
def test_nothing_is_ever_sent_to_a_laep(apres: str) -> None:
    with pytest.raises(KnownError, match="anonyme"):
        check_transition("ACCEPTEE_FAMILLE", apres, None, ("pas_de_fiche_nominative",))


def test_an_unknown_state_leads_nowhere() -> None:
    with pytest.raises(KnownError):
        check_transition("ETAT_DE_DEMAIN", "REALISEE", None, ())


def test_the_first_state_follows_from_the_agreement() -> None:
    assert {accord: first_statut(accord) for accord in ACCORDS} == {
        "INFORMATION": "PROPOSEE",
        "APPEL": "ACCEPTEE_FAMILLE",
        "FICHE": "ACCEPTEE_FAMILLE",
        "REFUS": "REFUSEE_FAMILLE",
    }


def _codes(regles: tuple[str, ...], situation: Situation, accord: str = "FICHE") -> list[str]:
    saisie = SaisieOrientation("f1", "X", accord, ("Séparation",))
    return [remark.code for remark in check_rules(saisie, regles, situation, False)]


@pytest.mark.parametrize(
    ("regle", "situation", "expected"),
    [
        ("deconseillee_si_violence", CALME, []),
        ("deconseillee_si_violence", Situation(True, True, 30, (30,)), ["MEDIATION_VIOLENCE"]),
        ("suivi_actif_requis", CALME, []),
        ("suivi_actif_requis", Situation(False, False, 30, (30,)), ["SUIVI_ACTIF"]),
        ("enfant_moins_6_ans", CALME, []),
        ("enfant_moins_6_ans", Situation(False, True, 30, (30, 6)), ["AGE"]),
        ("enfant_moins_6_ans", Situation(False, True, None, ()), []),
        ("age_12_25", Situation(False, True, 12, (12,)), []),
        ("age_12_25", Situation(False, True, 26, (26,)), ["AGE"]),
        ("age_15_17", Situation(False, True, 18, (18,)), ["AGE"]),
        ("age_min_14", Situation(False, True, 13, (13,)), ["AGE"]),
        ("age_min_14", Situation(False, True, None, ()), []),
        ("pas_de_fiche_nominative", CALME, ["LAEP_ANONYME"]),
        ("information_seule", CALME, ["INFORMATION"]),
    ],
)
def test_a_rule_of_the_catalogue_speaks_when_it_applies(
    regle: str, situation: Situation, expected: list[str]
) -> None:
    assert _codes((regle,), situation) == expected


@pytest.mark.parametrize("motifs", [(), ("",), ("a", " "), ("a", "b", "c", "d")])
def test_one_to_three_motives_are_needed(motifs: tuple[str, ...]) -> None:
    saisie = SaisieOrientation("f1", "X", "FICHE", motifs)
    (remark,) = check_rules(saisie, (), CALME, False)
    assert (remark.code, remark.bloquant, remark.champ) == ("MOTIF", True, "motifs")


@pytest.mark.parametrize("accord", ["", "OUI", "fiche"])
def test_the_agreement_of_the_family_is_needed(accord: str) -> None:
    saisie = SaisieOrientation("f1", "X", accord, ("a",))
    (remark,) = check_rules(saisie, (), CALME, False)
    assert (remark.code, remark.bloquant, remark.champ) == ("ACCORD", True, "accord")


def test_a_plan_that_may_not_tag_a_family_blocks_and_comes_first() -> None:
    saisie = SaisieOrientation("f1", "X", "FICHE", ("a",))
    regles = ("pas_de_fiche_nominative",)
    remarks = check_rules(saisie, regles, CALME, True)
    assert [(r.code, r.bloquant) for r in remarks] == [
        ("PLAN_RESERVE", True), ("LAEP_ANONYME", False),
    ]  # fmt: skip


def test_a_reminder_comes_on_the_day_of_the_orientation_or_after() -> None:
    assert check_relance(None, "2026-11-23") is None
    assert check_relance("2026-11-23", "2026-11-23") == "2026-11-23"
    for jour in ("2026-11-22", "2020-11-30", "9999-01-01"):
        with pytest.raises(KnownError) as refused:
            check_relance(jour, "2026-11-23")
        assert refused.value.champ == "relance_le"

"""Keeping every version: one text, one list, one number beside the other; nothing disappears."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from fieldapp.domain.conflit import Conflit, Version, keep_all
from fieldapp.domain.journal import Valeur


def conflit(table: str, champ: str, avant: Valeur, *versions: Valeur) -> Conflit:
    moment = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)
    return Conflit(
        table, "r1", champ, "f1", "Pruvost",
        tuple(
            Version(value, "Nadia" if rank == 0 else "J. Caudron", moment, rank == 0, rank == 0)
            for rank, value in enumerate(versions)
        ),
        Version(avant, "Nadia", moment, preferee=False),
    )  # fmt: skip


def test_two_notes_become_one() -> None:
    kept = keep_all(conflit("contact", "note", "Un.", "Un. Deux.", "Zéro. Un."))
    assert kept.valeur == "Zéro. Un. Deux."
    three = keep_all(conflit("contact", "note", "", "Un.", "Deux.", "Trois."))
    assert three.valeur == "Un. Deux. Trois."


def test_two_lists_become_one() -> None:
    kept = keep_all(conflit("contact", "besoins", None, '["BUDGET"]', '["LOGEMENT", "BUDGET"]'))
    assert json.loads(str(kept.valeur)) == ["BUDGET", "LOGEMENT"]


def test_a_second_phone_is_noted_beside_the_first() -> None:
    kept = keep_all(conflit("personne", "telephone", None, "+33671000090", "+33321000055"))
    assert (kept.valeur, kept.autres, kept.notees) == ("+33671000090", ("+33321000055",), True)


def test_a_date_that_can_be_one_only_keeps_ours_and_says_what_stays_in_the_history() -> None:
    kept = keep_all(conflit("personne", "naissance", None, "1984-06-02", "1984-02-06"))
    assert (kept.valeur, kept.autres, kept.notees) == ("1984-06-02", ("1984-02-06",), False)


def test_an_empty_version_gives_way() -> None:
    assert keep_all(conflit("foyer", "commune", "Lens", None, "Arras")).valeur == "Arras"


def test_what_one_deleted_and_another_changed_is_kept() -> None:
    assert keep_all(conflit("demarche", "supprime", None, None, "2026-11-20")).valeur is None

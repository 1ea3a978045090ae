"""Rows of one file number are one household, rows of one identity are one person."""

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.caseload import SaisieUsager
from fieldapp.domain.regroupement import group_rows


def row(ligne: int, nom: str, prenom: str = "Marie", **fields: str) -> SaisieUsager:
    return SaisieUsager(ligne, nom, prenom, **fields)  # type: ignore[arg-type]


def test_applicant_and_partner_of_one_number_are_one_household() -> None:
    (group,) = group_rows(
        [
            row(2, "Nowak", "Piotr", numero="1234567", role="CONJOINT", adresse="3 rue Basse"),
            row(3, "Wattel", "Céline", numero="1234567"),
        ]
    )
    assert [usager.prenom for usager in group.usagers] == ["Céline", "Piotr"]
    assert group.chef.prenom == "Céline"
    assert group.domicile.adresse == "3 rue Basse"
    assert group.doublons == ()


def test_a_repeated_person_is_completed_and_said() -> None:
    (group,) = group_rows(
        [
            row(2, "Caron", numero="1", naissance="1980-01-01"),
            row(9, "CARON", numero="1", naissance="1980-01-01", commune="Lens"),
        ]
    )
    assert len(group.usagers) == 1
    assert group.chef.commune == "Lens"
    assert group.doublons == ((9, 2),)


def test_people_without_a_number_are_households_of_their_own() -> None:
    groups = group_rows([row(2, "Caron", commune="Lens"), row(3, "Caron", commune="Arras")])
    assert len(groups) == 2


def test_households_with_a_number_come_first() -> None:
    groups = group_rows(
        [row(2, "Caron"), row(3, "Dupont", numero="1"), row(4, "Roux", autre_numero="x")]
    )
    assert [group.chef.nom for group in groups] == ["Dupont", "Caron", "Roux"]


@given(
    st.lists(
        st.builds(
            SaisieUsager,
            ligne=st.integers(2, 99),
            nom=st.sampled_from(["Caron", "Dupont"]),
            prenom=st.sampled_from(["Léa", "Paul"]),
            naissance=st.sampled_from([None, "1980-01-01"]),
            numero=st.sampled_from([None, "1", "2"]),
            role=st.sampled_from(["DEMANDEUR", "CONJOINT"]),
        )
    )
)
def test_no_row_is_lost(rows: list[SaisieUsager]) -> None:
    groups = group_rows(rows)
    assert sum(len(g.usagers) + len(g.doublons) for g in groups) == len(rows)

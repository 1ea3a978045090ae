"""What is noted in a united file afterwards: who left stays gone, who parted stays parted."""

from __future__ import annotations

from tests.services.test_fusions import Paire, _choice, paire

from fieldapp.db.undo import undo
from fieldapp.domain.foyer import SaisiePersonne
from fieldapp.domain.lien import COUPLE, PARENT, SaisieLien
from fieldapp.domain.lien_deduit import is_deduced
from fieldapp.services import appartenances, foyers, fusions, liens, personnes
from fieldapp.services.session import Session

__all__ = ["paire"]


def _places(session: Session, foyer_id: str, prenom: str) -> list[str | None]:
    membres = foyers.get_dossier(session, foyer_id).membres
    return sorted((m.fin for m in membres if m.personne.prenom == prenom), key=str)


def test_who_leaves_a_united_household_has_left_it(nadia: Session, paire: Paire) -> None:
    """The place that the union set aside does not come back behind the one that ended."""
    kept, gone = (foyer.id for foyer in paire)
    union = fusions.unite_foyers(nadia, kept, gone, _choice(nadia, paire))
    leo = next(m for m in foyers.get_dossier(nadia, kept).membres if m.personne.prenom == "Léo")
    appartenances.update_appartenance(nadia, leo.appartenance_id, {"fin": "2026-11-01"})
    assert _places(nadia, kept, "Léo") == ["2026-11-01"]
    undo(nadia.store, nadia.agent.id)
    assert _places(nadia, kept, "Léo") == [None]
    appartenances.update_appartenance(nadia, leo.appartenance_id, {"fin": "2026-11-02"})
    appartenances.update_appartenance(nadia, leo.appartenance_id, {"part": "50"})
    assert _places(nadia, kept, "Léo") == ["2026-11-02"]

    fusions.separate(nadia, union.id)
    assert (_places(nadia, kept, "Léo"), _places(nadia, gone, "Léo")) == (["2026-11-02"], [None])


def test_a_couple_of_two_files_that_parts_is_parted_once(nadia: Session, paire: Paire) -> None:
    for foyer in paire:
        marie = foyers.get_dossier(nadia, foyer.id).membres[0].personne
        paul = personnes.add_personne(
            nadia, foyer.id, SaisiePersonne("Petit", "Paul", naissance="1985-02-02", role="AUTRE")
        )
        liens.add_lien(nadia, foyer.id, SaisieLien(COUPLE, marie.id, paul.id, etat="MARIAGE"))
    kept, gone = (foyer.id for foyer in paire)
    union = fusions.unite_foyers(nadia, kept, gone, _choice(nadia, paire))

    def couples(foyer_id: str) -> list[str | None]:
        found = liens.list_liens(nadia, foyer_id)
        return [lien.fin for lien in found if lien.genre == COUPLE]

    (couple,) = [lien for lien in liens.list_liens(nadia, kept) if lien.genre == COUPLE]
    liens.end_couple(nadia, couple.id, "2026-10-01")
    assert couples(kept) == ["2026-10-01"]
    fusions.separate(nadia, union.id)
    assert sorted([*couples(kept), *couples(gone)], key=str) == ["2026-10-01", None]


def test_a_relation_corrected_after_the_union_does_not_come_back(
    nadia: Session, paire: Paire
) -> None:
    for foyer in paire:
        marie, leo = (membre.personne for membre in foyers.get_dossier(nadia, foyer.id).membres[:2])
        liens.add_lien(nadia, foyer.id, SaisieLien(PARENT, leo.id, marie.id))
    kept = paire[0].id
    fusions.unite_foyers(nadia, kept, paire[1].id, _choice(nadia, paire))

    def recorded() -> list[str]:
        return sorted(
            lien.genre for lien in liens.list_liens(nadia, kept) if not is_deduced(lien.id)
        )

    (wrong,) = [lien for lien in liens.list_liens(nadia, kept) if not is_deduced(lien.id)]
    liens.update_lien(nadia, wrong.id, {"genre": "PARENT_ADOPTIF"})
    assert recorded() == ["PARENT_ADOPTIF"]

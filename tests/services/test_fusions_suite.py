"""What is noted in a united file afterwards: who left stays gone, who parted stays parted."""

from __future__ import annotations

from tests.services.test_fusions import Paire, _choice, _notes, paire

from fieldapp.db import journal
from fieldapp.db.undo import undo
from fieldapp.domain.contact import SaisieContact
from fieldapp.domain.doublon_fusion import ChoixFusion
from fieldapp.domain.foyer import SaisieFoyer, SaisiePersonne
from fieldapp.domain.lien import COUPLE, PARENT, SaisieLien
from fieldapp.domain.lien_deduit import is_deduced
from fieldapp.services import (
    appartenances,
    brouillons,
    contacts,
    foyers,
    fusions,
    integrite,
    liens,
    personnes,
)
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


def test_interrupted_entries_of_both_files_part_with_them(nadia: Session, paire: Paire) -> None:
    """One after the other on the united file, at the same word; then each where it was begun."""
    kept, gone = (foyer.id for foyer in paire)
    for foyer_id, note in ((kept, "Elle dit"), (gone, "Il répond")):
        brouillons.save_brouillon(nadia, "note", foyer_id, {"note": note}, len(note))
    union = fusions.unite_foyers(nadia, kept, gone)
    there = [one for one in brouillons.list_brouillons(nadia) if one.foyer_id == kept]
    assert {(one.contenu["note"], one.curseur) for one in there} == {
        ("Elle dit", 8), ("Il répond", 9)
    }  # fmt: skip
    fusions.separate(nadia, union.id)
    for foyer_id, note in ((kept, "Elle dit"), (gone, "Il répond")):
        found = brouillons.get_brouillon(nadia, "note", foyer_id)
        assert found is not None
        assert found.contenu == {"note": note}


def test_what_is_typed_on_the_united_file_stays_with_it(nadia: Session, paire: Paire) -> None:
    kept, gone = (foyer.id for foyer in paire)
    brouillons.save_brouillon(nadia, "note", gone, {"note": "Il"}, 2)
    union = fusions.unite_foyers(nadia, kept, gone)
    brouillons.save_brouillon(nadia, "note", kept, {"note": "Il répond"}, 9)
    (draft,) = brouillons.list_brouillons(nadia)
    assert len(journal.row_ops(nadia.store, "brouillon", draft.id)) == 1
    fusions.separate(nadia, union.id)
    found = brouillons.get_brouillon(nadia, "note", kept)
    assert found is not None
    assert found.contenu == {"note": "Il répond"}


def test_two_unions_later_each_file_has_its_own_again(nadia: Session, paire: Paire) -> None:
    """More contacts, a second union, edits on both sides; then the first union ends, then both."""
    first, second = (foyer.id for foyer in paire)
    third = foyers.create_foyer(
        nadia, SaisieFoyer(personnes=(SaisiePersonne("Dubois", "Maria", naissance="1988-04-12"),))
    ).id
    contacts.save_contact(nadia, SaisieContact(third, "VAD", note="Chez Maria"))
    one = fusions.unite_foyers(nadia, first, second, _choice(nadia, paire))
    contacts.save_contact(nadia, SaisieContact(first, "VAD", note="Entre les deux"))
    people = [m.personne.id for m in foyers.get_dossier(nadia, third).membres]
    marie = foyers.get_dossier(nadia, first).membres[0].personne.id
    two = fusions.unite_foyers(nadia, third, first, ChoixFusion({}, {marie: (people[0], {})}))
    contacts.save_contact(nadia, SaisieContact(third, "VAD", note="Tout ensemble"))
    foyers.update_foyer(nadia, third, {"langue": "arabe"})

    fusions.separate(nadia, one.id)
    assert _notes(nadia, second) == {"Au téléphone", "À domicile"}
    assert _notes(nadia, third) == {"Chez Maria", "Au bureau", "Entre les deux", "Tout ensemble"}
    fusions.separate(nadia, two.id)
    assert _notes(nadia, first) == {"Au bureau", "Entre les deux"}
    assert _notes(nadia, third) == {"Chez Maria", "Tout ensemble"}
    names = [
        sorted(m.personne.prenom for m in foyers.get_dossier(nadia, one_of).membres)
        for one_of in (first, second, third)
    ]
    assert names == [["Léo", "Marie"], ["Léo", "Marie", "Zoé"], ["Maria"]]
    assert foyers.get_dossier(nadia, third).foyer.langue == "arabe"
    assert integrite.verify(nadia) == []

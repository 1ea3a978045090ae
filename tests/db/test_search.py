"""The search index follows the rows, in the same transaction, whatever the order they come in."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.db import journal, prive, search, search_words
from fieldapp.db.search import name_words, number_forms
from fieldapp.db.search_query import NEWEST, find_foyers, find_notes, note_word, own_notes, quoted
from fieldapp.db.store import Store
from fieldapp.domain.journal import Valeur

LENS, AGENT = "62-ADS-LENS", "agent-1"


def family(store: Store, nom: str, *, prenom: str = "Marie", **foyer: Valeur) -> str:
    """A household of one person, opened on 2026-01-01; returns its id."""
    fields: dict[str, Valeur] = {"nom": nom, "unite": LENS, "ouvert_le": "2026-01-01", **foyer}
    with store.atomic():
        foyer_id = journal.write(store, "foyer", fields, author=AGENT)
        personne_id = journal.write(
            store, "personne", {"nom": nom, "prenom": prenom}, author=AGENT, foyer_id=foyer_id
        )
        journal.write(
            store,
            "appartenance",
            {"foyer_id": foyer_id, "personne_id": personne_id, "role": "DEMANDEUR"},
            author=AGENT,
            foyer_id=foyer_id,
        )
    return foyer_id


def contact(store: Store, foyer_id: str, moment: str, note: str = "") -> str:
    return journal.write(
        store,
        "contact",
        {"foyer_id": foyer_id, "moment": moment, "note": note, "zone": "equipe"},
        author=AGENT,
        foyer_id=foyer_id,
    )


def families(store: Store, mot: str) -> list[str]:
    search.catch_up(store)
    rows = find_foyers(store, quoted(mot, debut=True), LENS, AGENT, 50)
    return [row["foyer_id"] for row in rows]


def notes(store: Store, mot: str) -> list[str]:
    search.catch_up(store)
    expression = note_word(store, mot, last=True)
    if expression is None:
        return []
    return [row["id"] for row in find_notes(store, expression, AGENT, NEWEST, 50)]


def test_a_family_is_found_by_every_word_that_names_it(store: Store) -> None:
    foyer_id = family(
        store, "L’Heureux – Cœuret", prenom="Zoé", numero="CAF0027004992", commune="Hénin-Beaumont",
        code_postal="62110",
    )  # fmt: skip
    journal.write(
        store,
        "contact_sur",
        {"foyer_id": family(store, "Caron"), "telephone": "3919"},
        author=AGENT,
    )
    for typed in (
        "heureux",
        "lheureux",
        "coeuret",
        "zoe",
        "27004992",
        "caf00270",
        "henin",
        "62110",
    ):
        assert families(store, typed) == [foyer_id], typed


def test_phones_are_found_by_their_beginning_the_safe_one_too(store: Store) -> None:
    foyer_id = family(store, "Wattel")
    journal.write(
        store, "contact_sur", {"foyer_id": foyer_id, "telephone": "+33612345678"}, author=AGENT
    )
    assert families(store, "061234") == [foyer_id]


def test_the_town_of_a_family_under_a_safe_contact_finds_nothing(store: Store) -> None:
    foyer_id = family(store, "Wattel", commune="Frévent")
    assert families(store, "frevent") == [foyer_id]
    sur = journal.write(
        store, "contact_sur", {"foyer_id": foyer_id, "telephone": "3919"}, author=AGENT
    )
    assert families(store, "frevent") == []
    assert families(store, "wattel") == [foyer_id]
    journal.delete(store, "contact_sur", sur, author=AGENT)
    assert families(store, "frevent") == [foyer_id]


def test_the_family_seen_last_comes_first(store: Store) -> None:
    first, second, third = (family(store, "Lefebvre") for _ in range(3))
    contact(store, second, "2026-11-02T09:00")
    contact(store, third, "2026-11-20T09:00")
    assert families(store, "lefebvre") == [third, second, first]
    contact(store, first, "2026-11-24T09:00")
    assert families(store, "lefebvre") == [first, third, second]


def test_a_family_that_was_just_seen_is_found_before_it_has_its_place(store: Store) -> None:
    first, second = family(store, "Lefebvre"), family(store, "Lefebvre")
    contact(store, second, "2026-11-02T09:00")
    contact(store, first, "2026-11-24T09:00")
    found = find_foyers(store, quoted("lefebvre"), LENS, AGENT, 50)
    assert {row["foyer_id"] for row in found} == {first, second}


def test_families_do_not_wait_for_their_place_for_ever(store: Store) -> None:
    seen = [family(store, "Lefebvre") for _ in range(70)]
    for foyer_id in seen:
        contact(store, foyer_id, "2026-11-24T09:00")
    waiting = store.one("SELECT count(*) AS n FROM recherche_attente")
    assert waiting is not None
    assert waiting["n"] < 64


def test_a_contact_taken_away_gives_the_family_its_place_back(store: Store) -> None:
    first, second = family(store, "Lefebvre"), family(store, "Lefebvre")
    contact(store, second, "2026-11-02T09:00")
    mistake = contact(store, first, "2026-11-24T09:00")
    assert families(store, "lefebvre") == [first, second]
    journal.delete(store, "contact", mistake, author=AGENT)
    assert families(store, "lefebvre") == [second, first]


def test_a_name_that_changes_or_goes_leaves_the_index(store: Store) -> None:
    foyer_id = family(store, "Nowak")
    journal.write(store, "foyer", {"nom": "Novak"}, row_id=foyer_id, author=AGENT)
    personne = store.one("SELECT id FROM personne")
    assert personne is not None
    journal.write(store, "personne", {"nom": "Novak"}, row_id=personne["id"], author=AGENT)
    assert families(store, "nowak") == []
    assert families(store, "novak") == [foyer_id]
    journal.delete(store, "foyer", foyer_id, author=AGENT)
    assert families(store, "novak") == []


def test_notes_are_found_by_a_beginning_most_recent_first(store: Store) -> None:
    foyer_id = family(store, "Caron")
    old = contact(store, foyer_id, "2026-11-02T09:00", "Factures impayées d’énergie.")
    new = contact(store, foyer_id, "2026-11-20T09:00", "Loyer impayé, cœur du problème.")
    contact(store, foyer_id, "2026-11-21T09:00", "Rien à signaler.")
    assert notes(store, "impay") == [new, old]
    assert notes(store, "coeur") == [new]
    assert notes(store, "mediation") == []


def test_a_corrected_note_is_found_by_its_new_words_only(store: Store) -> None:
    foyer_id = family(store, "Caron")
    note = contact(store, foyer_id, "2026-11-20T09:00", "Demande de répit.")
    journal.write(
        store, "contact", {"note": "Demande de relais."}, row_id=note, author=AGENT,
        foyer_id=foyer_id,
    )  # fmt: skip
    assert notes(store, "repit") == []
    assert notes(store, "relais") == [note]
    journal.delete(store, "contact", note, author=AGENT, foyer_id=foyer_id)
    assert notes(store, "relais") == []


def test_a_personal_note_never_enters_the_index(store: Store) -> None:
    foyer_id = family(store, "Caron")
    note = journal.write(
        store,
        "contact",
        {
            "foyer_id": foyer_id,
            "moment": "2026-11-20T09:00",
            "note": "À vérifier",
            "zone": "personnel",
            "auteur_id": AGENT,
        },
        author=AGENT,
        foyer_id=foyer_id,
        prive=True,
    )
    assert notes(store, "verifier") == [], "it is read as it is, not indexed"
    (found,) = own_notes(store, AGENT)
    assert (found["id"], own_notes(store, "autre")) == (note, [])
    prive.forget_private(store, "contact", note)
    assert own_notes(store, AGENT) == []


def test_rows_of_one_family_may_arrive_in_any_order(make_store: Callable[[str], Store]) -> None:
    origin = make_store("origine")
    foyer_id = family(origin, "Hennebelle", prenom="Anaïs", commune="Lens")
    contact(origin, foyer_id, "2026-11-20T09:00", "Visite")
    ops = journal.ops_after(origin, origin.device, 0, 100)
    for name, received in (("dans l’ordre", ops), ("à l’envers", ops[::-1])):
        copy = make_store(name)
        for op in received:
            journal.ingest(copy, [op])
        assert families(copy, "hennebelle") == families(copy, "anais") == [foyer_id]
        assert len(notes(copy, "visite")) == 1


def test_an_index_built_again_answers_the_same(store: Store) -> None:
    for rank, nom in enumerate(("Lefebvre", "Lefèvre", "Lefebvre", "Caron")):
        foyer_id = family(store, nom, numero=f"000123{rank}")
        contact(store, foyer_id, f"2026-11-{10 + rank}T09:00", f"Visite chez {nom}")
    asked = ("lef", "lefevre", "visite", "000123")
    before = [(families(store, mot), notes(store, mot)) for mot in asked]
    numbers = store.query("SELECT docid, foyer_id FROM recherche_foyer ORDER BY docid")
    with store.atomic():
        search.rebuild(store)
    assert [(families(store, mot), notes(store, mot)) for mot in asked] == before
    again = store.query("SELECT docid, foyer_id FROM recherche_foyer ORDER BY docid")
    assert [tuple(row) for row in again] == [tuple(row) for row in numbers]


def test_words_of_erased_people_leave_when_the_index_is_built_again(store: Store) -> None:
    foyer_id = family(store, "Czerwinski")
    journal.delete(store, "foyer", foyer_id, author=AGENT)
    personne = store.one("SELECT id FROM personne")
    assert personne is not None
    journal.delete(store, "personne", personne["id"], author=AGENT)
    assert search_words.beginning_with(store, search_words.NOMS, "czer", 9) == ["czerwinski"]
    with store.atomic():
        search.rebuild(store)
    assert search_words.beginning_with(store, search_words.NOMS, "czer", 9) == []


def test_names_that_sound_alike_or_are_mistyped_are_known(store: Store) -> None:
    for nom in ("Lefebvre", "Lefaivre", "Hennebelle", "Vandenbroucke", "Caron"):
        family(store, nom)
    assert search_words.sounding_like(store, "lefevre") == ["lefaivre", "lefebvre"]
    assert search_words.mistyped(store, search_words.NOMS, "hennebele") == ["hennebelle"]
    assert search_words.mistyped(store, search_words.NOMS, "henenbelle") == ["hennebelle"]
    assert search_words.mistyped(store, search_words.NOMS, "vandenbrouck") == ["vandenbroucke"]
    assert search_words.mistyped(store, search_words.NOMS, "car") == []
    assert search_words.badly_mistyped(store, search_words.NOMS, "vandebrouke") == ["vandenbroucke"]


def test_whatever_is_typed_the_full_text_language_is_not_broken(store: Store) -> None:
    family(store, "Caron")
    for mot in ('"', "caron AND", "NEAR(", "*", "noms:x", "caron-", "^caron"):
        families(store, mot)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_names_give_words_that_can_be_asked(names: list[str]) -> None:
    for word in name_words(names):
        assert word == "".join(word.split())
        assert len(word) > 0


def test_file_numbers_have_the_forms_that_people_type() -> None:
    assert number_forms("CAF0027004992") == ["caf0027004992", "0027004992", "27004992"]
    assert number_forms("0123456A") == ["0123456a", "0123456", "123456"]
    assert number_forms("ISQCJQO") == ["isqcjqo"]
    assert number_forms(None) == []

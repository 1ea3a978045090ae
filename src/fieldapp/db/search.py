"""The search index: derived from the rows, refreshed in the same transaction, never journaled.

After one contact is saved, its note and the place of its family in time wait for `catch_up`, in
a queue written with it: indexing them costs as much as all the rest of a save. So do the contacts
that come from elsewhere.

Four full-text tables hold folded words only (no text can be read back from them). Their row
numbers grow with time, so that « most recent first » is the order in which they are read, and a
search stops at the first screenful whatever the size of the store.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from fieldapp.db import search_words
from fieldapp.db.search_places import KEYS, day_number, minute_number, replace
from fieldapp.db.store import Row, Store
from fieldapp.domain.telephone import chiffres
from fieldapp.domain.texte import tokens

_FTS = "content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'"

SCHEMA: tuple[str, ...] = (
    "CREATE TABLE recherche_foyer "
    "(docid INTEGER PRIMARY KEY, foyer_id TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE recherche_note "
    "(docid INTEGER PRIMARY KEY, contact_id TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE recherche_document "
    "(docid INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE) STRICT",
    # Contacts just saved: their notes, and the place in time of their families, are to index.
    "CREATE TABLE recherche_attente (contact_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE recherche_structure "
    "(docid INTEGER PRIMARY KEY, structure_id TEXT NOT NULL UNIQUE) STRICT",
    f"CREATE VIRTUAL TABLE texte_foyer USING fts5(noms, numeros, telephones, lieux, "
    f"detail=column, {_FTS})",
    # No positions: half the size, and words of a note are looked for wherever they stand.
    f"CREATE VIRTUAL TABLE texte_note USING fts5(note, detail=none, {_FTS})",
    f"CREATE VIRTUAL TABLE texte_document USING fts5(titre, detail=none, {_FTS})",
    f"CREATE VIRTUAL TABLE texte_structure USING fts5(noms, lieux, telephones, "
    f"detail=column, {_FTS})",
    # Each saved contact adds a small segment: merging them twice as seldom keeps saving fast.
    *(
        f"INSERT INTO {table}({table}, rank) VALUES ('{option}', {value})"
        for table in ("texte_foyer", "texte_note")
        for option, value in (("automerge", 8), ("crisismerge", 32))
    ),
    *search_words.SCHEMA,
)
INDEXED: Final = frozenset(
    {
        "foyer",
        "personne",
        "appartenance",
        "contact_sur",
        "coordonnee",
        "contact",
        "document",
        "structure",
    }
)

# The key of contacts that came from elsewhere, which are all queued: thousands may come at once.
ARRIVED: Final = "contact.arrive"

# How the family of a changed row is found, and its last act with it.
_FOYERS_OF: Mapping[str, str] = {
    "foyer": "SELECT value AS foyer_id FROM json_each(:ids)",
    "personne": "SELECT DISTINCT foyer_id FROM appartenance "
    "WHERE personne_id IN (SELECT value FROM json_each(:ids))",
    "appartenance": "SELECT DISTINCT foyer_id FROM appartenance "
    "WHERE id IN (SELECT value FROM json_each(:ids))",
    "contact_sur": "SELECT DISTINCT foyer_id FROM contact_sur "
    "WHERE id IN (SELECT value FROM json_each(:ids))",
    "coordonnee": "SELECT DISTINCT foyer_id FROM coordonnee "
    "WHERE id IN (SELECT value FROM json_each(:ids))",
}
_BATCH = 500
_MAX_WORD = 40
_FEW = 10
_MOST_WAITING = 64


def index_rows(store: Store, table: str, row_ids: Iterable[str]) -> None:
    """Index these rows again; rows that are deleted or gone leave the index."""
    refresh(store, {table: set(row_ids)})


def refresh(store: Store, touched: Mapping[str, Collection[str]]) -> None:
    """Index again all that a transaction touched, each family once."""
    families: set[str] = set()
    for table, sql in _FOYERS_OF.items():
        for batch in _batches(touched.get(table, ())):
            rows = store.query(sql, ids=json.dumps(batch))
            families.update(row["foyer_id"] for row in rows if row["foyer_id"] is not None)
    _queue(store, touched.get(ARRIVED, ()))
    contacts = touched.get("contact", ())
    if not families and 0 < len(contacts) <= _FEW and _are_there(store, contacts):
        _wait(store, contacts)
    else:
        for batch in _batches(contacts):
            families.update(_index_notes(store, batch))
    for batch in _batches(families):
        _index_foyers(store, batch)
    for batch in _batches(touched.get("document", ())):
        _index_documents(store, batch)
    for batch in _batches(touched.get("structure", ())):
        _index_structures(store, batch)


def catch_up(store: Store) -> bool:
    """Index contacts that wait, and put their families at their new place in time.

    Takes some hundreds at most, so that other acts come in between; True while others wait.
    """
    if store.one("SELECT 1 FROM recherche_attente LIMIT 1") is None:
        return False
    with store.atomic():
        return _index_waiting(store) == _BATCH


def _index_waiting(store: Store) -> int:
    rows = store.query("SELECT contact_id FROM recherche_attente LIMIT :n", n=_BATCH)
    waiting = [row["contact_id"] for row in rows]
    for batch in _batches(_index_notes(store, waiting)):
        _index_foyers(store, batch)
    store.execute(
        "DELETE FROM recherche_attente WHERE contact_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(waiting),
    )
    return len(waiting)


def _are_there(store: Store, contact_ids: Collection[str]) -> bool:
    """Tell whether none of these was taken away: what leaves must leave the index at once."""
    row = store.one(
        "SELECT count(*) AS n FROM contact WHERE supprime IS NULL "
        "AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(contact_ids)),
    )
    return row is not None and row["n"] == len(contact_ids)


def _wait(store: Store, contact_ids: Collection[str]) -> None:
    """Queue contacts for `catch_up`, which comes by itself when they are many."""
    _queue(store, contact_ids)
    row = store.one("SELECT count(*) AS n FROM recherche_attente")
    if row is not None and row["n"] >= _MOST_WAITING:
        _index_waiting(store)


def _queue(store: Store, contact_ids: Collection[str]) -> None:
    rows = [(contact_id,) for contact_id in contact_ids]
    store.insert_new("recherche_attente", ("contact_id",), rows)


def rebuild(store: Store) -> None:
    """Index every row again, from nothing. Words of erased people leave the index here."""
    for sort in KEYS:
        store.execute(f"INSERT INTO texte_{sort}(texte_{sort}) VALUES ('delete-all')")
        store.execute(f"DELETE FROM recherche_{sort}")
    store.execute("DELETE FROM recherche_attente")
    search_words.clear(store)
    everything = {
        table: [row["id"] for row in store.query(f"SELECT id FROM {table}")]
        for table in ("foyer", "contact", "document", "structure")
    }
    refresh(store, everything)


def _batches(row_ids: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(row_ids)
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))


# --- families ---------------------------------------------------------------------------------

_FOYER = """
SELECT f.id, f.nom, f.numero, f.autre_numero, f.commune, f.code_postal, f.ouvert_le,
  (SELECT c.moment FROM contact c WHERE c.foyer_id = f.id AND c.supprime IS NULL
     ORDER BY c.moment DESC LIMIT 1) AS dernier,
  (SELECT json_group_array(s.telephone) FROM contact_sur s
     WHERE s.foyer_id = f.id AND s.supprime IS NULL) AS surs,
  (SELECT json_group_array(n.valeur) FROM coordonnee n
     WHERE n.foyer_id = f.id AND n.supprime IS NULL AND n.genre = 'TELEPHONE') AS notees
FROM foyer f WHERE f.supprime IS NULL AND f.id IN (SELECT value FROM json_each(:ids))
"""
_MEMBRES = """
SELECT a.foyer_id, p.nom, p.nom_naissance, p.prenom, p.telephone
FROM appartenance a JOIN personne p ON p.id = a.personne_id
WHERE a.foyer_id IN (SELECT value FROM json_each(:ids))
  AND a.supprime IS NULL AND p.supprime IS NULL
"""


def _index_foyers(store: Store, foyer_ids: list[str]) -> None:
    ids = json.dumps(foyer_ids)
    rows = store.query(_FOYER, ids=ids)
    membres: dict[str, list[Row]] = {}
    for membre in store.query(_MEMBRES, ids=ids):
        membres.setdefault(membre["foyer_id"], []).append(membre)
    docs: dict[str, tuple[int, tuple[str, ...]]] = {}
    mots: set[str] = set()
    for row in rows:
        noms, numeros, phones, lieux = _foyer_columns(row, membres.get(row["id"], []))
        mots.update(noms, lieux)
        columns = tuple(map(search_words.index_text, (noms, numeros, phones, lieux)))
        docs[row["id"]] = (day_number(row["dernier"] or row["ouvert_le"]) << 32, columns)
    replace(store, "foyer", foyer_ids, docs, "noms, numeros, telephones, lieux")
    search_words.learn(store, search_words.NOMS, mots)


def _foyer_columns(row: Row, membres: list[Row]) -> tuple[list[str], ...]:
    """The words of names, of numbers, of phones and of places of one family."""
    champs = ("nom", "nom_naissance", "prenom")
    noms = name_words([row["nom"], *(m[champ] for m in membres for champ in champs)])
    numeros = [f for n in (row["numero"], row["autre_numero"]) for f in number_forms(n)]
    surs = json.loads(row["surs"])
    noted = json.loads(row["notees"])
    written = [*(m["telephone"] for m in membres), *noted, *surs]
    phones = {chiffres(text or "") for text in written}
    # Under a contact sûr the town is shown nowhere: typing it must not show the family either.
    lieux = [] if surs else _place_words(row)
    return noms, numeros, sorted(phones - {""}), lieux


def _place_words(row: Row) -> list[str]:
    return [*name_words([row["commune"]]), *tokens(row["code_postal"] or "")]


def name_words(names: Iterable[str | None]) -> list[str]:
    """The words of names, and each name in one word: « L’Heureux » also answers to « lheureux »."""
    found: dict[str, None] = {}
    for name in names:
        words = tokens(name or "")
        found.update(dict.fromkeys(words))
        if len(words) > 1 and len("".join(words)) <= _MAX_WORD:
            found["".join(words)] = None
    return list(found)


def number_forms(numero: str | None) -> list[str]:
    """A file number as people type it: whole, without its letters, without its first zeros."""
    whole = "".join(tokens(numero or ""))
    digits = re.search(r"\d+\Z", whole.rstrip("abcdefghijklmnopqrstuvwxyz"))
    forms = [whole] + ([digits.group(), digits.group().lstrip("0")] if digits else [])
    return [form for form in dict.fromkeys(forms) if form]


# --- notes ------------------------------------------------------------------------------------

# What is personal is erased one day: its words would stay in the index and the vocabulary, so
# it is read as it is, there is little of it (`search_query.own_notes`).
_NOTE = """
SELECT c.id, c.foyer_id, c.moment, c.note, c.suite FROM contact c
WHERE c.supprime IS NULL AND c.zone IS NOT 'personnel'
AND c.id IN (SELECT value FROM json_each(:ids))
"""


def _index_notes(store: Store, contact_ids: list[str]) -> set[str]:
    """Index notes, and return the families whose last act they change."""
    docs: dict[str, tuple[int, tuple[str, ...]]] = {}
    mots: set[str] = set()
    for row in store.query(_NOTE, ids=json.dumps(contact_ids)):
        words = note_words(f"{row['note'] or ''} {row['suite'] or ''}")
        if words:
            mots.update(words)
            docs[row["id"]] = (
                minute_number(row["moment"]) << 24,
                (search_words.index_text(words),),
            )
    replace(store, "note", contact_ids, docs, "note")
    search_words.learn(store, search_words.NOTES, mots)
    return {row["foyer_id"] for row in _moved(store, contact_ids)}


def note_words(texte: str) -> list[str]:
    """The distinct words of a note, folded; what is too long to be a word is left out."""
    return [word for word in dict.fromkeys(tokens(texte)) if len(word) <= _MAX_WORD]


def _moved(store: Store, contact_ids: list[str]) -> list[Row]:
    """The families whose place in time is no longer the day of their last contact."""
    rows = store.query(
        "SELECT c.foyer_id, k.docid >> 32 AS jour, (SELECT d.moment FROM contact d "
        "WHERE d.foyer_id = c.foyer_id AND d.supprime IS NULL ORDER BY d.moment DESC LIMIT 1) "
        "AS dernier FROM contact c JOIN recherche_foyer k ON k.foyer_id = c.foyer_id "
        "WHERE c.id IN (SELECT value FROM json_each(:ids)) GROUP BY c.foyer_id",
        ids=json.dumps(contact_ids),
    )
    return [row for row in rows if row["jour"] != day_number(row["dernier"])]


# --- documents --------------------------------------------------------------------------------

_DOCUMENT = """
SELECT id, titre, date FROM document
WHERE supprime IS NULL AND zone IS NOT 'personnel' AND id IN (SELECT value FROM json_each(:ids))
"""


def _index_documents(store: Store, document_ids: list[str]) -> None:
    """Index the titles of attached documents; what is in them is not read."""
    docs: dict[str, tuple[int, tuple[str, ...]]] = {}
    mots: set[str] = set()
    for row in store.query(_DOCUMENT, ids=json.dumps(document_ids)):
        words = note_words(row["titre"] or "")
        if words:
            mots.update(words)
            docs[row["id"]] = (day_number(row["date"]) << 32, (search_words.index_text(words),))
    replace(store, "document", document_ids, docs, "titre")
    search_words.learn(store, search_words.DOCUMENTS, mots)


# --- structures -------------------------------------------------------------------------------

_STRUCTURE = """
SELECT id, nom, type, commune, code_postal, telephone FROM structure
WHERE supprime IS NULL AND id IN (SELECT value FROM json_each(:ids))
"""


def _index_structures(store: Store, structure_ids: list[str]) -> None:
    docs: dict[str, tuple[int, tuple[str, ...]]] = {}
    mots: set[str] = set()
    for row in store.query(_STRUCTURE, ids=json.dumps(structure_ids)):
        # The code of the type reads as words: MISSION_LOCALE, MEDIATION, LAEP.
        noms = name_words([row["nom"], (row["type"] or "").replace("_", " ")])
        lieux = _place_words(row)
        mots.update(noms, lieux)
        phones = [number] if (number := chiffres(row["telephone"] or "")) else []
        docs[row["id"]] = (0, tuple(map(search_words.index_text, (noms, lieux, phones))))
    replace(store, "structure", structure_ids, docs, "noms, lieux, telephones")
    search_words.learn(store, search_words.STRUCTURES, mots)

"""The words that the search index holds: how they begin, how they sound, how they are mistyped.

A full-text index answers fast on whole words only: the beginning of a word, a name that sounds
alike or a slip of the keyboard is first turned into the words that exist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from fieldapp.db.store import Row, Store
from fieldapp.domain.phonetique import sound

# One vocabulary for each kind of document: a word of a note is no name.
NOMS, NOTES, STRUCTURES, DOCUMENTS = 1, 2, 3, 4

SCHEMA: tuple[str, ...] = (
    "CREATE TABLE recherche_mot (domaine INTEGER NOT NULL, mot TEXT NOT NULL, son TEXT, "
    "PRIMARY KEY (domaine, mot)) STRICT, WITHOUT ROWID",
    "CREATE INDEX recherche_son ON recherche_mot(domaine, son) WHERE son IS NOT NULL",
    # A word and a mistyped one share a form that lacks one letter: no scan is needed to meet.
    "CREATE TABLE recherche_faute (domaine INTEGER NOT NULL, variante TEXT NOT NULL, "
    "mot TEXT NOT NULL, PRIMARY KEY (domaine, variante, mot)) STRICT, WITHOUT ROWID",
)

_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
SHORTEST_SLIP = 4
_LONGEST_SLIP = 16
_SHORTEST_DOUBLE_SLIP = 7


class Lecteur(Protocol):
    """What a search needs of a store or of its read-only connection."""

    def query(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of a SELECT."""


def index_text(mots: Iterable[str]) -> str:
    """The text to index for these words."""
    text = " ".join(mots)
    # Nearly every text is made of plain letters and figures: they are told at once.
    return text if _PLAIN.fullmatch(text) else " ".join(map(indexed_form, text.split(" ")))


def indexed_form(mot: str) -> str:
    """A word as the full-text index holds it: letters and figures that its tokenizer never cuts.

    Words of other alphabets become figures, byte by byte, so that beginnings still match.
    """
    return mot if mot.isascii() and mot.isalnum() else f"x{mot.encode().hex()}"


def clear(store: Store) -> None:
    """Forget every word."""
    store.execute("DELETE FROM recherche_mot")
    store.execute("DELETE FROM recherche_faute")


def learn(store: Store, domaine: int, mots: Collection[str]) -> None:
    """Add the words that are not known yet. Words never leave but by `clear`."""
    if not mots:
        return
    rows = store.query(
        "SELECT value AS mot FROM json_each(:mots) WHERE NOT EXISTS "
        "(SELECT 1 FROM recherche_mot m WHERE m.domaine = :domaine AND m.mot = value)",
        mots=json.dumps(list(mots), ensure_ascii=False),
        domaine=domaine,
    )
    new = sorted(row["mot"] for row in rows)
    if not new:
        return
    store.executemany(
        "INSERT INTO recherche_mot(domaine, mot, son) VALUES (?, ?, ?)",
        ((domaine, mot, sound(mot) if domaine == NOMS else None) for mot in new),
    )
    store.executemany(
        "INSERT OR IGNORE INTO recherche_faute(domaine, variante, mot) VALUES (?, ?, ?)",
        ((domaine, variante, mot) for mot in new for variante in _variants(mot)),
    )


def beginning_with(lecteur: Lecteur, domaine: int, debut: str, limit: int) -> list[str]:
    """The known words that begin so, the shortest first, `limit` at most."""
    rows = lecteur.query(
        "SELECT mot FROM recherche_mot WHERE domaine = :domaine AND mot >= :debut AND mot < :fin "
        "ORDER BY length(mot), mot LIMIT :limit",
        domaine=domaine,
        debut=debut,
        fin=debut + "\U0010ffff",
        limit=limit,
    )
    return [row["mot"] for row in rows]


def sounding_like(lecteur: Lecteur, mot: str, limit: int = 40) -> list[str]:
    """The known names that sound like a folded one, itself left out."""
    rows = lecteur.query(
        "SELECT mot FROM recherche_mot WHERE domaine = :domaine AND son = :son AND mot <> :mot "
        "LIMIT :limit",
        domaine=NOMS,
        son=sound(mot),
        mot=mot,
        limit=limit,
    )
    return [row["mot"] for row in rows]


def mistyped(lecteur: Lecteur, domaine: int, mot: str, limit: int = 20) -> list[str]:
    """The known words one slip away: a letter added, lost, changed, or two exchanged."""
    variants = _variants(mot)
    if not variants:
        return []
    rows = lecteur.query(
        "SELECT DISTINCT mot FROM recherche_faute WHERE domaine = :domaine "
        "AND variante IN (SELECT value FROM json_each(:variantes)) AND mot <> :mot",
        domaine=domaine,
        variantes=json.dumps(variants, ensure_ascii=False),
        mot=mot,
    )
    close = [row["mot"] for row in rows if OSA.distance(mot, row["mot"], score_cutoff=1) <= 1]
    return sorted(close)[:limit]


def badly_mistyped(lecteur: Lecteur, domaine: int, mot: str, limit: int = 10) -> list[str]:
    """The known words two slips away from a long one: reads the whole vocabulary, so ask last."""
    if len(mot) < _SHORTEST_DOUBLE_SLIP:
        return []
    rows = lecteur.query(
        "SELECT mot FROM recherche_mot WHERE domaine = :domaine "
        "AND length(mot) BETWEEN :court AND :long",
        domaine=domaine,
        court=len(mot) - 2,
        long=len(mot) + 2,
    )
    words = [row["mot"] for row in rows]
    close = process.extract(
        mot, words, scorer=OSA.similarity, score_cutoff=len(mot) - 2, limit=limit
    )
    return [word for word, _, _ in close if OSA.distance(mot, word) <= 2]


def _variants(mot: str) -> list[str]:
    """The word, and the word without each of its letters; nothing for figures and tiny words."""
    if not SHORTEST_SLIP <= len(mot) <= _LONGEST_SLIP or not mot.isalpha():
        return []
    return list({mot, *(mot[:rank] + mot[rank + 1 :] for rank in range(len(mot)))})

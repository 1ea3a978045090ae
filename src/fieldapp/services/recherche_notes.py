"""The notes that a search finds, among those that the agent may read."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.db import search_query, search_words
from fieldapp.db.search_words import Lecteur
from fieldapp.db.store import Row
from fieldapp.domain import droits
from fieldapp.domain.contact import PERSONNEL
from fieldapp.domain.dates import format_date
from fieldapp.domain.recherche import NOTE, ORTHOGRAPHE_PROCHE, TOUT, Demande, Resultat, passage
from fieldapp.domain.texte import tokens
from fieldapp.services.session import Session

_PAGE = 40
# Notes read at most, when most of those that answer belong to others.
_MOST_READ = 800
# In the box over everything, a shorter word is the beginning of a name.
_SHORTEST = 3


def notes(session: Session, lecteur: Lecteur, demande: Demande, limit: int) -> list[Resultat]:
    """The most recent readable notes that hold every word typed, or its slips."""
    if session.famille_role not in droits.NOTES or is_for_names(demande):
        return []
    own = [
        row for row in search_query.own_notes(lecteur, session.agent.id)
        if readable(session, row) and holds(demande, f"{row['note'] or ''} {row['suite'] or ''}")
    ]  # fmt: skip
    found = [(row, set(demande.mots), False) for row in own]
    question = make_question(lecteur, demande)
    if question is not None:
        expression, words, slips = question
        rows = read_pages(
            session,
            lambda avant, page: search_query.find_notes(
                lecteur, expression, session.agent.id, avant, page
            ),
            limit,
        )
        found += [(row, words, slips) for row in rows]
    # Stable: what the index found keeps its order.
    found.sort(key=lambda one: str(one[0]["moment"]), reverse=True)
    return [_result(session, *one) for one in found[:limit]]


def holds(demande: Demande, texte: str) -> bool:
    """Tell whether a text that is not indexed holds each word typed, or one that begins so."""
    words = tokens(texte)
    return all(any(word.startswith(mot) for word in words) for mot in demande.mots)


def read_pages(session: Session, ask: Callable[[int, int], list[Row]], limit: int) -> list[Row]:
    """Return the first rows that the agent may read; `ask(avant, page)` gives the next ones."""
    found: list[Row] = []
    before, read, page = search_query.NEWEST, 0, limit
    while len(found) < limit and read < _MOST_READ:
        rows = ask(before, page)
        found += [row for row in rows if readable(session, row)]
        if len(rows) < page:
            break
        # Each row is a page of the disk: more are read at once only when some are not readable.
        before, read, page = rows[-1]["docid"], read + len(rows), _PAGE
    return found[:limit]


def is_for_names(demande: Demande) -> bool:
    """Tell whether what was typed can only be a name, a number or their beginning."""
    if demande.portee != TOUT:
        return False
    several_figures = bool(demande.figures) and len(demande.mots) > 1
    return several_figures or max(map(len, demande.mots)) < _SHORTEST


def make_question(
    lecteur: Lecteur, demande: Demande, domaine: int = search_words.NOTES
) -> tuple[str, set[str], bool] | None:
    """The question, the words to show in the passage, and whether slips were needed.

    None when a word is in no note (no title, for that `domaine`), even mistyped.
    """
    clauses: list[str] = []
    shown: set[str] = set()
    slips = False
    for rank, word in enumerate(demande.mots, start=1):
        clause = search_query.note_word(
            lecteur, word, last=rank == len(demande.mots), domaine=domaine
        )
        if clause is None:
            others = search_words.mistyped(lecteur, domaine, word)
            if not others:
                return None
            clause, slips = search_query.any_of(others), True
            shown.update(others)
        else:
            shown.add(word)
        clauses.append(clause)
    return " AND ".join(clauses), shown, slips


def readable(session: Session, row: Row) -> bool:
    """Tell whether the agent may read a note, or a document, that a search found."""
    agent = session.agent
    same_unite = row["unite"] == agent.unite
    follows = (
        same_unite if row["referent_id"] is None else row["referent_id"] == agent.id
    ) or bool(row["intervient"] or row["invite"])
    in_reach = same_unite or row["referent_id"] == agent.id or bool(row["invite"])
    return in_reach and droits.can_read_note(
        session.famille_role,
        row["zone"] or "equipe",
        is_author=row["auteur_id"] == agent.id,
        follows=follows,
        same_unite=same_unite,
    )


def _result(session: Session, row: Row, words: set[str], slips: bool) -> Resultat:
    nature = session.catalogue.libelle("natures_contact", row["nature"] or "")
    texte = " ".join(part for part in (row["note"], row["suite"]) if part)
    return Resultat(
        NOTE,
        row["foyer_id"],
        f"{row['nom']}, {nature[:1].lower()}{nature[1:]} du {format_date(row['moment'])}",
        row["auteur"],
        passage(texte, words),
        ORTHOGRAPHE_PROCHE if slips else "",
        row["id"],
        row["zone"] == PERSONNEL,
    )

"""The attached documents that a search finds by their title, among those the agent may read."""

from __future__ import annotations

from fieldapp.db import search_query, search_words
from fieldapp.db.search_words import Lecteur
from fieldapp.db.store import Row
from fieldapp.domain import droits
from fieldapp.domain.contact import PERSONNEL
from fieldapp.domain.dates import format_date
from fieldapp.domain.document import NATURES
from fieldapp.domain.recherche import DOCUMENT, ORTHOGRAPHE_PROCHE, Demande, Resultat
from fieldapp.services.droits import may
from fieldapp.services.recherche_notes import (
    holds,
    is_for_names,
    make_question,
    read_pages,
    readable,
)
from fieldapp.services.session import Session


def documents(session: Session, lecteur: Lecteur, demande: Demande, limit: int) -> list[Resultat]:
    """The most recent readable documents whose title holds every word typed, or its slips."""
    if not may(session, droits.LIRE_DOCUMENT) or is_for_names(demande):
        return []
    own = [
        row for row in search_query.own_documents(lecteur, session.agent.id)
        if readable(session, row) and holds(demande, row["titre"] or "")
    ]  # fmt: skip
    found = [(row, False) for row in own]
    question = make_question(lecteur, demande, search_words.DOCUMENTS)
    if question is not None:
        expression, _, slips = question
        rows = read_pages(
            session,
            lambda avant, page: search_query.find_documents(
                lecteur, expression, session.agent.id, avant, page
            ),
            limit,
        )
        found += [(row, slips) for row in rows]
    found.sort(key=lambda one: str(one[0]["date"]), reverse=True)
    return [_result(*one) for one in found[:limit]]


def _result(row: Row, slips: bool) -> Resultat:
    nature = NATURES.get(row["nature"] or "", "")
    when = format_date(row["date"]) if row["date"] else ""
    detail = " · ".join(part for part in (row["nom"], nature, when) if part)
    reason = ORTHOGRAPHE_PROCHE if slips else ""
    return Resultat(DOCUMENT, row["foyer_id"], row["titre"], detail, detail, reason, row["id"],
                    row["zone"] == PERSONNEL)  # fmt: skip

"""The structures of the directory that a search finds."""

from __future__ import annotations

from fieldapp.db import search_query, search_words
from fieldapp.db.search_query import any_of, quoted
from fieldapp.db.search_words import Lecteur
from fieldapp.db.store import Row
from fieldapp.domain.dates import format_date
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.recherche import (
    ANNUAIRE,
    ORTHOGRAPHE_PROCHE,
    SANS_ACCENT,
    STRUCTURE,
    Demande,
    Resultat,
    accents_differ,
)
from fieldapp.domain.telephone import format_telephone
from fieldapp.services.session import Session

_SHORTEST = 2


def directory(session: Session, lecteur: Lecteur, demande: Demande, limit: int) -> list[Resultat]:
    """The open structures that bear every word (name, kind, town), the département's first."""
    if demande.portee != ANNUAIRE and max(map(len, demande.mots)) < _SHORTEST:
        return []
    if demande.figures:
        number = quoted(demande.figures, debut=True)
        rows = _find(session, lecteur, f"{{telephones lieux}} : {number}", limit)
        return [_result(session, row, "") for row in rows]
    as_typed = " AND ".join(quoted(word, debut=True) for word in demande.mots)
    rows = _find(session, lecteur, as_typed, limit)
    if rows:
        return [_result(session, row, _accents(row, demande)) for row in rows]
    slips = _with_slips(lecteur, demande)
    rows = _find(session, lecteur, slips, limit) if slips else []
    return [_result(session, row, ORTHOGRAPHE_PROCHE) for row in rows]


def _find(session: Session, lecteur: Lecteur, expression: str, limit: int) -> list[Row]:
    organisme = session.catalogue.organisme(session.agent.organisme)
    departement = organisme.departement if organisme else ""
    return search_query.find_structures(
        lecteur, expression, departement, aujourd_hui().isoformat(), limit
    )


def _with_slips(lecteur: Lecteur, demande: Demande) -> str:
    clauses: list[str] = []
    for word in demande.mots:
        others = search_words.mistyped(lecteur, search_words.STRUCTURES, word)
        own = quoted(word, debut=True)
        clauses.append(f"({own} OR {any_of(others)})" if others else own)
    return " AND ".join(clauses) if any(" OR " in clause for clause in clauses) else ""


def _accents(row: Row, demande: Demande) -> str:
    texts = [row["nom"] or "", row["commune"] or ""]
    return SANS_ACCENT if accents_differ(demande.bruts, texts) else ""


def _result(session: Session, row: Row, raison: str) -> Resultat:
    kind = session.catalogue.libelle("types_structure", row["type"] or "")
    detail = " · ".join(part for part in (row["commune"], kind, _freshness(row)) if part)
    phone = (
        format_telephone(row["telephone"]) if row["telephone"] and not row["a_confirmer"] else ""
    )
    extrait = " · ".join(part for part in (detail, phone) if part)
    return Resultat(STRUCTURE, None, row["nom"] or "", detail, extrait, raison, row["id"])


def _freshness(row: Row) -> str:
    if not row["a_confirmer"]:
        return ""
    return (
        f"à confirmer, mis à jour le {format_date(row['date_maj'])}"
        if row["date_maj"]
        else ("à confirmer")
    )

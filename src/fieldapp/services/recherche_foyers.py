"""The families that a search finds: as typed, then by the sound of the names, then by slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fieldapp.db import search_query, search_words
from fieldapp.db.search import name_words
from fieldapp.db.search_query import any_of, quoted
from fieldapp.db.search_words import Lecteur
from fieldapp.db.store import Row
from fieldapp.domain.dates import format_date
from fieldapp.domain.recherche import (
    FOYER,
    NUMEROS,
    ORTHOGRAPHE_PROCHE,
    SANS_ACCENT,
    SONNE_PAREIL,
    Demande,
    Resultat,
    accents_differ,
)
from fieldapp.domain.telephone import chiffres, format_telephone
from fieldapp.domain.texte import tokens
from fieldapp.services.session import Session

# Places kept for names that only sound alike, when exact ones would fill the list.
_LOOSE_PLACES = 2
_SHORTEST_LOOSE = 3
# Two slips in a word are looked for in the whole vocabulary: not for every word of a sentence.
_MOST_DOUBLE_SLIPS = 2


@dataclass(frozen=True, slots=True)
class _Proches:
    """Other names, of people or of towns, that one typed word may mean."""

    sons: frozenset[str]
    fautes: frozenset[str]


def families(session: Session, lecteur: Lecteur, demande: Demande, limit: int) -> list[Resultat]:
    """The families in the agent's reach that answer, closest first, then most recent."""
    if demande.courriel:
        rows = search_query.find_by_courriel(
            lecteur, demande.courriel, session.agent.unite, session.agent.id, limit
        )
        return _results(lecteur, rows, demande, {})
    if demande.figures or demande.portee == NUMEROS:
        number = demande.figures or demande.collee
        columns = (
            "{numeros telephones}" if demande.portee == NUMEROS else ("{numeros telephones lieux}")
        )
        rows = _find(session, lecteur, f"{columns} : {quoted(number, debut=True)}", limit)
        return _results(lecteur, rows, demande, {})
    exact = _find(session, lecteur, _whole_names(demande), limit)
    if len(exact) < limit:
        exact = _merge(exact, _find(session, lecteur, _beginnings(demande), limit), limit)
    proches = _close_names(lecteur, demande)
    loose = _loose(session, lecteur, demande, proches, limit)
    if not exact and not loose and len(demande.mots) <= _MOST_DOUBLE_SLIPS:
        proches = _close_names(lecteur, demande, badly=True)
        loose = _loose(session, lecteur, demande, proches, limit)
    kept = limit - min(len(loose), _LOOSE_PLACES)
    return _results(lecteur, [*exact[:kept], *loose][:limit], demande, proches)


def _find(session: Session, lecteur: Lecteur, expression: str, limit: int) -> list[Row]:
    agent = session.agent
    return search_query.find_foyers(lecteur, expression, agent.unite, agent.id, limit)


def _whole_names(demande: Demande) -> str:
    return (
        "{noms} : (" + " OR ".join(_all_of(words, debut=False) for words in demande.variantes) + ")"
    )


def _beginnings(demande: Demande) -> str:
    return " OR ".join(_all_of(words, debut=True) for words in demande.variantes)


def _all_of(words: Sequence[str], *, debut: bool) -> str:
    return "(" + " AND ".join(quoted(word, debut=debut) for word in words) + ")"


def _merge(first: list[Row], more: list[Row], limit: int) -> list[Row]:
    known = {row["foyer_id"] for row in first}
    return [*first, *(row for row in more if row["foyer_id"] not in known)][:limit]


def _close_names(lecteur: Lecteur, demande: Demande, *, badly: bool = False) -> dict[str, _Proches]:
    """For each word typed, the names that sound alike and those a slip away (two if `badly`)."""
    slips = search_words.badly_mistyped if badly else search_words.mistyped
    words = {word for variant in demande.variantes for word in variant}
    return {
        word: _Proches(
            frozenset(search_words.sounding_like(lecteur, word)),
            frozenset(slips(lecteur, search_words.NOMS, word)),
        )
        for word in words
        if len(word) >= _SHORTEST_LOOSE and word.isalpha()
    }


def _loose(
    session: Session,
    lecteur: Lecteur,
    demande: Demande,
    proches: dict[str, _Proches],
    limit: int,
) -> list[Row]:
    """Families that answer only once the words typed may be other names; sounds come first."""
    found: list[Row] = []
    for kinds in (("sons",), ("sons", "fautes")):
        expression = _with_others(demande, proches, kinds)
        if expression and len(found) < limit:
            expression = f"({expression}) NOT ({_beginnings(demande)})"
            found = _merge(found, _find(session, lecteur, expression, limit), limit)
    return found


def _with_others(demande: Demande, proches: dict[str, _Proches], kinds: Iterable[str]) -> str:
    """Each word as typed or as any of its other names; empty when no word has any."""
    alternatives: list[str] = []
    widened = False
    for words in demande.variantes:
        clauses: list[str] = []
        for word in words:
            others = sorted({o for k in kinds for o in getattr(proches.get(word), k, ())})
            widened = widened or bool(others)
            own = quoted(word, debut=True)
            clauses.append(f"({own} OR {any_of(others)})" if others else own)
        alternatives.append("(" + " AND ".join(clauses) + ")")
    return " OR ".join(alternatives) if widened else ""


def _results(
    lecteur: Lecteur, rows: list[Row], demande: Demande, proches: dict[str, _Proches]
) -> list[Resultat]:
    ids = [row["foyer_id"] for row in rows]
    membres = search_query.list_members(lecteur, ids)
    found = [_result(row, membres.get(row["foyer_id"], []), demande, proches) for row in rows]
    if not _asks_number(demande):
        return found
    noted = search_query.list_numbers(lecteur, ids)
    return [
        _with_number(result, noted.get(row["foyer_id"], []), row, demande)
        for result, row in zip(found, rows, strict=True)
    ]


def _asks_number(demande: Demande) -> bool:
    return bool(demande.figures or demande.courriel) or demande.portee == NUMEROS


def _with_number(result: Resultat, noted: list[str], row: Row, demande: Demande) -> Resultat:
    """Show the number of the household that answers, when no record of a person shows one."""
    if row["contact_sur"] or result.extrait != result.detail:
        return result
    asked = demande.figures or demande.collee
    for valeur in noted:
        if demande.courriel:
            matches, shown = valeur.startswith(demande.courriel), valeur
        else:
            matches, shown = chiffres(valeur).startswith(asked), format_telephone(valeur)
        if matches and valeur:
            extrait = " · ".join(part for part in (shown, result.detail) if part)
            return replace(result, extrait=extrait)
    return result


def _result(
    row: Row, membres: list[Row], demande: Demande, proches: dict[str, _Proches]
) -> Resultat:
    detail = " · ".join(part for part in _facts(row) if part)
    shown = _what_matched(row, membres, demande)
    return Resultat(
        FOYER,
        row["foyer_id"],
        row["nom"],
        detail,
        " · ".join(part for part in (shown, detail) if part),
        _reason(row, membres, demande, proches),
        row["foyer_id"],
    )


def _facts(row: Row) -> tuple[str, str, str]:
    seen = row["dernier_contact"]
    return (
        row["composition"],
        # Under a contact sûr the town is shown nowhere.
        "" if row["contact_sur"] else row["commune"],
        f"vu le {format_date(seen)}" if seen else "",
    )


def _what_matched(row: Row, membres: list[Row], demande: Demande) -> str:
    """The number, or the person, that answers when the two lines do not show it."""
    if demande.courriel:
        return _courriel_shown(row, membres, demande.courriel)
    if demande.figures or demande.portee == NUMEROS:
        return _number_shown(row, membres, demande.figures or demande.collee)
    visible = set(name_words([row["nom"], row["composition"], row["commune"]]))
    hidden = [w for w in demande.mots if not any(v.startswith(w) for v in visible)]
    for membre in membres if hidden else ():
        names = name_words([membre["nom"], membre["nom_naissance"], membre["prenom"]])
        if any(name.startswith(word) for word in hidden for name in names):
            return _person(membre)
    return ""


def _number_shown(row: Row, membres: list[Row], number: str) -> str:
    # Under a contact sûr a number is found, and not shown whole to who typed its beginning.
    for membre in () if row["contact_sur"] else membres:
        phone = membre["telephone"]
        if phone and chiffres(phone).startswith(number):
            return format_telephone(phone)
    numero = row["numero"]
    return f"n° {numero}" if numero and number in "".join(tokens(numero)) else ""


def _courriel_shown(row: Row, membres: list[Row], debut: str) -> str:
    held = (m["courriel"] or "" for m in (() if row["contact_sur"] else membres))
    return next((one for one in held if one.casefold().startswith(debut)), "")


def _person(membre: Row) -> str:
    name = " ".join(part for part in (membre["prenom"], membre["nom"]) if part)
    born = membre["nom_naissance"]
    return f"{name}, nom de naissance {born}" if born else name


def _reason(row: Row, membres: list[Row], demande: Demande, proches: dict[str, _Proches]) -> str:
    """Why a family that is not written as typed is there: the loosest reason of all words."""
    if _asks_number(demande):
        return ""
    texts = [
        row["nom"], row["commune"],
        *(m[champ] or "" for m in membres for champ in ("nom", "nom_naissance", "prenom")),
    ]  # fmt: skip
    names = set(name_words([*texts, row["numero"]]))
    loosest = min((_looseness(words, names, proches) for words in demande.variantes), default=0)
    if loosest == 0:
        return SANS_ACCENT if accents_differ(demande.bruts, texts) else ""
    return SONNE_PAREIL if loosest == 1 else ORTHOGRAPHE_PROCHE


def _looseness(words: Sequence[str], names: set[str], proches: dict[str, _Proches]) -> int:
    """0 as typed, 1 sounds alike, 2 a slip, 3 not at all: the worst of the words."""
    worst = 0
    for word in words:
        close = proches.get(word)
        if not word.isalpha() or any(name.startswith(word) for name in names):
            continue
        if close is not None and names & close.sons:
            worst = max(worst, 1)
        else:
            worst = max(worst, 2 if close is not None and names & close.fautes else 3)
    return worst

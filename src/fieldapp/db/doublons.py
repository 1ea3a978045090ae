"""Look-alikes: the SQL that finds who may be the same person, by names, birth date or phone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fieldapp.db.search_query import any_of, quoted
from fieldapp.db.search_words import NOMS, Lecteur, mistyped, sounding_like
from fieldapp.db.store import Row
from fieldapp.domain.doublon import Identite
from fieldapp.domain.doublon_fusion import REUNIS

# Enough to hold whoever is meant; a common name alone would bring hundreds.
_FAMILIES = 40
_PEOPLE = 60

_PERSONNE = (
    "SELECT p.id, p.nom, p.prenom, p.nom_naissance, p.naissance, p.telephone, a.foyer_id, "
    "a.role FROM {source} WHERE p.supprime IS NULL AND a.supprime IS NULL AND "
)


@dataclass(frozen=True, slots=True)
class Candidat:
    """Somebody who may be the same: the person, and one of the families."""

    personne_id: str
    foyer_id: str
    role: str
    identite: Identite


def candidates(
    lecteur: Lecteur, noms: Sequence[str], prenoms: Sequence[str], identite: Identite
) -> dict[str, Candidat]:
    """Return who may be somebody, by (person, family): folded words of names, date, phone."""
    found: dict[str, Candidat] = {}
    if identite.naissance:
        _add(found, _people(lecteur, "p.naissance = :valeur", identite.naissance))
    if identite.telephone:
        _add(found, _people(lecteur, "p.telephone = :valeur", identite.telephone))
    if noms and prenoms:
        _add(found, _people_of(lecteur, _families_named(lecteur, noms, prenoms)))
    return found


def everybody(lecteur: Lecteur, unite: str, agent_id: str) -> Iterator[Candidat]:
    """Go through the people of the families of a unit, and of those that an agent follows."""
    source = (
        "foyer f JOIN appartenance a ON a.foyer_id = f.id JOIN personne p ON p.id = a.personne_id"
    )
    rows = lecteur.query(
        _PERSONNE.format(source=source) + "f.supprime IS NULL "
        "AND (f.unite = :unite OR f.referent_id = :agent) ORDER BY p.id",
        unite=unite,
        agent=agent_id,
    )
    return (_candidat(row) for row in rows)


def judged(lecteur: Lecteur) -> set[frozenset[str]]:
    """Return the pairs that somebody judged distinct, or parted after they were made one."""
    rows = lecteur.query(
        "SELECT garde_id, absorbe_id FROM fusion WHERE supprime IS NULL AND statut <> :reunis",
        reunis=REUNIS,
    )
    return {frozenset((row["garde_id"], row["absorbe_id"])) for row in rows}


def _families_named(lecteur: Lecteur, noms: Sequence[str], prenoms: Sequence[str]) -> list[str]:
    """The families where a name and a first name are said, heard or mistyped, newest first."""
    first = prenoms[0]
    # Whose first name is known by its initial only, here or there.
    alike = quoted(first, debut=True) if len(first) == 1 else quoted(first[0])
    prenom = f"({alike} OR {_alternatives(lecteur, prenoms)})"
    expression = f"{{noms}} : ({_alternatives(lecteur, noms)} AND {prenom})"
    rows = lecteur.query(
        "SELECT k.foyer_id FROM texte_foyer t CROSS JOIN recherche_foyer k ON k.docid = t.rowid "
        "WHERE texte_foyer MATCH :expression ORDER BY t.rowid DESC LIMIT :limit",
        expression=expression,
        limit=_FAMILIES,
    )
    return [row["foyer_id"] for row in rows]


def _alternatives(lecteur: Lecteur, mots: Iterable[str]) -> str:
    words: dict[str, None] = {}
    for mot in mots:
        words[mot] = None
        words |= dict.fromkeys(sounding_like(lecteur, mot))
        words |= dict.fromkeys(mistyped(lecteur, NOMS, mot))
    return any_of(words)


def _people(lecteur: Lecteur, clause: str, valeur: str) -> list[Row]:
    source = "personne p JOIN appartenance a ON a.personne_id = p.id"
    return lecteur.query(
        _PERSONNE.format(source=source) + clause + " LIMIT :limit", valeur=valeur, limit=_PEOPLE
    )


def _people_of(lecteur: Lecteur, foyer_ids: Collection[str]) -> list[Row]:
    source = "appartenance a JOIN personne p ON p.id = a.personne_id"
    return lecteur.query(
        _PERSONNE.format(source=source) + "a.foyer_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(foyer_ids)),
    )


def _add(found: dict[str, Candidat], rows: Iterable[Row]) -> None:
    for row in rows:
        found.setdefault(f"{row['id']} {row['foyer_id']}", _candidat(row))


def _candidat(row: Row) -> Candidat:
    return Candidat(
        row["id"], row["foyer_id"], row["role"] or "",
        Identite(
            row["nom"] or "", row["prenom"] or "", row["nom_naissance"], row["naissance"],
            row["telephone"],
        ),
    )  # fmt: skip

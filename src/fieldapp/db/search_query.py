"""Asking the search index: families, notes, documents and structures, most recent first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from fieldapp.db.accompagnements import INVITED
from fieldapp.db.search_words import NOTES, Lecteur, beginning_with, indexed_form
from fieldapp.db.store import Row
from fieldapp.domain.horloge import aujourd_hui

# Words of notes that a typed beginning may mean; a shorter one is a word.
_SHORTEST_BEGINNING = 3
_MOST_WORDS = 100
_LONGEST_ENDING = 2

# What an agent may see is of the unit, followed by the agent, or open by an invitation.
_MINE = f"(r.unite = :unite OR r.referent_id = :agent OR r.foyer_id IN ({INVITED}))"
_FOYERS = f"""
SELECT k.foyer_id, r.nom, r.composition, r.commune, r.dernier_contact, r.contact_sur, r.numero
FROM texte_foyer t CROSS JOIN recherche_foyer k ON k.docid = t.rowid
CROSS JOIN resume r ON r.foyer_id = k.foyer_id
WHERE texte_foyer MATCH :expression AND {_MINE}
ORDER BY t.rowid DESC LIMIT :limit
"""

_PAR_COURRIEL = f"""
SELECT r.foyer_id, r.nom, r.composition, r.commune, r.dernier_contact, r.contact_sur, r.numero
FROM resume r WHERE {_MINE} AND r.foyer_id IN (
  SELECT n.foyer_id FROM coordonnee n
  WHERE n.valeur >= :debut AND n.valeur < :fin AND n.genre = 'COURRIEL' AND n.supprime IS NULL
  UNION SELECT a.foyer_id FROM personne p JOIN appartenance a ON a.personne_id = p.id
  WHERE p.courriel >= :debut COLLATE NOCASE AND p.courriel < :fin COLLATE NOCASE
    AND p.supprime IS NULL AND a.supprime IS NULL)
ORDER BY r.dernier_contact DESC, r.foyer_id LIMIT :limit
"""

_NUMEROS = """
SELECT foyer_id, valeur FROM coordonnee
WHERE foyer_id IN (SELECT value FROM json_each(:ids)) AND supprime IS NULL
"""

_OPEN = f"""EXISTS (SELECT 1 FROM accompagnement a
    WHERE a.foyer_id = r.foyer_id AND a.supprime IS NULL AND a.fin IS NULL
    AND a.referent_id = :agent) AS intervient, r.foyer_id IN ({INVITED}) AS invite"""
_NOTE = f"""c.id, c.foyer_id, c.nature, c.moment, c.note, c.suite, c.zone, c.auteur_id,
  r.nom, r.unite, r.referent_id, {_OPEN}, coalesce(g.nom, '') AS auteur"""
_NOTES = f"""
SELECT k.docid, {_NOTE}
FROM texte_note t CROSS JOIN recherche_note k ON k.docid = t.rowid
CROSS JOIN contact c ON c.id = k.contact_id
CROSS JOIN resume r ON r.foyer_id = c.foyer_id
LEFT JOIN agent g ON g.id = c.auteur_id
WHERE texte_note MATCH :expression AND t.rowid < :avant
ORDER BY t.rowid DESC LIMIT :limit
"""
_OWN_NOTES = f"""
SELECT {_NOTE}
FROM contact c JOIN resume r ON r.foyer_id = c.foyer_id LEFT JOIN agent g ON g.id = c.auteur_id
WHERE c.zone = 'personnel' AND c.auteur_id = :agent AND c.supprime IS NULL
ORDER BY c.moment DESC
"""
NEWEST = (1 << 63) - 1

_DOCUMENT = f"""d.id, d.foyer_id, d.titre, d.nature, d.date, d.zone, d.auteur_id,
  r.nom, r.unite, r.referent_id, {_OPEN}"""
_DOCUMENTS = f"""
SELECT k.docid, {_DOCUMENT}
FROM texte_document t CROSS JOIN recherche_document k ON k.docid = t.rowid
CROSS JOIN document d ON d.id = k.document_id
CROSS JOIN resume r ON r.foyer_id = d.foyer_id
WHERE texte_document MATCH :expression AND t.rowid < :avant
ORDER BY t.rowid DESC LIMIT :limit
"""
_OWN_DOCUMENTS = f"""
SELECT {_DOCUMENT}
FROM document d JOIN resume r ON r.foyer_id = d.foyer_id
WHERE d.zone = 'personnel' AND d.auteur_id = :agent AND d.supprime IS NULL ORDER BY d.date DESC
"""

_STRUCTURES = """
SELECT s.id, s.nom, s.type, s.commune, s.telephone, s.a_confirmer, s.date_maj
FROM (SELECT rowid FROM texte_structure WHERE texte_structure MATCH :expression LIMIT 2000) t
CROSS JOIN recherche_structure k ON k.docid = t.rowid
CROSS JOIN structure s ON s.id = k.structure_id
WHERE s.fermee_le IS NULL OR s.fermee_le > :jour
ORDER BY substr(coalesce(s.code_postal, ''), 1, 2) <> :departement, s.nom LIMIT :limit
"""

_MEMBRES = """
SELECT a.foyer_id, a.role, p.nom, p.nom_naissance, p.prenom, p.telephone, p.courriel
FROM appartenance a JOIN personne p ON p.id = a.personne_id
WHERE a.foyer_id IN (SELECT value FROM json_each(:ids))
  AND a.supprime IS NULL AND p.supprime IS NULL
"""


def quoted(mot: str, *, debut: bool = False) -> str:
    """A word as the full-text language takes it, whatever is in it; `debut` for a beginning."""
    return f'"{indexed_form(mot)}"' + ("*" if debut else "")


def any_of(mots: Iterable[str]) -> str:
    """An expression that any of these words satisfies; there is at least one."""
    return "(" + " OR ".join(quoted(mot) for mot in mots) + ")"


def note_word(lecteur: Lecteur, mot: str, *, last: bool, domaine: int = NOTES) -> str | None:
    """The expression of the notes' words that begin so; None when there is no such word.

    `domaine` is another vocabulary than that of notes: the titles of documents.

    The `last` word typed may be unfinished; the others only lack a plural or a feminine. The
    full-text index would merge the whole lists of these words before answering; asked for any
    of them, it gives the most recent notes at once.
    """
    if len(mot) < _SHORTEST_BEGINNING:
        return quoted(mot)
    words = beginning_with(lecteur, domaine, mot, _MOST_WORDS)
    finished = [word for word in words if len(word) <= len(mot) + _LONGEST_ENDING]
    if not last and finished:
        words = finished
    return any_of(words) if words else None


def _today() -> str:
    return aujourd_hui().isoformat()


def find_foyers(
    lecteur: Lecteur, expression: str, unite: str, agent_id: str, limit: int
) -> list[Row]:
    """The families of the unit or of the agent that satisfy an expression."""
    return lecteur.query(
        _FOYERS, expression=expression, unite=unite, agent=agent_id, limit=limit, jour=_today()
    )


def find_by_courriel(
    lecteur: Lecteur, debut: str, unite: str, agent_id: str, limit: int
) -> list[Row]:
    """The families of the unit or of the agent that an e-mail, or its beginning, belongs to."""
    return lecteur.query(
        _PAR_COURRIEL,
        debut=debut,
        fin=debut + "\U0010ffff",
        unite=unite,
        agent=agent_id,
        limit=limit,
        jour=_today(),
    )


def list_numbers(lecteur: Lecteur, foyer_ids: Sequence[str]) -> dict[str, list[str]]:
    """The phones and e-mails noted for these families, beside those of their people's records."""
    found: dict[str, list[str]] = {}
    for row in lecteur.query(_NUMEROS, ids=json.dumps(list(foyer_ids))):
        found.setdefault(row["foyer_id"], []).append(row["valeur"] or "")
    return found


def find_notes(
    lecteur: Lecteur, expression: str, agent_id: str, avant: int, limit: int
) -> list[Row]:
    """The notes older than document number `avant` (NEWEST to begin), rights not yet asked."""
    return lecteur.query(
        _NOTES, expression=expression, agent=agent_id, avant=avant, limit=limit, jour=_today()
    )


def find_documents(
    lecteur: Lecteur, expression: str, agent_id: str, avant: int, limit: int
) -> list[Row]:
    """The documents older than number `avant` (NEWEST to begin), rights not yet asked."""
    return lecteur.query(
        _DOCUMENTS, expression=expression, agent=agent_id, avant=avant, limit=limit, jour=_today()
    )


def own_notes(lecteur: Lecteur, agent_id: str) -> list[Row]:
    """An agent's personal notes, which are not indexed, the newest first; columns as of notes."""
    return lecteur.query(_OWN_NOTES, agent=agent_id, jour=_today())


def own_documents(lecteur: Lecteur, agent_id: str) -> list[Row]:
    """An agent's personal documents, as `own_notes`; columns as of documents."""
    return lecteur.query(_OWN_DOCUMENTS, agent=agent_id, jour=_today())


def find_structures(
    lecteur: Lecteur, expression: str, departement: str, jour: str, limit: int
) -> list[Row]:
    """The open structures that satisfy an expression, those of the département first."""
    return lecteur.query(
        _STRUCTURES, expression=expression, departement=departement, jour=jour, limit=limit
    )


def list_members(lecteur: Lecteur, foyer_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The people of these families, to say who among them was found."""
    found: dict[str, list[Row]] = {}
    for row in lecteur.query(_MEMBRES, ids=json.dumps(list(foyer_ids))):
        found.setdefault(row["foyer_id"], []).append(row)
    return found

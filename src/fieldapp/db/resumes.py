"""One line per family for the lists: derived from the rows, refreshed in the same transaction.

A page of 100 families sorted by any column then reads an index, whatever the size of the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from fieldapp.db.store import Row, Store
from fieldapp.domain.horloge import aujourd_hui
from fieldapp.domain.texte import fold


def _ordre(tri: str) -> str:
    return "nom_tri, foyer_id" if tri == "nom_tri" else f"{tri}, nom_tri, foyer_id"


SCHEMA = (
    """CREATE TABLE resume (
        foyer_id TEXT PRIMARY KEY, unite TEXT, referent_id TEXT, nom TEXT NOT NULL,
        nom_tri TEXT NOT NULL, numero TEXT, composition TEXT NOT NULL, commune TEXT NOT NULL,
        commune_tri TEXT NOT NULL, niveau TEXT NOT NULL, dernier_contact TEXT NOT NULL,
        echeance TEXT NOT NULL, echeance_genre TEXT NOT NULL, contact_sur INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # Each holds the whole order of a list, so that a page is read off it without sorting.
    *(
        f"CREATE INDEX resume_unite_{tri} ON resume(unite, {_ordre(tri)})"
        for tri in ("nom_tri", "commune_tri", "niveau", "dernier_contact", "echeance")
    ),
    # A worker has some hundred families: sorting them costs less than four more indexes.
    f"CREATE INDEX resume_referent_id_nom_tri ON resume(referent_id, {_ordre('nom_tri')})",
)

_AMONG = "IN (SELECT value FROM json_each(:ids))"

# Sorts after every date, so that families with nothing due come last.
NO_DUE_DATE = "9999-12-31"

_FOYER = """
SELECT f.id, f.unite, f.referent_id, f.nom, f.numero, coalesce(f.commune, '') AS commune,
  (SELECT c.moment FROM contact c WHERE c.foyer_id = f.id AND c.supprime IS NULL
     AND c.issue = 'ECHANGE' AND c.nature <> 'PARTENAIRE' AND c.zone <> 'personnel'
     ORDER BY c.moment DESC LIMIT 1) AS dernier_contact,
  (SELECT a.niveau FROM accompagnement a WHERE a.foyer_id = f.id AND a.supprime IS NULL
     AND a.fin IS NULL ORDER BY a.niveau = 'SOCIAL' DESC LIMIT 1) AS niveau,
  (SELECT count(*) FROM contact_sur s WHERE s.foyer_id = f.id AND s.supprime IS NULL) AS sur,
  (SELECT min(c.suite_le) FROM contact c WHERE c.foyer_id = f.id AND c.supprime IS NULL
     AND c.suite_le IS NOT NULL AND c.suite_faite_le IS NULL AND c.zone <> 'personnel') AS suite,
  (SELECT min(o.relance_le) FROM orientation o WHERE o.foyer_id = f.id AND o.supprime IS NULL
     AND o.relance_le IS NOT NULL
     AND o.statut IN ('PROPOSEE', 'ACCEPTEE_FAMILLE', 'TRANSMISE', 'PRISE_EN_CHARGE')) AS relance,
  (SELECT min(d.echeance) FROM demarche d WHERE d.foyer_id = f.id AND d.supprime IS NULL
     AND d.echeance IS NOT NULL AND d.etat IN ('PREVUE', 'EN_COURS', 'EN_ATTENTE')) AS demarche,
  (SELECT min(e.echeance) FROM engagement e JOIN contrat k ON k.id = e.contrat_id
     WHERE e.foyer_id = f.id AND e.supprime IS NULL AND e.echeance IS NOT NULL
     AND e.etat = 'A_FAIRE' AND k.supprime IS NULL AND k.statut = 'SIGNE') AS engagement,
  (SELECT min(k.revision_le) FROM contrat k WHERE k.foyer_id = f.id AND k.supprime IS NULL
     AND k.revision_le IS NOT NULL AND k.statut = 'SIGNE') AS revision
FROM foyer f WHERE f.supprime IS NULL AND f.id IN (SELECT value FROM json_each(:ids))
"""

_MEMBRES = """
SELECT a.foyer_id, p.prenom, p.nom, p.naissance, a.role FROM appartenance a JOIN personne p
  ON p.id = a.personne_id
WHERE a.foyer_id IN (SELECT value FROM json_each(:ids))
  AND a.supprime IS NULL AND p.supprime IS NULL AND p.deces IS NULL
  AND (a.fin IS NULL OR a.fin > :jour) AND (a.part IS NULL OR a.part > 0)
ORDER BY CASE a.role WHEN 'DEMANDEUR' THEN 0 WHEN 'CONJOINT' THEN 1 WHEN 'ENFANT' THEN 2 ELSE 3
  END, p.naissance
"""

COLUMNS = (
    "foyer_id", "unite", "referent_id", "nom", "nom_tri", "numero", "composition", "commune",
    "commune_tri", "niveau", "dernier_contact", "echeance", "echeance_genre", "contact_sur",
)  # fmt: skip


_BATCH = 500


def refresh(store: Store, foyer_ids: Iterable[str], *, same_people: bool = False) -> None:
    """Compute again the line of each of these families.

    With `same_people` nobody came or left: who lives there is kept from the former line.
    """
    ordered = sorted(foyer_ids)
    for start in range(0, len(ordered), _BATCH):
        _refresh_batch(store, ordered[start : start + _BATCH], same_people)


def _refresh_batch(store: Store, foyer_ids: list[str], same_people: bool) -> None:
    ids = json.dumps(foyer_ids)
    rows = store.query(f"SELECT * FROM resume WHERE foyer_id {_AMONG}", ids=ids)
    current = {row["foyer_id"]: row for row in rows}
    if same_people and len(current) == len(foyer_ids):
        people = {foyer_id: str(row["composition"]) for foyer_id, row in current.items()}
    else:
        people = _compositions(store, ids)
    lines = {
        row["id"]: _line(row, people.get(row["id"], "")) for row in store.query(_FOYER, ids=ids)
    }
    _put(store, lines, current)


def _compositions(store: Store, ids: str) -> dict[str, str]:
    membres: dict[str, list[Row]] = {}
    for membre in store.query(_MEMBRES, ids=ids, jour=aujourd_hui().isoformat()):
        membres.setdefault(membre["foyer_id"], []).append(membre)
    return {foyer_id: composition(found) for foyer_id, found in membres.items()}


def rebuild(store: Store) -> None:
    """Compute again the line of every family."""
    store.execute("DELETE FROM resume")
    refresh(store, [row["id"] for row in store.query("SELECT id FROM foyer")])


def composition(membres: list[Row]) -> str:
    """Say in a few words who lives there: « Céline et Piotr, 4 enfants »."""
    adultes = [m["prenom"] or m["nom"] or "" for m in membres if m["role"] != "ENFANT"]
    enfants = sum(1 for m in membres if m["role"] == "ENFANT")
    qui = " et ".join(adultes) if len(adultes) < 3 else f"{adultes[0]} et {len(adultes) - 1} autres"
    combien = "" if not enfants else ("1 enfant" if enfants == 1 else f"{enfants} enfants")
    return ", ".join(part for part in (qui, combien) if part)


def _put(store: Store, lines: Mapping[str, tuple[object, ...]], current: Mapping[str, Row]) -> None:
    """Write lines; of those there already only what changed, since columns have two indexes."""
    gone = [(foyer_id,) for foyer_id in current if foyer_id not in lines]
    new = [line for foyer_id, line in lines.items() if foyer_id not in current]
    if gone:
        store.executemany("DELETE FROM resume WHERE foyer_id = ?", gone)
    if new:
        names, marks = ", ".join(COLUMNS), ", ".join("?" for _ in COLUMNS)
        store.executemany(f"INSERT INTO resume({names}) VALUES ({marks})", new)
    for foyer_id, row in current.items():
        values = dict(zip(COLUMNS, lines.get(foyer_id, ()), strict=False))
        changed = [name for name in values if row[name] != values[name]]
        if changed:
            sets = ", ".join(f"{name} = :{name}" for name in changed)
            store.execute(f"UPDATE resume SET {sets} WHERE foyer_id = :foyer_id", **values)


def _line(row: Row, qui: str) -> tuple[object, ...]:
    echeance, genre = min(
        ((row[genre.lower()] or NO_DUE_DATE)[:10], genre)
        for genre in ("DEMARCHE", "ENGAGEMENT", "RELANCE", "REVISION", "SUITE")
    )
    nom = row["nom"] or ""
    return (
        row["id"], row["unite"], row["referent_id"], nom, fold(nom), row["numero"],
        qui, row["commune"], fold(row["commune"]), row["niveau"] or "",
        row["dernier_contact"] or "", echeance, genre if echeance != NO_DUE_DATE else "",
        1 if row["sur"] else 0,
    )  # fmt: skip

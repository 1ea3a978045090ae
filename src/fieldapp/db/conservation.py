"""Files by the end of their retention: the SQL, over the lines of the lists."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fieldapp.db.agents import agent_names
from fieldapp.db.store import Row, Store
from fieldapp.domain.conservation import Contenu, LigneConservation

# What retention counts from: the last contact as `resumes` knows it (with the person, no personal
# note), read off an index; of a family never met, the day its file was opened.
_DEPUIS = """
SELECT resume.foyer_id, resume.nom_tri, resume.dernier_contact AS depuis, 1 AS rencontree
FROM resume {index}
WHERE {scope} AND resume.dernier_contact >= :bas AND resume.dernier_contact < :haut
UNION ALL
SELECT resume.foyer_id, resume.nom_tri, f.ouvert_le, 0
FROM resume {index} JOIN foyer f ON f.id = resume.foyer_id
WHERE {scope} AND resume.dernier_contact = '' AND f.ouvert_le >= :bas AND f.ouvert_le < :haut
"""
_ORDRES = {
    "echeance": "depuis {sens}, nom_tri, foyer_id",
    "nom": "nom_tri {sens}, foyer_id",
    "referent": (
        "(SELECT a.nom FROM resume r JOIN agent a ON a.id = r.referent_id "
        "WHERE r.foyer_id = page.foyer_id) {sens}, depuis, foyer_id"
    ),
}
# Rows that make the content of a file; personal ones are their author's, and gone in 30 days.
_COMPTES = """
SELECT f.id,
  (SELECT count(DISTINCT a.personne_id) FROM appartenance a WHERE a.foyer_id = f.id
     AND a.supprime IS NULL AND NOT EXISTS (SELECT 1 FROM appartenance b
       WHERE b.personne_id = a.personne_id AND b.foyer_id <> f.id AND b.supprime IS NULL)
  ) AS personnes,
  (SELECT count(*) FROM contact WHERE foyer_id = f.id AND supprime IS NULL
     AND coalesce(zone, '') <> 'personnel') AS contacts,
  (SELECT count(*) FROM orientation WHERE foyer_id = f.id AND supprime IS NULL) AS orientations,
  (SELECT count(*) FROM demarche WHERE foyer_id = f.id AND supprime IS NULL
     AND coalesce(zone, '') <> 'personnel') AS demarches,
  (SELECT count(*) FROM evaluation WHERE foyer_id = f.id AND supprime IS NULL) AS evaluations,
  (SELECT count(*) FROM contrat WHERE foyer_id = f.id AND supprime IS NULL) AS contrats,
  (SELECT count(*) FROM document WHERE foyer_id = f.id AND supprime IS NULL
     AND coalesce(zone, '') <> 'personnel') AS documents,
  (SELECT count(*) FROM rendezvous WHERE foyer_id = f.id AND supprime IS NULL) AS rendezvous
FROM foyer f WHERE f.id IN (SELECT value FROM json_each(:ids))
"""


def list_lignes(
    store: Store,
    *,
    unite: str | None,
    referent_id: str | None,
    bas: str,
    haut: str,
    tri: str,
    descendant: bool,
    offset: int,
    limit: int,
) -> tuple[LigneConservation, ...]:
    """Return one page of the files whose retention counts from `bas` to before `haut`.

    Exactly one of `unite` and `referent_id` scopes the list; `tri` is one of
    `domain.conservation.TRIS`.
    """
    order = _ORDRES[tri].format(sens="DESC" if descendant else "ASC")
    rows = store.query(
        f"SELECT * FROM ({_depuis(referent_id)}) AS page ORDER BY {order} "
        "LIMIT :limit OFFSET :offset",
        unite=unite,
        referent=referent_id,
        bas=bas,
        haut=haut,
        limit=limit,
        offset=offset,
    )
    ids = [row["foyer_id"] for row in rows]
    heads = {
        row["foyer_id"]: row
        for row in store.query(
            "SELECT foyer_id, nom, referent_id FROM resume "
            "WHERE foyer_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(ids),
        )
    }
    names, held = agent_names(store), _contenus(store, ids)
    return tuple(
        LigneConservation(
            row["foyer_id"], heads[row["foyer_id"]]["nom"], row["depuis"][:10],
            bool(row["rencontree"]),
            names.get(heads[row["foyer_id"]]["referent_id"] or "", ""),
            held[row["foyer_id"]],
        )
        for row in rows
    )  # fmt: skip


def count_lignes(
    store: Store, *, unite: str | None, referent_id: str | None, bas: str, milieu: str, haut: str
) -> tuple[int, int]:
    """Return how many files count from before `milieu`, and how many from then to before `haut`."""
    row = store.one(
        "SELECT count(*) AS n, coalesce(sum(depuis < :milieu), 0) AS avant "
        f"FROM ({_depuis(referent_id)}) AS page",
        unite=unite,
        referent=referent_id,
        bas=bas,
        milieu=milieu,
        haut=haut,
    )
    assert row is not None, "count always answers"
    return int(row["avant"]), int(row["n"]) - int(row["avant"])


def _contenus(store: Store, foyer_ids: Sequence[str]) -> dict[str, Contenu]:
    rows = store.query(_COMPTES, ids=json.dumps(foyer_ids))
    return {row["id"]: _contenu(row) for row in rows}


def _contenu(row: Row) -> Contenu:
    return Contenu(
        row["personnes"], row["contacts"], row["orientations"], row["demarches"],
        row["evaluations"], row["contrats"], row["documents"], row["rendezvous"],
    )  # fmt: skip


def _depuis(referent_id: str | None) -> str:
    if referent_id is not None:
        return _DEPUIS.format(
            index="INDEXED BY resume_referent_id_nom_tri", scope="resume.referent_id = :referent"
        )
    # Without it SQLite may read every line of the antenna for the few that are due.
    return _DEPUIS.format(
        index="INDEXED BY resume_unite_dernier_contact", scope="resume.unite = :unite"
    )

"""The families of one public, as pages of a list: of an antenna, or of a worker and who invites.

A page far down would step over all those before it: their order is kept, once read, in memory of
the connection, until something is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from fieldapp.db import publics
from fieldapp.db.agents import agent_names
from fieldapp.db.foyers import TRIS, ligne_of, order_of, where
from fieldapp.db.store import Row, Store
from fieldapp.domain.foyer import LigneFoyer, PageFoyers

# Up to here the families of a public are read one by one, above they are met along the list.
FEW_OF_A_PUBLIC = 400
# Those of a worker, and those to which he or she is invited, each once.
_MES = (
    "(SELECT foyer_id FROM temp.public_du_jour INDEXED BY public_de_referent "
    "WHERE public = :public AND referent_id = :referent "
    f"UNION SELECT foyer_id FROM temp.public_du_jour WHERE public = :public "
    f"AND {publics.INVITES})"
)


def list_lignes_of_public(
    store: Store,
    public: str,
    *,
    unite: str,
    referent_id: str | None,
    niveau: str | None,
    texte: str,
    avant: str | None,
    invites: Collection[str],
    tri: str,
    descendant: bool,
    offset: int,
    limit: int,
) -> PageFoyers:
    """Return one page of the families of a public, as `db.publics` knows them today.

    The list is that of a référent, with the families that `invites` names, or of the antenna
    without one; the rest is as in `foyers.list_lignes`.
    """
    clauses, values = where(unite, referent_id, niveau, texte, avant)
    values["public"] = public
    filtered = any((niveau, avant, texte.strip()))
    _, wanted = order_of(tri, descendant)
    known = None if referent_id is not None else publics.count(store, unite).get(public, 0)
    if known is None:
        # `_MES` says which they are.
        clauses = clauses.replace("resume.referent_id = :referent", "TRUE")
        values["invites"] = json.dumps(sorted(invites))
    source = _source(known, tri)
    select = f"SELECT resume.foyer_id FROM {source} WHERE {clauses} ORDER BY {wanted}"
    if known is not None and not filtered and offset == 0:
        ids = store.query(f"{select} LIMIT :limit", **values, limit=limit)
        return PageFoyers(_read_lignes(store, ids), known)
    total = _keep_order(store, select, values)
    ids = store.query(
        "SELECT foyer_id FROM temp.public_rang WHERE rang > :offset ORDER BY rang LIMIT :limit",
        offset=offset,
        limit=limit,
    )
    return PageFoyers(_read_lignes(store, ids), total)


def _source(known: int | None, tri: str) -> str:
    """Where the list is read: `known` counts the families of an antenna, None for a worker's."""
    if known is None:
        return f"{_MES} AS d CROSS JOIN resume ON resume.foyer_id = d.foyer_id"
    joined = "d.public = :public AND d.foyer_id = resume.foyer_id"
    # Few: read each and sort them. Many: step along the list, which soon has enough.
    if known <= FEW_OF_A_PUBLIC:
        return f"temp.public_du_jour AS d CROSS JOIN resume ON {joined}"
    index = f"INDEXED BY resume_unite_{TRIS[tri]}"
    return f"resume {index} CROSS JOIN temp.public_du_jour AS d ON {joined}"


def _read_lignes(store: Store, ids: Sequence[Row]) -> tuple[LigneFoyer, ...]:
    """Read the lines of these families, in their order."""
    lines = store.query(
        "SELECT * FROM resume WHERE foyer_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([row["foyer_id"] for row in ids]),
    )
    names = agent_names(store)
    by_id = {row["foyer_id"]: ligne_of(row, names) for row in lines}
    return tuple(by_id[row["foyer_id"]] for row in ids if row["foyer_id"] in by_id)


def _keep_order(store: Store, select: str, values: dict[str, object]) -> int:
    """Read the whole order of a list unless it is the one kept; returns how many it holds."""
    key = json.dumps([select, values, publics.last_order(store)])
    kept = store.one("SELECT cle FROM temp.public_rang_de")
    if kept is None or kept["cle"] != key:
        store.execute("DELETE FROM temp.public_rang")
        store.execute("DELETE FROM temp.public_rang_de")
        store.execute(f"INSERT INTO temp.public_rang (foyer_id) {select}", **values)
        store.execute("INSERT INTO temp.public_rang_de VALUES (:cle)", cle=key)
    row = store.one("SELECT count(*) AS n FROM temp.public_rang")
    return 0 if row is None else int(row["n"])

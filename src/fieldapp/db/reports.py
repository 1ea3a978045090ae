"""What was reported to other systems, line by line, and what is not yet: the SQL."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.report import ACCOMPAGNEMENT, CONTACT, ORIENTATION, TOUT, AReporter

_TICKS = (
    "SELECT r.*, coalesce(a.nom, '') AS auteur, "
    "coalesce((SELECT max(o.hlc) FROM op o WHERE o.row_id = r.id), 0) AS hlc FROM report r "
    "LEFT JOIN agent a ON a.id = r.auteur_id "
    "WHERE r.supprime IS NULL AND r.objet_id = :objet_id AND r.systeme = :systeme"
)
# What was ticked of one thing, and whether all of it was.
_FAITES = (
    "(SELECT count(DISTINCT r.ligne) FROM report r WHERE r.objet_id = {0}.id "
    f"AND r.systeme = :systeme AND r.supprime IS NULL AND r.ligne <> '{TOUT}') AS faites"
)
_PAS_TOUT = (
    "NOT EXISTS (SELECT 1 FROM report r WHERE r.objet_id = {0}.id AND r.systeme = :systeme "
    f"AND r.ligne = '{TOUT}' AND r.supprime IS NULL "
    # What was changed since may hold lines to report again.
    "AND (SELECT max(o.hlc) FROM op o WHERE o.row_id = r.id) >= "
    "(SELECT max(o.hlc) FROM op o WHERE o.row_id = {0}.id))"
)
# A family that bears a number elsewhere is one whose facts are typed there too.
_FAMILLE = (
    "JOIN foyer f ON f.id = {0}.foyer_id WHERE {0}.supprime IS NULL AND f.supprime IS NULL "
    "AND f.autre_numero IS NOT NULL AND "
)
_CONTACTS = (
    f"SELECT c.id, c.foyer_id, f.nom, c.nature AS titre, c.moment AS le, {_FAITES.format('c')} "
    f"FROM contact c {_FAMILLE.format('c')} c.auteur_id = :agent AND c.moment >= :depuis "
    f"AND c.zone IN ('equipe', 'institution') AND {_PAS_TOUT.format('c')}"
)
_ORIENTATIONS = (
    f"SELECT o.id, o.foyer_id, f.nom, o.type AS titre, o.date AS le, {_FAITES.format('o')} "
    f"FROM orientation o {_FAMILLE.format('o')} o.auteur_id = :agent AND o.date >= :depuis "
    f"AND {_PAS_TOUT.format('o')}"
)
_SUIVIS = (
    f"SELECT s.id, s.foyer_id, f.nom, s.niveau AS titre, s.debut AS le, {_FAITES.format('s')} "
    f"FROM accompagnement s {_FAMILLE.format('s')} s.referent_id = :agent "
    f"AND s.debut >= :depuis AND {_PAS_TOUT.format('s')}"
)
_QUERIES = {CONTACT: _CONTACTS, ORIENTATION: _ORIENTATIONS, ACCOMPAGNEMENT: _SUIVIS}


def list_ticks(store: Store, objet_id: str, systeme: str) -> dict[str, Row]:
    """Return the ticks of one thing in one system by line, the newest when a line has several.

    `hlc` tells when it was ticked, as the changes of the thing are told.
    """
    rows = store.query(f"{_TICKS} ORDER BY hlc, r.id", objet_id=objet_id, systeme=systeme)
    return {row["ligne"]: row for row in rows}


def tick_ids(store: Store, objet_id: str, systeme: str, lignes: tuple[str, ...]) -> list[str]:
    """Return the ids of every tick of these lines: two people may have ticked the same one."""
    rows = store.query(_TICKS, objet_id=objet_id, systeme=systeme)
    return [row["id"] for row in rows if row["ligne"] in lignes]


def list_a_reporter(
    store: Store, objet: str, systeme: str, agent_id: str, depuis: str, foyer_id: str | None
) -> list[AReporter]:
    """Return what an agent noted since an ISO date and has not wholly reported, the oldest first.

    `titre` is the code of the nature, type or level: the catalogue gives its words.
    """
    one_family = "" if foyer_id is None else "AND f.id = :foyer_id"
    rows = store.query(
        f"{_QUERIES[objet]} {one_family} ORDER BY le, 1 LIMIT 200",
        systeme=systeme,
        agent=agent_id,
        depuis=depuis,
        **({} if foyer_id is None else {"foyer_id": foyer_id}),
    )
    return [
        AReporter(
            objet, row["id"], row["foyer_id"], row["nom"], row["titre"] or "",
            (row["le"] or "")[:10], row["faites"],
        )
        for row in rows
    ]  # fmt: skip

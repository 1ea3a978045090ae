"""The publics of the day, family by family, while the store is open: memory of one connection.

They change with ages, so nothing of them is ever written to the file: a temporary table, which
SQLCipher keeps in memory, holds those of the families that one agent may list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fieldapp.db import accompagnements, foyers, liens, situations
from fieldapp.db.store import Store
from fieldapp.domain.accompagnement import Accompagnement
from fieldapp.domain.foyer import Foyer, Membre
from fieldapp.domain.lien import Lien
from fieldapp.domain.situation import Situation

_SCHEMA = (
    "CREATE TEMP TABLE IF NOT EXISTS public_du_jour (public TEXT, foyer_id TEXT, unite TEXT, "
    "referent_id TEXT, PRIMARY KEY (public, foyer_id)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS temp.public_de_foyer ON public_du_jour(foyer_id)",
    "CREATE INDEX IF NOT EXISTS temp.public_de_referent ON public_du_jour(referent_id, public)",
    "CREATE TEMP TABLE IF NOT EXISTS public_compte (public TEXT, portee TEXT, n INTEGER, "
    "PRIMARY KEY (public, portee)) WITHOUT ROWID",
    # The last list asked for, in its order: see `publics_liste`.
    "CREATE TEMP TABLE IF NOT EXISTS public_rang (rang INTEGER PRIMARY KEY, foyer_id TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS public_rang_de (cle TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS publics_etat (jour TEXT, agent_id TEXT, ordre INTEGER, "
    "dernier TEXT)",
)
_AMONG = "IN (SELECT value FROM json_each(:ids))"
# The families that an agent is invited to, their ids in a JSON list.
INVITES = "foyer_id IN (SELECT value FROM json_each(:invites))"


@dataclass(frozen=True, slots=True)
class Etat:
    """How far the publics are known: of which day, for whom, up to which op of the journal.

    `dernier` is the last family read by the first passage, None once it has read them all.
    """

    jour: str
    agent_id: str
    ordre: int
    dernier: str | None


@dataclass(frozen=True, slots=True)
class Faits:
    """What the publics of one family follow from."""

    foyer: Foyer
    membres: tuple[Membre, ...]
    liens: tuple[Lien, ...]
    accompagnements: tuple[Accompagnement, ...]
    situations: tuple[Situation, ...]


def read_etat(store: Store) -> Etat | None:
    """Return how far the publics are known, None when they never were since the store opened."""
    for statement in _SCHEMA:
        store.execute(statement)
    row = store.one("SELECT * FROM temp.publics_etat")
    if row is None:
        return None
    return Etat(row["jour"], row["agent_id"], row["ordre"], row["dernier"])


def write_etat(store: Store, etat: Etat) -> None:
    """Note how far the publics are known."""
    store.execute("DELETE FROM temp.publics_etat")
    store.execute(
        "INSERT INTO temp.publics_etat VALUES (:jour, :agent, :ordre, :dernier)",
        jour=etat.jour,
        agent=etat.agent_id,
        ordre=etat.ordre,
        dernier=etat.dernier,
    )


def forget(store: Store) -> None:
    """Begin again: another day, or another agent."""
    store.execute("DELETE FROM temp.public_du_jour")
    store.execute("DELETE FROM temp.public_rang_de")


def last_order(store: Store) -> int:
    """Return the number of the newest op of the journal."""
    row = store.one("SELECT max(ordre) AS n FROM op")
    return 0 if row is None else int(row["n"] or 0)


def next_families(
    store: Store, unite: str, agent_id: str, invites: Collection[str], after: str, limit: int
) -> tuple[str, ...]:
    """Return the ids of the families that an agent may list, from one on, in order."""
    rows = store.query(
        "SELECT foyer_id FROM resume WHERE foyer_id > :after "
        f"AND (unite = :unite OR referent_id = :agent OR {INVITES}) "
        "ORDER BY foyer_id LIMIT :limit",
        invites=json.dumps(sorted(invites)),
        after=after,
        unite=unite,
        agent=agent_id,
        limit=limit,
    )
    return tuple(row["foyer_id"] for row in rows)


def changed_families(store: Store, since: int) -> tuple[str, ...]:
    """Return the ids of the families that the ops after one of the journal are about."""
    rows = store.query(
        """
        SELECT foyer_id AS id FROM op WHERE ordre > :since AND foyer_id IS NOT NULL
        UNION SELECT row_id FROM op WHERE ordre > :since AND "table" = 'foyer'
        UNION SELECT a.foyer_id FROM op o JOIN appartenance a ON a.personne_id = o.row_id
            WHERE o.ordre > :since AND o."table" = 'personne'
        """,
        since=since,
    )
    return tuple(row["id"] for row in rows if row["id"])


def read_faits(store: Store, ids: Iterable[str]) -> tuple[Faits, ...]:
    """Return what the publics of these families follow from; deleted ones are left out."""
    among = json.dumps(list(ids))
    membres = foyers.membres_of(store, among)
    recorded = liens.liens_of(store, among)
    suivis = accompagnements.open_of(store, among)
    declared = situations.situations_of(store, among)
    rows = store.query(f"SELECT * FROM foyer WHERE id {_AMONG} AND supprime IS NULL", ids=among)
    return tuple(
        Faits(
            foyers.foyer_of(row), membres.get(row["id"], ()), recorded.get(row["id"], ()),
            suivis.get(row["id"], ()), declared.get(row["id"], ()),
        )
        for row in rows
    )  # fmt: skip


def replace(store: Store, ids: Iterable[str], publics: Mapping[Foyer, Iterable[str]]) -> None:
    """Put the publics of these families in the place of those known."""
    store.execute(
        f"DELETE FROM temp.public_du_jour WHERE foyer_id {_AMONG}", ids=json.dumps(list(ids))
    )
    store.execute("DELETE FROM temp.public_rang_de")
    store.executemany(
        "INSERT OR REPLACE INTO temp.public_du_jour VALUES (?, ?, ?, ?)",
        [
            (code, foyer.id, foyer.unite, foyer.referent_id)
            for foyer, codes in publics.items()
            for code in codes
        ],
    )


def count_all(store: Store) -> None:
    """Count the families of each public, by antenna and by référent, once something changed."""
    store.execute("DELETE FROM temp.public_compte")
    for scope in ("unite", "referent_id"):
        store.execute(
            f"INSERT OR REPLACE INTO temp.public_compte SELECT public, {scope}, count(*) "
            f"FROM temp.public_du_jour WHERE {scope} IS NOT NULL GROUP BY public, {scope}"
        )


def count(store: Store, portee: str) -> dict[str, int]:
    """Return how many families of an antenna, or of a référent, are of each public."""
    rows = store.query(
        "SELECT public, n FROM temp.public_compte WHERE portee = :portee", portee=portee
    )
    return {row["public"]: row["n"] for row in rows}


def count_invited(store: Store, agent_id: str, invites: Collection[str]) -> dict[str, int]:
    """Return how many of the families that an agent is invited to, and does not follow, are of
    each public."""
    rows = store.query(
        "SELECT public, count(*) AS n FROM temp.public_du_jour "
        f"WHERE {INVITES} AND referent_id IS NOT :agent GROUP BY public",
        invites=json.dumps(sorted(invites)),
        agent=agent_id,
    )
    return {row["public"]: row["n"] for row in rows}

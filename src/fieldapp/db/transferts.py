"""Transfers of families: the SQL, and what the former antenna wrote after one."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.journal import OpId, moment_of
from fieldapp.domain.rendezvous import A_VENIR
from fieldapp.domain.transfert import Tardif, Transfert

_TRANSFERT = """
    SELECT t.*, coalesce(d.nom, '') AS de_nom, coalesce(v.nom, '') AS vers_nom,
        coalesce(a.nom, '') AS auteur,
        (SELECT min(o.hlc) FROM op o WHERE o.row_id = t.id AND o."table" = 'transfert') AS hlc
    FROM transfert t LEFT JOIN agent d ON d.id = t.de_referent_id
    LEFT JOIN agent v ON v.id = t.vers_referent_id LEFT JOIN agent a ON a.id = t.auteur_id
    WHERE t.supprime IS NULL
"""


def list_transferts(store: Store, foyer_id: str) -> tuple[Transfert, ...]:
    """Return the transfers of a family, the oldest first."""
    rows = store.query(f"{_TRANSFERT} AND t.foyer_id = :f ORDER BY hlc", f=foyer_id)
    return tuple(_transfert(row) for row in rows)


def late_ops(store: Store, foyer_id: str) -> dict[OpId, Tardif]:
    """Return the changes that the former antenna made after a family had left it, by op.

    The author says it, never a clock alone: somebody of the former antenna, whom no invitation
    keeps in the follow-up, writing between that transfer and the next one.
    """
    if store.one("SELECT 1 FROM transfert WHERE foyer_id = :f LIMIT 1", f=foyer_id) is None:
        return {}
    rows = store.query(f"{_TRANSFERT} AND t.foyer_id = :f ORDER BY hlc", f=foyer_id)
    found: dict[OpId, Tardif] = {}
    for place, row in enumerate(rows):
        if row["de_unite"] == row["vers_unite"]:
            continue
        following = rows[place + 1]["hlc"] if place + 1 < len(rows) else None
        for late in store.query(
            """
            SELECT o.device, o.seq, o.hlc, o."table", o.row_id, a.nom FROM op o
            JOIN agent a ON a.id = o.author
            WHERE o.foyer_id = :f AND o.hlc > :after AND (:before IS NULL OR o.hlc < :before)
            AND o."table" NOT IN ('brouillon', 'transfert')
            AND a.id <> coalesce(:referent, '')
            AND (a.unite = :unite OR a.id = :former)
            AND NOT EXISTS (SELECT 1 FROM co_intervenant c WHERE c.foyer_id = :f
                AND c.agent_id = a.id AND c.supprime IS NULL)
            ORDER BY o.hlc
            """,
            f=foyer_id,
            after=row["hlc"],
            before=following,
            referent=row["vers_referent_id"],
            unite=row["de_unite"],
            former=row["de_referent_id"],
        ):
            found[(late["device"], late["seq"])] = Tardif(
                late["table"], late["row_id"], late["nom"] or "", moment_of(late["hlc"])
            )
    return found


def late_rows(store: Store, foyer_id: str, table: str) -> dict[str, Tardif]:
    """Return the last of these late changes of each row of a table."""
    return {late.row_id: late for late in late_ops(store, foyer_id).values() if late.table == table}


def appointments_to_come(
    store: Store, foyer_id: str, unite: str, referent_id: str | None, depuis: str, *, all_of: bool
) -> list[str]:
    """Return the ids of the appointments to come that follow a family, from a local moment on.

    Those of its référent, those that an antenna keeps for somebody who has left it, and with
    `all_of` those of everybody of the unit; never those of a colleague who is invited.
    """
    rows = store.query(
        """
        SELECT r.id FROM rendezvous r LEFT JOIN agent a ON a.id = r.agent_id
        WHERE r.foyer_id = :f AND r.supprime IS NULL AND r.statut = :statut AND r.debut >= :depuis
        AND (r.agent_id = coalesce(:referent, '') OR (r.unite = :unite
            AND (:all_of = 1 OR coalesce(a.unite, '') <> :unite)))
        AND NOT EXISTS (SELECT 1 FROM co_intervenant c WHERE c.foyer_id = :f
            AND c.agent_id = r.agent_id AND c.supprime IS NULL
            AND (c.fin IS NULL OR c.fin > :depuis))
        ORDER BY r.debut, r.id
        """,
        f=foyer_id,
        unite=unite,
        referent=referent_id,
        statut=A_VENIR,
        depuis=depuis,
        all_of=int(all_of),
    )
    return [row["id"] for row in rows]


def open_suivis(store: Store, foyer_id: str) -> list[Row]:
    """Return (id, referent_id) of the open follow-ups of a family."""
    return store.query(
        "SELECT id, referent_id FROM accompagnement WHERE foyer_id = :f AND supprime IS NULL "
        "AND fin IS NULL",
        f=foyer_id,
    )


def _transfert(row: Row) -> Transfert:
    return Transfert(
        row["id"], row["foyer_id"], row["de_unite"] or "", row["vers_unite"] or "",
        row["de_nom"], row["vers_nom"], row["le"] or "", row["motif"] or "", row["auteur"],
        moment_of(row["hlc"] or 0),
    )  # fmt: skip

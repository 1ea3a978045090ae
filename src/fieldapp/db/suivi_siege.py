"""What headquarters watches: the SQL of posts, refused files and open invitations."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.horloge import instant

# A gap in a chain is recorded with a number and nobody to tell: the bundle is late, not refused.
_LATE = "q.numero IS NOT NULL AND q.signale = 0"


def watched_posts(store: Store) -> list[Row]:
    """Return every post with the figures of its exchange, by unit and name."""
    return store.query(
        f"""
        SELECT p.device, p.nom, p.role, p.unite, p.valable_jusque, p.revoque_le,
            v.jusque AS reprise_jusque, v.efface_le, v.motif,
            coalesce(r.lot, 0) AS dernier_lot, r.lot_le AS dernier_lot_le,
            r.signe AS dernier_signe, coalesce(r.recues, 0) AS recues,
            (SELECT coalesce(sum(e.nombre), 0) FROM envoi e
             WHERE e.vers = p.device AND e.octets IS NOT NULL) AS en_route,
            (SELECT count(*) FROM quarantaine q WHERE q.de = p.device AND q.resolu_le IS NULL
             AND NOT ({_LATE})) AS refus,
            (SELECT max(q.raison) FROM quarantaine q WHERE q.de = p.device
             AND q.resolu_le IS NULL AND {_LATE}) AS attendu,
            (p.revoque_le IS NOT NULL OR EXISTS (SELECT 1 FROM reprise n
             WHERE n.ancien = p.device AND n.jusque IS NOT NULL)) AS muet,
            EXISTS (SELECT 1 FROM poste_en_sommeil n WHERE n.device = p.device) AS en_sommeil
        FROM poste p LEFT JOIN revocation v ON v.device = p.device LEFT JOIN (
            SELECT de, max(recu_le) AS signe, sum(nombre) AS recues,
                max(CASE WHEN nombre > 0 THEN numero END) AS lot,
                max(CASE WHEN nombre > 0 THEN recu_le END) AS lot_le
            FROM reception GROUP BY de
        ) r ON r.de = p.device
        ORDER BY p.unite, p.nom, p.device
        """
    )


def open_refusals(store: Store) -> list[Row]:
    """Return (fichier, raison, vu_le, de, agent) of each refused file, newest first.

    Those that are only late are not among them.
    """
    return store.query(
        f"""
        SELECT q.fichier, q.raison, q.vu_le, q.de, coalesce(p.nom, '') AS agent
        FROM quarantaine q LEFT JOIN poste p ON p.device = q.de
        WHERE q.resolu_le IS NULL AND NOT ({_LATE}) ORDER BY q.vu_le DESC, q.fichier
        """
    )


def close_refusals(store: Store, device: str) -> None:
    """Close what was refused of a post, all of whose files can now be taken."""
    store.execute(
        "UPDATE quarantaine SET resolu_le = :le WHERE de = :d AND resolu_le IS NULL "
        "AND substr(fichier, 1, 7) = 'postes/'",
        le=instant(),
        d=device,
    )


def open_invitations(store: Store) -> list[Row]:
    """Return the invitations that no post has used, newest first."""
    return store.query(
        """
        SELECT coalesce(a.nom, '') AS agent, coalesce(a.role, '') AS role,
            coalesce(a.unite, '') AS unite, i.emise_le, i.expire_le
        FROM invitation i LEFT JOIN agent a ON a.id = i.agent_id
        WHERE i.device IS NULL ORDER BY i.emise_le DESC, i.empreinte
        """
    )


def received_total(store: Store) -> int:
    """Return how many changes were taken in from posts."""
    row = store.one("SELECT coalesce(sum(nombre), 0) AS n FROM reception")
    return 0 if row is None else int(row["n"])

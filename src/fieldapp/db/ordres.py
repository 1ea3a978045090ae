"""Orders of headquarters to its posts: each waits for the bundle that carries it."""

from __future__ import annotations

from fieldapp.db.store import Row, Store
from fieldapp.domain.horloge import instant

SCHEMA: tuple[str, ...] = (
    # `dans` is the number of the bundle that carries the order.
    """CREATE TABLE ordre (
        numero INTEGER PRIMARY KEY, vers TEXT NOT NULL, nature TEXT NOT NULL,
        contenu TEXT NOT NULL, cree_le TEXT NOT NULL, dans INTEGER
    ) STRICT""",
    "CREATE INDEX ordre_a_porter ON ordre(vers) WHERE dans IS NULL",
)


def add_ordre(store: Store, vers: str, nature: str, contenu: str) -> None:
    """Have the next bundle for a recipient carry this order."""
    store.execute(
        "INSERT INTO ordre(vers, nature, contenu, cree_le) VALUES (:v, :n, :c, :le)",
        v=vers,
        n=nature,
        c=contenu,
        le=instant(),
    )


def tell_posts(store: Store, nature: str, contenu: str) -> None:
    """Have every enrolled post receive this order, but for those whose last one says the same.

    Only the last one counts: told A then B, a post is told A again when A is back.
    """
    store.execute(
        "INSERT INTO ordre(vers, nature, contenu, cree_le) "
        "SELECT device, :n, :c, :le FROM poste WHERE revoque_le IS NULL AND device NOT IN ("
        "SELECT vers FROM ordre WHERE contenu = :c AND numero IN ("
        "SELECT max(numero) FROM ordre WHERE nature = :n GROUP BY vers))",
        n=nature,
        c=contenu,
        le=instant(),
    )


def ordres_to_carry(store: Store, vers: str) -> list[Row]:
    """Return (numero, nature, contenu) of the orders that no bundle carries yet, oldest first."""
    return store.query(
        "SELECT numero, nature, contenu FROM ordre WHERE vers = :v AND dans IS NULL "
        "ORDER BY numero",
        v=vers,
    )


def is_due(store: Store, vers: str) -> bool:
    """Tell whether a recipient has an order to receive."""
    row = store.one("SELECT 1 FROM ordre WHERE vers = :v AND dans IS NULL LIMIT 1", v=vers)
    return row is not None


def mark_carried(store: Store, vers: str, jusque: int, dans: int) -> None:
    """Note that the bundle `dans` carries the orders up to the number `jusque`."""
    store.execute(
        "UPDATE ordre SET dans = :dans WHERE vers = :v AND dans IS NULL AND numero <= :j",
        dans=dans,
        v=vers,
        j=jusque,
    )

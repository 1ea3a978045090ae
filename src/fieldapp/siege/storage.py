"""Where headquarters stores: in its own encrypted file, or in PostgreSQL when it was founded so."""

from __future__ import annotations

from fieldapp.db.opening import meta, set_meta
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.sync.space import known_space

# The setting that says where headquarters stores, when not in its own file.
META_BASE = "siege.base"


def check_database(address: str, organisme: str, pending: str | None = None) -> None:
    """Check, before anything is created, that a PostgreSQL database can take a new headquarters.

    `pending` is the name under which one that moves may have begun to store there.
    Raises KnownError: address, connection, role, or a database that already holds one.
    """
    from fieldapp.siege import postgres_link as link
    from fieldapp.siege.postgres_schema import check_free

    conn = link.connect(link.checked_address(address), organisme)
    try:
        with link.translated():
            check_free(conn, pending)
    finally:
        conn.close()


def found(local: Store, address: str | None, organisme: str) -> Store:
    """Return the store of a new headquarters: its local one, or the PostgreSQL one asked for."""
    if address is None:
        return local
    from fieldapp.siege.store_postgres import PostgresStore

    store = PostgresStore(local, address, organisme, new=True)
    set_meta(local, META_BASE, store.address)
    return store


def storage_of(local: Store, address: str | None = None) -> Store:
    """Return the store of a headquarters that was founded; `address` says that it has moved.

    Raises KnownError: a headquarters that stores in its own file, a database that is not its own.
    """
    remembered, space = meta(local, META_BASE), known_space(local)
    if space is None or (remembered is None and address is None):
        return local
    if remembered is None:
        raise KnownError(
            "Ce siège garde ses données dans son propre fichier, pas dans PostgreSQL. Rien n’a "
            "changé. Relancez sans «\u00a0--database\u00a0»\u00a0; pour PostgreSQL, déplacez "
            "le siège avec «\u00a0fieldapp siege move --database\u00a0»."
        )
    from fieldapp.siege.store_postgres import PostgresStore

    store = PostgresStore(local, address or remembered, space.organisme)
    if store.address != remembered:
        set_meta(local, META_BASE, store.address)
    return store

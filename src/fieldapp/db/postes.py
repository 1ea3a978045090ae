"""Posts at headquarters: who is invited, who is enrolled, and what each one must receive."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.db.store import Row, Store
from fieldapp.db.sync_tables import WIRE
from fieldapp.domain.echange import Poste

# Only headquarters looks for the whole past of a file; a post need not pay for this index.
SIEGE_SCHEMA: tuple[str, ...] = ("CREATE INDEX IF NOT EXISTS op_foyer ON op(foyer_id)",)
# The families that an agent may see: those of the unit, and those the agent follows elsewhere.
_SCOPE = "SELECT id FROM foyer WHERE unite = :unite OR referent_id = :agent"
# Rows that belong to no family and that every post needs.
_COMMON = "foyer_id IS NULL AND \"table\" IN ('agent', 'structure')"


# Posts and invitations


def add_poste(store: Store, poste: Poste) -> None:
    """Record an enrolled post."""
    store.execute(
        "INSERT INTO poste VALUES (:device, :agent_id, :nom, :role, :unite, :organisme, "
        ":cle_signature, :cle_chiffrement, :enrole_le, :valable_jusque, :revoque_le, :curseur)",
        device=poste.device,
        agent_id=poste.agent_id,
        nom=poste.nom,
        role=poste.role,
        unite=poste.unite,
        organisme=poste.organisme,
        cle_signature=poste.cle_signature,
        cle_chiffrement=poste.cle_chiffrement,
        enrole_le=poste.enrole_le,
        valable_jusque=poste.valable_jusque,
        revoque_le=poste.revoque_le,
        curseur=poste.curseur,
    )


def get_poste(store: Store, device: str) -> Poste | None:
    """Return an enrolled post, or None."""
    row = store.one("SELECT * FROM poste WHERE device = :d", d=device)
    return None if row is None else _poste(row)


def list_postes(store: Store) -> list[Poste]:
    """Return every enrolled post, by unit and name."""
    return [_poste(row) for row in store.query("SELECT * FROM poste ORDER BY unite, nom, device")]


def add_invitation(
    store: Store, empreinte: str, jeton: str, agent_id: str, emise_le: str, expire_le: str
) -> None:
    """Record an invitation that was issued, by the fingerprint of its token."""
    store.execute(
        "INSERT INTO invitation(empreinte, jeton, agent_id, emise_le, expire_le) "
        "VALUES (:f, :j, :a, :e, :x)",
        f=empreinte,
        j=jeton,
        a=agent_id,
        e=emise_le,
        x=expire_le,
    )


def get_invitation(store: Store, empreinte: str) -> Row | None:
    """Return an invitation by the fingerprint of its token."""
    return store.one("SELECT * FROM invitation WHERE empreinte = :f", f=empreinte)


def use_invitation(store: Store, empreinte: str, device: str) -> None:
    """Note which post used an invitation: nobody else can."""
    store.execute("UPDATE invitation SET device = :d WHERE empreinte = :f", d=device, f=empreinte)


# What a post must receive


def row_lines(store: Store, table: str, row_id: str) -> list[Row]:
    """Return every shared change of one row."""
    return store.query(
        f'SELECT {WIRE} FROM op WHERE row_id = :id AND "table" = :t '
        "AND device NOT LIKE '%.prive' ORDER BY ordre",
        id=row_id,
        t=table,
    )


def arrival_head(store: Store) -> int:
    """Return the arrival order of the newest change here."""
    row = store.one("SELECT max(ordre) AS haut FROM op")
    return 0 if row is None or row["haut"] is None else int(row["haut"])


def ops_for(store: Store, poste: Poste, haut: int) -> Iterator[Row]:
    """Go through what a post must receive, up to the arrival order `haut`, in arrival order.

    First the whole past of the families that enter its scope; then what arrived since its cursor
    about the families it already follows, and the common rows. Never its own changes, never a
    private stream.
    """
    return store.stream(
        f"""
        WITH lignes AS (
            SELECT 0 AS part, ordre FROM op
            WHERE ordre <= :haut AND device <> :device AND foyer_id IN (
                {_SCOPE} EXCEPT SELECT foyer_id FROM portee WHERE device = :device)
            UNION ALL
            SELECT 1, ordre FROM op
            WHERE ordre > :curseur AND ordre <= :haut AND device <> :device AND ({_COMMON}
                OR foyer_id IN (SELECT foyer_id FROM portee WHERE device = :device))
        )
        SELECT {WIRE} FROM lignes AS l JOIN op ON op.ordre = l.ordre
        WHERE device NOT LIKE '%.prive' ORDER BY part, l.ordre
        """,
        unite=poste.unite,
        agent=poste.agent_id,
        device=poste.device,
        haut=haut,
        curseur=poste.curseur,
    )


def advance(store: Store, poste: Poste, haut: int) -> None:
    """Note what the post was given: its cursor, and the families now in its scope.

    A family that left the unit got its last changes, the departure among them, and then no more.
    """
    store.execute("UPDATE poste SET curseur = :h WHERE device = :d", h=haut, d=poste.device)
    store.execute(
        f"DELETE FROM portee WHERE device = :d AND foyer_id NOT IN ({_SCOPE})",
        d=poste.device,
        unite=poste.unite,
        agent=poste.agent_id,
    )
    store.execute(
        f"INSERT OR IGNORE INTO portee SELECT :d, id FROM ({_SCOPE})",
        d=poste.device,
        unite=poste.unite,
        agent=poste.agent_id,
    )


def create_siege_index(store: Store) -> None:
    """Add what only headquarters needs."""
    for statement in SIEGE_SCHEMA:
        store.execute(statement)


def _poste(row: Row) -> Poste:
    return Poste(**dict(row))

"""Posts at headquarters: who is invited, who is enrolled, and what each one must receive."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.db.store import Row, Store
from fieldapp.db.sync_tables import WIRE
from fieldapp.db.tables import TABLES
from fieldapp.domain.echange import Poste
from fieldapp.domain.horloge import aujourd_hui

# Only headquarters looks for what each post may see; a post need not pay for these indexes.
SIEGE_SCHEMA: tuple[str, ...] = (
    "CREATE INDEX IF NOT EXISTS op_foyer ON op(foyer_id)",
    "CREATE INDEX IF NOT EXISTS foyer_unite ON foyer(unite)",
    "CREATE INDEX IF NOT EXISTS foyer_referent ON foyer(referent_id)",
    "CREATE INDEX IF NOT EXISTS co_intervenant_agent ON co_intervenant(agent_id)",
)
# The families that an agent may see: those of the unit, those the agent follows elsewhere, and
# those the agent is invited to as co-intervenant.
_SCOPE = """
    SELECT id FROM foyer WHERE unite = :unite OR referent_id = :agent
    UNION SELECT foyer_id FROM co_intervenant WHERE agent_id = :agent AND foyer_id IS NOT NULL
    AND supprime IS NULL AND (fin IS NULL OR fin >= :jour)
"""
# Rows that belong to no family: for every post, or for those of one unit.
_COMMON = ("agent", "structure")
_OF_UNIT = tuple(
    table
    for table, fields in TABLES.items()
    if "unite" in fields and table not in ("agent", "foyer")
)
_WITHOUT_FAMILY = (
    f"""foyer_id IS NULL AND ("table" IN {_COMMON!r}"""
    + "".join(
        f""" OR "table" = '{table}' AND row_id IN (SELECT id FROM {table} WHERE unite = :unite)"""
        for table in _OF_UNIT
    )
    + ")"
)


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

    The whole past of the families that enter its scope and of the people who join one of its
    families (a child may live in two); what arrived since its cursor about the families it
    already follows, their people, and the rows without family. Never its own changes, never a
    private stream.
    """
    return store.stream(
        f"""
        WITH suivis AS (SELECT foyer_id FROM portee WHERE device = :device),
        nouveaux AS ({_SCOPE} EXCEPT SELECT foyer_id FROM suivis),
        venus AS (
            SELECT personne_id FROM appartenance WHERE foyer_id IN (SELECT id FROM nouveaux)
            UNION SELECT personne_id FROM appartenance WHERE id IN (
                SELECT row_id FROM op WHERE ordre > :curseur AND ordre <= :haut
                AND "table" = 'appartenance' AND foyer_id IN suivis)
        ), lignes AS (
            SELECT ordre FROM op WHERE foyer_id IN (SELECT id FROM nouveaux)
            UNION SELECT ordre FROM op WHERE row_id IN venus AND "table" = 'personne'
            UNION SELECT ordre FROM op WHERE ordre > :curseur AND (
                foyer_id IN suivis OR {_WITHOUT_FAMILY} OR "table" = 'personne' AND row_id IN (
                    SELECT personne_id FROM appartenance WHERE foyer_id IN suivis))
        )
        SELECT {WIRE} FROM lignes AS l JOIN op ON op.ordre = l.ordre
        WHERE l.ordre <= :haut AND device <> :device AND device NOT LIKE '%.prive'
        ORDER BY l.ordre
        """,
        **_who(poste),
        haut=haut,
        curseur=poste.curseur,
    )


def advance(store: Store, poste: Poste, haut: int) -> None:
    """Note what the post was given: its cursor, and the families now in its scope.

    A family that left its scope got its last changes, the departure among them, then no more.
    """
    store.execute("UPDATE poste SET curseur = :h WHERE device = :d", h=haut, d=poste.device)
    store.execute(
        f"DELETE FROM portee WHERE device = :device AND foyer_id NOT IN ({_SCOPE})", **_who(poste)
    )
    store.execute(f"INSERT OR IGNORE INTO portee SELECT :device, id FROM ({_SCOPE})", **_who(poste))


def _who(poste: Poste) -> dict[str, str]:
    return {
        "device": poste.device,
        "unite": poste.unite,
        "agent": poste.agent_id,
        "jour": aujourd_hui().isoformat(),
    }


def create_siege_index(store: Store) -> None:
    """Add what only headquarters needs."""
    for statement in SIEGE_SCHEMA:
        store.execute(statement)


def _poste(row: Row) -> Poste:
    return Poste(**dict(row))

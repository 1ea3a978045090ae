"""Posts at headquarters: who is invited, who is enrolled, and what each one must receive."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from fieldapp.db.accompagnements import INVITED
from fieldapp.db.store import Reader, Row, Store
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
# What was made part of a file goes with it: its rows were born on a stream of their own.
_SCOPE = f"""
    WITH RECURSIVE vus(id) AS (
        SELECT id FROM foyer WHERE unite = :unite OR referent_id = :agent
        UNION {INVITED}
        UNION SELECT f.absorbe_id FROM fusion f JOIN vus ON f.garde_id = vus.id
        WHERE f.genre = 'foyer' AND f.statut = 'REUNIS' AND f.supprime IS NULL
        AND f.absorbe_id IS NOT NULL
    ) SELECT id FROM vus
"""
# Of a family that leaves its reach a post learns that, and nothing that happened since.
_DEPARTURE = ("foyer", "transfert", "co_intervenant", "accompagnement")
# Changes of these bring no family into a scope or out of one, and nobody into a family.
_STILL = (
    "adresse", "contact", "contact_sur", "contrat", "coordonnee", "demarche", "document",
    "engagement", "evaluation", "evaluation_chapitre", "lien", "objectif", "orientation",
    "proposition", "rendezvous", "situation",
)  # fmt: skip
# Rows that belong to no family: for every post, or for those of one unit.
_COMMON = ("agent", "structure", "valeur_catalogue")
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


def get_poste(store: Store | Reader, device: str) -> Poste | None:
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
    """Return the arrival order of the newest change here, as `store.snapshot` sees it."""
    row = store.one("SELECT max(ordre) AS haut FROM op")
    return 0 if row is None or row["haut"] is None else int(row["haut"])


def ops_for(
    store: Store, poste: Poste, haut: int, cachees: Collection[str] = (), champs: str = WIRE
) -> Iterator[Row]:
    """Go through what a post must receive, up to the arrival order `haut`, in arrival order.

    The whole past of the families that enter its scope and of the people who join one of its
    families (a child may live in two); what arrived since its cursor about the families it
    already follows, their people, and the rows without family; of a family that leaves, only
    that it leaves. Never its own changes, a private stream, nor the tables `cachees`, which its
    agent may not read. `champs` are the columns to read.
    """
    return store.stream(
        f"""
        WITH suivis AS (SELECT foyer_id FROM portee WHERE device = :device),
        visibles(foyer_id) AS ({_SCOPE}),
        nouveaux AS (SELECT foyer_id FROM visibles EXCEPT SELECT foyer_id FROM suivis),
        restes AS (SELECT foyer_id FROM suivis INTERSECT SELECT foyer_id FROM visibles),
        venus AS (
            SELECT personne_id FROM appartenance WHERE foyer_id IN (SELECT foyer_id FROM nouveaux)
            UNION SELECT personne_id FROM appartenance WHERE id IN (
                SELECT row_id FROM op WHERE ordre > :curseur AND ordre <= :haut
                AND "table" = 'appartenance' AND foyer_id IN (SELECT foyer_id FROM restes))
        ), lignes AS (
            SELECT ordre FROM op WHERE foyer_id IN (SELECT foyer_id FROM nouveaux)
            UNION SELECT ordre FROM op WHERE "table" = 'personne'
                AND row_id IN (SELECT personne_id FROM venus)
            UNION SELECT ordre FROM op WHERE ordre > :curseur AND (
                foyer_id IN (SELECT foyer_id FROM restes)
                OR foyer_id IN (SELECT foyer_id FROM suivis) AND "table" IN {_DEPARTURE!r}
                OR {_WITHOUT_FAMILY} OR "table" = 'personne' AND row_id IN (
                    SELECT personne_id FROM appartenance
                    WHERE foyer_id IN (SELECT foyer_id FROM restes)))
        )
        SELECT {champs} FROM lignes AS l JOIN op ON op.ordre = l.ordre
        WHERE l.ordre <= :haut AND device <> :device AND device NOT LIKE '%.prive'
        {_without(cachees)}
        ORDER BY l.ordre
        """,
        **_who(poste),
        haut=haut,
        curseur=poste.curseur,
    )


def departures(store: Store, poste: Poste, foyer_ids: Collection[str]) -> Iterator[Row]:
    """Go through the changes that say who follows these families, and nothing else of them.

    A post restored from a backup holds them as they were: it must know that they left.
    """
    return store.stream(
        f"""
        SELECT {WIRE} FROM op WHERE {store.among("foyer_id")} AND "table" = 'foyer'
        AND kind = 'update' AND (fields LIKE '%"unite":%' OR fields LIKE '%"referent_id":%')
        AND device <> :device ORDER BY ordre
        """,
        ids=json.dumps(list(foyer_ids)),
        device=poste.device,
    )


def scope_moved(store: Store, poste: Poste) -> bool:
    """Tell whether an invitation of this agent began or ended by its date alone."""
    row = store.one(
        f"""
        SELECT 1 FROM co_intervenant i JOIN foyer f ON f.id = i.foyer_id
        WHERE i.agent_id = :agent AND coalesce(f.unite, '') <> :unite
        AND coalesce(f.referent_id, '') <> :agent
        AND (i.foyer_id IN ({INVITED})) <> EXISTS (
            SELECT 1 FROM portee p WHERE p.device = :device AND p.foyer_id = i.foyer_id)
        LIMIT 1
        """,
        **_who(poste),
    )
    return row is not None


def is_still(store: Store, poste: Poste, haut: int) -> bool:
    """Tell whether nothing that arrived since the cursor of a post, up to the arrival order
    `haut`, can have changed its scope: it follows the families it followed."""
    row = store.one(
        f"""SELECT 1 FROM op WHERE ordre > :curseur AND ordre <= :haut
        AND (foyer_id IS NULL OR "table" NOT IN {_STILL!r}) LIMIT 1""",
        curseur=poste.curseur,
        haut=haut,
    )
    return row is None and poste.curseur > 0 and not scope_moved(store, poste)


def ops_followed(
    store: Store, poste: Poste, haut: int, cachees: Collection[str] = (), champs: str = WIRE
) -> Iterator[Row]:
    """Go through what `ops_for` gives to a post whose scope is still, without working it out."""
    # The families of the cursor on, not all that these families ever held: hence no index.
    return store.stream(
        f"""
        SELECT {champs} FROM op WHERE ordre > :curseur AND ordre <= :haut
        AND device <> :device AND device NOT LIKE '%.prive'{_without(cachees)}
        AND coalesce(foyer_id, '') IN (SELECT foyer_id FROM portee WHERE device = :device)
        ORDER BY ordre
        """,
        device=poste.device,
        curseur=poste.curseur,
        haut=haut,
    )


def pass_over(store: Store, poste: Poste, haut: int) -> None:
    """Note that a post was given all that is for it up to an arrival order."""
    store.execute("UPDATE poste SET curseur = :h WHERE device = :d", h=haut, d=poste.device)


def coming_back(store: Store, poste: Poste) -> list[str]:
    """Return the families that the post was told to let go and that enter its scope again."""
    rows = store.query(
        f"SELECT foyer_id FROM retire WHERE device = :device AND foyer_id IN ({_SCOPE})",
        **_who(poste),
    )
    return [row["foyer_id"] for row in rows]


def advance(store: Store, poste: Poste, haut: int) -> list[str]:
    """Note what the post was given: its cursor, and the families now in its scope.

    Returns the families that it must let go.
    """
    pass_over(store, poste, haut)
    back = coming_back(store, poste)
    who = _who(poste)
    gone = store.query(
        f"SELECT foyer_id FROM portee WHERE device = :device AND foyer_id NOT IN ({_SCOPE})", **who
    )
    store.execute(
        f"DELETE FROM portee WHERE device = :device AND foyer_id NOT IN ({_SCOPE})", **who
    )
    store.execute(
        f"INSERT INTO portee(device, foyer_id) SELECT :device, id FROM ({_SCOPE}) AS vus "
        "WHERE TRUE ON CONFLICT DO NOTHING",
        **who,
    )
    store.insert_new(
        "retire", ("device", "foyer_id"), [(poste.device, row["foyer_id"]) for row in gone]
    )
    store.executemany(
        "DELETE FROM retire WHERE device = ? AND foyer_id = ?",
        [(poste.device, foyer_id) for foyer_id in back],
    )
    return [row["foyer_id"] for row in gone]


def prolong(store: Store, device: str, jusque: str) -> None:
    """Let the certificate of a post hold until an instant (UTC)."""
    store.execute("UPDATE poste SET valable_jusque = :j WHERE device = :d", j=jusque, d=device)


def follow_agent(store: Store, agent_id: str, nom: str, role: str, unite: str) -> list[str]:
    """Give the posts of an agent the name, role and unit that headquarters now knows.

    Returns the posts that it changes. One whose role changes is given again all that it may see.
    """
    changed = store.query(
        "SELECT device, role FROM poste WHERE agent_id = :a "
        "AND (nom <> :n OR role <> :r OR unite <> :u)",
        a=agent_id,
        n=nom,
        r=role,
        u=unite,
    )
    for row in changed:
        if row["role"] != role:
            store.execute("DELETE FROM portee WHERE device = :d", d=row["device"])
        store.execute(
            "UPDATE poste SET nom = :n, role = :r, unite = :u WHERE device = :d",
            n=nom,
            r=role,
            u=unite,
            d=row["device"],
        )
    return [row["device"] for row in changed]


def _without(cachees: Collection[str]) -> str:
    return "".join(f""" AND "table" <> '{table}'""" for table in sorted(cachees))


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

"""The tables of headquarters in PostgreSQL: declared by `db`, completed as it grows, never taken.

One database may hold the headquarters of several organismes: each sees its own rows only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from fieldapp.db import migrations, postes, tables
from fieldapp.db.store import Store
from fieldapp.domain.errors import KnownError
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import SCHEMA_VERSION
from fieldapp.siege.postgres_sql import (
    SETTING,
    TENANT,
    add_column,
    column_types,
    create_index,
    create_table,
    table_name,
)

if TYPE_CHECKING:
    import psycopg

# Settings and keys stay in the encrypted store of the machine; the guard is a setting of the
# transaction; headquarters neither searches nor shows thumbnails.
_LOCAL: Final = frozenset({"meta", "garde", "vignette"})
# What the relay and the export look for. The other indexes serve the lists of a post.
_INDEXES: Final = frozenset({"appartenance_foyer", "appartenance_personne", "contact_sur_foyer"})
_OF_POSTS: Final = frozenset({"op_hlc"})

# What follows the device of a headquarters whose copy here is not in use yet.
PENDING: Final = ".copie"

_OWN = f"FROM siege_base WHERE {TENANT} = current_setting('{SETTING}')"
# One process at a time declares tables, whichever its organisme is.
_SCHEMA_KEY = "hashtextextended('fieldapp.schema', 0)"
_TAKEN = (
    "Cette base PostgreSQL contient déjà les données d’un autre siège du même organisme. Rien n’y "
    "a été lu ni écrit. Vérifiez l’adresse de la base, ou utilisez le dossier de données de ce "
    "siège."
)

_COMMON: Final = (
    # Which headquarters store here, and with which schema each last opened.
    f"""CREATE TABLE siege_base (
        {TENANT} TEXT COLLATE "C" PRIMARY KEY, device TEXT NOT NULL, version INTEGER NOT NULL,
        cree_le TEXT NOT NULL
    )""",
    # No table of the trade is written but by the journal, which opens this guard.
    """CREATE OR REPLACE FUNCTION fieldapp_garde() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('fieldapp.garde', true) IS DISTINCT FROM 'ouvert' THEN
            RAISE EXCEPTION 'ecriture hors journal : %', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    END $$""",
    # Changes are numbered by a sequence, but seen when their transaction ends: whoever writes some
    # holds this lock until then, and the relay asks for it alone before it reads the last number.
    f"""CREATE OR REPLACE FUNCTION fieldapp_arrivee() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(
            hashtextextended('fieldapp.arrivee.' || current_setting('{SETTING}'), 0));
        RETURN NULL;
    END $$""",
)


def declared() -> dict[str, str]:
    """Return the declaration of every table that headquarters keeps in PostgreSQL, by name."""
    named = {name: s for s in migrations.declared() if (name := table_name(s)) is not None}
    hidden = {"resume", *_LOCAL}
    return {
        name: statement
        for name, statement in named.items()
        if name not in hidden and not name.startswith("recherche")
    }


TYPES: Final = {name: column_types(statement) for name, statement in declared().items()}


def _indexes() -> dict[str, str]:
    found = {}
    for statement in (*migrations.declared(), *postes.SIEGE_SCHEMA):
        if not statement.startswith("CREATE INDEX"):
            continue
        name, translated = create_index(statement)
        of_trade = statement in tables.INDEXES
        table = translated.split(" ON ", 1)[1].split(" ", 1)[0]
        if table in TYPES and name not in _OF_POSTS and (not of_trade or name in _INDEXES):
            found[name] = translated
    return found


def check_free(conn: psycopg.Connection[Any], pending: str | None = None) -> None:
    """Raise KnownError when a headquarters of the same organisme already stores here, unless it is
    the copy that bears the name `pending`."""
    found = conn.execute("SELECT to_regclass('siege_base') IS NOT NULL").fetchall()
    owners = conn.execute(f"SELECT device {_OWN}").fetchall() if found[0][0] else []
    if owners and owners[0][0] != pending:
        # One that was founded half-way, and took in nothing, leaves its place.
        if conn.execute("SELECT EXISTS (SELECT 1 FROM op)").fetchall()[0][0]:
            raise KnownError(_TAKEN)
        conn.execute(f"DELETE {_OWN}")


def settle_schema(
    store: Store, run: Callable[[str], object], *, new: bool, owner: str | None = None
) -> None:
    """Create or complete the tables of a headquarters; `run` executes a statement as it is.

    `owner` is the name under which it stores there, its device unless it is moving in. Raises
    KnownError when another headquarters of the same organisme stores here, when none does and
    this one is not `new`, or when a newer program did.
    """
    with store.atomic():
        run(f"SELECT pg_advisory_xact_lock({_SCHEMA_KEY})")
        if not new:
            _check_there(store)
        _complete(store, run)
        row = store.one(f"SELECT device, version {_OWN}")
        if row is None:
            store.execute(
                f"INSERT INTO siege_base({TENANT}, device, version, cree_le) "
                f"VALUES (current_setting('{SETTING}'), :device, :version, :le)",
                device=owner or store.device,
                version=SCHEMA_VERSION,
                le=instant(),
            )
            return
        if owner is None and row["device"] == store.device + PENDING:
            # The move was done, and cut just before it was written here too.
            store.execute(
                f"UPDATE siege_base SET device = :d WHERE {TENANT} = current_setting('{SETTING}')",
                d=store.device,
            )
        else:
            _check_owner(row["device"], owner or store.device, int(row["version"]))
        if row["version"] < SCHEMA_VERSION:
            migrations.read_waiting(store, int(row["version"]))
            store.execute(
                f"UPDATE siege_base SET version = :v WHERE {TENANT} = current_setting('{SETTING}')",
                v=SCHEMA_VERSION,
            )


def _check_there(store: Store) -> None:
    known = store.one("SELECT to_regclass('siege_base') IS NOT NULL AS la")
    if known is None or not known["la"] or store.one(f"SELECT device {_OWN}") is None:
        raise KnownError(
            "Cette base PostgreSQL ne contient pas les données de ce siège. Rien n’y a été lu ni "
            "écrit. Vérifiez son adresse, ou rétablissez-y la sauvegarde du siège."
        )


def _check_owner(owner: str, device: str, version: int) -> None:
    if owner != device:
        raise KnownError(_TAKEN)
    if version > SCHEMA_VERSION:
        raise KnownError(
            "Cette base PostgreSQL a été ouverte avec une version plus récente de Fieldapp. Elle "
            "est intacte et rien n’a été modifié. Mettez ce siège à jour, puis réessayez."
        )


def _complete(store: Store, run: Callable[[str], object]) -> None:
    """Add the tables, columns and indexes that are declared and not there."""
    present = {
        row["table_name"]: set(row["columns"].split(","))
        for row in store.query(
            "SELECT table_name, string_agg(column_name, ',') AS columns "
            "FROM information_schema.columns WHERE table_schema = current_schema() "
            "GROUP BY table_name"
        )
    }
    if "siege_base" not in present:
        for statement in _COMMON:
            run(statement)
    for name, statement in declared().items():
        if name not in present:
            for line in (*create_table(statement), *_triggers(name)):
                run(line)
            continue
        for column, kind in tables.TABLES.get(name, {}).items():
            if column not in present[name]:
                run(add_column(name, column, kind))
    known = {
        row["indexname"]
        for row in store.query(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
        )
    }
    for name, statement in _indexes().items():
        if name not in known:
            run(statement)


def _triggers(table: str) -> list[str]:
    if table == "op":
        return [
            "CREATE TRIGGER arrivee BEFORE INSERT ON op "
            "FOR EACH STATEMENT EXECUTE FUNCTION fieldapp_arrivee()"
        ]
    if table in tables.TABLES:
        return [
            f"CREATE TRIGGER garde BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION fieldapp_garde()"
        ]
    return []

"""SQL views for the analysts' own tools: the lines of the export, in the base of headquarters.

Each is led by the organisme, then by the id of its line: a copy of it can be partitioned or
distributed by PostgreSQL's own means. No name, no address, no free text, no restricted line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fieldapp.db import traces
from fieldapp.db.store import Store
from fieldapp.domain.droits import EXPORTER
from fieldapp.domain.errors import BugError, KnownError
from fieldapp.services.droits import require
from fieldapp.services.session import Session
from fieldapp.siege.columns import STATISTIQUE, Column, Table, at_most_five, counted, listed
from fieldapp.siege.sheets import whole
from fieldapp.siege.tables import all_tables

PREFIXE = "analyse_"
_HEAD = """\
-- Vues d’analyse de Fieldapp, pour {organisme}. Ce fichier est refait par « fieldapp siege vues ».
--
-- Sans nom, ni adresse, ni texte, ni ligne restreinte. Les identifiants sont ceux de la base, et
-- les valeurs rares ne sont pas masquées : ces vues sont réservées aux personnes chargées des
-- statistiques. Ce qui doit circuler passe par l’export statistique.
--
-- Clé de chaque vue : ses deux premières colonnes (organisme, identifiant de la ligne).
-- Sous PostgreSQL, le rôle qui les lit demande : GRANT SELECT ON analyse_foyers TO role ; et
-- ALTER ROLE role SET fieldapp.organisme = '{organisme}'.
"""


def create_views(session: Session) -> tuple[str, ...]:
    """Make the views again in the base of headquarters and return their names."""
    require(session, EXPORTER)
    store = session.store
    views = dict(_views(session))
    with store.atomic():
        for name, (_, sql) in views.items():
            store.execute(f"DROP VIEW IF EXISTS {name}")
            store.execute(f"CREATE VIEW {name} AS {sql}")
        traces.add(store, session.agent.id, "vues", "analyse")
    return tuple(views)


def write_views(session: Session, out: Path) -> tuple[str, ...]:
    """Write the views with the meaning of each column, as one SQL script; return their names.

    Raises KnownError: not the right role, a file that is there already or cannot be written.
    """
    require(session, EXPORTER)
    if out.exists():
        raise KnownError(
            "Un fichier porte déjà ce nom. Rien n’a été écrit. Choisissez un autre nom."
        )
    views = dict(_views(session))
    parts = [_HEAD.format(organisme=session.agent.organisme)]
    for name, (table, sql) in views.items():
        about = "".join(f"--   {c.nom} : {_meaning(c)}\n" for c in table.in_mode(STATISTIQUE))
        parts.append(
            f"\n-- {table.description}\n{about}DROP VIEW IF EXISTS {name};\n"
            f"CREATE VIEW {name} AS\n{sql};\n"
        )
    try:
        with whole(out) as part:
            part.write_text("".join(parts), encoding="utf-8")
    except OSError as error:
        raise KnownError(
            "Le fichier n’a pas pu être écrit. Rien n’a changé. Choisissez un autre dossier."
        ) from error
    return tuple(views)


def _views(session: Session) -> Iterator[tuple[str, tuple[Table, str]]]:
    for table in all_tables(session.catalogue, session.agent.organisme):
        if STATISTIQUE in table.modes and not table.entiere:
            fields = ",\n  ".join(
                f"{_value(column, session.store)} AS {column.nom}"
                for column in table.in_mode(STATISTIQUE)
            )
            source = table.filtered(STATISTIQUE)
            yield f"{PREFIXE}{table.nom}", (table, f"SELECT\n  {fields}\nFROM {source}")


def _value(column: Column, store: Store) -> str:
    """Return the SQL of what the export makes of a column: a list of texts never leaves as such."""
    sql = column.sql
    if column.lecture is None:
        return sql
    if column.lecture is at_most_five:
        return f"CASE WHEN {sql} > 5 THEN 5 ELSE {sql} END"
    if column.lecture is counted:
        if store.far:
            return f"CASE WHEN left({sql}, 1) = '[' THEN json_array_length(({sql})::json) END"
        return f"CASE WHEN json_valid({sql}) THEN json_array_length({sql}) END"
    if column.lecture is listed:
        for sign in "[", "]", '"', " ":
            sql = f"replace({sql}, '{sign}', '')"
        return f"nullif({sql}, '')"
    raise BugError(f"no SQL says what {column.nom} is made of")


def _meaning(column: Column) -> str:
    return column.description.replace("\u00a0", " ").replace("\n", " ")

"""How far an export reaches: all that headquarters holds, or what changed since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.db.exports import ExportFait, ops_until
from fieldapp.db.postes import arrival_head
from fieldapp.db.store import Store
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.siege.columns import NOMINATIF, Column, Table
from fieldapp.siege.masking import THRESHOLD

Visibles = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Etendue:
    """An export of one mode: `depuis` is the one it follows, None when it covers everything.

    `haut` is the arrival order of the newest change here; `visibles` are the rare values that
    enough rows share to be shown, by column (`foyers.langue`).
    """

    mode: str
    haut: int
    visibles: Visibles
    depuis: ExportFait | None = None
    parametres: Mapping[str, object] = field(default_factory=dict)

    def seulement(self, table: Table) -> str:
        """Return the condition on the lines of a table that this export covers; empty for all."""
        if self.depuis is None or table.entiere:
            return ""
        conditions = [_touched(f"{table.alias}.id", table.primaire)]
        for suit in table.suit:
            if self.mode not in suit.modes:
                continue
            changed = _changed(suit.table)
            if suit.par == "id":
                conditions.append(_touched(suit.sql, suit.table))
            else:
                where, key = (suit.via, f"{suit.table}_id") if suit.via else (suit.table, "id")
                conditions.append(
                    f"{suit.sql} IN (SELECT {suit.par} FROM {where} WHERE {key} IN ({changed}))"
                )
        for column in _rare(table, self.mode):
            names = [name for name in self.parametres if name.startswith(_mark(table, column))]
            if names:
                conditions.append(f"{column.sql} IN ({', '.join(f':{name}' for name in names)})")
        return f"({' OR '.join(conditions)})"


def whole_extent(store: Store, mode: str, tables: Iterable[Table]) -> Etendue:
    """Return the extent of an export of everything."""
    return Etendue(mode, arrival_head(store), _visible(store, mode, tables))


def extent_since(store: Store, mode: str, tables: Sequence[Table], last: ExportFait) -> Etendue:
    """Return the extent of an export of what changed since another one.

    A rare value that became frequent, or the contrary, changes lines that nobody touched.
    """
    visibles = _visible(store, mode, tables)
    parameters: dict[str, object] = {"depuis": last.jusque}
    for table in tables:
        for column in _rare(table, mode):
            name = f"{table.nom}.{column.nom}"
            moved = set(visibles[name]) ^ set(last.visibles.get(name, ()))
            for rank, value in enumerate(sorted(moved)):
                parameters[f"{_mark(table, column)}{rank}"] = value
    return Etendue(mode, arrival_head(store), visibles, last, parameters)


def gone(store: Store, table: Table, etendue: Etendue, present: set[str]) -> list[str]:
    """Return the ids of the lines that the reader may have of an earlier export, and that are no
    more; `present` are those that this export holds.

    A line that no export ever showed is not told of: its pseudonym alone would say that it exists.
    """
    if etendue.depuis is None or table.entiere:
        return []
    conditions = [_touched("id", table.primaire)]
    conditions += [_touched(column, parent) for column, parent in table.parents]
    rows = store.query(
        f"SELECT id FROM {table.primaire} WHERE {' OR '.join(conditions)}",
        depuis=etendue.depuis.jusque,
    )
    candidates = {row["id"] for row in rows} - present
    before = ops_until(store, table.primaire, candidates, etendue.depuis.jusque)
    return sorted(
        row_id
        for row_id, ops in before.items()
        if _was_shown(table, etendue.mode, merge(ops).values)
    )


def _was_shown(table: Table, mode: str, values: Mapping[str, object]) -> bool:
    return values.get(SUPPRIME) is None and all(
        reserve.lets(values) for reserve in table.reserves_in(mode)
    )


def _touched(sql: str, table: str) -> str:
    return f"{sql} IN ({_changed(table)})"


def _changed(table: str) -> str:
    """The ids of the rows of a table that changed since then."""
    return f"SELECT row_id FROM op WHERE ordre > :depuis AND \"table\" = '{table}'"


def _rare(table: Table, mode: str) -> list[Column]:
    if mode == NOMINATIF or mode not in table.modes:
        return []
    return [column for column in table.in_mode(mode) if column.rare]


def _mark(table: Table, column: Column) -> str:
    """How the parameters of a rare column begin."""
    return f"v_{table.nom}_{column.nom}_"


def _visible(store: Store, mode: str, tables: Iterable[Table]) -> Visibles:
    """The rare values that enough rows share to be shown, where one could name a family."""
    return {
        f"{table.nom}.{column.nom}": [
            str(row["valeur"])
            for row in store.query(
                f"SELECT {column.sql} AS valeur FROM {table.filtered(mode)} "
                f"GROUP BY 1 HAVING count(*) >= {THRESHOLD:d}"
            )
            if row["valeur"] is not None
        ]
        for table in tables
        for column in _rare(table, mode)
    }

"""Unions of files and of people: the SQL, and what in the store names a family or a person."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fieldapp.db.store import SIEGE, Row, Store
from fieldapp.db.tables import TABLES
from fieldapp.domain.doublon_fusion import (
    AUTEUR_SUITE,
    BASE_FUSION,
    BASE_SEPARE,
    FOYER,
    REUNIS,
    SEPARES,
    Fusion,
    Union,
    roots,
)
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.journal import (
    BASE_ACT,
    BASE_SEEN,
    KIND_REDO,
    KIND_UNDO,
    Op,
    OpId,
    Valeur,
    is_private,
    op_ids,
)


def _among(names: Collection[str], *wanted: str) -> tuple[str, ...]:
    return tuple(name for name in wanted if name in names)


# A union is read through where its ids lead: its own columns never follow.
_OWN: Final = "fusion"
# Columns that name a family, and a person: table -> columns.
FOYERS: Final[dict[str, tuple[str, ...]]] = {
    table: ("foyer_id",) for table, names in TABLES.items() if "foyer_id" in names and table != _OWN
}
PERSONNES: Final[dict[str, tuple[str, ...]]] = {
    table: found
    for table, names in TABLES.items()
    if table != _OWN and (found := _among(names, "personne_id", "autre_id"))
}
# Columns that hold a JSON list of ids of people.
LISTES: Final[dict[str, tuple[str, ...]]] = {
    table: found
    for table, names in TABLES.items()
    if (found := _among(names, "personnes", "signataires"))
}


# Rows by table.
Among = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Lien:
    """A place that names an absorbed row: column `champ` of a row holds `valeur`."""

    table: str
    row_id: str
    champ: str
    valeur: str


def get_fusion(store: Store, fusion_id: str) -> Fusion | None:
    """Return one union, or None."""
    row = store.one("SELECT * FROM fusion WHERE id = :id AND supprime IS NULL", id=fusion_id)
    return None if row is None else fusion_of(row)


def list_fusions(store: Store, ids: Collection[str] | None = None) -> list[Fusion]:
    """Return every union (of these ids only, on either side), the newest first."""
    rows = store.query(
        "SELECT * FROM fusion WHERE supprime IS NULL AND (:ids IS NULL "
        "OR garde_id IN (SELECT value FROM json_each(:ids)) "
        "OR absorbe_id IN (SELECT value FROM json_each(:ids))) ORDER BY faite_le DESC, id DESC",
        ids=None if ids is None else json.dumps(sorted(ids)),
    )
    return [fusion_of(row) for row in rows]


def fusion_of(row: Row) -> Fusion:
    """Read a union from its row."""
    return Fusion(
        row["id"], row["genre"] or FOYER, row["statut"] or REUNIS, row["garde_id"] or "",
        row["absorbe_id"] or "", row["foyer_id"] or "", row["avec_id"], row["auteur_id"] or "",
        row["faite_le"] or "", row["separee_le"], row["separee_par"],
    )  # fmt: skip


def any_fusion(store: Store) -> bool:
    """Tell whether any two were ever made one here."""
    return store.one("SELECT 1 FROM fusion LIMIT 1") is not None


def live_unions(store: Store) -> list[Union]:
    """Return the unions that stand."""
    rows = store.query(
        "SELECT id, absorbe_id, garde_id FROM fusion WHERE statut = :statut AND supprime IS NULL "
        "AND absorbe_id IS NOT NULL AND garde_id IS NOT NULL",
        statut=REUNIS,
    )
    return [Union(row["id"], row["absorbe_id"], row["garde_id"]) for row in rows]


def standing_unions(store: Store) -> list[Union]:
    """Return the unions whose absorbed row is set aside, not brought back to life by somebody."""
    unions = live_unions(store)
    gone = deleted_among(store, [union.absorbe_id for union in unions])
    return [union for union in unions if union.absorbe_id in gone]


def leads(store: Store) -> dict[str, str]:
    """Return where each absorbed id leads."""
    return roots(standing_unions(store))


def lead(store: Store, row_id: str) -> str:
    """Return where an id leads today: itself, unless it was absorbed."""
    row = store.one("SELECT 1 FROM fusion WHERE absorbe_id = :id LIMIT 1", id=row_id)
    return row_id if row is None else leads(store).get(row_id, row_id)


def marked(ops: Sequence[Op]) -> frozenset[OpId]:
    """Return the ops of one row that a union wrote, or its end, or an undo or redo of those."""
    found: dict[OpId, int] = {}
    for op in sorted(ops, key=lambda o: o.hlc):
        taken_back = op.base.get(BASE_ACT) if op.kind in (KIND_UNDO, KIND_REDO) else None
        own = BASE_FUSION in op.base or BASE_SEPARE in op.base or op.author == AUTEUR_SUITE
        if own or (taken_back is not None and taken_back in found.values()):
            found[op.id] = op.hlc
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column that names a family or a person should lead.

    `libre` is False when people disagree about it: nothing decides for them. `accorde` tells
    whether every head says the same already.
    """

    valeur: Valeur
    libre: bool
    accorde: bool


def place_of(ops: Sequence[Op], champ: str, leads_to: Mapping[str, str]) -> Place:
    """Tell where a column leads: where its last value by a person leads, unions left out.

    A function of the journal and of the unions alone, so that all posts give the same answer.
    """
    ours = marked(ops)
    heads = merge(ops).heads.get(champ, ())
    said = {op.fields[champ] for op in heads if op.id not in ours}
    if not said:
        written = sorted((op for op in ops if champ in op.fields), key=_by_clock)
        by_people = [op for op in written if op.id not in ours]
        # A place that a union gave was never a person's word: its first value says whose it is.
        said = {op.fields[champ] for op in (by_people[-1:] or written[:1])} or {None}
    values = {led(value, champ, leads_to) for value in said}
    shown = {op.fields[champ] for op in heads}
    return Place(min(values, key=str), len(values) == 1, shown == values)


def _by_clock(op: Op) -> tuple[int, str, int]:
    return op.hlc, op.device, op.seq


def led(value: Valeur, champ: str, leads_to: Mapping[str, str]) -> Valeur:
    """Return where a value of a column leads: an id, or a JSON list of ids."""
    if value is None:
        return None
    if champ in ("personnes", "signataires"):
        return replaced(str(value), leads_to)
    return leads_to.get(str(value), value)


def only_unions_speak(ops: Sequence[Op]) -> bool:
    """Tell whether a row that was deleted stands, if it does, by what unions alone wrote.

    A person's edit that had not seen the deletion, or a person's word that it stays, speaks for
    it; and so does a deletion that has not come yet.
    """
    ours = marked(ops)
    deletions = [op for op in ops if op.fields.get(SUPPRIME) is not None]
    seen = {op.id for op in deletions} | ours
    for op in deletions:
        seen |= op_ids(op.base.get(BASE_SEEN))
    heads = merge(ops).heads.values()
    return bool(deletions) and all(op.id in seen for ops_ in heads for op in ops_)


def is_private_row(store: Store, table: str, row_id: str) -> bool:
    """Tell whether a row lives on the private stream of this device."""
    row = store.one('SELECT device FROM op WHERE row_id = :id AND "table" = :t', id=row_id, t=table)
    return row is not None and is_private(row["device"])


def scope(store: Store, table: str, row_id: str, foyer_id: str) -> str | None:
    """Return the family that an op on a row belongs to; None for a row of no family's stream."""
    row = store.one(
        'SELECT count(foyer_id) AS n FROM op WHERE row_id = :id AND "table" = :t',
        id=row_id,
        t=table,
    )
    return foyer_id if row is not None and row["n"] else None


def naming(
    store: Store, genre: str, ids: Collection[str], among: Among | None = None
) -> Iterator[Lien]:
    """Go through every living row (of `among` only) that names one of these families or people."""
    wanted = json.dumps(sorted(ids))
    for table, champs in (FOYERS if genre == FOYER else PERSONNES).items():
        if among is not None and table not in among:
            continue
        for champ in champs:
            rows = store.query(
                f"SELECT id, {champ} AS valeur FROM {table} WHERE supprime IS NULL "
                f"AND {champ} IN (SELECT value FROM json_each(:ids)) AND (:rows IS NULL "
                "OR id IN (SELECT value FROM json_each(:rows))) ORDER BY id",
                ids=wanted,
                rows=None if among is None else json.dumps(sorted(among[table])),
            )
            yield from (Lien(table, row["id"], champ, row["valeur"]) for row in rows)


def listing(store: Store, ids: Collection[str], among: Among | None = None) -> list[Lien]:
    """Return the living rows (of the tables of `among`) whose JSON lists name one of these."""
    found = []
    for table, champs in LISTES.items():
        if among is not None and table not in among:
            continue
        for champ in champs:
            rows = store.query(
                f"SELECT DISTINCT t.id, t.{champ} AS valeur FROM {table} t, json_each(t.{champ}) j "
                f"WHERE t.supprime IS NULL AND json_valid(t.{champ}) "
                "AND j.value IN (SELECT value FROM json_each(:ids))",
                ids=json.dumps(sorted(ids)),
            )
            found += [Lien(table, row["id"], champ, row["valeur"]) for row in rows]
    return found


def replaced(listed: str, leads_to: Mapping[str, str]) -> str:
    """Return a JSON list of ids with each id led to its place, each once."""
    if not any(one in listed for one in leads_to):
        return listed
    found = dict.fromkeys(leads_to.get(one, one) for one in json.loads(listed))
    return json.dumps(list(found))


def row_of(store: Store, table: str, row_id: str) -> Row | None:
    """Return a row of the trade, deleted or not; None when there is no such table here."""
    if table not in TABLES:
        return None  # a newer version's, or of nowhere: it never meets the SQL
    return store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)


def lines_of(store: Store, fusion_id: str) -> tuple[list[Any], list[Any]]:
    """Return what a union moved ([table, id, {champ: [avant, après]}]) and set aside."""
    row = store.one("SELECT lignes, retirees FROM fusion WHERE id = :id", id=fusion_id)
    if row is None:
        return [], []
    return json.loads(row["lignes"] or "[]"), json.loads(row["retirees"] or "[]")


def known_absorbed(store: Store) -> dict[str, str]:
    """Return the genre of every id that some union absorbed, whether it stands or was ended."""
    rows = store.query(
        "SELECT genre, absorbe_id FROM fusion WHERE statut IN (:reunis, :separes)",
        reunis=REUNIS,
        separes=SEPARES,
    )
    return {row["absorbe_id"]: row["genre"] for row in rows}


def connected(store: Store, ids: Collection[str]) -> set[str]:
    """Return these ids and every id that unions, standing or ended, tie them to."""
    found = set(ids)
    while True:
        rows = store.query(
            "SELECT garde_id, absorbe_id FROM fusion "
            "WHERE garde_id IN (SELECT value FROM json_each(:ids)) "
            "OR absorbe_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(sorted(found)),
        )
        named = {row[name] for row in rows for name in ("garde_id", "absorbe_id")}
        more = named - found - {None}
        if not more:
            return found
        found |= more


def deleted_among(store: Store, ids: Sequence[str]) -> set[str]:
    """Return those of these families and people that are deleted."""
    rows = store.query(
        "SELECT id FROM foyer WHERE supprime IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(:ids)) "
        "UNION SELECT id FROM personne WHERE supprime IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(ids)),
    )
    return {row["id"] for row in rows}


def union_problems(store: Store) -> list[str]:
    """Return what is wrong with the unions: rows left behind, a kept file that is not there.

    Headquarters moves nothing by itself: there a row that came late waits for a post to move it.
    """
    if store.name == SIEGE:
        return []
    found = []
    leads_to = leads(store)
    for genre, many in ((FOYER, "dossier"), ("personne", "personne")):
        left = sum(1 for _ in naming(store, genre, leads_to))
        if left:
            found.append(f"réunions\u00a0: {left} lignes restées sur un {many} absorbé")
    gone = deleted_among(store, sorted(set(leads_to.values())))
    return [*found, *(f"réunions\u00a0: {root} est gardé, mais retiré" for root in sorted(gone))]

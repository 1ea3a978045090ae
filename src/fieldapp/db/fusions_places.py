"""Places, links and safe contacts of united files: each is said once, and none is lost between two.

Two unions may each set a row aside thinking that the other's stays; one may end while another,
heard of later, still counts on it. So what stands is worked out again from the journal, whatever
the unions wrote in their time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from fieldapp.db.fusions import (
    Among,
    lines_of,
    marked,
    only_unions_speak,
    place_of,
    row_of,
    standing_unions,
)
from fieldapp.db.fusions_acte import by_rank, set_aside
from fieldapp.db.journal import row_ops, settle, write
from fieldapp.db.store import Row, Store
from fieldapp.domain.doublon_fusion import AUTEUR_SUITE, BASE_FUSION, effective
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.journal import KIND_UNDO, Op, Valeur

# The columns of a table that name a family or a person, and what else makes two rows say the same.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "appartenance": ("foyer_id", "personne_id"),
    "contact_sur": ("foyer_id",),
    "lien": ("foyer_id", "personne_id", "autre_id"),
}
_MORE: Final[Mapping[str, tuple[str, ...]]] = {
    "appartenance": ("fin",),
    "lien": ("genre", "inconnu", "fin"),
}
# What a link may say besides: two that differ in it stay side by side.
_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {"lien": ("etat", "debut")}
# Who names whom in what sense: two rows of one table and one key say the same thing.
_Key = tuple[Valeur, ...]


def named(store: Store, among: Among) -> set[str]:
    """Return the families and people of these rows that some union knows, ended or not."""
    found: set[str] = set()
    for table in _NAMES.keys() & among.keys():
        for champ in _NAMES[table]:
            rows = store.query(
                f"SELECT DISTINCT {champ} AS id FROM {table} "
                "WHERE id IN (SELECT value FROM json_each(:rows)) AND ("
                f"{champ} IN (SELECT garde_id FROM fusion) "
                f"OR {champ} IN (SELECT absorbe_id FROM fusion))",
                rows=json.dumps(sorted(among[table])),
            )
            found |= {row["id"] for row in rows}
    return found


def keep_one_each(store: Store, leads: Mapping[str, str], tied: Collection[str]) -> None:
    """Leave one living row for each thing said of these families and people: not none, not two.

    What a person removed since is not brought back, nor is what a person said twice made one.
    """
    chosen = _chosen_aside(store, tied)
    for table in _NAMES:
        groups: dict[_Key, list[Row]] = {}
        everyone = _rows(store, table, tied)
        for row in everyone:
            groups.setdefault(_key(store, table, row, leads), []).append(row)
        for key, rows in sorted(groups.items(), key=str):
            if table == "lien" and key[1] == key[2]:
                _set_aside_all(store, table, _by_two(store, rows))
                continue  # a link to oneself says nothing
            living = [row for row in rows if row[SUPPRIME] is None]
            if not living:
                since = _left(store, table, everyone, key, leads)
                _bring_back_one(store, table, key, _ranked(rows, table, chosen), since)
            elif len(living) > 1:
                ranked = _ranked(living, table, chosen)
                _set_aside_all(store, table, _too_many(store, table, ranked, chosen))
        _agree(store, table, [row["id"] for rows in groups.values() for row in rows])


def _rows(store: Store, table: str, tied: Collection[str]) -> list[Row]:
    named_there = " OR ".join(f"{name} IN (SELECT value FROM json_each(:ids))"
                              for name in _NAMES[table])  # fmt: skip
    return store.query(
        f"SELECT * FROM {table} WHERE {named_there} ORDER BY id", ids=json.dumps(sorted(tied))
    )


def _key(store: Store, table: str, row: Row, leads: Mapping[str, str]) -> _Key:
    """What a row says, once its ids are led where the unions lead them.

    A living row stands where it must by now; one set aside was not moved when its union ended.
    """
    ops = [] if row[SUPPRIME] is None else row_ops(store, table, row["id"])
    return (*_said(ops, table, row, leads), *(row[name] for name in _MORE.get(table, ())))


def _said(ops: list[Op], table: str, row: Row, leads: Mapping[str, str]) -> _Key:
    """Where the ids of a row lead; with no leads, those that people wrote themselves."""
    found: list[Valeur] = []
    for name in _NAMES[table]:
        place = place_of(ops, name, leads) if ops else None
        found.append(
            leads.get(row[name], row[name]) if place is None or not place.libre else place.valeur
        )
    return tuple(found)


def _chosen_aside(store: Store, tied: Collection[str]) -> set[tuple[str, str]]:
    """The rows that the unions that count set aside, because a person chose the other one."""
    unions = (union for union in standing_unions(store) if union.absorbe_id in tied)
    return {
        (table, row_id)
        for union in effective(unions).values()
        for table, row_id in lines_of(store, union.id)[1]
    }


def _ranked(rows: Iterable[Row], table: str, chosen: Collection[tuple[str, str]]) -> list[Row]:
    """The rows that say the same, the one that stands first.

    Of places the applicant's comes first; of safe contacts, the one that the union kept.
    """
    if table == "appartenance":
        return sorted(rows, key=by_rank)
    return sorted(rows, key=lambda row: ((table, row["id"]) in chosen, row["id"]))


def _too_many(
    store: Store, table: str, ranked: list[Row], chosen: Collection[tuple[str, str]]
) -> list[Row]:
    """Which of these living rows say again, by a union alone, what the first one says."""
    if table == "contact_sur":
        # A protection that nobody compared with the other stays beside it.
        again = [row for row in ranked if (table, row["id"]) in chosen]
        again = again if len(again) < len(ranked) else []
        return [row for row in again if only_unions_speak(row_ops(store, table, row["id"]))]
    opened = [row for row in ranked if row["fin"] is None]
    ops = {row["id"]: row_ops(store, table, row["id"]) for row in opened}
    # Somebody's word that a row stays, against a union, is not set aside in turn.
    held = [row for row in opened if _held(ops[row["id"]])]
    free = [row for row in opened if row not in held]
    own = {row["id"]: _said(ops[row["id"]], table, row, {}) for row in opened}
    first = next(iter((*held, *free)), None)
    return [
        row
        for row in free
        if first is not None
        and own[row["id"]] != own[first["id"]]
        and all(row[name] == first[name] for name in _BESIDE.get(table, ()))
    ]


def _held(ops: list[Op]) -> bool:
    """Tell whether a living row was deleted once and stands by somebody's word."""
    return any(op.fields.get(SUPPRIME) is not None for op in ops) and not only_unions_speak(ops)


def _by_two(store: Store, rows: Iterable[Row]) -> list[Row]:
    """The living links that a union alone turned to oneself."""
    found = []
    for row in rows:
        if row[SUPPRIME] is None:
            said = _said(row_ops(store, "lien", row["id"]), "lien", row, {})
            if said[1] != said[2]:
                found.append(row)
    return found


def _set_aside_all(store: Store, table: str, rows: Iterable[Row]) -> None:
    for row in rows:
        set_aside(store, table, row["id"], "", author=AUTEUR_SUITE, foyer_id=row["foyer_id"])


def _left(
    store: Store, table: str, rows: Iterable[Row], key: _Key, leads: Mapping[str, str]
) -> int:
    """When a person last made a row say something else than `key`: an end, another relation.

    0 for never. What was set aside for that row was answered with it.
    """
    columns = {*_NAMES[table], *_MORE.get(table, ())}
    last = 0
    for row in rows:
        if row[SUPPRIME] is not None:
            continue
        ops = row_ops(store, table, row["id"])
        ours = marked(ops)
        for op in ops:
            if op.id in ours or op.kind == KIND_UNDO or not columns & op.fields.keys():
                continue
            before = [other for other in ops if other.hlc < op.hlc]
            if before and op.hlc > last:
                values = merge(before).values
                more = (values.get(name) for name in _MORE.get(table, ()))
                said = (place_of(before, name, leads).valeur for name in _NAMES[table])
                last = op.hlc if (*said, *more) == key else last
    return last


def _bring_back_one(store: Store, table: str, key: _Key, rows: list[Row], since: int) -> None:
    """Bring back the first of the rows that unions alone set aside, if nobody removed it since.

    `since` is when a person last changed one that said the same.
    """
    ops = {row["id"]: row_ops(store, table, row["id"]) for row in rows}
    by_people = [_deletions(one) for one in ops.values() if not removed_by_unions(one)]
    # Who takes back an entry of theirs says nothing of the one that it had pushed aside.
    removals = [op.hlc for several in by_people for op in several if op.kind != KIND_UNDO]
    last = max((since, *removals))
    for row in rows:
        own = ops[row["id"]]
        deletions = _deletions(own)
        if removed_by_unions(own) and min(op.hlc for op in deletions) > last:
            if all(_is_known(store, op) for op in deletions):
                _bring_back(store, table, row["id"], own, key)
            return


def removed_by_unions(ops: Collection[Op]) -> bool:
    """Tell whether unions alone removed a row, or brought it back."""
    heads = merge(ops).heads.get(SUPPRIME, ())
    ours = marked(list(ops))
    return bool(heads) and all(op.id in ours for op in heads)


def _deletions(ops: Iterable[Op]) -> list[Op]:
    return [op for op in ops if op.fields.get(SUPPRIME) is not None]


def _is_known(store: Store, op: Op) -> bool:
    """Whether the union in whose name a row was set aside has come."""
    fusion_id = op.base.get(BASE_FUSION)
    return not isinstance(fusion_id, str) or row_of(store, "fusion", fusion_id) is not None


def _bring_back(store: Store, table: str, row_id: str, ops: list[Op], key: _Key) -> None:
    places = dict(zip(_NAMES[table], key, strict=False))
    heads = merge(ops).heads
    foyer_id = str(key[0])
    write(
        store, table, {SUPPRIME: None, **places}, row_id=row_id, author=AUTEUR_SUITE,
        foyer_id=foyer_id,
    )  # fmt: skip
    for name, value in places.items():
        if len({op.fields[name] for op in heads.get(name, ())}) > 1:
            settle(store, table, row_id, name, value, author=AUTEUR_SUITE, foyer_id=foyer_id)


def _agree(store: Store, table: str, row_ids: list[str]) -> None:
    """Settle a removal against a return when unions alone said both: the row is where it must."""
    for line in store.query(
        'SELECT DISTINCT row_id FROM conflit WHERE "table" = :t AND champ = :champ '
        "AND row_id IN (SELECT value FROM json_each(:ids))",
        t=table,
        champ=SUPPRIME,
        ids=json.dumps(row_ids),
    ):
        row, ops = row_of(store, table, line["row_id"]), row_ops(store, table, line["row_id"])
        if row is None or not removed_by_unions(ops) or not only_unions_speak(ops):
            continue
        settle(
            store, table, row["id"], SUPPRIME, row[SUPPRIME], author=AUTEUR_SUITE,
            foyer_id=row["foyer_id"],
        )  # fmt: skip

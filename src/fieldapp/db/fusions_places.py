"""Places, links and safe contacts that two unions each set aside, thinking that the other stays."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.db.fusions import lines_of, live_unions, marked, row_of
from fieldapp.db.journal import row_ops, write
from fieldapp.db.store import Row, Store
from fieldapp.domain.doublon_fusion import AUTEUR_SUITE, BASE_FUSION
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.journal import Valeur

# What makes two rows of a table say the same thing.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "appartenance": ("foyer_id", "personne_id"),
    "contact_sur": ("foyer_id",),
    "lien": ("foyer_id", "personne_id", "autre_id", "genre"),
}


def bring_back_places(store: Store, leads: Mapping[str, str]) -> None:
    """Bring back one of the rows set aside when no other says the same any more.

    A row that a person removed since is not brought back.
    """
    done: set[tuple[str, tuple[Valeur, ...]]] = set()
    for union in sorted(live_unions(store), key=lambda u: u.id):
        for table, row_id in lines_of(store, union.id)[1]:
            row = row_of(store, table, row_id)
            if table not in _KEYS or row is None or row[SUPPRIME] is None:
                continue
            key = _key(table, row, leads)
            if (table, key) not in done:
                done.add((table, key))
                _bring_back_one(store, table, key, leads, union.id)


def _bring_back_one(
    store: Store,
    table: str,
    key: tuple[Valeur, ...],
    leads: Mapping[str, str],
    fusion_id: str,
) -> None:
    homes = [str(key[0]), *(absorbed for absorbed, root in leads.items() if root == key[0])]
    same = [
        row
        for row in store.query(
            f"SELECT * FROM {table} WHERE foyer_id IN (SELECT value FROM json_each(:ids)) "
            "ORDER BY id",
            ids=json.dumps(homes),
        )
        if _key(table, row, leads) == key
    ]
    if any(row[SUPPRIME] is None or not _set_aside(store, table, row["id"]) for row in same):
        return
    names = _KEYS[table]
    if table == "lien" and key[1] == key[2]:
        return  # a link to oneself says nothing
    write(
        store,
        table,
        {SUPPRIME: None, **dict(zip(names, key, strict=True))},
        row_id=same[0]["id"],
        author=AUTEUR_SUITE,
        foyer_id=str(key[0]),
        base={BASE_FUSION: fusion_id},
    )


def _key(table: str, row: Row, leads: Mapping[str, str]) -> tuple[Valeur, ...]:
    return tuple(leads.get(row[name], row[name]) for name in _KEYS[table])


def _set_aside(store: Store, table: str, row_id: str) -> bool:
    """Tell whether unions alone deleted a row."""
    ops = row_ops(store, table, row_id)
    ours = marked(ops)
    return all(op.id in ours for op in merge(ops).heads.get(SUPPRIME, ()))

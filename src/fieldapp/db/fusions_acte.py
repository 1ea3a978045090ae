"""Making two families, or two people, one: each row that named the absorbed one follows.

All of it is one act of the journal, and the union that closes it remembers each former value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fieldapp.db.fusions import (
    is_private_row,
    listing,
    naming,
    replaced,
    row_of,
    scope,
)
from fieldapp.db.journal import row_ops, write
from fieldapp.db.store import Row, Store
from fieldapp.domain.doublon_fusion import BASE_FUSION, FOYER, PERSONNE, REUNIS
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.horloge import instant
from fieldapp.domain.ids import new_id
from fieldapp.domain.journal import BASE_SEEN, KIND_DELETE, Valeur


class Acte:
    """One union under way: what it changes is written at once and remembered.

    Attributes: `fusion_id`, the union; `foyer_id`, the family whose stream carries it.
    """

    def __init__(self, store: Store, author: str, foyer_id: str) -> None:
        self.store = store
        self.author = author
        self.foyer_id = foyer_id
        self.fusion_id = new_id()
        self._lines: dict[tuple[str, str], dict[str, list[Valeur]]] = {}
        self._removed: list[tuple[str, str]] = []

    def change(self, table: str, row_id: str, fields: Mapping[str, Valeur]) -> None:
        """Change fields of a row; what is already so is left alone."""
        before = row_of(self.store, table, row_id)
        if before is None:
            return
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return
        # What never leaves this laptop is not told by what does.
        if not is_private_row(self.store, table, row_id):
            line = self._lines.setdefault((table, row_id), {})
            for name, value in changed.items():
                first = line[name][0] if name in line else before[name]
                line[name] = [first, value]
        write(
            self.store,
            table,
            changed,
            row_id=row_id,
            author=self.author,
            foyer_id=scope(self.store, table, row_id, self.foyer_id),
            base={BASE_FUSION: self.fusion_id},
        )

    def set_aside(self, table: str, row_id: str, foyer_id: str) -> None:
        """Mark a row as deleted by this union, having seen all of it."""
        self._removed.append((table, row_id))
        set_aside(self.store, table, row_id, self.fusion_id, author=self.author, foyer_id=foyer_id)

    def close(self, genre: str, garde_id: str, absorbe_id: str, avec_id: str | None) -> str:
        """Write the union itself, last: whoever knows it knows all that it did."""
        lines: list[list[Any]] = [
            [table, row_id, line] for (table, row_id), line in self._lines.items()
        ]
        return write(
            self.store,
            "fusion",
            {
                "foyer_id": self.foyer_id,
                "genre": genre,
                "statut": REUNIS,
                "garde_id": garde_id,
                "absorbe_id": absorbe_id,
                "avec_id": avec_id,
                "lignes": json.dumps(lines, ensure_ascii=False),
                "retirees": json.dumps(self._removed),
                "auteur_id": self.author,
                "faite_le": instant(),
            },
            row_id=self.fusion_id,
            author=self.author,
            foyer_id=self.foyer_id,
        )


def set_aside(
    store: Store, table: str, row_id: str, fusion_id: str, *, author: str, foyer_id: str | None
) -> None:
    """Delete a row in the name of a union (`fusion_id`, "" for none of them in particular)."""
    seen = merge(row_ops(store, table, row_id)).seen()
    write(
        store,
        table,
        {SUPPRIME: instant()},
        row_id=row_id,
        author=author,
        foyer_id=foyer_id,
        kind=KIND_DELETE,
        base={BASE_SEEN: seen, BASE_FUSION: fusion_id} if fusion_id else {BASE_SEEN: seen},
    )


def unite_foyers(
    store: Store,
    garde_id: str,
    absorbe_id: str,
    values: Mapping[str, Valeur],
    *,
    contact_sur: str | None,
    author: str,
) -> str:
    """Make a family part of another and return the id of the union.

    `values` are the fields of the kept family to write; `contact_sur` the id of the safe contact
    that stands when both have one.
    """
    with store.atomic():
        acte = Acte(store, author, garde_id)
        acte.change("foyer", garde_id, values)
        for lien in list(naming(store, FOYER, [absorbe_id])):
            acte.change(lien.table, lien.row_id, {lien.champ: garde_id})
        for row in _others_safe(store, garde_id, contact_sur):
            acte.set_aside("contact_sur", row["id"], garde_id)
        _one_place_each(acte, garde_id)
        acte.set_aside("foyer", absorbe_id, absorbe_id)
        return acte.close(FOYER, garde_id, absorbe_id, None)


def unite_personnes(
    store: Store,
    garde_id: str,
    absorbe_id: str,
    values: Mapping[str, Valeur],
    *,
    foyer_id: str,
    avec_id: str | None,
    author: str,
) -> str:
    """Make two people one and return the id of the union; `foyer_id` is a family of the kept one.

    `avec_id` is the union of families that it goes with, which ends it too.
    """
    with store.atomic():
        acte = Acte(store, author, foyer_id)
        acte.change("personne", garde_id, values)
        for lien in list(naming(store, PERSONNE, [absorbe_id])):
            acte.change(lien.table, lien.row_id, {lien.champ: garde_id})
        for lien in listing(store, [absorbe_id]):
            listed = replaced(lien.valeur, {absorbe_id: garde_id})
            acte.change(lien.table, lien.row_id, {lien.champ: listed})
        for home in _homes(store, garde_id):
            _one_place_each(acte, home)
            _links_once(acte, home)
        acte.set_aside("personne", absorbe_id, foyer_id)
        return acte.close(PERSONNE, garde_id, absorbe_id, avec_id)


def _second_places(rows: Iterable[Row]) -> list[Row]:
    """Return the open memberships that say again what another of the same person says.

    The applicant’s place counts first, then the oldest; somebody who left and came back has two
    places, and keeps them.
    """
    kept: dict[str, Row] = {}
    opened = sorted((row for row in rows if row["fin"] is None), key=by_rank)
    return [row for row in opened if kept.setdefault(row["personne_id"], row) is not row]


def by_rank(row: Row) -> tuple[int, str, str]:
    """Return what orders the memberships of one person: the applicant’s place, then the oldest."""
    order = {"DEMANDEUR": 0, "CONJOINT": 1, "ENFANT": 2}
    return order.get(row["role"], 3), row["debut"] or "9999", row["id"]


def _one_place_each(acte: Acte, foyer_id: str) -> None:
    places = acte.store.query(
        "SELECT * FROM appartenance WHERE foyer_id = :id AND supprime IS NULL", id=foyer_id
    )
    for row in _second_places(places):
        acte.set_aside("appartenance", row["id"], foyer_id)


def _links_once(acte: Acte, foyer_id: str) -> None:
    """Set aside links to oneself and links said twice."""
    seen: set[tuple[object, ...]] = set()
    for row in acte.store.query(
        "SELECT * FROM lien WHERE foyer_id = :id AND supprime IS NULL ORDER BY id", id=foyer_id
    ):
        key = (row["personne_id"], row["autre_id"], row["genre"], row["inconnu"], row["fin"])
        if key in seen or row["personne_id"] == row["autre_id"]:
            acte.set_aside("lien", row["id"], foyer_id)
        seen.add(key)


def _others_safe(store: Store, foyer_id: str, kept: str | None) -> list[Row]:
    """The safe contacts beside the one that stands: the chosen one, else the first."""
    rows = store.query(
        "SELECT id FROM contact_sur WHERE foyer_id = :id AND supprime IS NULL ORDER BY id",
        id=foyer_id,
    )
    standing = next((row["id"] for row in rows if row["id"] == kept), None)
    standing = standing or (rows[0]["id"] if rows else None)
    return [row for row in rows if row["id"] != standing]


def _homes(store: Store, personne_id: str) -> list[str]:
    rows = store.query(
        "SELECT DISTINCT foyer_id FROM appartenance WHERE personne_id = :id AND supprime IS NULL",
        id=personne_id,
    )
    return [row["foyer_id"] for row in rows]

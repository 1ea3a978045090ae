"""What follows a union by itself, in the transaction of whatever arrives after it.

A colleague may write in a file, or unite it the other way round, before hearing that it was
absorbed. Here each transaction, local or received, leaves no living row on an absorbed file. Every
post does the same from the same journal, so that what they write agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from fieldapp.db.fusions import (
    Among,
    Lien,
    Place,
    any_fusion,
    connected,
    deleted_among,
    known_absorbed,
    listing,
    live_unions,
    marked,
    naming,
    only_unions_speak,
    place_of,
    row_of,
    scope,
    standing_unions,
)
from fieldapp.db.fusions_acte import set_aside
from fieldapp.db.fusions_fin import end_with_families
from fieldapp.db.fusions_places import keep_one_each, named, removed_by_unions
from fieldapp.db.journal import row_ops, settle, write
from fieldapp.db.store import Store
from fieldapp.domain.doublon_fusion import (
    AUTEUR_SUITE,
    BASE_FUSION,
    FOYER,
    PERSONNE,
    Union,
    effective,
    roots,
)
from fieldapp.domain.foyer import AUTRE
from fieldapp.domain.fusion import SUPPRIME, merge


def follow(store: Store, touched: Mapping[str, Collection[str]]) -> None:
    """Put right what this transaction touched: called before each commit of a post."""
    if not any_fusion(store):
        return
    among: dict[str, list[str]] = {}
    for name, row_ids in touched.items():
        # « contact.arrive » is a contact too, told apart for the search index only.
        among.setdefault(name.partition(".")[0], []).extend(row_ids)
    moved = {*among.get(FOYER, ()), *among.get(PERSONNE, ())} & known_absorbed(store).keys()
    for fusion_id in among.get("fusion", ()):
        row = row_of(store, "fusion", fusion_id)
        moved |= {row["garde_id"], row["absorbe_id"]} - {None} if row is not None else set()
    if not moved:
        leads_to = roots(standing_unions(store))
        _settle(store, leads_to, among)
        _move_all(
            store, leads_to, _naming(store, leads_to, among), _listing(store, leads_to, among)
        )
        # Another post may have set a place aside for a union that we know to be ended.
        told = named(store, among)
        if told:
            keep_one_each(store, leads_to, connected(store, told))
        return
    # Where ids lead has changed: every row of those they are tied to is looked at.
    tied = connected(store, moved)
    end_with_families(store)
    _stand(store, tied)
    leads_to = roots(standing_unions(store))
    _settle(store, leads_to, None)
    _move_all(store, leads_to, _naming(store, tied, None), _listing(store, tied, None))
    keep_one_each(store, leads_to, tied)


# Who stands, who is set aside


def _stand(store: Store, tied: Collection[str]) -> None:
    """Set aside those whom a union absorbs, bring back those whom none does any more."""
    genres = {row_id: genre for row_id, genre in known_absorbed(store).items() if row_id in tied}
    gone = deleted_among(store, list(genres))
    ops = {row_id: row_ops(store, genre, row_id) for row_id, genre in genres.items()}
    kept = {row_id for row_id in genres.keys() - gone if not only_unions_speak(ops[row_id])}
    unions = [union for union in live_unions(store) if union.absorbe_id in genres]
    found = effective(union for union in unions if union.absorbe_id not in kept)
    for row_id, genre in sorted(genres.items()):
        if row_id in found and row_id not in gone:
            home = row_id if genre == FOYER else _home(store, found[row_id])
            set_aside(
                store, genre, row_id, found[row_id].id,
                author=AUTEUR_SUITE, foyer_id=scope(store, genre, row_id, home),
            )  # fmt: skip
        elif row_id not in found and row_id not in kept:
            _bring_back(store, genre, row_id)
    for union in unions:
        told = (op.fields.get(SUPPRIME) for op in ops[union.absorbe_id])
        if union.absorbe_id in kept and genres[union.absorbe_id] == PERSONNE and any(told):
            _give_place(store, union)


def _home(store: Store, union: Union) -> str:
    """The family whose stream a union of people goes with."""
    row = row_of(store, "fusion", union.id)
    return "" if row is None else str(row["foyer_id"])


def _bring_back(store: Store, genre: str, row_id: str) -> None:
    """Let a row stand that unions alone deleted, all of them known here and none standing."""
    ops = row_ops(store, genre, row_id)
    ours = marked(ops)
    decisions = merge(ops).heads.get(SUPPRIME, ())
    deletions = [op for op in decisions if op.fields[SUPPRIME] is not None]
    if not deletions or not all(op.id in ours for op in deletions):
        return
    if any(row_of(store, "fusion", str(op.base.get(BASE_FUSION, ""))) is None for op in deletions
           if BASE_FUSION in op.base):  # fmt: skip
        return  # a union that has not come yet
    stream = next((op.foyer_id for op in deletions if op.foyer_id), None)
    settle(store, genre, row_id, SUPPRIME, None, author=AUTEUR_SUITE, foyer_id=stream)


def _give_place(store: Store, union: Union) -> None:
    """Show again a person whom somebody changed elsewhere meanwhile: a conflict to decide."""
    if next(iter(naming(store, PERSONNE, [union.absorbe_id])), None) is not None:
        return
    row_id = f"{union.id}-place"  # the same on every post
    if row_of(store, "appartenance", row_id) is not None:
        return
    home = _home(store, union)
    write(
        store,
        "appartenance",
        {"foyer_id": home, "personne_id": union.absorbe_id, "role": AUTRE},
        row_id=row_id,
        author=AUTEUR_SUITE,
        foyer_id=home,
    )


# Rows


def _naming(store: Store, ids: Collection[str], among: Among | None) -> list[Lien]:
    return [
        lien for genre in (FOYER, PERSONNE) for lien in naming(store, genre, ids, among)
    ] if ids else []  # fmt: skip


def _listing(store: Store, ids: Collection[str], among: Among | None) -> list[Lien]:
    return listing(store, ids, among) if ids else []


def _move_all(
    store: Store, leads_to: Mapping[str, str], liens: Iterable[Lien], listed: Iterable[Lien]
) -> None:
    """Put each of these columns where it leads."""
    for lien in (*liens, *listed):
        _move(store, lien, leads_to)


def _move(store: Store, lien: Lien, leads_to: Mapping[str, str]) -> None:
    ops = row_ops(store, lien.table, lien.row_id)
    place = place_of(ops, lien.champ, leads_to)
    if not place.libre or place.valeur is None or place.valeur == lien.valeur:
        return
    write(
        store,
        lien.table,
        {lien.champ: place.valeur},
        row_id=lien.row_id,
        author=AUTEUR_SUITE,
        foyer_id=_stream(store, lien.table, lien.row_id, {lien.champ: place.valeur}),
    )


def _stream(store: Store, table: str, row_id: str, fields: Mapping[str, object]) -> str | None:
    row = row_of(store, table, row_id)
    home = fields.get("foyer_id") or ("" if row is None else row["foyer_id"])
    return scope(store, table, row_id, str(home or ""))


def _settle(store: Store, leads_to: Mapping[str, str], among: Among | None) -> None:
    """Settle what only unions disagree about; a choice between two people is left to people.

    A deletion by a person stands when only a union had moved the row meanwhile.
    """
    for row in store.query(
        'SELECT DISTINCT "table", row_id, champ FROM conflit '
        "WHERE champ IN ('foyer_id', 'personne_id', 'autre_id', 'supprime')"
    ):
        table, row_id, champ = row["table"], row["row_id"], row["champ"]
        if among is not None and row_id not in among.get(table, ()):
            continue
        current = row_of(store, table, row_id)
        ops = row_ops(store, table, row_id)
        if current is None or not marked(ops):
            continue
        gone = current[SUPPRIME] is not None
        if champ == SUPPRIME:
            if not gone and table not in (FOYER, PERSONNE):
                _keep_deleted(store, table, row_id)
        elif not gone or removed_by_unions(ops):
            _settle_place(store, table, row_id, champ, place_of(ops, champ, leads_to), gone=gone)


def _settle_place(
    store: Store, table: str, row_id: str, champ: str, place: Place, *, gone: bool
) -> None:
    if not place.libre:
        return
    stream = _stream(store, table, row_id, {champ: place.valeur})
    settle(store, table, row_id, champ, place.valeur, author=AUTEUR_SUITE, foyer_id=stream)
    if gone:
        # Writing on a row brings it back: whether this one stands is told by its like.
        set_aside(store, table, row_id, "", author=AUTEUR_SUITE, foyer_id=stream)


def _keep_deleted(store: Store, table: str, row_id: str) -> None:
    ops = row_ops(store, table, row_id)
    decisions = merge(ops).heads.get(SUPPRIME, ())
    if any(op.fields[SUPPRIME] is None for op in decisions) or not only_unions_speak(ops):
        return
    stream = next((op.foyer_id for op in reversed(ops) if op.foyer_id), None)
    set_aside(store, table, row_id, "", author=AUTEUR_SUITE, foyer_id=stream)

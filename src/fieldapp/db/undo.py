"""Undo and redo of an author’s last act on this device: each a new act, nothing is erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fieldapp.db import retraits
from fieldapp.db.journal import OP_COLUMNS, op_of, row_ops, write
from fieldapp.db.store import Store
from fieldapp.db.tables import TABLES, columns
from fieldapp.domain.errors import KnownError
from fieldapp.domain.fusion import SUPPRIME, merge
from fieldapp.domain.horloge import instant
from fieldapp.domain.journal import (
    BASE_ACT,
    BASE_SEEN,
    KIND_INSERT,
    KIND_REDO,
    KIND_UNDO,
    PRIVATE_SUFFIX,
    Op,
    OpId,
    Valeur,
)

LEFT = (
    "La famille de ce dernier acte a quitté ce poste\u00a0: une autre équipe la suit. Rien n’a été "
    "annulé. Demandez-lui la correction."
)
NEWER = (
    "Ce dernier acte vient d’une version plus récente de Fieldapp, que ce poste ne sait pas "
    "annuler. Rien n’a changé. Mettez le poste à jour, puis annulez-le."
)
USED_SINCE = (
    "Ce qui a été importé a déjà servi ou a été complété depuis. Rien n’a changé. Retirez un à un "
    "les éléments qui ne conviennent pas."
)
NOTHING_TO_UNDO = "Il n’y a plus d’acte à annuler sur ce poste. Rien n’a changé."
NOTHING_TO_REDO = (
    "Il n’y a rien à rétablir\u00a0: aucun acte n’a été annulé depuis le dernier enregistrement. "
    "Rien n’a changé."
)
CHANGED_SINCE = (
    "Ce qui devait être rétabli a été modifié depuis. Rien n’a changé. "
    "Ouvrez l’historique pour choisir la version à garder."
)
_OWN = "device IN (:device, :prive) AND author = :author AND \"table\" <> 'brouillon'"


def last_act(store: Store, author: str) -> tuple[Op, ...]:
    """Return the ops of the last act of an author that is not taken back yet, or nothing.

    Drafts are not acts: undoing never touches what is being typed.
    """
    for act in _acts(store, author):
        if act[0].kind not in (KIND_UNDO, KIND_REDO):
            return act
    return ()


def last_undo(store: Store, author: str) -> tuple[Op, ...]:
    """Return the ops of the undo that a redo takes back: nothing once the author did anything else.

    Two undos are redone the last one first, so a redo looks past the redos before it.
    """
    for act in _acts(store, author):
        if act[0].kind == KIND_UNDO:
            return act
        if act[0].kind != KIND_REDO:
            return ()
    return ()


def _acts(store: Store, author: str) -> Iterator[tuple[Op, ...]]:
    """Yield the acts of an author that nothing takes back, the newest first."""
    undone: set[int] = set()
    hlc = _previous(store, author, None)
    while hlc is not None:
        act = _act(store, author, hlc)
        if hlc not in undone:
            # An import taken back is one undo of several acts.
            undone |= {t for op in act if isinstance(t := op.base.get(BASE_ACT), int)}
            yield act
        hlc = _previous(store, author, hlc)


def _previous(store: Store, author: str, before: int | None) -> int | None:
    """Return the clock value of the newest act of an author before another one, or None."""
    row = store.one(
        f"SELECT max(hlc) AS hlc FROM op WHERE (:before IS NULL OR hlc < :before) AND {_OWN}",
        before=before,
        device=store.device,
        prive=store.device + PRIVATE_SUFFIX,
        author=author,
    )
    return None if row is None else row["hlc"]


def _act(store: Store, author: str, hlc: int) -> tuple[Op, ...]:
    """Return every op of one act, an import of thousands of lines included, the last one first."""
    rows = store.query(
        f"SELECT {OP_COLUMNS} FROM op WHERE hlc = :hlc AND {_OWN} ORDER BY seq DESC",
        hlc=hlc,
        device=store.device,
        prive=store.device + PRIVATE_SUFFIX,
        author=author,
    )
    return tuple(op_of(row) for row in rows)


def undo(store: Store, author: str) -> tuple[Op, ...]:
    """Take back the last act and return its ops.

    Raises KnownError when there is none, or when somebody changed the same fields since.
    """
    with store.atomic():
        act = last_act(store, author)
        if not act:
            raise KnownError(NOTHING_TO_UNDO)
        _refuse_gone(store, act)
        _refuse_newer(act)
        for op in act:
            _take_back(store, op, author)
        return act


def redo(store: Store, author: str) -> tuple[Op, ...]:
    """Do again the act that was taken back last, and return the ops of that undoing.

    Raises KnownError when the author did anything else since, or when somebody changed the same
    rows since.
    """
    with store.atomic():
        act = last_undo(store, author)
        if not act:
            raise KnownError(NOTHING_TO_REDO)
        _refuse_gone(store, act)
        _refuse_newer(act)
        for op in act:
            _put_back(store, op, author)
        return act


def _refuse_gone(store: Store, act: Sequence[Op]) -> None:
    """Raise KnownError when a family of an act has left this post: another team follows it."""
    gone = retraits.taken_away(store)
    if any(op.foyer_id in gone for op in act):
        raise KnownError(LEFT)


def _refuse_newer(act: Sequence[Op]) -> None:
    """Raise KnownError when an act wrote what this version does not know: its program was newer,
    before this one was put back or on the machine that this post takes over."""
    if any(
        op.table not in TABLES or not set(columns(op.table)).issuperset(op.fields) for op in act
    ):
        raise KnownError(NEWER)


def undo_acts(store: Store, author: str, acts: Sequence[int]) -> int:
    """Take back these acts of an author, the last one first, and return how many ops they held.

    Raises KnownError, with nothing changed, when one is taken back already, or when somebody
    has used or changed since what they wrote.
    """
    with store.atomic():
        held = [_act(store, author, hlc) for hlc in sorted(acts, reverse=True)]
        if not any(held) or _are_undone(store, author, acts):
            raise KnownError(NOTHING_TO_UNDO)
        if _used_since(store, acts):
            raise KnownError(USED_SINCE)
        for act in held:
            for op in act:
                _take_back(store, op, author)
        return sum(len(act) for act in held)


def _are_undone(store: Store, author: str, acts: Sequence[int]) -> bool:
    row = store.one(
        f"SELECT 1 FROM op WHERE hlc > :first AND kind = '{KIND_UNDO}' AND {_OWN} "
        "AND json_extract(base, :place) IN (SELECT value FROM json_each(:acts)) "
        "AND hlc NOT IN (SELECT json_extract(base, :place) FROM op WHERE hlc > :first "
        f"AND kind = '{KIND_REDO}' AND {_OWN})",
        first=min(acts),
        place=f"$.{BASE_ACT}",
        acts=str(list(acts)),
        device=store.device,
        prive=store.device + PRIVATE_SUFFIX,
        author=author,
    )
    return row is not None


def _used_since(store: Store, acts: Sequence[int]) -> bool:
    """Whether a later op changes a row of these acts, belongs to it, or names it."""
    row = store.one(
        "WITH acte(hlc) AS (SELECT value FROM json_each(:acts)), "
        "ecrit(id) AS (SELECT row_id FROM op WHERE hlc IN acte) "
        "SELECT 1 FROM op WHERE hlc > :first AND hlc NOT IN acte AND \"table\" <> 'brouillon' "
        f"AND kind NOT IN ('{KIND_UNDO}', '{KIND_REDO}') "
        "AND (row_id IN ecrit OR foyer_id IN ecrit "
        "OR json_extract(fields, '$.structure_id') IN ecrit)",
        first=min(acts),
        acts=str(list(acts)),
    )
    return row is not None


def _take_back(store: Store, op: Op, author: str) -> None:
    ops = row_ops(store, op.table, op.row_id)
    state = merge(ops)
    base: dict[str, object] = {BASE_ACT: op.hlc}
    fields: dict[str, Valeur]
    if op.kind == KIND_INSERT:
        fields = {SUPPRIME: instant()}
        base[BASE_SEEN] = state.seen()
    else:
        by_id = {other.id: other for other in ops}
        fields = {}
        for name in op.fields:
            heads = state.heads.get(name, ())
            if not any(op.id in _standing(by_id, head, name) for head in heads):
                raise KnownError(
                    "Ce qui devait être annulé a été modifié depuis. Rien n’a changé. "
                    "Ouvrez l’historique pour choisir la version à garder."
                )
            fields[name] = _value_before(op, name, by_id)
    write(
        store,
        op.table,
        fields,
        row_id=op.row_id,
        author=author,
        foyer_id=op.foyer_id,
        kind=KIND_UNDO,
        base=base,
    )


def _value_before(op: Op, name: str, by_id: Mapping[OpId, Op]) -> Valeur:
    """Return what a field held just before a change, the newest of what it replaced."""
    replaced = [by_id[key] for key in op.replaces(name) if key in by_id]
    newest = max(replaced, key=lambda other: (other.hlc, other.device), default=None)
    return None if newest is None else newest.fields.get(name)


def _put_back(store: Store, op: Op, author: str) -> None:
    """Write again what an undo took away; `op` is that undo."""
    ops = row_ops(store, op.table, op.row_id)
    state = merge(ops)
    by_id = {other.id: other for other in ops}
    fields: dict[str, Valeur] = {}
    for name in op.fields:
        heads = state.heads.get(name, ())
        if not any(_shows_undo(by_id, head, op, name) for head in heads):
            raise KnownError(CHANGED_SINCE)
        fields[name] = _value_before(op, name, by_id)
    base: dict[str, object] = {BASE_ACT: op.hlc}
    if fields.get(SUPPRIME) is not None:
        # To delete again what somebody has worked on since would take that work away.
        if any(other.hlc > op.hlc and other.kind not in (KIND_UNDO, KIND_REDO) for other in ops):
            raise KnownError(CHANGED_SINCE)
        base[BASE_SEEN] = state.seen()
    write(
        store,
        op.table,
        fields,
        row_id=op.row_id,
        author=author,
        foyer_id=op.foyer_id,
        kind=KIND_REDO,
        base=base,
    )


def _shows_undo(by_id: Mapping[OpId, Op], head: Op, undo_op: Op, name: str) -> bool:
    """Whether a head shows what this undo left: itself, or the redo of an undo that came later."""
    if head.id == undo_op.id:
        return True
    if head.kind != KIND_REDO:
        return False
    target = head.base.get(BASE_ACT)
    later = [op for op in by_id.values() if op.hlc == target and op.author == head.author]
    before = [by_id[key] for op in later for key in op.replaces(name) if key in by_id]
    return any(_shows_undo(by_id, op, undo_op, name) for op in before)


def _standing(by_id: Mapping[OpId, Op], head: Op, name: str) -> frozenset[OpId]:
    """Return the changes whose value a head shows: its own, or the one that undoing brought back.

    Without it the second of two changes of one field could be taken back, and never the first.
    """
    target = head.base.get(BASE_ACT)
    undone = [
        op for op in by_id.values()
        if op.hlc == target and op.author == head.author and name in op.fields
    ]  # fmt: skip
    if not undone:
        return frozenset({head.id})
    before = [by_id[key] for op in undone for key in op.replaces(name) if key in by_id]
    return frozenset().union(*(_standing(by_id, op, name) for op in before))

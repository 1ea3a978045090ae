"""The merge: the state of a row is a function of the set of its ops, in any order, with repeats.

Two ops on one field are concurrent when neither had seen the other, which `base` says, never the
clock. Different fields merge. On one field a deterministic winner is shown and every other value
stays a head, listed as a conflict until a person decides. An edit beats a deletion, flagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldapp.domain.journal import BASE_SEEN, Op, OpId, Valeur, op_ids

SUPPRIME = "supprime"
_LISTS = (list, tuple)


@dataclass(frozen=True, slots=True)
class Etat:
    """The merged state of one row.

    `heads` gives, per field, the ops nobody has replaced, the winner first. `conflicts` keeps
    only the fields whose heads disagree, without the winner.
    """

    values: Mapping[str, Valeur]
    heads: Mapping[str, tuple[Op, ...]]
    conflicts: Mapping[str, tuple[Op, ...]]

    def base_for(self, name: str) -> list[list[str | int]]:
        """Return what a new op on the field `name` replaces, as `base` writes it."""
        return [[op.device, op.seq] for op in self.heads.get(name, ())]

    def seen(self) -> list[list[str | int]]:
        """Return every live head of the row, as a deletion records what its author saw."""
        ids = sorted({op.id for ops in self.heads.values() for op in ops})
        return [[device, seq] for device, seq in ids]


def merge(ops: Iterable[Op]) -> Etat:
    """Merge the ops of one row (`ops` all bear the same table and row_id)."""
    by_id: dict[OpId, Op] = {op.id: op for op in ops}
    if len(by_id) == 1:
        # What the general way gives, sooner: most rows are written once.
        (only,) = by_id.values()
        return Etat(dict(only.fields), dict.fromkeys(only.fields, (only,)), {})
    return _merge_chain(by_id.values()) or _merge_any(by_id.values())


def _merge_chain(ops: Iterable[Op]) -> Etat | None:
    """Merge ops of which each names exactly the value it replaces; None when they are not so.

    What the general way gives, sooner: nearly every row is changed by one person at a time.
    """
    shown: dict[str, Op] = {}
    for op in sorted(ops, key=_by_clock):
        if not shown and not op.base:
            shown = dict.fromkeys(op.fields, op)  # the birth of the row, with most of its fields
            continue
        for name in op.fields:
            before = shown.get(name)
            if not _replaces_only(op.base.get(name), before):
                return None
            shown[name] = op
    values = {name: op.fields[name] for name, op in shown.items()}
    heads = {name: (op,) for name, op in shown.items()}
    conflicts: dict[str, tuple[Op, ...]] = {}
    _keep_edited_rows(values, heads, conflicts)
    return Etat(values, heads, conflicts)


def _replaces_only(base: object, before: Op | None) -> bool:
    """Tell whether a `base` names this op and no other; nothing when there is none."""
    if before is None:
        return not base
    return isinstance(base, _LISTS) and len(base) == 1 and tuple(base[0]) == before.id


def _by_clock(op: Op) -> tuple[int, str, int]:
    return (op.hlc, op.device, op.seq)


def _merge_any(ops: Iterable[Op]) -> Etat:
    setters: dict[str, list[Op]] = {}
    replaced: dict[str, set[OpId]] = {}
    for op in ops:
        for name in op.fields:
            setters.setdefault(name, []).append(op)
            replaced.setdefault(name, set()).update(op.replaces(name))

    heads: dict[str, tuple[Op, ...]] = {}
    for name, candidates in setters.items():
        live = [op for op in candidates if op.id not in replaced[name]]
        heads[name] = tuple(sorted(live, key=_by_clock, reverse=True))

    values = {name: ops_[0].fields[name] for name, ops_ in heads.items() if ops_}
    conflicts = {
        name: tuple(op for op in ops_[1:] if op.fields[name] != values[name])
        for name, ops_ in heads.items()
    }
    conflicts = {name: losers for name, losers in conflicts.items() if losers}
    _keep_edited_rows(values, heads, conflicts)
    return Etat(values, heads, conflicts)


def _keep_edited_rows(
    values: dict[str, Valeur],
    heads: Mapping[str, tuple[Op, ...]],
    conflicts: dict[str, tuple[Op, ...]],
) -> None:
    """Bring back a deleted row that somebody edited without having seen the deletion."""
    decisions = heads.get(SUPPRIME, ())
    deletions = tuple(op for op in decisions if op.fields[SUPPRIME] is not None)
    if not deletions:
        conflicts.pop(SUPPRIME, None)
        return
    seen: set[OpId] = {op.id for op in deletions}
    for op in deletions:
        seen |= op_ids(op.base.get(BASE_SEEN))
    unseen = any(op.id not in seen for name, ops in heads.items() if name != SUPPRIME for op in ops)
    if unseen or len(deletions) < len(decisions):
        values[SUPPRIME] = None
        conflicts[SUPPRIME] = deletions
    else:
        # Two people deleted it at two instants: they agree.
        conflicts.pop(SUPPRIME, None)

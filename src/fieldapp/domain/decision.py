"""What was decided between versions, and what waits again: read from the ops of one row.

A decision is an op that names every version it chose among. One taken back puts a single version
in its place, and the others would be forgotten: from the journal every post reads them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldapp.domain.fusion import SUPPRIME, Etat
from fieldapp.domain.journal import (
    BASE_ACT,
    BASE_SEEN,
    KIND_DELETE,
    KIND_REDO,
    KIND_UNDO,
    KIND_UPDATE,
    Op,
    OpId,
    op_ids,
)


def decision_behind(head: Op, champ: str, ops: Sequence[Op]) -> Op | None:
    """Return the decision that a value comes from: itself, taken back, or done again.

    For a row deleted after all it is the op of the same act that saw the deletion first. Whether it
    chose among several is for `originals` to tell.
    """
    if head.kind in (KIND_UNDO, KIND_REDO):
        target = head.base.get(BASE_ACT)
        act = [
            op for op in ops if op.hlc == target and op.author == head.author and champ in op.fields
        ]
        behind = next((op for op in act if op.kind == KIND_UPDATE), act[0] if act else None)
        if behind is None or head.kind == KIND_UNDO:
            return behind
        return decision_behind(behind, champ, ops)
    if champ == SUPPRIME and head.kind == KIND_DELETE:
        return next(
            (
                op for op in ops
                if (op.hlc, op.device, op.kind) == (head.hlc, head.device, KIND_UPDATE)
                and SUPPRIME in op.fields
            ),
            None,
        )  # fmt: skip
    return head


def originals(decision: Op, champ: str, ops: Sequence[Op]) -> list[Op]:
    """Return the versions that a decision chose among, without the decisions before it.

    Of a row deleted here and changed there they are the deletions: `unseen_edits` are the others.
    """
    by_id = {op.id: op for op in ops}
    replaced = [by_id[one] for one in sorted(decision.replaces(champ)) if one in by_id]
    if champ == SUPPRIME:
        replaced = [op for op in replaced if op.fields[SUPPRIME] is not None]
    ids = {op.id for op in replaced}
    first = [
        op for op in replaced
        if not (_is_choice(op, champ, ops) and ancestors(op, champ, by_id) & ids)
    ]  # fmt: skip
    return standing_for(first, champ, ops)


def standing_for(heads: Sequence[Op], champ: str, ops: Sequence[Op]) -> list[Op]:
    """Return the versions that these stand for: all those of a decision for one that was taken
    back, each itself otherwise."""
    found: dict[OpId, Op] = {}
    for head in heads:
        behind = decision_behind(head, champ, ops) if head.kind == KIND_UNDO else None
        several = [] if behind is None else originals(behind, champ, ops)
        least = 0 if champ == SUPPRIME else 1
        found |= {op.id: op for op in (several if len(several) > least else [head])}
    return list(found.values())


def unseen_edits(deletions: Sequence[Op], decision: Op, ops: Sequence[Op]) -> list[Op]:
    """Return the edits that the authors of these deletions had not seen when it was decided."""
    by_id = {op.id: op for op in ops}
    seen = {op.id for op in deletions}
    for deletion in deletions:
        seen |= op_ids(deletion.base.get(BASE_SEEN))
    for one in [by_id[key] for key in seen if key in by_id]:
        for champ in one.fields:
            seen |= ancestors(one, champ, by_id)
    edits = [op for op in ops if op.id not in seen and set(op.fields) - {SUPPRIME}]
    # A clock that is wrong must not hide them all.
    return [op for op in edits if op.hlc <= decision.hlc] or edits


def fields_to_decide_again(state: Etat, ops: Sequence[Op]) -> list[str]:
    """Return the fields whose decision was taken back and over which nothing was written since.

    Those of which the merge makes a conflict by itself are not among them.
    """
    return [
        champ for champ, heads in state.heads.items()
        if champ not in state.conflicts and len(heads) == 1 and heads[0].kind == KIND_UNDO
        and len({op.fields[champ] for op in standing_for(heads, champ, ops)}) > 1
    ]  # fmt: skip


def ancestors(op: Op, champ: str, by_id: Mapping[OpId, Op]) -> set[OpId]:
    """Return every version of a field that came before this one, and that it had seen."""
    found: set[OpId] = set()
    waiting = [op]
    while waiting:
        for one in waiting.pop().replaces(champ):
            if one in by_id and one not in found and champ in by_id[one].fields:
                found.add(one)
                waiting.append(by_id[one])
    return found


def _is_choice(op: Op, champ: str, ops: Sequence[Op]) -> bool:
    """Whether an op decided of several versions, or took such a decision back or did it again."""
    behind = decision_behind(op, champ, ops)
    return behind is not None and (len(behind.replaces(champ)) > 1 or champ == SUPPRIME)

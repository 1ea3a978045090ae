"""The merge against a model written another way: same ops, same state, in any order."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.fusion import SUPPRIME, Etat, merge
from fieldapp.domain.journal import BASE_SEEN, Op, Valeur

FIELDS = ("nom", "commune", "langue")


@dataclass
class Poste:
    """A device that edits one row: it knows some ops and writes new ones from what it knows."""

    nom: str
    connus: dict[tuple[str, int], Op] = field(default_factory=dict)
    seq: int = 0

    def etat(self) -> Etat:
        return merge(self.connus.values())

    def ecrit(self, hlc: int, champ: str, valeur: Valeur) -> None:
        state = self.etat()
        base: dict[str, object] = {champ: state.base_for(champ)}
        if champ == SUPPRIME and valeur is not None:
            base[BASE_SEEN] = state.seen()
        self.seq += 1
        op = Op(self.nom, self.seq, hlc, "update", "foyer", "f1", {champ: valeur}, base)
        self.connus[op.id] = op

    def recoit(self, autre: Poste, combien: int) -> None:
        for op in list(autre.connus.values())[:combien]:
            self.connus[op.id] = op


Pas = tuple[int, int, int, int]


@st.composite
def histories(draw: st.DrawFn) -> list[Op]:
    """Ops of three devices that edit, delete, bring back and hear of each other now and then."""
    posts = [Poste(name) for name in "abc"]
    steps: list[Pas] = draw(
        st.lists(
            st.tuples(
                st.integers(0, 2), st.integers(0, 6), st.integers(0, 3), st.integers(0, 30)
            ),
            min_size=1, max_size=25,
        )
    )  # fmt: skip
    for rank, (who, what, which, clock) in enumerate(steps):
        post = posts[who]
        if what < 2:
            post.recoit(posts[which % 3], 1 + clock)
        elif what == 2:
            post.ecrit(clock << 16, SUPPRIME, f"jour {rank}")
        elif what == 3:
            post.ecrit(clock << 16, SUPPRIME, None)
        else:
            # Clocks disagree: they order display and never say what is concurrent.
            post.ecrit(clock << 16, FIELDS[which % 3], f"v{which}")
    return [op for post in posts for op in post.connus.values() if op.device == post.nom]


def _model(ops: list[Op]) -> tuple[dict[str, Valeur], dict[str, set[Valeur]]]:
    """The same rule, told per value: what nobody replaced stands; the newest clock is shown."""
    values: dict[str, Valeur] = {}
    conflicts: dict[str, set[Valeur]] = {}
    for name in {name for op in ops for name in op.fields}:
        standing = [
            op for op in ops
            if name in op.fields and not any(op.id in other.replaces(name) for other in ops)
        ]  # fmt: skip
        shown = max(standing, key=lambda op: (op.hlc, op.device, op.seq)).fields[name]
        values[name] = shown
        others = {op.fields[name] for op in standing} - {shown}
        if others and name != SUPPRIME:
            conflicts[name] = others
    deletions = [
        op for op in ops
        if op.fields.get(SUPPRIME) is not None
        and not any(op.id in other.replaces(SUPPRIME) for other in ops)
    ]  # fmt: skip
    if deletions and _was_edited_unseen(ops, deletions):
        values[SUPPRIME] = None
        conflicts[SUPPRIME] = {op.fields[SUPPRIME] for op in deletions}
    return values, conflicts


def _was_edited_unseen(ops: list[Op], deletions: list[Op]) -> bool:
    seen = {op.id for op in deletions}
    for op in deletions:
        listed = op.base.get(BASE_SEEN)
        assert isinstance(listed, list)
        seen |= {(str(device), int(seq)) for device, seq in listed}
    for op in ops:
        for name, value in op.fields.items():
            replaced = any(op.id in other.replaces(name) for other in ops)
            kept_alive = name != SUPPRIME or value is None
            if not replaced and kept_alive and op.id not in seen:
                return True
            if not replaced and name == SUPPRIME and value is None:
                return True
    return False


@given(histories(), st.randoms(use_true_random=False))
def test_the_state_depends_on_the_set_of_ops_alone(ops: list[Op], rng: random.Random) -> None:
    if not ops:
        return
    expected = merge(ops)
    shuffled = ops + rng.sample(ops, rng.randrange(len(ops) + 1))
    rng.shuffle(shuffled)
    found = merge(shuffled)
    assert found.values == expected.values
    assert found.heads == expected.heads
    assert found.conflicts == expected.conflicts


@given(histories())
def test_the_merge_agrees_with_the_model(ops: list[Op]) -> None:
    if not ops:
        return
    values, conflicts = _model(ops)
    state = merge(ops)
    assert dict(state.values) == values
    lost = {name: {op.fields[name] for op in ops_} for name, ops_ in state.conflicts.items()}
    assert lost == conflicts


@given(histories())
def test_no_value_is_lost_unless_somebody_who_saw_it_replaced_it(ops: list[Op]) -> None:
    state = merge(ops)
    replaced = {(name, id_) for op in ops for name in op.fields for id_ in op.replaces(name)}
    live = {(name, op.id) for name, heads in state.heads.items() for op in heads}
    assert live == {(name, op.id) for op in ops for name in op.fields} - replaced


@given(histories())
def test_deciding_leaves_no_conflict(ops: list[Op]) -> None:
    post = Poste("z", {op.id: op for op in ops})
    for champ in list(post.etat().conflicts):
        if champ != SUPPRIME:
            post.ecrit(1, champ, "décidé")
    assert set(post.etat().conflicts) <= {SUPPRIME}

"""When a post synchronises by itself, minute by minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.errors import KnownError
from fieldapp.sync.folder import AbsentError, FolderError
from fieldapp.sync.planning import (
    EVERY_S,
    FIRST_S,
    OFFLINE_S,
    PAUSE_S,
    REFUSED_S,
    Issue,
    Plan,
    ended,
    entered,
    is_told,
    issue_of,
    next_try,
    tries_at_closing,
)
from fieldapp.sync.transport import RefusedError, StoppedError

PLAN = Plan("0123456789ab", 1000.0)
MOST = 1.2


def test_the_worker_comes_first_when_the_laptop_opens() -> None:
    assert 1000 + FIRST_S <= next_try(PLAN) <= 1000 + FIRST_S * MOST


def test_what_is_entered_leaves_once_the_worker_pauses() -> None:
    plan = ended(PLAN, Issue.REUSSIE, 1100, 1090)
    assert next_try(plan) >= 1100 + EVERY_S
    plan = entered(plan, 1200)
    assert next_try(plan) == 1200 + PAUSE_S
    plan = entered(plan, 1230)
    assert next_try(plan) == 1230 + PAUSE_S
    # A worker who types without a pause is not waited for longer than usual.
    for second in range(1240, 4000, 10):
        plan = entered(plan, second)
    assert next_try(plan) <= 1100 + EVERY_S * MOST


def test_what_was_entered_during_a_try_leaves_with_the_next() -> None:
    plan = entered(PLAN, 1050)
    plan = entered(plan, 1095)
    assert ended(plan, Issue.REUSSIE, 1100, 1090).saisie == 1095
    assert ended(plan, Issue.REUSSIE, 1100, 1096).saisie is None
    assert ended(plan, Issue.HORS_LIGNE, 1100, 1096).saisie == 1095


def test_offline_each_try_waits_longer_and_being_back_starts_again() -> None:
    plan, now, waits = entered(PLAN, 1001), 1000.0, []
    for _ in range(8):
        plan = ended(plan, Issue.HORS_LIGNE, now, now)
        waits.append(next_try(plan) - now)
        now = next_try(plan)
    assert waits == sorted(waits)
    assert OFFLINE_S[0] <= waits[0] <= OFFLINE_S[0] * MOST
    assert waits[-1] == waits[-2] <= OFFLINE_S[-1] * MOST
    plan = ended(plan, Issue.REUSSIE, now, now)
    assert plan.echecs == 0
    assert plan.saisie is None


def test_a_refusal_is_told_once_and_not_hammered() -> None:
    assert is_told(PLAN, Issue.REFUSEE)
    plan = ended(PLAN, Issue.REFUSEE, 1100, 1090)
    assert not is_told(plan, Issue.REFUSEE)
    assert next_try(entered(plan, 1101)) >= 1100 + REFUSED_S
    assert is_told(ended(plan, Issue.REUSSIE, 1200, 1190), Issue.REFUSEE)
    for quiet in (Issue.HORS_LIGNE, Issue.REUSSIE, Issue.ARRETEE):
        assert not is_told(PLAN, quiet)


def test_closing_tries_once_more_when_it_is_worth_it() -> None:
    assert tries_at_closing(PLAN, 3)
    assert not tries_at_closing(PLAN, 0)
    assert tries_at_closing(ended(PLAN, Issue.REUSSIE, 1100, 1090), 1)
    assert not tries_at_closing(ended(PLAN, Issue.HORS_LIGNE, 1100, 1090), 1)
    assert not tries_at_closing(ended(PLAN, Issue.REFUSEE, 1100, 1090), 1)


def test_an_error_says_how_the_try_ended() -> None:
    assert issue_of(None) is Issue.REUSSIE
    assert issue_of(AbsentError("introuvable")) is Issue.HORS_LIGNE
    assert issue_of(StoppedError("arrêté")) is Issue.ARRETEE
    for error in (FolderError("plein"), RefusedError("révoqué"), KnownError("autre")):
        assert issue_of(error) is Issue.REFUSEE


@given(
    poste=st.text("0123456789abcdef", min_size=12, max_size=12),
    steps=st.lists(
        st.tuples(st.sampled_from([*Issue, None]), st.floats(0, 5000)), min_size=1, max_size=20
    ),
)
def test_the_next_try_is_always_to_come_and_never_far(
    poste: str, steps: list[tuple[Issue | None, float]]
) -> None:
    plan, now = Plan(poste, 0.0), 0.0
    for issue, wait in steps:
        now += wait
        plan = entered(plan, now) if issue is None else ended(plan, issue, now, now)
        last = plan.ouvert if plan.fin is None else plan.fin
        assert last < next_try(plan) <= last + REFUSED_S * MOST

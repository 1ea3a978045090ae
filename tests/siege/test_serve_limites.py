"""The measures of `siege serve`, on a clock that the test holds."""

from __future__ import annotations

from fieldapp.siege.serve_limits import Buckets
from fieldapp.siege.serve_sessions import LIFE_S, Sessions


class Horloge:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    clock = Horloge()
    buckets = Buckets(2, 5, clock)
    assert [buckets.take("a") for _ in range(5)] == [0, 0, 0, 0, 0]
    assert buckets.take("a") == 0.5
    assert buckets.take("b") == 0
    clock.now += 1
    assert buckets.take("a") == 0


def test_who_insists_is_slowed_down_but_not_shut_out() -> None:
    clock = Horloge()
    buckets = Buckets(2, 5, clock)
    waits = [buckets.take("a") for _ in range(1000)]
    assert max(waits) == 2.5
    clock.now += 3
    assert buckets.take("a") == 0


def test_many_addresses_fill_no_memory() -> None:
    buckets = Buckets(1, 1, Horloge(), size=100)
    for number in range(10_000):
        buckets.take(str(number))
    assert len(buckets._levels) == 100


def test_a_challenge_is_of_this_server_and_ends() -> None:
    clock = Horloge()
    sessions, other = Sessions(clock), Sessions(clock)
    seance = sessions.issue()
    assert sessions.is_open(seance)
    assert not other.is_open(seance)
    for wrong in ("", "zz", seance[:-2], seance + "00", "ff" + seance[2:], seance.swapcase()[:5]):
        assert not sessions.is_open(wrong)
    clock.now += LIFE_S + 1
    assert not sessions.is_open(seance)


def test_a_count_only_grows_and_is_of_one_post() -> None:
    sessions = Sessions(Horloge())
    seance = sessions.issue()
    assert sessions.advance(seance, "a", 1)
    assert not sessions.advance(seance, "a", 1)
    assert sessions.advance(seance, "a", 7)
    assert not sessions.advance(seance, "a", 5)
    assert not sessions.advance(seance, "b", 8)


def test_challenges_nobody_signs_and_those_that_ended_are_not_kept() -> None:
    clock = Horloge()
    sessions = Sessions(clock)
    for _ in range(1000):
        sessions.issue()
    assert not sessions._used
    for _ in range(100):
        sessions.advance(sessions.issue(), "a", 1)
    clock.now += LIFE_S + 1
    sessions.advance(sessions.issue(), "a", 1)
    assert len(sessions._used) == 1

"""Buckets of tries: as many as a burst at once, then one more for each pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.http import try_buckets
from kiosk.http.try_buckets import Buckets, Limit

SLOW = Limit(3, 10)
SIGN_IN = Limit(10, 30)


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_rhythm_gets_more_than_the_burst_and_what_time_gives(pauses: list[float]) -> None:
    buckets, now, taken = Buckets(), 1000.0, 0
    for pause in pauses:
        now += pause
        wait = buckets.take("sign-in", "x", SLOW, now)
        taken += wait == 0
        assert 0 <= wait <= SLOW.every_s
        assert taken <= SLOW.burst + (now - 1000.0) / SLOW.every_s + 1e-6


def test_the_wait_that_is_said_is_the_wait_there_is() -> None:
    buckets = Buckets()
    assert [buckets.take("sign-in", "x", SLOW, 0) for _ in range(4)] == [0, 0, 0, 10]
    assert buckets.take("sign-in", "x", SLOW, 4) == pytest.approx(6)
    assert buckets.take("sign-in", "x", SLOW, 10) == 0
    assert buckets.take("sign-in", "y", SLOW, 10) == buckets.take("search", "x", SLOW, 10) == 0, "each has its own"


def test_a_clock_that_goes_back_gives_nothing() -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take("sign-in", "x", SLOW, 100)
    assert buckets.take("sign-in", "x", SLOW, 0) > 0


def test_a_crowd_of_sources_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_buckets, "_MOST_BUCKETS", 50)
    buckets = Buckets()
    for number in range(500):
        buckets.take("sign-in", str(number), SIGN_IN, 0)
    assert len(buckets._left) <= 50


def test_who_has_tried_half_of_a_large_burst_is_not_taken_for_somebody_who_tried_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address that stands for several stations has more tries than one station has."""
    monkeypatch.setattr(try_buckets, "_MOST_BUCKETS", 2)
    buckets, large = Buckets(), Limit(SIGN_IN.burst * 3, 30)
    for _ in range(large.burst - SIGN_IN.burst):
        assert buckets.take("sign-in", "address", large, 0) == 0
    for source in ("one", "another"):  # full again by the time of the last: these are what can be forgotten
        buckets.take("sign-in", source, SLOW, 0)
        buckets.give_back("sign-in", source)
    waits = [buckets.take("sign-in", "address", large, 0) for _ in range(SIGN_IN.burst + 1)]
    assert waits[:-1] == [0] * SIGN_IN.burst and waits[-1] > 0


def test_a_busy_desk_whose_tries_are_right_never_waits() -> None:
    buckets = Buckets()
    for _ in range(20):
        assert buckets.take("sign-in", "x", SLOW, 0) == 0
        buckets.give_back("sign-in", "x")

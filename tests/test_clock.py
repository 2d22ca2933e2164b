"""The machine's watch and dice."""

import time
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import READABLE, Clock, is_id, moment, stamp

MOMENTS = some.integers(0, 4 * 10**15).map(lambda us: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us))
OFFSETS = some.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def test_the_time_is_utc() -> None:
    assert Clock().now().tzinfo is UTC
    assert abs(Clock().now().timestamp() - time.time()) < 5


def test_seconds_only_grow() -> None:
    seen = [Clock().monotonic() for _ in range(100)]
    assert seen == sorted(seen)


def test_no_two_ids_or_secrets_are_alike() -> None:
    clock = Clock()
    assert len({clock.new_id() for _ in range(1000)}) == len({clock.token() for _ in range(1000)}) == 1000
    assert len(clock.new_id()) == 32 and int(clock.new_id(), 16)
    assert len(clock.token()) == 43
    assert is_id(clock.new_id()) and not is_id(clock.new_id().upper()) and not is_id(clock.new_id() + "\n")


def test_what_a_person_copies_has_no_characters_that_look_alike() -> None:
    drawn = Clock().readable(5000)
    assert set(drawn) == set(READABLE)
    assert not set(READABLE) & set("01OI") and len(READABLE) == 32


def test_dice_fall_everywhere_below_one() -> None:
    drawn = [Clock().dice() for _ in range(1000)]
    assert 0 <= min(drawn) < 0.1 and 0.9 < max(drawn) < 1


@given(MOMENTS, OFFSETS)
def test_a_stamp_names_its_moment_wherever_it_was_taken(at: datetime, zone: timezone) -> None:
    assert stamp(at.astimezone(zone)) == stamp(at)
    assert moment(stamp(at)) == at


@given(MOMENTS, MOMENTS)
def test_stamps_are_in_the_order_of_their_moments(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == 32

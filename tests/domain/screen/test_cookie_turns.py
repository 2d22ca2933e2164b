"""A station's cookie goes on by itself, and a copy of it is noticed; a power cut is no copy."""

from datetime import UTC, datetime, timedelta

from kiosk.domain.screen.station import TURNS_EVERY, Turn, Turns

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def turns(used: timedelta) -> Turns:
    return Turns(5, NOON, NOON + used)


def test_a_cookie_is_worth() -> None:
    for sent, after, used, worth in [
        (5, 10 * MINUTE, 10 * MINUTE, Turn.PRESENT),
        (6, 61 * MINUTE, 60 * MINUTE, Turn.NEXT),
        (9, 61 * MINUTE, 60 * MINUTE, Turn.NEXT),
        (4, MINUTE / 2, MINUTE / 2, Turn.FORMER),
        (4, 600 * MINUTE, MINUTE / 2, Turn.FORMER),
        (4, 3 * MINUTE, 2 * MINUTE, Turn.COPIED),
        (3, MINUTE / 2, MINUTE / 2, Turn.COPIED),
    ]:
        assert turns(used).judge(sent, NOON + after) is worth


def test_the_next_cookie_is_offered_after_an_hour_and_after_a_power_cut() -> None:
    assert not turns(MINUTE).offers_next(5, NOON + TURNS_EVERY)
    assert turns(MINUTE).offers_next(5, NOON + TURNS_EVERY + MINUTE)
    assert turns(MINUTE / 2).offers_next(4, NOON + 2 * MINUTE)
    assert not turns(MINUTE / 2).offers_next(4, NOON + MINUTE / 2)
    assert not turns(2 * MINUTE).offers_next(4, NOON + 3 * MINUTE)

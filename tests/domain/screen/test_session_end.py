"""When a staff session ends, in words that a page can say."""

from datetime import UTC, datetime, timedelta

from kiosk.domain.screen.idle_times import SessionEnd

NOW = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)


def test_it_is_said_two_minutes_before_or_at_the_half_of_what_is_short() -> None:
    assert SessionEnd(NOW, timedelta(minutes=30)).before == timedelta(minutes=2)
    assert SessionEnd(NOW, timedelta(minutes=1)).before == timedelta(seconds=30)


def test_the_times_are_those_of_a_watch_and_the_end_comes_first() -> None:
    ends = SessionEnd(NOW, timedelta(minutes=30), timedelta(hours=12))
    assert (ends.idle_at, ends.final_at) == ("14:35", "02:05")
    soon = SessionEnd(NOW, timedelta(minutes=30), timedelta(minutes=3))
    assert (soon.idle_at, soon.final_at) == ("14:08", "14:08")
    assert SessionEnd(NOW, timedelta(minutes=10)).final_at == ""

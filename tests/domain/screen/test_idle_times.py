"""How long a public screen waits for its citizen."""

from datetime import timedelta

from kiosk.domain.screen.comfort import USUAL, Comfort
from kiosk.domain.screen.idle_times import answers_within, asks_after, ends_after

SLOW = Comfort(time="slow")


def test_whoever_asked_for_more_time_has_twice_as_much() -> None:
    assert asks_after(5, USUAL) == timedelta(minutes=5)
    assert answers_within(USUAL) == timedelta(seconds=45)
    assert asks_after(5, SLOW) == timedelta(minutes=10)
    assert answers_within(SLOW) == timedelta(seconds=90)


def test_the_answer_has_the_twenty_seconds_that_wcag_wants() -> None:
    assert answers_within(USUAL) >= timedelta(seconds=20)


def test_the_box_never_ends_a_session_before_the_screen_does() -> None:
    for comfort in [USUAL, SLOW]:
        for minutes in [1, 5, 60]:
            screen = asks_after(minutes, comfort) + answers_within(comfort)
            noted_late = ends_after(minutes, comfort) / 10  # a session in use is noted ten times in its life
            assert ends_after(minutes, comfort) - noted_late > screen + timedelta(seconds=50)

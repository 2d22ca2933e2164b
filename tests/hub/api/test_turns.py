"""Beyond a few batches at once, or where a database has no time, a hub says when to come again."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from hub.api.api import EXTENSION, Turns, its_turn
from hub.hub import Hub
from kiosk.clock import Clock
from tests.gallery.site.cast import Watch
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_behind_more_cases_than_are_taken_in_two_seconds_one_is_told_when_to_come_again() -> None:
    """Cases are counted, not batches: there is a place behind small ones, and none behind one that is large."""
    turns, watch = Turns(), Watch()
    with turns.turn(watch, 100):
        watch.wait(timedelta(seconds=50))  # a tenth of a second a case, as it is reckoned from now on
    with turns.turn(watch, 20), turns.turn(watch, 20) as second:
        assert second == 0
    with turns.turn(watch, 100), turns.turn(watch, 1) as late:
        assert 5 <= late <= 15
    with turns.turn(watch, 100) as again:
        assert again == 0


def test_whoever_waits_gets_the_turn_that_is_given_back() -> None:
    turns, clock, heard = Turns(at_once=1), Clock(), list[int]()

    def wait() -> None:
        with turns.turn(clock, 1) as late:
            heard.append(late)

    waiting = threading.Thread(target=wait)
    with turns.turn(clock, 1):
        waiting.start()
    waiting.join()
    assert heard == [0]


def test_whoever_waited_too_long_is_told_to_come_again() -> None:
    turns, clock = Turns(at_once=1, wait_s=0.01), Clock()
    with turns.turn(clock, 1), turns.turn(clock, 1) as late:
        assert late > 0


def test_a_failure_gives_the_turn_back() -> None:
    turns, clock = Turns(at_once=1, wait_s=0), Clock()
    with pytest.raises(ValueError), turns.turn(clock, 1):
        raise ValueError
    with turns.turn(clock, 1) as again:
        assert again == 0


def test_a_busy_hub_says_so_takes_nothing_and_still_shows_its_pages(app: Flask, box: Box, instructor: Browser) -> None:
    app.extensions[EXTENSION] = turns = Turns(at_once=1, wait_s=0)
    batch = box.batch(box.submitted())
    client, headers = app.test_client(), {"Authorization": f"Bearer {box.token}"}
    with turns.turn(Clock(), 1):
        busy = client.post("/api/v2/events", json=batch, headers=headers)
        assert instructor.open("/").status == 200
    assert (busy.status_code, busy.json) == (503, {"error": "unavailable"}) and int(busy.headers["Retry-After"]) >= 1
    [answer] = client.post("/api/v2/events", json=batch, headers=headers).json["answers"]
    assert answer["outcome"] == "acknowledged"


def test_a_lock_that_does_not_come_says_when_to_come_again(app: Flask, hub: Hub) -> None:
    late = OperationalError("SELECT", None, errors.LockNotAvailable())
    with app.app_context(), pytest.raises(ServiceUnavailable) as told, its_turn(hub, 1):
        raise late
    assert isinstance(told.value.retry_after, int) and told.value.retry_after > 0


def test_a_database_that_is_away_is_told_as_it_is(app: Flask, hub: Hub) -> None:
    away = OperationalError("SELECT", None, errors.ConnectionFailure())
    with app.app_context(), pytest.raises(OperationalError), its_turn(hub, 1):
        raise away

"""Beyond a few batches at once a hub says when to come again, and pages are still answered."""

import threading

import pytest
from flask import Flask

from hub.api.turns import EXTENSION, Turns
from kiosk.clock import Clock
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_whoever_finds_the_line_full_is_told_when_to_come_again() -> None:
    turns, clock = Turns(at_once=1, waiting=0), Clock()
    with turns.turn(clock) as first, turns.turn(clock) as second:
        assert first == 0 and 1 <= second <= 11
    with turns.turn(clock) as third:
        assert third == 0


def test_whoever_waits_gets_the_turn_that_is_given_back() -> None:
    turns, clock, heard = Turns(at_once=1, waiting=1), Clock(), list[int]()

    def wait() -> None:
        with turns.turn(clock) as late:
            heard.append(late)

    waiting = threading.Thread(target=wait)
    with turns.turn(clock):
        waiting.start()
    waiting.join()
    assert heard == [0]


def test_whoever_waited_too_long_is_told_to_come_again() -> None:
    turns, clock = Turns(at_once=1, waiting=1, wait_s=0.01), Clock()
    with turns.turn(clock), turns.turn(clock) as late:
        assert late > 0


def test_a_failure_gives_the_turn_back() -> None:
    turns, clock = Turns(at_once=1, waiting=0), Clock()
    with pytest.raises(ValueError), turns.turn(clock):
        raise ValueError
    with turns.turn(clock) as again:
        assert again == 0


def test_a_busy_hub_says_so_takes_nothing_and_still_shows_its_pages(app: Flask, box: Box, instructor: Browser) -> None:
    app.extensions[EXTENSION] = turns = Turns(at_once=1, waiting=0)
    batch = box.batch(box.submitted())
    client, headers = app.test_client(), {"Authorization": f"Bearer {box.token}"}
    with turns.turn(Clock()):
        busy = client.post("/api/v2/events", json=batch, headers=headers)
        assert instructor.open("/").status == 200
    assert (busy.status_code, busy.json) == (503, {"error": "unavailable"}) and int(busy.headers["Retry-After"]) >= 1
    [answer] = client.post("/api/v2/events", json=batch, headers=headers).json["answers"]
    assert answer["outcome"] == "acknowledged"

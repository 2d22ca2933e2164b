"""Once a day, by whoever hears the first request; nothing has to be scheduled."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from kiosk.hub.audit import lines
from kiosk.hub.decisions import decide
from kiosk.hub.hub import Hub
from kiosk.hub.people import Staff
from kiosk.hub.upkeep import Upkeep, claim, keep_up
from tests.hub.conftest import Watch
from tests.hub.samples import Box


def test_one_process_claims_a_day_and_no_day_is_claimed_twice(hub: Hub) -> None:
    assert [claim(hub, day) for day in ("2031-01-01", "2031-01-01", "2030-12-31", "2031-01-02")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_the_first_request_of_a_day_ends_what_is_over(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch
) -> None:
    case = box.submitted(retention={"hub_days": 30})
    box.send(case)
    decide(hub, paul, case["reference"], "closed", "", 0)
    watch.ahead.append(timedelta(days=31))
    processes = [Upkeep(), Upkeep()]
    for each in (*processes, *processes):
        with app.test_request_context("/healthz"):
            each.look()
    threads = [each.thread for each in processes if each.thread]
    assert len(threads) == 1
    threads[0].join(20)
    assert [line["action"] for line in lines(hub.store)].count("expired") == 1
    assert keep_up(hub) == 0

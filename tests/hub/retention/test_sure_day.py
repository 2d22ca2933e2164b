"""A hub whose date has leapt destroys nothing until a box's clock agrees or an operator says the day."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import sure_day
from hub.retention.daily_upkeep import Upkeep
from hub.store.schema import upkeep
from hub.trail.audit import lines
from kiosk.clock import stamp
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item, fetch_all

DAY = timedelta(days=1)


def ended(app: Flask, hub: Hub) -> int:
    """How many cases have ended after a request of today."""
    daily = Upkeep()
    with app.test_request_context("/healthz"):
        daily.look()
    daily.wait()
    return [line.action for line in lines(hub.store)].count("expired")


def decided(hub: Hub, box: Box, paul: Staff) -> Item:
    case = box.submitted(retention={"hub_days": 30})
    box.send(case)
    decide(hub, paul, case["reference"], "closed", "Sans objet.", 0)
    fetch_all(hub, box.code)
    return case


def talked(box: Box, **said: Any) -> None:
    batch = box.batch()
    batch["heartbeat"] |= said
    box.post(batch, box.token)


def test_a_clock_that_is_years_ahead_ends_nothing_and_a_right_one_asks_nobody(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    watch.ahead.append(9000 * DAY)
    talked(box)
    talked(box, at=stamp(watch.now() - 9000 * DAY))
    assert (ended(app, hub), sure_day.is_sure(hub)) == (0, False)
    watch.ahead.append(-9000 * DAY)
    assert sure_day.is_sure(hub)


def test_a_hub_that_was_off_goes_on_once_a_box_has_the_same_date(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    watch.ahead.append(40 * DAY)
    assert ended(app, hub) == 0
    talked(box, at=stamp(watch.now() + timedelta(minutes=5)))
    assert (sure_day.is_sure(hub), ended(app, hub)) == (True, 1)
    assert "day-confirmed" in [line.action for line in lines(hub.store)]


def test_a_hub_that_hears_of_no_date_asks_its_operators(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch, operator: Browser
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text
    sure = sure_day.last_sure(hub)
    assert sure is not None
    with hub.store.writing() as connection:
        connection.execute(upkeep.update().values(day=(sure - 40 * DAY).isoformat()))
    assert "La date du système central n’est pas sûre" in operator.open("/lieux").text
    assert sure_day.confirm(hub) == watch.now().date()
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text


def test_a_new_database_has_nothing_to_be_unsure_of(hub: Hub, client: FlaskClient) -> None:
    assert sure_day.last_sure(hub) is None
    assert sure_day.is_sure(hub)
    assert sure_day.last_sure(hub) == hub.clock.now().date()

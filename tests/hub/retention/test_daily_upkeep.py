"""Once a day, by whoever hears the first request; a hub whose date has leapt destroys nothing."""

import json
import logging
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub import retention
from hub.decisions.decisions import Draft, decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import Upkeep, claim, run_upkeep
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.store.schema import upkeep
from hub.trail import lines
from kiosk import logs
from kiosk.clock import stamp
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item, fetch_all, write_rows


def test_one_process_claims_a_day_and_no_day_is_claimed_twice(hub: Hub) -> None:
    assert [claim(hub, day) for day in ("2031-01-01", "2031-01-01", "2030-12-31", "2031-01-02")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_the_first_request_of_a_day_ends_what_is_over(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch
) -> None:
    case = box.send_case(retention={"hub_days": 30})
    decide(hub, paul, case["reference"], Draft("closed", "Sans objet.", 0))
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=31))
    retention.confirm(hub)
    processes = [Upkeep(), Upkeep()]
    for item in (*processes, *processes):
        with app.test_request_context("/healthz"):
            item.look()
    threads = [process.thread for process in processes if process.thread]
    assert len(threads) == 1
    for process in processes:
        process.wait()
    assert [line.action for line in lines(hub.store)].count("expired") == 1
    assert run_upkeep(hub) == 0


def test_a_hub_that_is_closed_has_left_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slowly(hub: Hub) -> int:
        began.set()
        assert may_end.wait(20)
        return run_upkeep(hub)

    monkeypatch.setattr(retention, "run_upkeep", slowly)
    app = create_hub(HubSettings(data=tmp_path / "hub"))
    app.test_client().get("/healthz")
    assert began.wait(20)
    threading.Timer(0.2, may_end.set).start()
    close_hub(app)
    assert may_end.is_set()
    assert "upkeep" not in {thread.name for thread in threading.enumerate()}
    shutil.rmtree(tmp_path / "hub")


def test_the_day_s_tasks_bear_their_name_on_every_line(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: Hub) -> None:
        logging.getLogger("hub").warning("on the way")
        raise LookupError("Benali")

    monkeypatch.setattr(retention, "expire", fails)
    with logs.log_to_stderr("info"):
        thread = threading.Thread(target=retention.run_in_thread, args=(hub,), name="upkeep")
        thread.start()
        thread.join(20)
    inside, end = map(json.loads, capsys.readouterr().err.splitlines())
    assert inside["job"] == "upkeep"
    assert (end["said"], end["trace"][-1]) == ("a thread ended: upkeep", "LookupError")


DAY = timedelta(days=1)


def ended(app: Flask, hub: Hub) -> int:
    """How many cases have ended after a request of today."""
    daily = Upkeep()
    with app.test_request_context("/healthz"):
        daily.look()
    daily.wait()
    return [line.action for line in lines(hub.store)].count("expired")


def decided(hub: Hub, box: Box, paul: Staff) -> Item:
    case = box.send_case(retention={"hub_days": 30})
    decide(hub, paul, case["reference"], Draft("closed", "Sans objet.", 0))
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
    assert (ended(app, hub), retention.is_sure(hub)) == (0, False)
    watch.ahead.append(-9000 * DAY)
    assert retention.is_sure(hub)


def test_a_hub_that_was_off_goes_on_once_a_box_has_the_same_date(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    watch.ahead.append(40 * DAY)
    assert ended(app, hub) == 0
    talked(box, at=stamp(watch.now() + timedelta(minutes=5)))
    assert (retention.is_sure(hub), ended(app, hub)) == (True, 1)
    assert "day-confirmed" in [line.action for line in lines(hub.store)]


def test_a_hub_that_hears_of_no_date_asks_its_operators(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch, operator: Browser
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text
    sure = retention.last_sure(hub)
    assert sure is not None
    write_rows(hub, upkeep.update().values(day=(sure - 40 * DAY).isoformat()))
    assert "La date du système central n’est pas sûre" in operator.open("/lieux").text
    assert retention.confirm(hub) == watch.now().date()
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text


def test_a_new_database_has_nothing_to_be_unsure_of(hub: Hub, client: FlaskClient) -> None:
    assert retention.last_sure(hub) is None
    assert retention.is_sure(hub)
    assert retention.last_sure(hub) == hub.clock.now().date()

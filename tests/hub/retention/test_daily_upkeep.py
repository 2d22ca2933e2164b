"""Once a day, by whoever hears the first request; nothing has to be scheduled."""

import json
import logging
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.app import close_hub, create_hub
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import daily_upkeep, sure_day
from hub.retention.daily_upkeep import Upkeep, claim, run_upkeep
from hub.settings import HubSettings
from hub.trail.audit import lines
from kiosk import logs
from tests.hub.conftest import Watch
from tests.hub.samples import Box, fetch_all


def test_one_process_claims_a_day_and_no_day_is_claimed_twice(hub: Hub) -> None:
    assert [claim(hub, day) for day in ("2031-01-01", "2031-01-01", "2030-12-31", "2031-01-02")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_the_first_request_of_a_day_ends_what_is_over(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch
) -> None:
    case = box.submitted(retention={"hub_days": 30})
    box.send(case)
    decide(hub, paul, case["reference"], "closed", "Sans objet.", 0)
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=31))
    sure_day.confirm(hub)
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

    monkeypatch.setattr(daily_upkeep, "run_upkeep", slowly)
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

    monkeypatch.setattr(daily_upkeep, "expire", fails)
    with logs.log_to_stderr("info"):
        thread = threading.Thread(target=daily_upkeep.run_in_thread, args=(hub,), name="upkeep")
        thread.start()
        thread.join(20)
    inside, end = map(json.loads, capsys.readouterr().err.splitlines())
    assert inside["job"] == "upkeep"
    assert (end["said"], end["trace"][-1]) == ("a thread ended: upkeep", "LookupError")

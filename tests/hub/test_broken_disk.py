"""The hub's own disk is full or read only: it says so, and acknowledges nothing that it does not keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from hub.hub import Hub
from hub.settings import HubSettings
from hub.store.schema import event as events
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box, query_rows

FULL, READ_ONLY = "full", "read only"


@pytest.fixture(params=[FULL, READ_ONLY])
def wrong(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(tmp_path: Any) -> HubSettings:
    """A hub on SQLite, whose file this can happen to; PostgreSQL answers the same kind of error."""
    return HubSettings(data=tmp_path / "hub")


@contextmanager
def broken(hub: Hub, wrong: str) -> Iterator[None]:
    """SQLite's own words for a full disk, and for one that the system has made read only."""
    engine = hub.store.engine
    with engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()

    def harm(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {used}" if wrong == FULL else "PRAGMA query_only = ON")

    event.listen(engine, "connect", harm)
    try:
        yield
    finally:
        event.remove(engine, "connect", harm)
        engine.dispose()


def kept(hub: Hub) -> int:
    return int(query_rows(hub, select(func.count()).select_from(events)).scalar_one())


def test_what_is_not_kept_is_not_acknowledged_and_arrives(hub: Hub, box: Box, client: FlaskClient, wrong: str) -> None:
    sent = [box.submitted() for _ in range(20)]
    headers = {"Authorization": f"Bearer {box.token}"}
    acknowledged = refused = 0
    with broken(hub, wrong):
        for case in sent:
            answer = client.post("/api/v2/events", json=box.batch(case), headers=headers)
            if answer.status_code == 200:
                acknowledged += answer.json["answers"][0]["outcome"] == "acknowledged"
            else:
                assert (answer.status_code, answer.json) == (503, {"error": "unavailable"})
                refused += 1
        assert refused and kept(hub) == acknowledged
    answer = client.post("/api/v2/events", json=box.batch(*sent), headers=headers)
    outcomes = [item["outcome"] for item in answer.json["answers"]]
    assert (outcomes.count("duplicate"), outcomes.count("acknowledged")) == (acknowledged, 20 - acknowledged)
    assert kept(hub) == 20


def test_a_person_reads_that_nothing_was_recorded_and_decides_later(hub: Hub, box: Box, instructor: Browser) -> None:
    sent = box.send_case()
    instructor.choose(sent["reference"], "accepted")
    asked = instructor.page
    with broken(hub, READ_ONLY):
        instructor.fill(sent["reference"], to="accepted", message="Venez.")
        assert instructor.status == 503
        assert "Votre action n’est pas enregistrée" in instructor.text
        assert "Traceback" not in instructor.text
    instructor.page = asked
    instructor.fill(sent["reference"], to="accepted", message="Venez.")
    assert instructor.status == 200 and "Venez." in instructor.text

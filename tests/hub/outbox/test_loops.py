"""Deliveries beside a hub that serves."""

import time
from dataclasses import replace

import pytest

from hub.hub import Hub
from hub.outbox.loops import Loops
from hub.settings import HubSettings
from hub.store.opening import Store
from kiosk.errors import Refused
from tests.hub.outbox.conftest import Drop
from tests.hub.samples import Box


def arrived(drop: Drop, count: int) -> bool:
    for _ in range(200):
        if len(drop.rows) >= count:
            return True
        time.sleep(0.05)
    return False


def test_what_is_taken_is_passed_on_without_anybody_pressing(
    hub: Hub, box: Box, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.outbox.loops._LOOK_EVERY_S", 0.02)
    loops = Loops(hub)
    loops.start()
    try:
        box.send(box.submitted())
        assert arrived(drop, 1)
        box.send(box.submitted())
        assert arrived(drop, 2)
    finally:
        loops.stop()
    box.send(box.submitted())
    time.sleep(0.1)
    assert len(drop.rows) == 2


def test_a_database_that_is_away_for_a_while_ends_no_deliveries(
    hub: Hub, box: Box, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hub.outbox.loops._LOOK_EVERY_S", 0.02)
    real, away = Store.reading, [True]

    def reading(self: Store) -> object:
        if away[0]:
            raise OSError("the database is away")
        return real(self)

    box.send(box.submitted())
    monkeypatch.setattr(Store, "reading", reading)
    loops = Loops(hub)
    loops.start()
    try:
        time.sleep(0.2)
        away[0] = False
        assert arrived(drop, 1)
    finally:
        loops.stop()
    assert "deliveries to dept have to wait" in caplog.text


def test_settings_that_cannot_be_used_are_told_before_anything_runs(hub: Hub, settings: HubSettings) -> None:
    object.__setattr__(hub, "settings", replace(settings, connectors=({"name": "dept", "kind": "pigeon"},)))
    with pytest.raises(Refused, match="connector-kind"):
        Loops(hub)

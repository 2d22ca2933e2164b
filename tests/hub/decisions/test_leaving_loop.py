"""Decisions leave beside a hub that serves, without anybody pressing."""

import time
from typing import Any

import pytest

from kiosk.hub.decisions import leaving_loop
from kiosk.hub.decisions.leaving_loop import LeavingLoop
from kiosk.hub.hub import Hub


def test_it_looks_again_after_a_failure_until_it_is_stopped(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[Hub] = []

    def leave_due(of: Hub) -> Any:
        looked.append(of)
        if len(looked) == 1:
            raise OSError("the database is away")

    monkeypatch.setattr(leaving_loop, "leave_due", leave_due)
    loop = LeavingLoop(hub, 0.01)
    loop.start()
    for _ in range(200):
        if len(looked) > 2:
            break
        time.sleep(0.01)
    loop.stop()
    seen = len(looked)
    time.sleep(0.05)
    assert seen > 2 and len(looked) == seen and "decisions have to wait" in caplog.text

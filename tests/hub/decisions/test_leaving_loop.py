"""Decisions leave beside a hub that serves, without anybody pressing."""

import time
from typing import Any

import pytest

from hub.decisions import leaving_loop
from hub.decisions.leaving_loop import LeavingLoop
from hub.hub import Hub


def test_it_looks_again_after_a_failure_until_it_is_stopped(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[Hub] = []

    def due_cases(of: Hub) -> Any:
        looked.append(of)
        if len(looked) == 1:
            raise OSError("the database is away")
        return ()

    monkeypatch.setattr(leaving_loop, "due_cases", due_cases)
    loop = LeavingLoop(hub, 0.01)
    loop.start()
    for _ in range(200):
        if len(looked) > 2:
            break
        time.sleep(0.01)
    loop.stop()
    seen = len(looked)
    time.sleep(0.05)
    assert seen > 2 and len(looked) == seen and "a decision has to wait" in caplog.text


def test_a_decision_that_cannot_leave_keeps_no_other_back(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []

    def leave_if_due(_: Hub, case_id: str) -> None:
        if case_id == "broken":
            raise ValueError("its rows cannot be read")
        left.append(case_id)

    monkeypatch.setattr(leaving_loop, "due_cases", lambda _: ["broken", "sound"])
    monkeypatch.setattr(leaving_loop, "leave_if_due", leave_if_due)
    loop = LeavingLoop(hub, 0.01)
    loop.start()
    for _ in range(200):
        if left:
            break
        time.sleep(0.01)
    loop.stop()
    assert left and set(left) == {"sound"}

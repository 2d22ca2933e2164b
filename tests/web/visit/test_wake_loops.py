"""Telling the loops that there is something to do."""

import pytest
from flask import Flask

from kiosk.services.box.box import Box
from kiosk.services.loops import print_loop
from kiosk.services.loops.print_loop import PrintLoop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.web.request.app_state import state_of
from kiosk.web.request.request_state import request_state
from kiosk.web.visit.wake_loops import sync_now
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.soon import soon


def test_a_submitted_case_is_printed_without_waiting_for_the_loops_next_look(
    desk: Browser, app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_loop, "EVERY_S", 3600.0)
    loop = PrintLoop(box)
    state_of(app).printing = loop
    loop.start()
    steps_taken.submitted(desk)
    soon(lambda: box.carrier.jobs)  # type: ignore[attr-defined]
    loop.stop()
    loop.join(5)
    assert len(box.carrier.jobs) == 1  # type: ignore[attr-defined]


def test_transmitting_now_tells_what_came_of_it_before_the_page_answers(app: Flask, box: Box) -> None:
    loop = SyncLoop(box)
    state_of(app).sync = loop
    with app.test_request_context():
        sync_now()
    assert (loop.line.connected, loop.line.reason) == (False, "no-hub")


def test_in_a_training_its_own_papers_are_printed_and_the_real_loops_are_not_woken(
    desk: Browser, app: Flask, box: Box
) -> None:
    state_of(app).printing, state_of(app).sync = PrintLoop(box), SyncLoop(box)
    desk.send(desk.get("/desk").form("training"))
    (training,) = state_of(app).trainings._by_session.values()
    steps_taken.submitted(desk)
    soon(lambda: training.box.carrier.jobs)
    assert len(training.box.carrier.jobs) == 1 and not box.carrier.jobs  # type: ignore[attr-defined]
    with app.test_request_context():
        request_state().training = training
        sync_now()
        request_state().training = None
    assert not state_of(app).sync.line.connected  # type: ignore[union-attr]
    desk.send(desk.get("/desk").form_to("/training/end"))
    assert training.printing is not None and not training.printing.is_alive()

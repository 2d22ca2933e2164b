"""Who may see a page: a mediator whose keys are at hand, or whoever holds the key of the case."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from kiosk.domain.language.preferences import Preferences
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Box
from kiosk.web.edge.guards import at_case
from kiosk.web.framework.view_marks import polled
from kiosk.web.request.person import Session, Station
from kiosk.web.request.request_state import request_state
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


def test_the_keys_and_not_the_session_let_in(desk: Browser, box: Box) -> None:
    """The session of a colleague whose keys are out of the memory is a name and nothing else."""
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    box.shifts.end("a" * 32)
    assert desk.get("/desk").path.startswith("/sign-in")
    assert desk.get("/desk/find").path.startswith("/sign-in")
    assert steps_taken.step_of(desk.get(draft.path)) == "birth", (
        "the case she is at, by this browser's cookie, as after a cut"
    )


def test_another_case_is_not_opened_by_the_cookie(desk: Browser, box: Box, app: Flask) -> None:
    other = Browser(app.test_client())
    steps_taken.sign_in(other)
    draft = steps_taken.fill(other, steps_taken.begin(other), until="birth")
    box.shifts.end("a" * 32)
    assert desk.get(draft.path).path.startswith("/sign-in")


def test_a_citizen_s_page_that_is_not_theirs_is_not_there(terminal: Browser, desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = terminal.get(draft.path)
    assert page.status == 404
    assert "Ce dossier n’est pas ici." in page.main


@pytest.mark.parametrize("order", [(polled, at_case(keeps=True)), (at_case(keeps=True), polled)])
def test_what_a_view_keeps_is_kept_in_whatever_order_its_decorators_stand(
    order: tuple[Callable[[Any], Any], ...], app: Flask
) -> None:
    def view(case_id: str) -> str:
        return case_id

    for decorate in order:
        view = decorate(view)
    with app.test_request_context("/"):
        idle = Session("t", Station("desk", StationRole.DESK), Preferences("fr"), mediator_id="m", idle=True)
        request_state().session = idle
        assert view(case_id="one") == "one"
        assert at_case(view)(case_id="one") != "one", "without the argument a screen left alone asks for the PIN"

"""Who may see a page: a mediator whose keys are at hand, or whoever holds the key of the case."""

from flask import Flask

from kiosk.services.box.box import Box
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

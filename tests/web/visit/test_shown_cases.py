"""Once a citizen has gone, no address of theirs that the browser remembers shows them to the next."""

from flask import Flask

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


def gone(desk: Browser) -> None:
    assert desk.send(desk.get("/desk").form_to("/next")).path == "/desk"


def test_no_page_of_whoever_has_gone_is_reached_by_back(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(step)
    gone(desk)
    for address in (step.path, f"/cases/{case}/review", f"/cases/{case}/submitted", f"/cases/{case}/code"):
        assert desk.get(address).path == "/desk", address


def test_all_of_their_cases_are_left_and_the_next_person_s_are_there(desk: Browser) -> None:
    first, second = steps_taken.submitted(desk), steps_taken.begin(desk)
    gone(desk)
    third = steps_taken.begin(desk)
    assert {desk.get(page.path).path for page in (first, second)} == {"/desk"}
    assert desk.get(third.path).path == third.path


def test_a_case_that_is_taken_up_from_a_list_is_there_again(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    gone(desk)
    assert desk.get(f"/cases/{steps_taken.case_of(step)}").path == step.path
    assert desk.get(step.path).path == step.path


def test_what_is_left_is_remembered_as_long_as_the_shift(desk: Browser, box: Box) -> None:
    step = steps_taken.begin(desk)
    gone(desk)
    (shown,) = box.shifts.memory("a" * 32)["shown"].values()
    assert shown.left == {steps_taken.case_of(step)}
    box.shifts.end("a" * 32)
    assert box.shifts.memory("a" * 32) == {}


def test_another_screen_of_the_same_mediator_goes_on(desk: Browser, app: Flask) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    other = Browser(app.test_client())
    steps_taken.sign_in(other)
    assert other.get(step.path).path == step.path
    gone(other)
    assert other.get(step.path).path == "/desk"
    assert desk.get(step.path).path == step.path

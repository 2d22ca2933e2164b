"""What a view declares of itself holds in whatever order its decorators stand."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

from flask import Flask

from kiosk.web.guards import guard_case, signed_in
from kiosk.web.view_marks import AROUND_A_FILE, Marks, marks, marks_of_endpoint, polled, takes_files

DECORATORS: tuple[Callable[..., Any], ...] = (
    polled, takes_files(5), guard_case(takes_up=True, keeps=True), signed_in,
)  # fmt: skip


def test_the_order_of_decorators_is_free() -> None:
    for order in permutations(DECORATORS):
        view: Callable[..., Any] = str
        for decorate in order:
            view = decorate(view)
        assert marks(view) == Marks(polled=True, largest_body=5 + AROUND_A_FILE)


def test_a_view_that_declares_nothing_has_the_usual_marks(app: Flask) -> None:
    with app.app_context():
        for endpoint in (None, "no.such", "welcome.show"):
            assert marks_of_endpoint(endpoint) == Marks(polled=False, largest_body=None)


def test_the_views_that_pages_poll_are_these(app: Flask) -> None:
    endpoints = {endpoint for endpoint, view in app.view_functions.items() if marks(view).polled}
    assert endpoints == {
        "bell.show", "by_hand.progress", "call.state", "paper_taken.show", "player.show", "submitted.whereabouts",
        "second_desk.over", "second_desk.paired", "second_desk.state", "second_screen.confirm", "second_screen.judge",
        "second_screen.pair", "second_screen.show", "second_screen.state",
    }  # fmt: skip

"""Marks on views, and files that stay in memory."""

from collections.abc import Callable
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
from flask import Flask

from kiosk.web.guards import guard_case, signed_in
from kiosk.web.request_state import AROUND_A_FILE, Marks, mark_polled, marks, marks_of_endpoint, takes_files
from tests.gallery.site.page import Browser
from tests.services.people.test_badges import pgm, shown

DECORATORS: tuple[Callable[..., Any], ...] = (
    mark_polled, takes_files(5), guard_case(takes_up=True, keeps=True), signed_in,
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
        "bell.show", "by_hand.show_copy_progress", "call.show_call_state", "paper_taken.show", "player.show",
        "shown_messages.show", "submitted.show_sending_state",
        "second_desk.poll_wait_over", "second_desk.poll_pairing", "second_desk.show_pair_state",
        "second_screen.post_screen_confirmation", "second_screen.post_answer_judgement",
        "second_screen.post_pairing", "second_screen.post_second_face", "second_screen.show",
        "second_screen.poll_second_screen",
    }  # fmt: skip


@pytest.mark.parametrize(("page", "camera"), [("/receipt", "/receipt/square"), ("/desk/verify", "/desk/verify/read")])
def test_a_picture_without_a_receipt_is_asked_for_again_and_what_is_none_is_refused(
    desk: Browser, page: str, camera: str
) -> None:
    token = desk.get(page).form_to(page)["token"][0]

    def asked(picture: bytes) -> int:
        return desk.client.post(camera, data={"token": token, "picture": (BytesIO(picture), "x.pgm")}).status_code

    assert asked(pgm(shown("https://example.org"))) == 204
    assert asked(b"\x89PNG") == 400

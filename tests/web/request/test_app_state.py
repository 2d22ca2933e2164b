"""The typed state of an application."""

import pytest
from flask import Flask

from kiosk.services.box.box import Box
from kiosk.web.request.app_state import AppState, app_state, state_of


def test_an_application_has_one_state_and_gives_it_to_its_requests(app: Flask, box: Box) -> None:
    assert state_of(app).box is box
    with app.app_context():
        assert app_state() is state_of(app)
    assert [name for name in app.extensions if name.startswith("parvis")] == ["parvis"]


def test_a_misspelt_part_of_the_state_cannot_be_set(app: Flask) -> None:
    with pytest.raises(AttributeError):
        state_of(app).printng = None  # type: ignore[attr-defined]


def test_two_applications_share_nothing_that_grows(box: Box) -> None:
    first, second = AppState(box, b"one"), AppState(box, b"two")
    assert first.tries is not second.tries


def test_the_secrets_are_not_written_out_with_the_state(box: Box) -> None:
    written = repr(AppState(box, b"form-secret-bytes", "control-token"))
    assert "form-secret-bytes" not in written and "control-token" not in written

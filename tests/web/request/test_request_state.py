"""The typed state of a request."""

import pytest
from flask import Flask

from kiosk.domain.language.preferences import Preferences
from kiosk.web.request.person import Session, Station
from kiosk.web.request.request_state import RequestState, request_state

SESSION = Session("session-token", Station(), Preferences("fr"))


def test_each_request_begins_with_a_state_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        request_state().session = SESSION
        assert request_state().session is SESSION
    with app.test_request_context("/"):
        assert request_state() == RequestState()


def test_a_misspelt_part_of_the_state_cannot_be_set(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(AttributeError):
        request_state().sesion = SESSION  # type: ignore[attr-defined]


def test_outside_an_application_there_is_no_state() -> None:
    with pytest.raises(RuntimeError):
        request_state()


def test_no_token_is_written_out_with_the_state() -> None:
    assert "-token" not in repr(RequestState(SESSION, "station-token"))

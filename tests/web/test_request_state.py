"""The states of an application and of a request keep to themselves."""

import pytest
from flask import Flask

from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Box
from kiosk.web.request_state import AppState, RequestState, Session, Station, request_state

SESSION = Session("session-token", Station(), Preferences("fr"))


def test_no_secret_is_written_out_with_a_state(box: Box) -> None:
    for state in (AppState(box, b"form-secret-token", "control-token"), RequestState(SESSION, "station-token")):
        assert "-token" not in repr(state)


def test_each_request_begins_with_a_state_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        request_state().session = SESSION
    with app.test_request_context("/"):
        assert request_state() == RequestState()
    with pytest.raises(RuntimeError):
        request_state()

"""What rings at a screen, and that to ask is to be there."""

from flask import Flask

from kiosk.domain.language.preferences import Preferences
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Box
from kiosk.services.box.help_calls import Call
from kiosk.web.parts import bell_calls
from kiosk.web.request.person import Session, Station
from kiosk.web.request.request_state import request_state


def test_whoever_asks_hears_from_then_on(app: Flask, box: Box) -> None:
    now_s = box.clock.monotonic()
    box.calls.ring("marie", Call("1", "hall", "Borne du hall", "Français", now_s))
    assert not box.calls.anyone("hall", now_s)
    with app.test_request_context("/desk"):
        request_state().session = Session("t", Station("desk", StationRole.DESK), Preferences("fr"))
        assert [call.station for call in bell_calls.ringing()] == ["Borne du hall"]
    assert box.calls.anyone("hall", box.clock.monotonic())

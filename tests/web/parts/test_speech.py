"""What pages tell their player."""

from flask import Flask
from msgspec.structs import replace

from kiosk.domain.speech.listening import Listening
from kiosk.web.parts import speech
from kiosk.web.request.request_state import request_state


def test_the_site_says_how_loud_a_session_begins(app: Flask) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        assert speech.described()["volume"] == 50
        session = request_state().session
        assert session is not None
        request_state().session = replace(session, speech=Listening(volume=10))
        assert speech.described()["volume"] == 10


def test_what_is_chosen_is_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        speech.listen(Listening(reading=True, rate=150))
        assert speech.described()["reading"] and speech.described()["rate"] == 150

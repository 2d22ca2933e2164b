"""Which session a request names, and what its browser is told."""

from flask import Flask, Response

from kiosk.web.request import session_cookie
from kiosk.web.request.app_state import state_of
from kiosk.web.request.request_state import request_state
from tests.gallery.site.page import Browser


def test_the_browser_names_its_session_by_its_cookie(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "parvis=one"}):
        assert session_cookie.sent() == "one"
        same, other = Response(), Response()
        session_cookie.send(same, "one")
        session_cookie.send(other, "two")
        assert "Set-Cookie" not in same.headers
        cookie = other.headers["Set-Cookie"]
        assert cookie.startswith("parvis=two") and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    with app.test_request_context("/"):
        assert session_cookie.sent() == ""


def test_in_a_training_the_browser_keeps_its_own(desk: Browser, app: Flask) -> None:
    before = desk.client.get_cookie(session_cookie.COOKIE)
    desk.send(desk.get("/desk").form("training"))
    desk.send(desk.get("/desk").form_to("/next"))
    after = desk.client.get_cookie(session_cookie.COOKIE)
    assert before and after and before.value == after.value
    (training,) = state_of(app).trainings._by_session.values()
    with app.test_request_context("/", headers={"Cookie": f"parvis={after.value}"}):
        request_state().training = training
        assert session_cookie.sent() == training.token != after.value
        request_state().training = None

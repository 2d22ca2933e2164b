"""The typed state of a request to the hub."""

from hub.web.request_state import RequestState, request_state
from tests.gallery.site.central import Central


def test_each_request_begins_with_nobody_signed_in(central: Central) -> None:
    with central.app.test_request_context("/"):
        request_state().new_browser = "form-name"
        assert request_state().new_browser == "form-name"
    with central.app.test_request_context("/"):
        assert request_state() == RequestState(staff=None, cookie="", new_browser="")


def test_no_cookie_is_written_out_with_the_state() -> None:
    assert "cookie-token" not in repr(RequestState(None, "cookie-token", "cookie-token"))

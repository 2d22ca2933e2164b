"""Each request has a number."""

from flask import Flask

from kiosk import logs
from kiosk.clock import Clock
from kiosk.http import security_headers


def test_each_request_has_a_number_of_its_own_which_ends_with_it() -> None:
    app = Flask("numbered")
    security_headers.install_request_numbers(app, Clock())
    app.add_url_rule("/", "number", logs.bound_request)
    texts = [app.test_client().get("/").text for _ in range(20)]
    assert {len(number) for number in texts} == {security_headers.LENGTH} and len(set(texts)) == 20
    assert logs.bound_request() == ""


def test_a_request_that_fails_ends_its_number_too() -> None:
    app = Flask("numbered")
    security_headers.install_request_numbers(app, Clock())
    app.add_url_rule("/", "fails", lambda: 1 / 0)
    assert app.test_client().get("/").status_code == 500
    assert logs.bound_request() == ""

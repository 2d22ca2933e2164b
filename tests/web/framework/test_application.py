"""A box serves with its own requests and templates."""

from flask import Flask

from kiosk.web.framework.rendering import Environment
from kiosk.web.framework.uploads import Request


def test_its_requests_and_its_templates_are_the_box_s_own(app: Flask) -> None:
    assert isinstance(app.jinja_env, Environment)
    with app.test_request_context("/"):
        assert app.request_class is Request

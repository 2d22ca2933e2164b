"""A plain client that follows no redirect and checks nothing, for what browsers do not show."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.gallery.site.page import Browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def token_of(browser: Browser, path: str = "/language") -> str:
    page = browser.get(path).one('input[name="token"]').get("value")
    assert page
    return str(page)

"""A plain client of the box that follows no redirect and checks nothing, for what browsers do not show."""

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()

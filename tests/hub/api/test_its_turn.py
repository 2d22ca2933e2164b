"""A database that has no time is a 503 that says when to come again; one that is broken is not."""

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from hub.api.its_turn import its_turn
from hub.hub import Hub


def test_a_lock_that_does_not_come_says_when_to_come_again(app: Flask, hub: Hub) -> None:
    late = OperationalError("SELECT", None, errors.LockNotAvailable())
    with app.app_context(), pytest.raises(ServiceUnavailable) as told, its_turn(hub, 1):
        raise late
    assert isinstance(told.value.retry_after, int) and told.value.retry_after > 0


def test_a_database_that_is_away_is_told_as_it_is(app: Flask, hub: Hub) -> None:
    away = OperationalError("SELECT", None, errors.ConnectionFailure())
    with app.app_context(), pytest.raises(OperationalError), its_turn(hub, 1):
        raise away

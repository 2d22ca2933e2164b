"""Answers 503 with `Retry-After` to a batch for which this process, or the database, has no time."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from hub.api.turns import EXTENSION, Turns
from hub.hub import Hub
from hub.store.faults import is_busy

_DATABASE_S = 10


@contextmanager
def its_turn(hub: Hub, cases: int) -> Iterator[None]:
    """Hold a turn while the block runs. Raises `ServiceUnavailable`, which says after how many seconds to come again;
    the box loses nothing, and sends the same batch."""
    turns: Turns = current_app.extensions[EXTENSION]
    with turns.turn(hub.clock, cases) as busy:
        if busy:
            raise ServiceUnavailable(retry_after=busy)
        try:
            yield
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            raise ServiceUnavailable(retry_after=_DATABASE_S) from fault

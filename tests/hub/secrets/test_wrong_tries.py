"""Wrong guesses are counted for each address and each secret by itself, and forgotten after a while."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hub.hub import Hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.store.schema import enrolment_try
from kiosk.errors import Refused
from tests.hub.conftest import Watch

CODES = WrongTries("codes", 3, timedelta(minutes=10))
OTHERS = WrongTries("others", 3, timedelta(hours=1))


def guess_wrong(hub: Hub, address: str) -> None:
    for _ in range(CODES.most):
        CODES.admit(hub, address)
        CODES.record(hub, address)


def test_one_address_that_guesses_stops_no_other_and_nothing_else(hub: Hub, watch: Watch) -> None:
    guess_wrong(hub, "192.0.2.1")
    with pytest.raises(Refused, match=r"too-many-tries .*seconds=600"):
        CODES.admit(hub, "192.0.2.1")
    CODES.admit(hub, "192.0.2.2")
    OTHERS.admit(hub, "192.0.2.1")
    watch.ahead.append(CODES.window)
    CODES.admit(hub, "192.0.2.1")


def test_guesses_of_long_ago_are_forgotten_and_no_address_is_written_down(hub: Hub, watch: Watch) -> None:
    guess_wrong(hub, "192.0.2.1")
    watch.ahead.append(timedelta(days=1))
    OTHERS.record(hub, "192.0.2.3")
    with hub.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(enrolment_try)).scalar_one() == 1
        assert "192.0.2.3" not in str(connection.execute(select(enrolment_try)).all())

"""Wrong guesses are counted for each address by itself, and forgotten after a while."""

import pytest

from kiosk.errors import Refused
from kiosk.hub.decisions import follow_limits
from kiosk.hub.hub import Hub
from tests.hub.conftest import Watch


def test_one_address_that_guesses_stops_no_other(hub: Hub, watch: Watch) -> None:
    for _ in range(follow_limits.MOST_WRONG):
        follow_limits.admit(hub, "192.0.2.1")
        follow_limits.record_wrong(hub, "192.0.2.1")
    with pytest.raises(Refused, match="too-many-tries"):
        follow_limits.admit(hub, "192.0.2.1")
    follow_limits.admit(hub, "192.0.2.2")
    watch.ahead.append(follow_limits.WINDOW)
    follow_limits.admit(hub, "192.0.2.1")

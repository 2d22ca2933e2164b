"""Joined files that the hub will not have wait, and hold up no other."""

import pytest

from kiosk.connectors.hub.hub import Hub
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import file_transfers
from tests.services.exchange.test_file_transfers import central, enrolled, hub, submitted, taken
from tests.services.receiving import Receiving

__all__ = ["central", "hub"]


@pytest.mark.parametrize("status", [404, 409, 413])
def test_a_file_the_hub_will_not_have_waits_and_holds_up_no_other(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, status: int
) -> None:
    enrolled(box)
    for _ in range(2):
        taken(box, submitted(box, nadia)[0])
    central.says = status
    assert file_transfers.send(box, hub).confirmed == 0
    central.says = 200
    assert file_transfers.send(box, hub).confirmed == 2


def test_files_that_are_refused_for_ever_hold_up_no_file_that_comes_later(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    enrolled(box)
    for _ in range(10):  # as many as are sent in one talk
        taken(box, submitted(box, nadia)[0])
    central.says = 404
    assert file_transfers.send(box, hub).confirmed == 0
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    central.says, central.only = 200, name
    assert file_transfers.send(box, hub).confirmed == 1 and list(central.files) == [name]

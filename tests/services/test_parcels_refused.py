"""Joined files that the hub will not have wait, and hold up no other."""

from datetime import timedelta

import pytest

from kiosk.connectors.hub.hub import Hub
from kiosk.errors import Unreachable
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import file_transfers
from kiosk.store.events import file_transfers as store
from tests.gallery.site.cast import Watch
from tests.services.exchange.test_file_transfers import central, enrolled, hub, submitted, taken
from tests.services.receiving import Receiving

__all__ = ["central", "hub"]


@pytest.mark.parametrize("code", ["unknown-attachment", "wrong-hash", "unreadable"])
def test_a_file_the_hub_will_not_have_waits_and_holds_up_no_other(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, code: str
) -> None:
    enrolled(box)
    for _ in range(2):
        taken(box, submitted(box, nadia)[0])
    central.says = code
    assert file_transfers.send(box, hub).confirmed == 0
    central.says = ""
    assert file_transfers.send(box, hub).confirmed == 2


def test_files_that_are_refused_for_ever_hold_up_no_file_that_comes_later(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    enrolled(box)
    for _ in range(10):  # as many as are sent in one talk
        taken(box, submitted(box, nadia)[0])
    central.says = "unknown-attachment"
    assert file_transfers.send(box, hub).confirmed == 0
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    central.says, central.only = "", name
    assert file_transfers.send(box, hub).confirmed == 1 and list(central.files) == [name]


def test_a_file_that_is_refused_for_ever_is_tried_ever_more_rarely_and_taken_in_the_end(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, watch: Watch
) -> None:
    enrolled(box)
    taken(box, submitted(box, nadia)[0])
    central.says = "unknown-attachment"
    for times in range(2):
        file_transfers.send(box, hub)
        assert central.asked == times + 1, "once more at once: the line may have garbled it"
    for wait in (*store.WAITS[1:], store.WAITS[-1]):
        watch.wait(wait - timedelta(seconds=1))
        asked = central.asked
        file_transfers.send(box, hub)
        assert central.asked == asked, "not before its time"
        watch.wait(timedelta(seconds=2))
        file_transfers.send(box, hub)
        assert central.asked == asked + 1
    watch.wait(timedelta(days=1))
    central.says = ""
    assert file_transfers.send(box, hub).confirmed == 1


def test_a_hub_that_breaks_at_one_file_is_told_the_others(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    names = [name for case_id, name in (submitted(box, nadia) for _ in range(3)) if taken(box, case_id)]
    central.breaks_at = names[0]
    with pytest.raises(Unreachable, match="hub-broken"):
        file_transfers.send(box, hub)
    assert set(central.files) == set(names[1:]) and store.waiting(box.store.read()) == 1

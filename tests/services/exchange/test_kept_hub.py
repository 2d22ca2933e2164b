"""One line to the hub is kept from one exchange to the next, and closed when nobody needs it any more."""

import time

from kiosk.connectors.hub.connection import KEPT_S
from kiosk.connectors.hub.hub import Hub
from kiosk.services.box.box import Box
from kiosk.services.exchange.kept_hub import KeptHub
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import Settings
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.line import Line, line_to
from tests.services.conftest import opened, reached_at


def closes(line: Line) -> bool:
    """Whether every connection is over, once the relay has noticed."""
    until = time.monotonic() + 10
    while line.closed < line.opened and time.monotonic() < until:
        time.sleep(0.01)
    return line.closed == line.opened


def test_exchange_after_exchange_goes_over_the_same_connection(afar: Box, line: Line, central: Central) -> None:
    loop = SyncLoop(afar)
    for _ in range(3):
        case = submitted(afar)
        loop.talk()
        assert case.reference in opened(central)
    assert (line.opened, line.closed) == (1, 0)
    loop.close()
    assert closes(line)


def test_an_enrolment_at_another_address_closes_the_line_to_the_former(afar: Box, line: Line, central: Central) -> None:
    loop = SyncLoop(afar)
    loop.talk()
    with line_to(central.url) as other:
        reached_at(afar, url=other.url)
        loop.talk()
        assert (other.opened, line.opened) == (1, 1)
        assert closes(line)
        loop.close()


def test_a_loop_that_is_stopped_leaves_no_line_open(afar: Box, line: Line) -> None:
    loop = SyncLoop(afar)
    loop.start()
    until = time.monotonic() + 10
    while not line.heard and time.monotonic() < until:
        time.sleep(0.01)
    loop.stop()
    loop.join(10)
    assert line.opened == 1 and closes(line)


def test_a_line_that_was_cut_is_made_anew(afar: Box, line: Line) -> None:
    loop = SyncLoop(afar)
    loop.talk()
    line.fail_with("cut-before")
    loop.once()
    assert loop.line.connected is False
    loop.talk()
    assert loop.line.connected and line.opened == 3  # the second asked who answers there
    loop.close()


def test_the_newest_key_and_epoch_reach_the_hub_that_is_kept() -> None:
    messages = [
        Hub("http://hub", "token", "v", "old", "SA", "one"),
        Hub("http://hub", "token", "v", "new", "SA", "two"),
    ]
    kept = KeptHub(lambda: messages.pop(0))
    first = kept.now()
    assert kept.now() is first
    assert (first.seal_key, first.epoch) == ("new", "two")


def test_a_line_is_kept_for_longer_than_it_is_silent() -> None:
    assert Settings().sync_every_s < KEPT_S

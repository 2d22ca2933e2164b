"""The words of the hub are for whoever holds the case's service; the others see what is no secret."""

from dataclasses import replace

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import read_update
from kiosk.store.events import updates
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import say


def send(box: Box) -> None:
    talk(box, hub_of(box))


def test_what_the_hub_says_is_read_by_the_cases_service_alone(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress", "Il nous faut deux semaines.")
    send(linked)
    nadia = helped(linked)
    (update,) = updates.of(linked.store.read(), case.reference)
    assert b"semaines" not in update.body
    read = read_update.opened(update, nadia)
    assert (read.message, read.came) == ("Il nous faut deux semaines.", None)
    for ring in (Ring(), Ring({DESK: nadia.ring.privates[DESK]})):
        shown = read_update.opened(update, replace(nadia, ring=ring))
        assert (shown.message, shown.state) == ("", "in_progress")

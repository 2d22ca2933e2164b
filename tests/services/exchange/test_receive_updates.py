"""What is new at the hub is asked for, and nothing is asked where the hub has said that there is nothing."""

from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import updates
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.line import Line
from tests.services.conftest import say


def _asked(line: Line) -> list[bytes]:
    return [request.split()[1] for request in line.heard if b"updates" in request.split()[1]]


def test_a_box_that_has_everything_does_not_ask_again(afar: Box, line: Line, central: Central) -> None:
    case, hub = submitted(afar), hub_of(afar)
    for _ in range(3):
        talk(afar, hub)
    assert _asked(line) == [b"/api/v2/updates?after=0&limit=100"]
    say(central, case.reference, "in_progress", "Nous regardons.")
    assert talk(afar, hub).updates == 1
    assert updates.cursor(afar.store.read(), hub.epoch) == 1


def test_the_hub_is_told_that_the_last_update_arrived(afar: Box, line: Line, central: Central) -> None:
    """Contents wait at the hub for a box that has not fetched what is said of them."""
    case, hub = submitted(afar), hub_of(afar)
    talk(afar, hub)
    say(central, case.reference, "in_progress", "Nous regardons.")
    for _ in range(3):
        talk(afar, hub)
    assert [address.split(b"=")[1] for address in _asked(line)] == [b"0&limit", b"0&limit", b"1&limit"]
    with central.hub.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT fetched FROM site").scalar() == 1

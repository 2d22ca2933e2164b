"""The line to the hub is kept from one exchange to the next, and who answers on it is told apart."""

import pytest

from hub.intake import intake
from hub.intake.batch import Busy
from kiosk.connectors.hub.hub import Hub
from kiosk.error_codes import LineFault
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import KeptHub, hub_of
from kiosk.services.loops.sync_loop import SyncLoop, exchange_with_hub
from kiosk.store import outbox
from tests.connectors.conftest import Speaker, speaker
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.line import Line, line_to
from tests.services.conftest import opened, reached_at
from tests.soon import soon


def closes(line: Line) -> bool:
    return soon(lambda: line.closed == line.opened)


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
    soon(lambda: line.heard)
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


__all__ = ["speaker"]


def _reason(box: Box) -> str:
    loop = SyncLoop(box)
    loop.once()
    loop.close()
    return loop.line.reason


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 422, 503, 511])
def test_a_portal_is_called_a_portal_whatever_it_answers(linked: Box, speaker: Speaker, status: int) -> None:
    submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    speaker.status, speaker.says = status, b"<html>Bienvenue sur le Wi-Fi</html>"
    reached_at(linked, url=speaker.url)
    assert _reason(linked) == LineFault.PORTAL
    assert not linked.hub_line.refuses, "that a page of the network says no is no refusal of the hub"


def test_the_hub_that_refuses_a_site_is_no_portal(linked: Box) -> None:
    linked.hub_line.refuses = True
    assert _reason(linked) == "" and not linked.hub_line.refuses, "it takes what is sent again"
    reached_at(linked, token="another")
    assert _reason(linked) == LineFault.HUB_REFUSES


def test_without_a_line_there_is_no_line(linked: Box) -> None:
    exchange_with_hub(linked, hub_of(linked))
    linked.hub_line.refuses = True
    reached_at(linked, url="http://127.0.0.1:9")
    assert _reason(linked) == LineFault.NO_LINE
    assert linked.hub_line.refuses, "a cable that is out since does not make it take anything"


def test_a_busy_hub_is_busy_and_is_left_alone_as_long_as_it_says(linked: Box, speaker: Speaker) -> None:
    exchange_with_hub(linked, hub_of(linked))
    speaker.status, speaker.says, speaker.headers = 503, {"error": "unavailable"}, {"Retry-After": "40"}
    reached_at(linked, url=speaker.url)
    loop = SyncLoop(linked)
    assert 40 <= loop.once() <= 60
    assert loop.line.reason == LineFault.HUB_BUSY
    loop.close()


def test_a_hub_that_has_no_time_for_an_event_gets_it_later(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = hub_of(linked)
    exchange_with_hub(linked, hub)
    submitted(linked)
    with monkeypatch.context() as busy:
        busy.setattr(intake, "take_batch", lambda *given: [Busy(30) for _ in given[2]])
        loop = SyncLoop(linked)
        assert 30 <= loop.once() <= 45
        assert loop.line.reason == LineFault.HUB_BUSY, "the desk says so"
        assert loop.line.connected and outbox.select_refused_events(linked.store.read()) == []
        loop.close()
    assert exchange_with_hub(linked, hub).acknowledged == 1

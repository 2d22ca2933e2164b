"""A box tells a page of the network from its hub, and says which of them answers."""

import pytest

from hub.intake import answering
from hub.intake.batch import Busy
from kiosk.error_codes import LineFault
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import SyncLoop, talk
from kiosk.store.events import outbox
from tests.connectors.conftest import Speaker, speaker
from tests.gallery.site.gestures import submitted
from tests.services.conftest import reached_at

__all__ = ["speaker"]


def _reason(box: Box) -> str:
    loop = SyncLoop(box)
    loop.once()
    loop.close()
    return loop.line.reason


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 422, 503, 511])
def test_a_portal_is_called_a_portal_whatever_it_answers(linked: Box, speaker: Speaker, status: int) -> None:
    submitted(linked)
    talk(linked, hub_of(linked))
    speaker.status, speaker.says = status, b"<html>Bienvenue sur le Wi-Fi</html>"
    reached_at(linked, url=speaker.url)
    assert _reason(linked) == LineFault.PORTAL
    assert not linked.hub_line.refuses, "that a page of the network says no is no refusal of the hub"


def test_the_hub_that_refuses_a_site_is_no_portal(linked: Box) -> None:
    talk(linked, hub_of(linked))
    reached_at(linked, token="another")
    assert _reason(linked) == LineFault.HUB_REFUSES


def test_without_a_line_there_is_no_line(linked: Box) -> None:
    talk(linked, hub_of(linked))
    reached_at(linked, url="http://127.0.0.1:9")
    assert _reason(linked) == LineFault.NO_LINE


def test_a_busy_hub_is_busy_and_is_left_alone_as_long_as_it_says(linked: Box, speaker: Speaker) -> None:
    talk(linked, hub_of(linked))
    speaker.status, speaker.says, speaker.headers = 503, {"error": "unavailable"}, {"Retry-After": "40"}
    reached_at(linked, url=speaker.url)
    loop = SyncLoop(linked)
    assert 40 <= loop.once() <= 60
    assert loop.line.reason == LineFault.HUB_BUSY
    loop.close()


def test_a_hub_that_has_no_time_for_an_event_gets_it_later(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = hub_of(linked)
    talk(linked, hub)
    submitted(linked)
    with monkeypatch.context() as busy:
        busy.setattr(answering, "take_batch", lambda *given: [Busy(30) for _ in given[2]])
        loop = SyncLoop(linked)
        assert 30 <= loop.once() <= 45
        assert loop.line.reason == LineFault.HUB_BUSY, "the desk says so"
        assert loop.line.connected and outbox.attention(linked.store.read()) == []
        loop.close()
    assert talk(linked, hub).acknowledged == 1

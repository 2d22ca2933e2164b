"""A box speaks the newest language that its hub has said to understand, and the oldest to one that says nothing."""

import pytest

from hub.intake import went_back
from kiosk.crypto import packing, sealing
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.sealed import open_sealed
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.hub_speaks import Spoken, spoken
from kiosk.services.loops.sync_loop import Talk, talk
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.line import Line
from tests.services.conftest import held, opened


def _asked(line: Line) -> list[bytes]:
    """The addresses that events were sent to."""
    return [request.split()[1] for request in line.heard if request.startswith(b"POST")]


def _frames_of(box: Box, central: Central) -> list[int]:
    """The dictionaries that waiting events are packed with."""
    import zstandard

    sealed = outbox.due(box.store.read(), 9)
    private = {event.id: central.hub.ring.private(event.key) for event in sealed}
    frames = [sealing.unseal(private[event.id], event.sealed) for event in sealed]
    return [zstandard.get_frame_parameters(frame).dict_id for frame in frames]


def test_the_first_answer_says_what_the_hub_takes_and_the_box_goes_on_in_it(
    afar: Box, line: Line, central: Central
) -> None:
    db, key = afar.store.read(), central.verify_key
    assert spoken(db, key) == Spoken(2, 0)
    first = submitted(afar)
    assert _frames_of(afar, central) == [0]
    talk(afar, hub_of(afar))
    assert spoken(db, key) == Spoken(3, DICTIONARIES[-1])
    second = submitted(afar)
    assert _frames_of(afar, central) == [packing.PRIVATE + DICTIONARIES[-1]]
    assert talk(afar, hub_of(afar)).acknowledged == 1
    assert _asked(line) == [b"/api/v2/events", b"/api/v3/events"]
    assert opened(central) == sorted([first.reference, second.reference])


def test_what_another_hub_said_says_nothing_of_this_one(linked: Box) -> None:
    talk(linked, hub_of(linked))
    assert spoken(linked.store.read(), "0" * 64) == Spoken()


def test_a_hub_of_version_2_is_still_spoken_to(
    afar: Box, line: Line, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(went_back, "TAKES", (2,))
    monkeypatch.setattr(went_back, "DICTIONARIES", ())
    for _ in range(2):
        submitted(afar)
        assert _frames_of(afar, central) == [0]
        assert talk(afar, hub_of(afar)).acknowledged == 1
    assert _asked(line) == [b"/api/v2/events"] * 2


def test_a_hub_put_back_to_version_2_is_sent_the_same_events_in_the_same_exchange(
    afar: Box, line: Line, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(afar, hub_of(afar))
    case = submitted(afar)
    monkeypatch.setattr(went_back, "TAKES", (2,))
    gone = central.app.view_functions
    monkeypatch.setitem(gone, "packed_api.receive_packed_events", lambda: ({"error": "not-found"}, 404))
    assert talk(afar, hub_of(afar)) == Talk(acknowledged=1)
    assert spoken(afar.store.read(), central.verify_key).wire == 2
    assert held(central) == [("SA", "submitted", case.reference)]
    supplemented(afar, case.reference)
    assert talk(afar, hub_of(afar)).acknowledged == 1
    assert _asked(line)[1:] == [b"/api/v3/events", b"/api/v2/events", b"/api/v2/events"]


def test_what_a_hub_has_no_dictionary_for_waits_and_is_packed_again_without_one(
    linked: Box, central: Central, nadia: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub was put back to a version that lacks the dictionary: nothing is lost, nothing is refused for good."""
    from kiosk.services.exchange import seal_events

    talk(linked, hub_of(linked))
    case = submitted(linked)
    [before] = outbox.due(linked.store.read(), 9)
    monkeypatch.setattr(packing, "DICTIONARIES", ())
    monkeypatch.setattr(went_back, "DICTIONARIES", ())
    assert talk(linked, hub_of(linked)) == Talk(later=1)
    assert outbox.due(linked.store.read(), 9) == [] and outbox.attention(linked.store.read()) == []
    assert outbox.unsent(linked.store.read())[0] == 1
    assert seal_events.seal_again(linked, nadia.ring) == 1  # type: ignore[attr-defined]
    [after] = outbox.due(linked.store.read(), 9)
    assert (after.id, after.sha256, after.signature) == (before.id, before.sha256, before.signature)
    assert open_sealed(after, central.hub.ring.private(after.key), 100_000)
    assert talk(linked, hub_of(linked)).acknowledged == 1
    assert held(central) == [("SA", "submitted", case.reference)]

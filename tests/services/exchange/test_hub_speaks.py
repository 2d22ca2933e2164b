"""A box packs with the newest dictionary that its hub has said to have, and with none for one that says nothing."""

import pytest

from hub.intake import went_back
from kiosk.crypto import packing, sealing
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.sealed import open_sealed
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.hub_speaks import dictionary
from kiosk.services.loops.sync_loop import Talk, talk
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.services.conftest import held, opened


def _frames_of(box: Box, central: Central) -> list[int]:
    """The dictionaries that waiting events are packed with."""
    import zstandard

    sealed = outbox.due(box.store.read(), 9)
    private = {event.id: central.hub.ring.private(event.key) for event in sealed}
    frames = [sealing.unseal(private[event.id], event.sealed) for event in sealed]
    return [zstandard.get_frame_parameters(frame).dict_id for frame in frames]


def test_the_first_answer_says_what_the_hub_has_and_the_box_goes_on_with_it(linked: Box, central: Central) -> None:
    db, key = linked.store.read(), central.verify_key
    assert dictionary(db, key) == 0
    first = submitted(linked)
    assert _frames_of(linked, central) == [0]
    talk(linked, hub_of(linked))
    assert dictionary(db, key) == DICTIONARIES[-1]
    second = submitted(linked)
    assert _frames_of(linked, central) == [packing.PRIVATE + DICTIONARIES[-1]]
    assert talk(linked, hub_of(linked)).acknowledged == 1
    assert opened(central) == sorted([first.reference, second.reference])


def test_what_another_hub_said_says_nothing_of_this_one(linked: Box) -> None:
    talk(linked, hub_of(linked))
    assert dictionary(linked.store.read(), "0" * 64) == 0


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

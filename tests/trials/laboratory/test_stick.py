"""Sticks among the faults of the laboratory: whatever they meet, each case is at the hub once, in order."""

from collections import Counter
from contextlib import closing

from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.services.conftest import held
from trials.laboratory.stick import Carrier, Mishap


def test_every_mishap_of_a_stick_and_the_wire_between_lose_and_double_nothing(linked: Box, central: Central) -> None:
    carrier = Carrier("58")
    wanted: Counter[tuple[str, str]] = Counter()
    for number, mishap in enumerate(Mishap):
        case = submitted(linked)
        supplemented(linked, case.reference)
        wanted.update([("submitted", case.reference), ("supplement", case.reference)])
        assert carrier.trip(linked, central.hub, mishap) == mishap
        if number % 3 == 1:
            with closing(hub_of(linked)) as hub:
                talk(linked, hub)
    carrier.trip(linked, central.hub, Mishap.NOTHING)
    assert Counter((kind, reference) for _, kind, reference in held(central)) == wanted
    assert outbox.unsent(linked.store.read())[0] == 0

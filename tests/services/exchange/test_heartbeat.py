"""What a box says of itself: what is unsent, its date, a question, and what this hub has signed before."""

import dataclasses

from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.domain.events.wire.batch import Heartbeat, Seen
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.events.wire.writing import encode
from kiosk.domain.time import hours_as_written
from kiosk.services.box.box import Box
from kiosk.services.exchange import heartbeat
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.version import VERSION
from printers.carriers.dummy import Dummy
from tests.gallery.site.gestures import submitted


def test_a_box_that_has_heard_nothing_has_seen_nothing(linked: Box) -> None:
    submitted(linked)
    said = heartbeat.make(linked, hub_of(linked))
    assert (said.unsent, said.last_counter, said.seen) == (1, 1001, Seen())
    assert f'"at": "{stamp(linked.clock.now())[:16]}' in encode(said).decode()


def test_it_shows_what_the_hub_has_signed_last_and_asks_anew_each_time(linked: Box) -> None:
    submitted(linked)
    talk(linked, hub_of(linked))
    first, second = (heartbeat.make(linked, hub_of(linked)) for _ in range(2))
    assert first.seen and first.seen.standing and first.seen.acknowledgement
    assert first.asked != second.asked


def test_it_says_how_the_box_is_without_the_name_of_a_printer(linked: Box) -> None:
    said = heartbeat.make(linked, hub_of(linked)).health
    assert said and (said.release, said.refused, said.files, said.printer_faults) == (VERSION, 0, 0, ())
    assert said.printers == 1 and said.free_bytes > 0
    assert isinstance(linked.carrier, Dummy)
    linked.carrier.wrong = "no-paper"
    said = heartbeat.make(linked, hub_of(linked)).health
    assert said and said.printer_faults == ("no-paper",)


def test_it_says_how_the_town_hall_is_reached_and_cuts_what_is_too_long(linked: Box) -> None:
    site = linked.site
    rules = hours_as_written.read([{"days": "lundi", "open": "9h-12h", "place": "Annexe"}])
    box = dataclasses.replace(linked, site=replace(site, phone="0" * 90, hours="Sur rendez-vous", opening=rules))
    said = decode(Heartbeat, encode(heartbeat.make(box, hub_of(box)))).reached
    assert said and (said.phone, said.hours) == ("0" * 60, "Sur rendez-vous")
    assert hours_as_written.read(said.opening) == rules

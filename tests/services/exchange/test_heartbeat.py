"""What a box says of itself: what is unsent, its date, a question, and what this hub has signed before."""

from gallery.site.gestures import submitted
from kiosk.clock import stamp
from kiosk.services.box.box import Box
from kiosk.services.exchange import heartbeat
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk


def test_a_box_that_has_heard_nothing_has_seen_nothing(linked: Box) -> None:
    submitted(linked)
    said = heartbeat.make(linked, hub_of(linked))
    assert (said["unsent"], said["last_counter"], said["seen"]) == (1, 1001, {})
    assert said["at"][:16] == stamp(linked.clock.now())[:16]


def test_it_shows_what_the_hub_has_signed_last_and_asks_anew_each_time(linked: Box) -> None:
    submitted(linked)
    talk(linked, hub_of(linked))
    first, second = (heartbeat.make(linked, hub_of(linked)) for _ in range(2))
    assert set(first["seen"]) == {"standing", "acknowledgement"}
    assert first["asked"] != second["asked"]

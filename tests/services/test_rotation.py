"""The hub changes its sealing key, or is restored from a copy, and the boxes follow."""

from hub.keys.keyring import rotate_sealing_key
from hub.keys.lineage import begin_new_epoch
from kiosk.clock import Clock
from kiosk.domain.events.sealed import key_id
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrolled_hub
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.store.events import acknowledgements, outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted


def newest(central: Central) -> str:
    return key_id(bytes.fromhex(central.seal_key))


def test_a_box_learns_of_the_newest_key_at_its_first_talk(linked: Box, central: Central) -> None:
    before = newest(central)
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    assert newest(central) != before
    SyncLoop(linked).talk()
    enrolment = linked.enrolment()
    assert enrolment is not None
    assert key_id(enrolment.seal_key) == newest(central)


def test_what_waits_for_the_old_key_is_taken_all_the_same(linked: Box, central: Central) -> None:
    case = submitted(linked)
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    assert SyncLoop(linked).talk().acknowledged == 1
    event = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert event is not None
    assert acknowledgements.acknowledged_at(linked.store.read(), event.id)


def test_a_restored_hub_is_sent_again_what_it_may_lack(linked: Box, central: Central) -> None:
    submitted(linked)
    hub = enrolled_hub.hub_of(linked)
    assert sync_loop.talk(linked, hub).acknowledged == 1
    begin_new_epoch(central.hub.store, Clock())
    assert sync_loop.talk(linked, hub).acknowledged == 0, "the answer says that it was restored"
    assert sync_loop.talk(linked, hub).acknowledged == 1, "and it says what it has"
    assert outbox.unsent(linked.store.read())[0] == 0

"""Events are sealed and signed, leave in batches that the line carries, and what the hub signs is kept."""

import dataclasses

import pytest
from msgspec.structs import replace

from hub.intake import intake
from kiosk.clock import stamp
from kiosk.connectors.hub.connection import FIRST_BYTES, JudgedAnswer
from kiosk.crypto import keys, packing, sealing
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.sealed import EventOutcome, make_event_statement, sealing_key_id, unseal_event
from kiosk.domain.events.wire.batch import Heartbeat, SeenStatements
from kiosk.domain.events.wire.reading import decode, encode
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.time import opening_hours
from kiosk.error_codes import Rejection
from kiosk.errors import Unreachable
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.exchange.receive_updates import Effect, keep_answer
from kiosk.services.exchange.send_events import hub_dictionary, select_fitting_events, send_due
from kiosk.services.loops.sync_loop import SyncLoop, Talk, exchange_with_hub
from kiosk.store import file_transfers, outbox, updates
from kiosk.store.outbox import Enrolment
from kiosk.version import VERSION
from printers.carriers.dummy import Dummy
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.line import Line
from tests.services.conftest import body_of, held, opened, say

HUB, NEW = sealing.pair_of_private(b"h" * 32), sealing.pair_of_private(b"n" * 32)


def enrol(box: Box, public: bytes = HUB.public) -> None:
    with box.store.write() as db:
        outbox.insert_enrolment(db, Enrolment("http://hub", "Hub", "token", "0" * 64, public), box.clock.now())


def test_only_the_hub_reads_what_leaves_and_anyone_sees_who_signed_it(box: Box) -> None:
    enrol(box)
    case = submitted(box)
    (event,) = outbox.select_due_events(box.store.read(), 10)
    assert event.key == sealing_key_id(HUB.public)
    assert b"Benali" not in event.sealed and case.reference.encode() not in event.sealed
    decoded = unseal_event(event, sealing.pair_of_private(HUB.private), 100_000).body
    assert b"Benali" in decoded
    assert keys.is_valid_signature(keys.verify_key(box.site_seed), make_event_statement("SA", event), event.signature)


def test_a_box_that_is_enrolled_nowhere_seals_nothing(box: Box, nadia: Actor) -> None:
    submitted(box)
    assert send_events.reseal_waiting_events(box, nadia.ring) == 0
    assert outbox.select_due_events(box.store.read(), 10) == []


def test_only_a_ring_of_the_service_seals_what_waits(box: Box, nadia: Actor) -> None:
    submitted(box)
    enrol(box)
    assert send_events.reseal_waiting_events(box, NOBODY) == 0
    assert send_events.reseal_waiting_events(box, Ring({DESK: nadia.ring.privates[DESK]})) == 0
    assert send_events.reseal_waiting_events(box, nadia.ring) == 1
    assert send_events.reseal_waiting_events(box, nadia.ring) == 0


def test_sealed_to_another_key_the_clear_bytes_and_the_signature_stay(box: Box, nadia: Actor) -> None:
    enrol(box)
    submitted(box)
    (before,) = outbox.select_due_events(box.store.read(), 10)
    enrol(box, NEW.public)
    assert send_events.reseal_waiting_events(box, nadia.ring) == 1
    (after,) = outbox.select_due_events(box.store.read(), 10)
    new, old = sealing.pair_of_private(NEW.private), sealing.pair_of_private(HUB.private)
    assert unseal_event(after, new, 100_000).body == unseal_event(before, old, 100_000).body
    assert (after.sha256, after.signature, after.id) == (before.sha256, before.signature, before.id)
    assert body_of(box, after.id, helped(box))["reference"] == after.reference


def test_a_batch_holds_what_fits_and_at_least_one(linked: Box) -> None:
    case = submitted(linked)
    supplemented(linked, case.reference)
    due = outbox.select_due_events(linked.store.read(), 9)
    assert (
        select_fitting_events(due, 1) == due[:1]
        and select_fitting_events(due, 100_000) == due
        and select_fitting_events([], 1) == []
    )
    assert select_fitting_events(due, len(due[0].sealed) + len(due[1].sealed) - 1) == due[:1]


def test_a_cut_under_a_batch_makes_the_next_one_smaller(afar: Box, line: Line) -> None:
    hub = hub_of(afar)
    submitted(afar)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        send_due(afar, hub)
    assert hub.pace.most == FIRST_BYTES // 2
    assert afar.store.read().table("sends").count_where() == 1
    assert [answer.outcome for answer in send_due(afar, hub).answers] == ["duplicate"]


def test_after_thirteen_failures_the_next_try_sends(afar: Box, line: Line, central: Central) -> None:
    """ODK Collect gave up for good at its thirteenth."""
    loop = SyncLoop(afar)
    loop.talk()
    case = submitted(afar)
    line.down = True
    for _ in range(14):
        assert loop.once() <= 300
    line.down = False
    loop.once()
    loop.close()
    assert held(central) == [("SA", "submitted", case.reference)]


def test_only_what_is_believed_changes_anything(linked: Box, central: Central) -> None:
    submitted(linked)
    ((event_id, _),) = file_transfers.select_due_event_ids(linked.store.read())

    def kept(outcome: EventOutcome, code: str = "") -> Effect:
        return keep_answer(linked, central.verify_key, JudgedAnswer(event_id, outcome, b"{}", bytes(64), code))

    assert kept(EventOutcome.UNBELIEVED, "bad-signature") == Effect.NOTHING
    assert kept(EventOutcome.LATER, "busy") == Effect.LATER
    assert kept(EventOutcome.REJECTED, Rejection.UNKNOWN_KEY) == Effect.LATER
    assert outbox.read_unsent_summary(linked.store.read())[0] == 1
    assert kept(EventOutcome.REJECTED, Rejection.BAD_EVENT) == Effect.REJECTED
    assert outbox.count_unmended_events(linked.store.read()) == 1
    assert kept(EventOutcome.ACKNOWLEDGED) == Effect.ACKNOWLEDGED
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0


def _frames_of(box: Box, central: Central) -> list[int]:
    """The dictionaries that waiting events are packed with."""
    import zstandard

    sealed = outbox.select_due_events(box.store.read(), 9)
    private = {event.id: central.hub.ring.pair(event.key).private for event in sealed}
    frames = [sealing.unseal_bytes(private[event.id], event.sealed) for event in sealed]
    return [zstandard.get_frame_parameters(frame).dict_id for frame in frames]


def test_the_first_answer_says_what_the_hub_has_and_the_box_goes_on_with_it(linked: Box, central: Central) -> None:
    db, key = linked.store.read(), central.verify_key
    assert hub_dictionary(db, key) == 0
    first = submitted(linked)
    assert _frames_of(linked, central) == [0]
    exchange_with_hub(linked, hub_of(linked))
    assert hub_dictionary(db, key) == DICTIONARIES[-1]
    second = submitted(linked)
    assert _frames_of(linked, central) == [packing.PRIVATE + DICTIONARIES[-1]]
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    assert opened(central) == sorted([first.reference, second.reference])


def test_what_another_hub_said_says_nothing_of_this_one(linked: Box) -> None:
    exchange_with_hub(linked, hub_of(linked))
    assert hub_dictionary(linked.store.read(), "0" * 64) == 0


def test_what_a_hub_has_no_dictionary_for_waits_and_is_packed_again_without_one(
    linked: Box, central: Central, nadia: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub was put back to a version that lacks the dictionary: nothing is lost, nothing is refused for good."""
    from kiosk.services.exchange import send_events

    exchange_with_hub(linked, hub_of(linked))
    case = submitted(linked)
    [before] = outbox.select_due_events(linked.store.read(), 9)
    monkeypatch.setattr(packing, "DICTIONARIES", ())
    monkeypatch.setattr(intake, "DICTIONARIES", ())
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(later=1)
    assert (
        outbox.select_due_events(linked.store.read(), 9) == []
        and outbox.select_refused_events(linked.store.read()) == []
    )
    assert outbox.read_unsent_summary(linked.store.read())[0] == 1
    assert send_events.reseal_waiting_events(linked, nadia.ring) == 1  # type: ignore[attr-defined]
    [after] = outbox.select_due_events(linked.store.read(), 9)
    assert (after.id, after.sha256, after.signature) == (before.id, before.sha256, before.signature)
    assert unseal_event(after, sealing.pair_of_private(central.hub.ring.pair(after.key).private), 100_000).body
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    assert held(central) == [("SA", "submitted", case.reference)]


def test_a_box_that_has_heard_nothing_has_seen_nothing(linked: Box) -> None:
    submitted(linked)
    said = send_events.make_heartbeat(linked, hub_of(linked))
    assert (said.unsent, said.last_counter, said.seen) == (1, 1001, SeenStatements())
    assert f'"at": "{stamp(linked.clock.now())[:16]}' in encode(said).decode()


def test_it_shows_what_the_hub_has_signed_last_and_asks_anew_each_time(linked: Box) -> None:
    submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    first, second = (send_events.make_heartbeat(linked, hub_of(linked)) for _ in range(2))
    assert first.seen and first.seen.standing and first.seen.acknowledgement
    assert first.asked != second.asked


def test_it_says_how_the_box_is_without_the_name_of_a_printer(linked: Box) -> None:
    said = send_events.make_heartbeat(linked, hub_of(linked)).health
    assert said and (said.release, said.refused, said.files, said.printer_faults) == (VERSION, 0, 0, ())
    assert said.printers == 1 and said.free_bytes > 0
    assert isinstance(linked.carrier, Dummy)
    linked.carrier.wrong = "no-paper"
    said = send_events.make_heartbeat(linked, hub_of(linked)).health
    assert said and said.printer_faults == ("no-paper",)


def test_it_says_how_the_town_hall_is_reached_and_cuts_what_is_too_long(linked: Box) -> None:
    site = linked.site
    rules = opening_hours.parse_opening_hours([{"days": "lundi", "open": "9h-12h", "place": "Annexe"}])
    box = dataclasses.replace(linked, site=replace(site, phone="0" * 90, hours="Sur rendez-vous", opening=rules))
    said = decode(Heartbeat, encode(send_events.make_heartbeat(box, hub_of(box)))).reached
    assert said and (said.phone, said.hours) == ("0" * 60, "Sur rendez-vous")
    assert opening_hours.parse_opening_hours(said.opening) == rules


def _asked(line: Line) -> list[bytes]:
    return [request.split()[1] for request in line.heard if b"updates" in request.split()[1]]


def test_a_box_that_has_everything_does_not_ask_again(afar: Box, line: Line, central: Central) -> None:
    case, hub = submitted(afar), hub_of(afar)
    for _ in range(3):
        exchange_with_hub(afar, hub)
    assert _asked(line) == [b"/api/v2/updates?after=0&limit=100"]
    say(central, case.reference, "in_progress", "Nous regardons.")
    assert exchange_with_hub(afar, hub).updates == 1
    assert updates.read_update_cursor(afar.store.read(), hub.epoch) == 1


def test_the_hub_is_told_that_the_last_update_arrived(afar: Box, line: Line, central: Central) -> None:
    """Contents wait at the hub for a box that has not fetched what is said of them."""
    case, hub = submitted(afar), hub_of(afar)
    exchange_with_hub(afar, hub)
    say(central, case.reference, "in_progress", "Nous regardons.")
    for _ in range(3):
        exchange_with_hub(afar, hub)
    assert [address.split(b"=")[1] for address in _asked(line)] == [b"0&limit", b"0&limit", b"1&limit"]
    with central.hub.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT fetched FROM site").scalar() == 1

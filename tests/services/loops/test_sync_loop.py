"""Events reach the hub: each once, in order, however the line behaves and whatever key the hub has."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from hub.keyring import rotate_sealing_key
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.wire.batch import Heartbeat, JournalHead
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import LineState, SyncLoop, Talk, exchange_with_hub
from kiosk.services.submitted import follow_case
from kiosk.store import outbox, updates
from tests.gallery.site.cast import at_work, nadia_roux
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gardens import PARCEL, asked_for, taking
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.line import Line
from tests.services.conftest import acknowledged, held, opened, reached_at, say, state_of, submitted_event
from tests.soon import soon

UNKNOWN, _ = mint_reference("BZ", 1041)
"""A reference that is well written and that nobody has ever minted."""


def test_a_case_arrives_and_is_acknowledged(linked: Box, central: Central) -> None:
    case = submitted(linked)
    assert state_of(linked, case.case_id) == "submitted"
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(acknowledged=1)
    assert state_of(linked, case.case_id) == "received"
    assert held(central) == [("SA", "submitted", case.reference)]
    assert exchange_with_hub(linked, hub_of(linked)) == Talk()


def test_five_parallel_twins_are_one_case(linked: Box, central: Central) -> None:
    """Five talks carry the same outbox at once: the hub keeps one case, the box one acknowledgement."""
    case = submitted(linked)
    supplemented(linked, case.reference)
    together = threading.Barrier(5, timeout=60)

    def carry(_: int) -> Talk:
        together.wait()
        return exchange_with_hub(linked, hub_of(linked))

    with ThreadPoolExecutor(5) as five:
        talks = list(five.map(carry, range(5)))
    assert max(talk.acknowledged for talk in talks) == 2
    assert held(central) == [("SA", "submitted", case.reference), ("SA", "supplement", case.reference)]
    assert (acknowledged(linked), outbox.read_unsent_summary(linked.store.read())) == (2, (0, ""))
    assert outbox.select_refused_events(linked.store.read()) == []


def test_a_hub_with_another_key_is_not_believed(linked: Box, central: Central) -> None:
    """Nothing is purged: the case waits until the hub that was pinned has signed for it."""
    case = submitted(linked)
    stranger = replace(hub_of(linked), verify_key=keys.verify_key(bytes(32)))
    with pytest.raises(Unreachable, match=LineFault.HUB_BROKEN):  # it cannot open what is sealed to the other
        exchange_with_hub(linked, stranger)
    assert (acknowledged(linked), outbox.read_unsent_summary(linked.store.read())[0]) == (0, 1)
    assert state_of(linked, case.case_id) == "sending"
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1


def test_what_the_hub_says_of_a_case_changes_its_state_once(linked: Box, central: Central) -> None:
    case = asked_for(taking(linked, PARCEL), small=False)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "in_progress", "Nous regardons.")
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(updates=1, more=True)
    assert exchange_with_hub(linked, hub_of(linked)) == Talk()
    assert state_of(linked, case.case_id) == "in_progress"
    (result,) = follow_case.follow_case(linked, case.reference, helped(linked)).updates
    assert (result.kind, result.message, result.said["accuse"]["received_on"]) == (
        "accuse",
        "Nous regardons.",
        case.legal_date,
    )
    say(central, case.reference, "incomplete", "Il manque une pièce.", seen=1)
    say(central, case.reference, "accepted", seen=2)
    assert exchange_with_hub(linked, hub_of(linked)).updates == 2
    asked, accepted = updates.select_updates(linked.store.read(), case.reference)[1:]
    assert (asked.state, accepted.state) == ("incomplete", "accepted")
    assert asked.papers_by == date.fromisoformat(in_a_month(central.hub)), "in clear: a printer has no key of a service"
    assert state_of(linked, case.case_id) == "accepted"


def test_a_refused_event_holds_up_no_other_case(linked: Box, central: Central) -> None:
    supplemented(linked, UNKNOWN)
    first, second = submitted(linked), submitted(linked)
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(acknowledged=2, rejected=1)
    (refused,) = outbox.select_refused_events(linked.store.read())
    assert (refused.reference, refused.code) == (UNKNOWN, "unknown-reference")
    assert opened(central) == [first.reference, second.reference]
    third = submitted(linked)
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(acknowledged=1)
    assert opened(central)[-1] == third.reference


def test_what_waits_behind_a_refused_event_waits_for_the_desk(linked: Box) -> None:
    supplemented(linked, UNKNOWN)
    supplemented(linked, UNKNOWN)
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(rejected=1, later=1, more=False)
    assert exchange_with_hub(linked, hub_of(linked)) == Talk()


def test_a_full_outbox_goes_in_batches(linked: Box, central: Central) -> None:
    case = submitted(linked)
    for _ in range(send_events.BATCH_EVENTS):
        supplemented(linked, case.reference)
    hub = hub_of(linked)
    first, second = exchange_with_hub(linked, hub), exchange_with_hub(linked, hub)
    assert first.more and first.acknowledged < 100, "the first batch is small, whatever waits"
    assert second == Talk(acknowledged=101 - first.acknowledged)
    assert len(held(central)) == 101


def test_the_hub_learns_what_the_box_still_holds(linked: Box, central: Central) -> None:
    case = submitted(linked)
    supplemented(linked, UNKNOWN)
    oldest = outbox.read_unsent_summary(linked.store.read())[1]
    exchange_with_hub(linked, hub_of(linked))
    with central.hub.store.reading() as connection:
        site = dict(connection.exec_driver_sql("SELECT * FROM site").mappings().one())
    assert (site["unsent"], site["highest_counter"]) == (2, case.counter)
    assert oldest.startswith(str(site["oldest_unsent_at"])[:10])


def test_a_box_that_is_enrolled_nowhere_says_so_and_keeps_everything(box: Box) -> None:
    submitted(box)
    with pytest.raises(Unreachable, match=LineFault.NO_HUB):
        exchange_with_hub(box, hub_of(box))
    assert (acknowledged(box), outbox.read_unsent_summary(box.store.read())[0]) == (0, 1)


def test_a_hub_that_was_given_another_key_is_followed_and_sealed_to_again(linked: Box, central: Central) -> None:
    """The operator makes a new key and the old one is given up: what waits goes under the new one, unchanged."""
    case = submitted(linked)
    before = outbox.read_newest_event(linked.store.read(), case.case_id, "submitted")
    nadia = at_work(linked, nadia_roux())
    reached_at(linked, seal_key=sealing.pair_of_private(b"s" * 32).public, key_made_at="")
    assert send_events.reseal_waiting_events(linked, nadia.ring) == 1
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(later=1)
    result = linked.enrolment()
    assert result is not None and result.seal_key.hex() == central.seal_key
    assert exchange_with_hub(linked, hub_of(linked)) == Talk(acknowledged=1)
    after = outbox.read_newest_event(linked.store.read(), case.case_id, "submitted")
    assert before is not None and after is not None and (before.id, before.sha256) == (after.id, after.sha256)
    assert held(central) == [("SA", "submitted", case.reference)]


def test_a_hub_restored_from_a_copy_is_sent_again_what_it_lacks(linked: Box, central: Central) -> None:
    """It says so by another epoch; what the box still has goes again, and is a duplicate where the hub has it."""
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0
    reached_at(linked, epoch="of before the copy")
    exchange_with_hub(linked, hub_of(linked))
    assert outbox.read_unsent_summary(linked.store.read())[0] == 1, "asked for again"
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    assert held(central) == [("SA", "submitted", case.reference)]


def test_the_wait_after_a_failure_never_exceeds_five_minutes(box: Box) -> None:
    loop = SyncLoop(box)
    waits = [loop.once() for _ in range(60)]
    assert all(0 <= wait < 300 for wait in waits)
    assert max(waits[20:]) > 100 and len(set(waits)) == 60, "spread, so that boxes do not all come back at once"
    assert (loop.line.connected, loop.line.reason, loop.line.failures) == (False, "no-hub", 60)


def test_a_fault_of_ours_is_told_to_the_log_without_its_words(
    box: Box, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Box) -> None:
        raise ValueError("Benali, née le 3 février 1945")

    monkeypatch.setattr(sync_loop.enrol, "hub_of", broken)
    assert SyncLoop(box).once() >= 0
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.trace[-1] == "ValueError" and "Benali" not in caplog.text + repr(vars(record))  # type: ignore[attr-defined]


def test_success_is_said_only_of_a_talk_that_was_one(afar: Box, line: Line) -> None:
    loop = SyncLoop(afar)
    assert loop.line == LineState()
    line.down = True
    loop.once()
    assert (loop.line.connected, loop.line.reason, loop.line.last_at) == (False, "no-line", None)
    line.down = False
    assert loop.once() == afar.settings.sync_every_s
    assert (loop.line.connected, loop.line.reason, loop.line.failures) == (True, "", 0)
    talked_at = loop.line.last_at
    line.down = True
    loop.once()
    assert (loop.line.connected, loop.line.last_at) == (False, talked_at)


def test_the_loop_sends_when_it_is_woken(afar: Box, line: Line, central: Central) -> None:
    line.down = True
    loop = SyncLoop(afar)
    loop.start()
    try:
        case = submitted(afar)
        line.down = False
        soon(lambda: opened(central) or loop.wake())
        assert opened(central) == [case.reference]
    finally:
        loop.stop()
        loop.join(10)
    assert not loop.is_alive()


def test_a_talk_by_hand_has_the_rest_sent_by_a_loop_that_sleeps_after_failures(
    afar: Box, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_loop.retry, "compute_retry_delay", lambda *_: sync_loop.retry.CAP_S)
    case = submitted(afar)
    for _ in range(send_events.BATCH_EVENTS):
        supplemented(afar, case.reference)
    line.down = True
    loop = SyncLoop(afar)
    loop.start()
    assert soon(lambda: loop.line.next_at), "it sleeps for five minutes"
    line.down = False
    assert loop.talk().more
    assert soon(lambda: outbox.read_unsent_summary(afar.store.read())[0] == 0)
    loop.stop()
    loop.join(10)


def test_a_lost_answer_is_not_a_second_case(afar: Box, line: Line, central: Central) -> None:
    """The hub hears, its answer is dropped; when the line returns, one case is there and one acknowledgement here."""
    case = submitted(afar)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable, match=LineFault.NO_LINE):
        exchange_with_hub(afar, hub_of(afar))
    assert (opened(central), acknowledged(afar), state_of(afar, case.case_id)) == ([case.reference], 0, "sending")
    hub = hub_of(afar)
    heartbeat = Heartbeat(unsent=1, last_counter=0, journal=JournalHead(count=0, head="0" * 64))
    (answer,) = hub.send(outbox.select_due_events(afar.store.read(), 10), heartbeat).answers
    assert answer.outcome == "duplicate"
    assert exchange_with_hub(afar, hub) == Talk(acknowledged=1)
    assert (opened(central), acknowledged(afar), state_of(afar, case.case_id)) == ([case.reference], 1, "received")


def test_what_the_hub_never_heard_is_sent_again(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    line.fail_with("cut-before")
    with pytest.raises(Unreachable):
        exchange_with_hub(afar, hub_of(afar))
    assert opened(central) == []
    assert exchange_with_hub(afar, hub_of(afar)).acknowledged == 1
    assert opened(central) == [case.reference]


def test_an_answer_that_never_comes_is_a_dead_line(afar: Box, line: Line, central: Central) -> None:
    submitted(afar)
    line.fail_with("stall")
    with pytest.raises(Unreachable, match=LineFault.NO_LINE):
        exchange_with_hub(afar, replace(hub_of(afar), timeout_s=0.3))
    assert acknowledged(afar) == 0
    assert exchange_with_hub(afar, hub_of(afar)).acknowledged == 1
    assert len(opened(central)) == 1


def test_a_request_delivered_twice_is_one_case(afar: Box, line: Line, central: Central) -> None:
    submitted(afar)
    line.fail_with("twice")
    assert exchange_with_hub(afar, hub_of(afar)).acknowledged == 1
    assert len([text for text in line.heard if text.startswith(b"POST")]) == 2
    assert (len(held(central)), acknowledged(afar)) == (1, 1)


def test_an_update_whose_answer_was_lost_comes_again_once(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    exchange_with_hub(afar, hub_of(afar))
    say(central, case.reference, "in_progress")
    line.fail_with("twice", "cut-after")
    with pytest.raises(Unreachable):
        exchange_with_hub(afar, hub_of(afar))
    assert exchange_with_hub(afar, hub_of(afar)).updates == 1
    assert len(updates.select_updates(afar.store.read(), case.reference)) == 1


def test_what_waits_for_the_old_key_is_taken_all_the_same(linked: Box, central: Central) -> None:
    case = submitted(linked)
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    assert SyncLoop(linked).talk().acknowledged == 1
    event = submitted_event(linked, case.case_id)
    assert outbox.read_acknowledged_moment(linked.store.read(), event.id)

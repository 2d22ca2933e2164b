"""The rights of the person: a copy of what is kept about them, and its erasure, here and at the hub."""

import json
from datetime import timedelta

import pytest

from kiosk.domain.events.reference import mint
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, personal_data
from kiosk.services.upkeep import retention
from kiosk.store.events import outbox
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.cast import PASSPHRASE, PIN, Watch, at_work, nadia_roux
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import body_of, fault_of, held, say

FORM_ID = "f" * 32


def test_a_copy_holds_everything_that_is_kept_and_reads_as_json(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    supplemented(box, case.reference)
    content = json.loads(personal_data.exported(box, case.reference, nadia))
    assert (content["reference"], content["state"], content["readable_here"]) == (case.reference, "submitted", True)
    assert content["submitted"]["person"]["family_name"] == "Benali"
    assert [row["type"] for row in content["events"]] == ["submitted", "supplement"]
    assert content["events"][1]["said"]["message"] == "Voici la pièce."
    assert "Élo" not in personal_data.exported(box, case.reference, nadia) and "\\u" not in personal_data.exported(
        box, case.reference, nadia
    )
    assert [entry.action for entry in journal.of(box.store.read(), case.reference)][-1] == "exported"


def test_erasure_reaches_the_hub_and_nothing_is_kept_here_any_longer(
    linked: Box, central: Central, watch: Watch
) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    print_queue.print_due(linked)
    watch.wait(timedelta(days=1))
    asked = personal_data.ask(linked, case.reference, "erasure", helped(linked), linked.clock.new_id())
    assert body_of(linked, asked, helped(linked))["type"] == "erasure"
    assert wrapped_keys.any_left(linked.store.read(), case.case_id), "as long as it takes to transmit it"
    print_queue.print_due(linked)
    talk(linked, hub_of(linked))
    retention.due(linked)
    assert held(central)[-1] == ("SA", "erasure", case.reference)
    assert not wrapped_keys.any_left(linked.store.read(), case.case_id)
    assert follow_case.find(linked, case.reference, helped(linked)).readable is False


def test_what_is_asked_for_another_sites_case_reaches_the_hub_too(box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint("BZ", 1041)
    personal_data.ask(box, elsewhere, "access", nadia, FORM_ID)
    (waiting,) = outbox.waiting(box.store.read())
    assert (waiting.type, waiting.reference, waiting.sequence) == ("access", elsewhere, 1)


def test_a_double_tap_asks_once_and_prints_one_proof(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    for _ in range(2):
        assert personal_data.ask(box, case.reference, "access", nadia, FORM_ID) == FORM_ID
    assert len(outbox.history(box.store.read(), case.reference)) == 2
    assert [job.kind for job in spool.in_state(box.store.read(), "pending")] == ["receipt", "request"]


def test_a_decided_case_can_still_be_asked_for(linked: Box, central: Central) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    say(central, case.reference, "accepted")
    talk(linked, hub_of(linked))
    assert personal_data.ask(linked, case.reference, "erasure", helped(linked), FORM_ID) == FORM_ID


def test_whoever_only_has_the_machine_gets_nothing(box: Box) -> None:
    at_work(box, nadia_roux())
    box.shifts.end(nadia_roux().id)
    case = submitted(box)
    with pytest.raises(Refused) as refused:
        personal_data.export_for(box, case.reference, "nadia", PASSPHRASE, "000000")
    assert fault_of(refused) == Refusal.WRONG_SIGN_IN
    assert "Benali" in personal_data.export_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert box.shifts.on_shift() == [], "the keys are there for as long as it takes"
    personal_data.erase_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert [event.type for event in outbox.history(box.store.read(), case.reference)] == ["submitted", "erasure"]


def test_a_command_ends_no_shift_at_a_screen(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    personal_data.export_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert box.shifts.ring(nadia.mediator_id)

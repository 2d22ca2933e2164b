"""A submitted case is followed, by whoever may and under each number it has; what is in it is shown and told."""

import dataclasses
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.domain.events.additions import Supplement
from kiosk.domain.events.reference import EXAMPLE, format_reference, mint_reference
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.notices.wish import Wish
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers.kinds import numbers_to_tell
from kiosk.services.spool import print_queue
from kiosk.services.submitted import append_event, change_notices, follow_case, refused_events, requests, supplements
from kiosk.services.upkeep import retention
from kiosk.store import journal, outbox, spool, updates, wrapped_keys
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site.cast import PASSPHRASE, PIN, Watch, at_work, nadia_roux
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import PAPER, at_a_terminal, helped, submitted, supplemented
from tests.services.conftest import body_of, case_at, destroyed, fault_of, held, rejected, say
from tests.services.notified import MOBILE, serves_sms, submitted_with, texts, with_mobile
from tests.services.submitted.test_case_changes import BY_TOUCH, STREET

OTHER_WORDS = Supplement("Autre chose.", ())
ELSEWHERE, _ = mint_reference("BZ", 1041)


def send(box: Box) -> None:
    exchange_with_hub(box, hub_of(box))


def test_a_mediator_of_another_service_is_told_so_and_nothing_else(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    urbanisme = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    for gesture in (
        lambda: follow_case.follow_typed_reference(box, case.reference, urbanisme),
        lambda: supplements.append_supplement(box, case.reference, PAPER, urbanisme, "e" * 32),
        lambda: requests.correct_answers(box, case.reference, STREET, urbanisme, "e" * 32),
        lambda: requests.withdraw_case(box, case.reference, BY_TOUCH, urbanisme, "e" * 32),
        lambda: requests.request_data_right(box, case.reference, "erasure", urbanisme, "e" * 32),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert (fault_of(refused), refused.value.details) == (Refusal.NOT_YOUR_SERVICE, {"service": "etat-civil"})
    assert len(outbox.select_event_history(box.store.read(), case.reference)) == 1


def test_once_its_key_is_destroyed_a_case_says_where_it_stands_and_nothing_of_anyone(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    destroyed(box, case.case_id)
    followed = follow_case.follow_typed_reference(box, case.reference, nadia)
    assert (followed.state, followed.procedure_id, followed.readable, followed.submitted) == (
        "submitted", "birth-certificate", False, None,
    )  # fmt: skip
    assert [(event.event.type, event.said) for event in followed.history] == [("submitted", None)]


def test_a_supplement_takes_the_next_place_in_its_case(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    added = supplemented(box, case.reference)
    event = outbox.read_event(box.store.read(), added)
    assert event is not None and (event.stream, event.sequence, event.type) == (case.case_id, 2, "supplement")
    body = body_of(box, added, nadia)
    assert (body["helper"], body["documents"][0]["label"]) == ("Nadia Roux", "Pièce d’identité")
    assert {job.kind for job in spool.select_jobs_in_state(box.store.read(), "pending")} == {"receipt", "supplement"}
    assert [entry.action for entry in journal.select_journal_lines(box.store.read(), case.reference)] == [
        "submitted",
        "supplemented",
    ]


def test_a_supplement_comes_even_after_the_answers_are_destroyed(box: Box, nadia: Actor) -> None:
    """None of the old answers is needed; what is added has a key of its own, the place in the order stays."""
    case = submitted(box)
    destroyed(box, case.case_id)
    added = supplemented(box, case.reference)
    event = outbox.read_event(box.store.read(), added)
    assert event is not None and (event.stream, event.sequence) == (case.case_id, 2)
    assert body_of(box, added, nadia)["message"] == PAPER.message
    followed = follow_case.follow_typed_reference(box, case.reference, nadia)
    assert [bool(event.said) for event in followed.history] == [False, True]
    assert followed.submitted is None


def test_a_supplement_to_another_sites_case_is_the_desks(box: Box, nadia: Actor) -> None:
    first, second = supplemented(box, ELSEWHERE), supplemented(box, ELSEWHERE, OTHER_WORDS)
    one, two = (outbox.read_event(box.store.read(), item) for item in (first, second))
    assert one is not None and two is not None
    assert (one.stream, one.sequence, two.sequence) == (two.stream, 1, 2)
    assert (wrapped_keys.read_sealed_key(box.store.read(), one.stream) or ("",))[0] == DESK
    only_desk = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    followed = follow_case.follow_typed_reference(box, ELSEWHERE, only_desk)
    assert [event.said["message"] for event in followed.history] == [PAPER.message, OTHER_WORDS.message]


def test_a_double_tap_adds_once(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    together = threading.Barrier(4, timeout=60)

    def tap(_: int) -> str:
        together.wait()
        return supplements.append_supplement(box, case.reference, PAPER, nadia, "e" * 32)

    with ThreadPoolExecutor(4) as four:
        assert set(four.map(tap, range(4))) == {"e" * 32}
    assert len(follow_case.follow_case(box, case.reference, nadia).history) == 2


def test_a_supplement_from_another_town_reaches_the_case(linked: Box, bruz: Box, central: Central) -> None:
    """Marie began in Saint-Aubin and brings her paper to Bruz, which knows nothing but the number."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Il manque une pièce.")
    supplemented(bruz, format_reference(case.reference))
    supplemented(bruz, case.reference, OTHER_WORDS)
    send(bruz)
    assert held(central)[1:] == [("BZ", "supplement", case.reference)] * 2
    file = case_at(central, case.reference)
    assert [body["message"] for _, body in file.supplements] == [PAPER.message, OTHER_WORDS.message]
    say(central, case.reference, "accepted", seen=1)
    send(bruz)
    send(linked)
    states = [follow_case.follow_case(item, case.reference, helped(item)).state for item in (bruz, linked)]
    assert states == ["accepted", "accepted"]


def unseen(box: Box, reference: str) -> list[updates.StoredUpdate]:
    return [update for update in updates.select_updates(box.store.read(), reference) if update.seen_at is None]


def test_opening_what_the_hub_said_makes_it_no_news(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress")
    send(linked)
    assert len(unseen(linked, case.reference)) == 1
    follow_case.record_case_shown(linked, follow_case.follow_typed_reference(linked, case.reference, helped(linked)))
    follow_case.record_case_shown(linked, follow_case.follow_typed_reference(linked, case.reference, helped(linked)))
    assert unseen(linked, case.reference) == []


def test_what_came_while_a_page_was_read_is_still_to_be_read(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress")
    send(linked)
    page = follow_case.follow_typed_reference(linked, case.reference, helped(linked))
    say(central, case.reference, "incomplete", "Apportez le livret de famille.", seen=1)
    send(linked)
    follow_case.record_case_shown(linked, page)
    assert [update.state for update in unseen(linked, case.reference)] == ["incomplete"]


def test_words_that_were_shown_without_their_words_are_still_to_be_read(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    nadia = helped(linked)
    page = follow_case.follow_typed_reference(linked, case.reference, nadia)
    blind = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    [update] = updates.select_updates(linked.store.read(), case.reference)
    follow_case.record_case_shown(linked, replace(page, updates=(follow_case.open_update(update, blind),)))
    assert len(unseen(linked, case.reference)) == 1


def test_a_number_of_a_training_leads_nowhere_and_nothing_is_added_to_it(box: Box, nadia: Actor) -> None:
    """The hub would refuse it, and a person would believe that their paper had arrived."""
    example, _ = mint_reference(EXAMPLE, 1000)
    for gesture in (
        lambda: follow_case.follow_typed_reference(box, example, nadia),
        lambda: supplements.append_supplement(box, example, OTHER_WORDS, nadia, "e" * 32),
        lambda: requests.withdraw_alone(box, example, "ABCDEFGHJK", "", Preferences(), "", "form"),
    ):
        with pytest.raises(Refused, match=Refusal.EXAMPLE_NUMBER):
            gesture()
    assert not outbox.select_waiting_events(box.store.read())


FORM_ID = "f" * 32


def test_a_copy_holds_everything_that_is_kept_and_reads_as_json(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    supplemented(box, case.reference)
    content = json.loads(requests.export_personal_json(box, case.reference, nadia))
    assert (content["reference"], content["state"], content["readable_here"]) == (case.reference, "submitted", True)
    assert content["submitted"]["person"]["family_name"] == "Benali"
    assert [row["type"] for row in content["events"]] == ["submitted", "supplement"]
    assert content["events"][1]["said"]["message"] == "Voici la pièce."
    assert "Élo" not in requests.export_personal_json(
        box, case.reference, nadia
    ) and "\\u" not in requests.export_personal_json(box, case.reference, nadia)
    assert [entry.action for entry in journal.select_journal_lines(box.store.read(), case.reference)][-1] == "exported"


def test_erasure_reaches_the_hub_and_nothing_is_kept_here(linked: Box, central: Central, watch: Watch) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    print_queue.print_due_jobs(linked)
    watch.wait(timedelta(days=1))
    asked = requests.request_data_right(linked, case.reference, "erasure", helped(linked), linked.clock.new_id())
    assert body_of(linked, asked, helped(linked))["type"] == "erasure"
    assert wrapped_keys.has_keys_left(linked.store.read(), case.case_id), "as long as it takes to transmit it"
    print_queue.print_due_jobs(linked)
    exchange_with_hub(linked, hub_of(linked))
    retention.destroy_expired_data(linked)
    assert held(central)[-1] == ("SA", "erasure", case.reference)
    assert not wrapped_keys.has_keys_left(linked.store.read(), case.case_id)
    assert follow_case.follow_typed_reference(linked, case.reference, helped(linked)).readable is False


def test_what_is_asked_for_another_sites_case_reaches_the_hub_too(box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint_reference("BZ", 1041)
    requests.request_data_right(box, elsewhere, "access", nadia, FORM_ID)
    (waiting,) = outbox.select_waiting_events(box.store.read())
    assert (waiting.type, waiting.reference, waiting.sequence) == ("access", elsewhere, 1)


def test_a_decided_case_can_still_be_asked_for(linked: Box, central: Central) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "accepted")
    exchange_with_hub(linked, hub_of(linked))
    assert requests.request_data_right(linked, case.reference, "erasure", helped(linked), FORM_ID) == FORM_ID


def test_whoever_only_has_the_machine_gets_nothing(box: Box) -> None:
    at_work(box, nadia_roux())
    box.shifts.end(nadia_roux().id)
    case = submitted(box)
    with pytest.raises(Refused, match=Refusal.WRONG_SIGN_IN):
        requests.export_for(box, case.reference, "nadia", PASSPHRASE, "000000")
    assert "Benali" in requests.export_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert box.shifts.on_shift() == [], "the keys are there for as long as it takes"
    requests.erase_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert [event.type for event in outbox.select_event_history(box.store.read(), case.reference)] == [
        "submitted",
        "erasure",
    ]


def test_a_command_ends_no_shift_at_a_screen(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    requests.export_for(box, case.reference, "nadia", PASSPHRASE, PIN)
    assert box.shifts.ring(nadia.mediator_id)


def test_who_ends_it_at_the_desk_is_told_nothing_more(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    made, nadia = submitted_with(linked, ["sms"]), helped(linked)
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia).by_hub
    for _ in range(2):
        change_notices.change_notices(linked, made.reference, [], nadia, FORM_ID)
    exchange_with_hub(linked, hub_of(linked))
    assert texts(central, gateway) == []
    choice = change_notices.choice(linked, made.case_id, nadia)
    assert choice is not None and not choice.wish and choice.could.sms == MOBILE
    history = outbox.select_event_history(linked.store.read(), made.reference)
    assert [event.type for event in history] == ["submitted", "notices"], "once"


def test_at_a_hub_that_writes_nothing_a_call_is_kept_here(box: Box, nadia: Actor) -> None:
    made = submitted_with(box, ["call", "message"])
    assert change_notices.to_reach(box.store.read(), made.case_id, nadia) == Wish(call=MOBILE, message=True)
    assert requests.export_personal_data(box, made.reference, nadia)["told_of_news_by"] == {
        "call": MOBILE,
        "message": True,
    }
    change_notices.change_notices(box, made.reference, [], nadia, FORM_ID)
    assert not change_notices.to_reach(box.store.read(), made.case_id, nadia)
    assert [event.type for event in outbox.select_event_history(box.store.read(), made.reference)] == ["submitted"]
    assert journal.select_journal_lines(box.store.read(), made.reference)[-1].action == "notices-chosen"


def test_who_holds_no_key_learns_and_changes_nothing(box: Box) -> None:
    made, stranger = submitted_with(box, ["call"]), Actor("", "x" * 32)
    assert not change_notices.to_reach(box.store.read(), made.case_id, stranger)
    assert change_notices.choice(box, made.case_id, stranger) is None
    with pytest.raises(Refused):
        change_notices.change_notices(box, made.reference, ["call"], stranger, FORM_ID)


def test_once_the_answers_are_gone_nothing_is_left_of_it(box: Box, nadia: Actor) -> None:
    made = submitted_with(box, ["call"])
    destroyed(box, made.case_id)
    assert change_notices.choice(box, made.case_id, nadia) is None
    assert requests.export_personal_data(box, made.reference, nadia)["told_of_news_by"] == {}


def test_the_number_is_sent_once_and_alone(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    alone = at_a_terminal(linked)
    opened = with_mobile(linked, alone)
    made = submit_case.submit_case(linked, opened.case.id, alone, Confirmation("alone", "touch"))
    could = change_notices.could_send_number(linked, made.case_id, alone)
    assert could == Wish(sms=MOBILE) and not change_notices.is_number_sent(linked.store.read(), made.case_id, could)
    for way in ("sms", "sms", "email", "pigeon"):
        change_notices.request_number_notice(linked, made.case_id, way, alone)
    assert change_notices.is_number_sent(linked.store.read(), made.case_id, could)
    exchange_with_hub(linked, hub_of(linked))
    [text] = texts(central, gateway)
    assert made.reference in text["text"] and text["to"] == MOBILE and "http" not in text["text"]


def test_nobody_else_has_a_number_sent(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    made = submitted(linked)
    with pytest.raises(Refused):
        change_notices.request_number_notice(linked, made.case_id, "sms", at_a_terminal(linked))


def test_a_code_or_a_day_is_read_however_it_is_typed() -> None:
    for typed, key in [
        ("02/03/1945", "birth_date"), ("2-3-1945", "birth_date"), ("2 3 1945", "birth_date"),
        ("abcde 23456", "follow_sha256"), ("ABCDE-23456", "follow_sha256"),
    ]:  # fmt: skip
        said = refused_events.read_which_case(typed)
        assert list(said) == [key] and said.get("birth_date", "1945-03-02") == "1945-03-02"


def test_anything_else_is_said_in_words() -> None:
    for typed in ["", "Benali", "31/02/1945", "ABC", "1945", "ABCDE234567"]:
        with pytest.raises(Refused, match="which-case"):
            refused_events.read_which_case(typed)


def test_the_desk_says_which_and_the_addition_arrives(linked: Box, central: Central) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    supplemented(linked, case.reference)
    (event,) = outbox.select_waiting_events(linked.store.read())
    rejected(linked, event.id, "two-cases", "reference")
    which = refused_events.read_which_case(case.follow_code)
    refused_events.mend_as_it_is(linked, event.id, helped(linked), which)
    exchange_with_hub(linked, hub_of(linked))
    assert not outbox.select_refused_events(linked.store.read()) and outbox.read_unsent_summary(
        linked.store.read()
    ) == (0, "")
    kept = case_at(central, case.reference).supplements
    assert len(kept) == 1 and list(kept[0][1]["which"]) == ["follow_sha256"]


def renumbered(box: Box) -> tuple[str, str]:
    """A case whose receipt came out under its former number: its id, and the number it has now."""
    case = submitted(box)
    print_queue.print_due_jobs(box)
    with box.store.write() as db:
        reference = send_events.renumber_case(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, reference


def test_each_person_to_tell_gets_one_receipt_under_the_new_number(box: Box, nadia: Actor) -> None:
    wanted = {renumbered(box) for _ in range(3)}
    assert append_event.queue_new_number_receipts(box, nadia) == 3
    assert append_event.queue_new_number_receipts(box, nadia) == 0, "a second press prints nothing again"
    assert print_queue.print_due_jobs(box) == 3
    out = [job for job in spool.select_recent_jobs(box.store.read()) if (job.subject, job.reference) in wanted]
    assert [(job.state, job.copy) for job in out] == [("completed", 1)] * 3, "no duplicate of the former one"
    assert append_event.queue_new_number_receipts(box, nadia) == 0


def test_a_receipt_that_was_called_off_is_asked_for_again(box: Box, nadia: Actor) -> None:
    renumbered(box)
    append_event.queue_new_number_receipts(box, nadia)
    print_queue.cancel(box, spool.select_recent_jobs(box.store.read())[0].id)
    assert append_event.queue_new_number_receipts(box, nadia) == 1


def test_whoever_is_told_needs_none_and_other_services_print_none(box: Box, nadia: Actor) -> None:
    case_id, _ = renumbered(box)
    assert append_event.queue_new_number_receipts(box, Actor()) == 0
    numbers_to_tell.record_number_told(box, case_id, nadia)
    assert append_event.queue_new_number_receipts(box, nadia) == 0


def test_what_the_hub_says_is_read_by_the_cases_service_alone(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress", "Il nous faut deux semaines.")
    send(linked)
    nadia = helped(linked)
    (update,) = updates.select_updates(linked.store.read(), case.reference)
    assert b"semaines" not in update.body
    read = follow_case.open_update(update, nadia)
    assert (read.message, read.came) == ("Il nous faut deux semaines.", None)
    for ring in (Ring(), Ring({DESK: nadia.ring.privates[DESK]})):
        shown = follow_case.open_update(update, dataclasses.replace(nadia, ring=ring))
        assert (shown.message, shown.state) == ("", "in_progress")


def test_each_number_is_read_where_it_is_of_and_refused_elsewhere(box: Box) -> None:
    trained = dataclasses.replace(box, training=True)
    for code, there, elsewhere, refusal in (
        ("SA", box, trained, "real-number"), ("BZ", box, trained, "real-number"),
        (EXAMPLE, trained, box, "example-number"),
    ):  # fmt: skip
        reference, _ = mint_reference(code, 1000)
        assert append_event.read_typed_reference(there, f" {format_reference(reference).lower()} ") == reference
        with pytest.raises(Refused, match=refusal):
            append_event.read_typed_reference(elsewhere, reference)
    for typed, refusal in (("bonjour", "not-a-reference"), ("SA 1042 2", "mistyped-reference")):
        with pytest.raises(Refused, match=refusal):
            append_event.read_typed_reference(box, typed)

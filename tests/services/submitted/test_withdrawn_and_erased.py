"""A person takes back what they asked, alone at a terminal too, or has it erased: for good, and nobody else's."""

from pathlib import Path

from hub.cases.states import EVERYTHING
from hub.decisions.rights import answer_request, open_requests
from hub.retention import read_erased_case
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.language.words import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, refused_events, requests
from kiosk.services.upkeep import retention
from kiosk.services.upkeep.backup import write_backup_file
from kiosk.store import cases, outbox, spool, updates, wrapped_keys
from kiosk.store.cases import Submission
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import body_of, brought_back, case_at, held, reached_at, say, state_of
from tests.services.submitted.test_case_changes import FORM, alone, refused_with, send, withdrawn
from tests.services.upkeep.test_backup import back, with_settings

ELSEWHERE, _ = mint_reference("BZ", 1041)
WRONG = "AAAAA-AAAAA"


def test_alone_with_the_code_of_the_receipt_the_hub_agrees_and_nobody_here_reads(linked: Box, central: Central) -> None:
    case = submitted(linked)
    event_id = alone(linked, case)
    event = outbox.read_event(linked.store.read(), event_id)
    assert event is not None and event.stream != case.case_id
    assert data_keys.find_key(linked.store.read(), event.stream, Actor("station")) is None
    body = body_of(linked, event_id, helped(linked))
    assert (body["confirmation"], body["helper"]) == ({"by": "alone", "how": "touch"}, "")
    assert state_of(linked, case.case_id) == "withdrawing"
    for _ in range(2):
        send(linked)
    assert [row[1] for row in held(central)] == ["submitted", "withdrawal"]
    assert state_of(linked, case.case_id) == "withdrawn"


def test_alone_it_goes_after_everything_that_waits_of_the_case(linked: Box, central: Central) -> None:
    case = submitted(linked)
    alone(linked, case)
    supplemented(linked, case.reference)
    other = submitted(linked)
    assert [event.type for event in outbox.select_due_events(linked.store.read(), 10)] == [
        "submitted",
        "supplement",
        "submitted",
    ]
    for _ in range(2):
        send(linked)
    at_the_hub = [item[1:] for item in held(central)]
    assert [kind for kind, reference in at_the_hub if reference == case.reference] == [
        "submitted", "supplement", "withdrawal",
    ]  # fmt: skip
    assert at_the_hub[-1] == ("withdrawal", case.reference) and ("submitted", other.reference) in at_the_hub


def test_a_wrong_code_withdraws_nothing_and_holds_nothing_up(linked: Box, central: Central) -> None:
    case = submitted(linked)
    guess = alone(linked, case, WRONG)
    for _ in range(2):
        send(linked)
    assert refused_events.read_refused_event(linked, guess, helped(linked)).event.code == "not-theirs"
    assert state_of(linked, case.case_id) == "received", "a stranger's guess is no state of the case"
    supplemented(linked, case.reference)
    assert send(linked).acknowledged == 1
    right = alone(linked, case)
    assert right != guess
    send(linked)
    assert state_of(linked, case.case_id) == "withdrawn"
    refused_events.set_aside(linked, guess, helped(linked))
    assert outbox.select_refused_events(linked.store.read()) == []


def test_while_a_guess_waits_the_desk_can_still_withdraw_and_add(box: Box) -> None:
    case = submitted(box)
    guess = alone(box, case, WRONG)
    supplemented(box, case.reference)
    assert withdrawn(box, case.reference) != guess


def test_a_guess_at_another_towns_case_takes_no_stream_of_the_desk(box: Box) -> None:
    requests.withdraw_alone(box, ELSEWHERE, WRONG, "", Preferences(), "station", FORM)
    added = outbox.read_event(box.store.read(), supplemented(box, ELSEWHERE))
    assert added is not None and added.sequence == 1


def test_the_same_form_is_one_event_and_a_corrected_code_is_another(box: Box) -> None:
    case = submitted(box)
    assert alone(box, case) == alone(box, case, case.follow_code.lower())
    assert alone(box, case, WRONG) != alone(box, case)
    assert len(outbox.select_event_history(box.store.read(), case.reference)) == 3


def test_alone_nothing_is_said_of_the_case_only_of_what_was_typed(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "refused", "Hors de la commune.")
    send(linked)
    assert alone(linked, case), "that it is decided is none of a stranger's business"
    requests.withdraw_alone(linked, ELSEWHERE, WRONG, "", Preferences(), "station", FORM)
    for typed, code in (("bonjour", "not-a-reference"), ("SA1001Z", "mistyped-reference")):
        refused_with(
            code, lambda typed=typed: requests.withdraw_alone(linked, typed, WRONG, "", Preferences(), "", FORM)
        )
    refused_with("not-a-follow-code", lambda: alone(linked, case, "0"))


def test_the_paper_of_a_terminal_speaks_the_citizens_language_and_comes_out_without_a_sign_in(linked: Box) -> None:
    case = submitted(linked)
    print_queue.print_due_jobs(linked)
    alone(linked, case)
    (job,) = spool.select_jobs_in_state(linked.store.read(), "pending")
    assert (job.kind, job.language) == ("withdrawal", "en")
    assert print_queue.print_due_jobs(linked) == 1


def test_once_the_hub_has_it_the_box_keeps_nothing_of_what_was_typed(linked: Box) -> None:
    case = submitted(linked)
    event = outbox.read_event(linked.store.read(), alone(linked, case))
    assert event is not None
    print_queue.print_due_jobs(linked)
    for _ in range(2):
        send(linked)
    retention.destroy_expired_data(linked)
    assert not wrapped_keys.has_keys_left(linked.store.read(), event.stream)
    assert cases.read_case_state(linked.store.read(), case.case_id).state == "withdrawn"  # type: ignore[union-attr]


def send_all(*boxes: Box) -> None:
    for _ in range(2):
        for box in boxes:
            exchange_with_hub(box, hub_of(box))
            print_queue.print_due_jobs(box)


def erased(central: Central, case: Submission, asked_at: Box, *boxes: Box, seen: int = 0) -> None:
    """The person asks at a box, and the service erases; every box hears of it."""
    say(central, case.reference, "refused", "Hors de la commune.", seen)
    send_all(*boxes)
    requests.request_data_right(asked_at, case.reference, "erasure", helped(asked_at), asked_at.clock.new_id())
    send_all(asked_at)
    with central.hub.store.reading() as connection:
        (request,) = open_requests(connection, central.hub, EVERYTHING)
    answer_request(central.hub, central.claire, case.reference, request.id, "erased", "")
    send_all(*boxes)


def is_kept_here(box: Box, case: Submission) -> bool:
    try:
        open_case(box, case.case_id, helped(box))
    except Refused:
        return any(
            update.message for update in follow_case.follow_typed_reference(box, case.reference, helped(box)).updates
        )
    return True


def contents(central: Central) -> int:
    with central.hub.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT sum(length(body)) FROM event").scalar_one())


def test_what_is_asked_at_another_box_is_erased_at_the_first_too(linked: Box, bruz: Box, central: Central) -> None:
    case = submitted(linked)
    send_all(linked)
    assert is_kept_here(linked, case)
    erased(central, case, bruz, linked, bruz)
    assert not is_kept_here(linked, case) and not is_kept_here(bruz, case)
    assert contents(central) == 0


def test_the_same_event_sent_again_brings_nothing_back(linked: Box, central: Central) -> None:
    """A line that plays old requests again, and a hub of a new epoch, which is sent everything once more."""
    case = submitted(linked)
    send_all(linked)
    erased(central, case, linked, linked)
    with linked.store.write() as db:
        db.conn.execute("INSERT INTO unanswered (event_id) SELECT id FROM events WHERE length(sealed) > 0")
    assert outbox.read_unsent_summary(linked.store.read())[0]
    send_all(linked)
    reached_at(linked, epoch="of before a copy")
    send_all(linked)
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0
    assert contents(central) == 0 and not is_kept_here(linked, case)
    assert all(not update.body for update in updates.select_updates(linked.store.read(), case.reference)[:-1])
    with central.hub.store.reading() as connection:
        assert read_erased_case(connection, case.reference, EVERYTHING).why == "asked"


def test_words_that_come_late_are_not_kept(linked: Box, bruz: Box, central: Central) -> None:
    """A box that was off meanwhile: it has an addition of its own, and words of before that it never fetched."""
    case = submitted(linked)
    send_all(linked)
    supplemented(bruz, case.reference)
    say(central, case.reference, "in_progress", "Mme Benali attend un logement.")
    erased(central, case, linked, linked, seen=1)
    send_all(bruz)
    (refused,) = outbox.select_refused_events(bruz.store.read())
    assert refused.code == "closed-case"
    assert contents(central) == 0 and not is_kept_here(bruz, case)
    refused_events.set_aside(bruz, refused.id, helped(bruz))
    send_all(bruz)
    left = "SELECT count(*) FROM events WHERE length(kept) > 0"
    assert bruz.store.read().execute(left).fetchone()[0] == 0


def test_a_box_that_comes_back_from_a_copy_erases_again(linked: Box, central: Central, tmp_path: Path) -> None:
    box = with_settings(linked)
    case = submitted(box)
    send_all(box)
    write_backup_file(box, tmp_path / "copy")
    erased(central, case, box, box)
    brought_back(tmp_path / "copy", tmp_path / "again", lambda: "")
    again = back(tmp_path / "again")
    assert is_kept_here(again, case), "the copy is older than the request"
    send_all(again)
    assert not is_kept_here(again, case)
    assert contents(central) == 0
    again.store.close()


def test_the_code_of_one_s_own_receipt_withdraws_nobody_else_s_case(linked: Box, central: Central) -> None:
    mine, theirs = submitted(linked), submitted(linked)
    send_all(linked)
    forms = iter(range(10))

    def try_at(reference: str, code: str) -> None:
        requests.withdraw_alone(
            linked, reference, code, "", Preferences(), "station", f"{next(forms)}" * 32
        )  # fmt: skip
        send_all(linked)

    for code in (mine.follow_code, "AAAAA-AAAAA", "AAAAA-AAAAB", theirs.follow_code[::-1]):
        try_at(theirs.reference, code)
    assert state_of(linked, theirs.case_id) == "received"
    assert [kind for _, kind, _ in held(central)] == ["submitted", "submitted"]
    assert case_at(central, theirs.reference).state == "received"
    try_at(theirs.reference, theirs.follow_code)
    assert state_of(linked, theirs.case_id) == "withdrawn"
    assert state_of(linked, mine.case_id) == "received"

"""A person alone at a terminal takes back what they asked: the hub alone can tell whose code it is."""

from kiosk.domain.events.reference import mint
from kiosk.domain.language.preferences import Preferences
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.spool import print_queue
from kiosk.services.submitted import refused_events, withdraw_case
from kiosk.services.upkeep import retention
from kiosk.store.cases import cases
from kiosk.store.events import outbox
from kiosk.store.keys import wrapped_keys
from kiosk.store.printing import spool
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import body_of, held, say, state_of
from tests.services.submitted.test_case_changes import FORM, alone, refused_with, send, withdrawn

ELSEWHERE, _ = mint("BZ", 1041)
WRONG = "AAAAA-AAAAA"


def test_alone_with_the_code_of_the_receipt_the_hub_agrees_and_nobody_here_could_read_it(
    linked: Box, central: Central
) -> None:
    case = submitted(linked)
    event_id = alone(linked, case)
    event = outbox.get(linked.store.read(), event_id)
    assert event is not None and event.stream != case.case_id
    assert data_keys.found_key(linked.store.read(), event.stream, Actor("station")) is None
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
    assert [event.type for event in outbox.due(linked.store.read(), 10)] == ["submitted", "supplement", "submitted"]
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
    assert refused_events.attention(linked, guess, helped(linked)).event.code == "not-theirs"
    assert state_of(linked, case.case_id) == "received", "a stranger's guess is no state of the case"
    supplemented(linked, case.reference)
    assert send(linked).acknowledged == 1
    right = alone(linked, case)
    assert right != guess
    send(linked)
    assert state_of(linked, case.case_id) == "withdrawn"
    refused_events.set_aside(linked, guess, helped(linked))
    assert outbox.attention(linked.store.read()) == []


def test_while_a_guess_waits_the_desk_can_still_withdraw_and_add(box: Box) -> None:
    case = submitted(box)
    guess = alone(box, case, WRONG)
    supplemented(box, case.reference)
    assert withdrawn(box, case.reference) != guess


def test_a_guess_at_another_towns_case_takes_no_stream_of_the_desk(box: Box) -> None:
    withdraw_case.withdraw_alone(box, ELSEWHERE, WRONG, "", Preferences(), "station", FORM)
    added = outbox.get(box.store.read(), supplemented(box, ELSEWHERE))
    assert added is not None and added.sequence == 1


def test_the_same_form_is_one_event_and_a_corrected_code_is_another(box: Box) -> None:
    case = submitted(box)
    assert alone(box, case) == alone(box, case, case.follow_code.lower())
    assert alone(box, case, WRONG) != alone(box, case)
    assert len(outbox.history(box.store.read(), case.reference)) == 3


def test_alone_nothing_is_said_of_the_case_only_of_what_was_typed(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "refused", "Hors de la commune.")
    send(linked)
    assert alone(linked, case), "that it is decided is none of a stranger's business"
    withdraw_case.withdraw_alone(linked, ELSEWHERE, WRONG, "", Preferences(), "station", FORM)
    for typed, code in (("bonjour", "not-a-reference"), ("SA1001Z", "mistyped-reference")):
        refused_with(
            code,
            lambda typed=typed: withdraw_case.withdraw_alone(linked, typed, WRONG, "", Preferences(), "", FORM),
        )
    refused_with("not-a-follow-code", lambda: alone(linked, case, "0"))


def test_the_paper_of_a_terminal_speaks_the_citizens_language_and_comes_out_without_a_sign_in(linked: Box) -> None:
    case = submitted(linked)
    print_queue.print_due(linked)
    alone(linked, case)
    (job,) = spool.in_state(linked.store.read(), "pending")
    assert (job.kind, job.language) == ("withdrawal", "en")
    assert print_queue.print_due(linked) == 1


def test_once_the_hub_has_it_the_box_keeps_nothing_of_what_was_typed(linked: Box) -> None:
    case = submitted(linked)
    event = outbox.get(linked.store.read(), alone(linked, case))
    assert event is not None
    print_queue.print_due(linked)
    for _ in range(2):
        send(linked)
    retention.due(linked)
    assert not wrapped_keys.any_left(linked.store.read(), event.stream)
    assert cases.state(linked.store.read(), case.case_id).state == "withdrawn"  # type: ignore[union-attr]

"""A person takes back what they asked: once, in its place, and only who holds the receipt or stands at the desk."""

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from kiosk.domain.events.reference import mint
from kiosk.domain.events.supplement import LONGEST_MESSAGE
from kiosk.domain.events.withdrawal import Withdrawal
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import Talk, talk
from kiosk.services.submitted import correct_answers, follow_case, refused_events, withdraw_case
from kiosk.store.cases.cases import Submission
from kiosk.store.events import acknowledgements, outbox, updates
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.line import Line
from tests.services.conftest import body_of, fault_of, held, say, state_of
from tests.services.submitted.test_correct_answers import STREET

BY_TOUCH = Withdrawal("citizen", "touch", "J’ai déménagé.")
ELSEWHERE, _ = mint("BZ", 1041)
WRONG = "AAAAA-AAAAA"
FORM = "f" * 32


def send(box: Box) -> Talk:
    return talk(box, hub_of(box))


def withdrawn(box: Box, reference: str, event_id: str = "") -> str:
    return withdraw_case.withdraw(box, reference, BY_TOUCH, helped(box), event_id or box.clock.new_id())


def alone(box: Box, case: Submission, code: str = "", form: str = FORM) -> str:
    """Marie at the terminal, with the receipt of that case."""
    return withdraw_case.withdraw_alone(
        box, case.reference, code or case.follow_code, "", Preferences("en"), "station", form
    )  # fmt: skip


def first_event(box: Box, case: Submission) -> str:
    event = outbox.current(box.store.read(), case.case_id, "submitted")
    assert event is not None
    return event.id


def refused_with(code: str, gesture: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        gesture()
    assert fault_of(refused) == code


def test_at_the_desk_it_takes_the_next_place_and_is_printed_and_noted(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    event = outbox.get(box.store.read(), withdrawn(box, case.reference))
    assert event is not None and (event.stream, event.sequence, event.type) == (case.case_id, 2, "withdrawal")
    body = body_of(box, event.id, nadia)
    assert (body["confirmation"], body["follow_sha256"]) == ({"by": "citizen", "how": "touch"}, "")
    assert {job.kind for job in spool.in_state(box.store.read(), "pending")} == {"receipt", "withdrawal"}
    assert [entry.action for entry in journal.of(box.store.read(), case.reference)][-1] == "case-withdrawn"


def test_what_is_not_sent_yet_is_only_asked_for_and_the_hub_makes_it_so(linked: Box, central: Central) -> None:
    case = submitted(linked)
    withdrawn(linked, case.reference)
    assert state_of(linked, case.case_id) == "withdrawing"
    assert send(linked).acknowledged == 2
    assert held(central) == [("SA", "submitted", case.reference), ("SA", "withdrawal", case.reference)]
    assert state_of(linked, case.case_id) == "withdrawn"
    send(linked)
    (update,) = updates.of(linked.store.read(), case.reference)
    assert (update.kind, update.state) == ("state", "withdrawn")
    assert not open_case(linked, case.case_id, helped(linked)).editable


def test_a_case_is_withdrawn_once_however_often_it_is_asked(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    together = threading.Barrier(4)

    def tap(number: int) -> str:
        together.wait()
        return withdrawn(box, case.reference, str(number) * 32)

    with ThreadPoolExecutor(4) as four:
        (event_id,) = set(four.map(tap, range(4)))
    assert withdrawn(box, case.reference) == event_id
    assert len(follow_case.follow(box, case.reference, nadia).history) == 2


def test_after_it_was_confirmed_and_destroyed_it_is_still_the_same_event(linked: Box) -> None:
    case = submitted(linked)
    event_id = withdrawn(linked, case.reference)
    send(linked)
    with linked.store.write() as db:
        data_keys.destroy(linked, db, case.case_id, linked.clock.now())
    assert withdrawn(linked, case.reference) == event_id


def test_a_lost_answer_is_not_a_second_withdrawal(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    withdrawn(afar, case.reference)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        send(afar)
    assert send(afar).acknowledged == 2
    assert [row[1] for row in held(central)] == ["submitted", "withdrawal"]
    send(afar)
    assert len(updates.of(afar.store.read(), case.reference)) == 1


def test_nothing_is_added_after_it(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    withdrawn(box, case.reference)
    for gesture in (
        lambda: supplemented(box, case.reference),
        lambda: correct_answers.correct(box, case.reference, STREET, nadia, "c" * 32),
    ):
        refused_with("already-withdrawn", gesture)


def test_a_decided_case_is_not_withdrawn(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "accepted")
    crossed = withdrawn(linked, case.reference)
    send(linked)
    assert refused_events.attention(linked, crossed, helped(linked)).event.code == "closed-case"
    refused_events.set_aside(linked, crossed, helped(linked))
    assert state_of(linked, case.case_id) == "accepted"
    refused_with("already-decided", lambda: withdrawn(linked, case.reference))


def test_a_mediator_of_another_service_and_a_book_are_refused(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    urbanisme = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    long = replace(BY_TOUCH, message="a" * (LONGEST_MESSAGE + 1))
    for withdrawal, actor, code in ((BY_TOUCH, urbanisme, "not-your-service"), (long, nadia, "too-long")):
        refused_with(
            code,
            lambda withdrawal=withdrawal, actor=actor: withdraw_case.withdraw(
                box, case.reference, withdrawal, actor, FORM
            ),
        )


@pytest.mark.parametrize("by", ["desk", "alone"])
def test_behind_a_refused_case_it_waits_until_that_is_mended(linked: Box, central: Central, by: str) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    withdrawn(linked, case.reference) if by == "desk" else alone(linked, case)
    refused = first_event(linked, case)
    with linked.store.write() as db:
        acknowledgements.reject(db, refused, linked.clock.now(), "bad-event", "")
    assert state_of(linked, case.case_id) == "needs_attention"
    assert open_case(linked, case.case_id, nadia).editable, "or it could never be mended"
    assert send(linked).acknowledged == 0
    refused_events.mend_case(linked, case.case_id, nadia)
    for _ in range(2):
        send(linked)
    assert [row[1] for row in held(central)] == ["submitted", "withdrawal"]
    assert state_of(linked, case.case_id) == "withdrawn"


def test_from_another_town_it_reaches_the_case_and_both_learn_of_it(linked: Box, bruz: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    withdrawn(bruz, case.reference)
    assert follow_case.follow(bruz, case.reference, helped(bruz)).state == "withdrawing"
    for box in (bruz, bruz, linked):
        send(box)
    states = [follow_case.follow(item, case.reference, helped(item)).state for item in (bruz, linked)]
    assert states == ["withdrawn", "withdrawn"]
    refused_with("already-withdrawn", lambda: withdrawn(linked, case.reference))

"""A case after submit: found by its reference, and added to, by whoever holds its service."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from hub.cases.cases import read_case
from kiosk.domain.events.reference import EXAMPLE, mint, spoken
from kiosk.domain.events.supplement import Supplement
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import follow_case, read_update, withdraw_case
from kiosk.store.events import outbox, updates
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import PAPER, helped, submitted, supplemented
from tests.services.conftest import body_of, fault_of, held, say

OTHER_WORDS = Supplement("Autre chose.", ())
ELSEWHERE, _ = mint("BZ", 1041)


def send(box: Box) -> None:
    talk(box, hub_of(box))


def destroyed(box: Box, case_id: str) -> None:
    """The retention is over."""
    with box.store.write() as db:
        data_keys.destroy(box, db, case_id, box.clock.now())


def test_a_mediator_of_another_service_is_told_so_and_nothing_else(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    urbanisme = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    for gesture in (
        lambda: follow_case.find(box, case.reference, urbanisme),
        lambda: follow_case.supplement(box, case.reference, PAPER, urbanisme, "e" * 32),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert (fault_of(refused), refused.value.details) == (Refusal.NOT_YOUR_SERVICE, {"service": "etat-civil"})
    assert len(outbox.history(box.store.read(), case.reference)) == 1


def test_once_its_key_is_destroyed_a_case_says_where_it_stands_and_nothing_of_anyone(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    destroyed(box, case.case_id)
    followed = follow_case.find(box, case.reference, nadia)
    assert (followed.state, followed.procedure_id, followed.readable, followed.submitted) == (
        "submitted", "birth-certificate", False, None,
    )  # fmt: skip
    assert [(event.event.type, event.said) for event in followed.history] == [("submitted", None)]


def test_a_supplement_takes_the_next_place_in_its_case(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    added = supplemented(box, case.reference)
    event = outbox.get(box.store.read(), added)
    assert event is not None and (event.stream, event.sequence, event.type) == (case.case_id, 2, "supplement")
    body = body_of(box, added, nadia)
    assert (body["helper"], body["documents"][0]["label"]) == ("Nadia Roux", "Pièce d’identité")
    assert {job.kind for job in spool.in_state(box.store.read(), "pending")} == {"receipt", "supplement"}
    assert [entry.action for entry in journal.of(box.store.read(), case.reference)] == ["submitted", "supplemented"]


def test_a_supplement_comes_even_after_the_answers_are_destroyed(box: Box, nadia: Actor) -> None:
    """None of the old answers is needed; what is added has a key of its own, the place in the order stays."""
    case = submitted(box)
    destroyed(box, case.case_id)
    added = supplemented(box, case.reference)
    event = outbox.get(box.store.read(), added)
    assert event is not None and (event.stream, event.sequence) == (case.case_id, 2)
    assert body_of(box, added, nadia)["message"] == PAPER.message
    followed = follow_case.find(box, case.reference, nadia)
    assert [bool(event.said) for event in followed.history] == [False, True]
    assert followed.submitted is None


def test_a_supplement_to_another_sites_case_is_the_desks(box: Box, nadia: Actor) -> None:
    first, second = supplemented(box, ELSEWHERE), supplemented(box, ELSEWHERE, OTHER_WORDS)
    one, two = (outbox.get(box.store.read(), item) for item in (first, second))
    assert one is not None and two is not None
    assert (one.stream, one.sequence, two.sequence) == (two.stream, 1, 2)
    assert (wrapped_keys.service_of(box.store.read(), one.stream) or ("",))[0] == DESK
    only_desk = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    assert [event.said["message"] for event in follow_case.find(box, ELSEWHERE, only_desk).history] == [
        PAPER.message, OTHER_WORDS.message,
    ]  # fmt: skip


def test_a_double_tap_adds_once(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    together = threading.Barrier(4, timeout=60)

    def tap(_: int) -> str:
        together.wait()
        return follow_case.supplement(box, case.reference, PAPER, nadia, "e" * 32)

    with ThreadPoolExecutor(4) as four:
        assert set(four.map(tap, range(4))) == {"e" * 32}
    assert len(follow_case.follow(box, case.reference, nadia).history) == 2


def test_a_supplement_from_another_town_reaches_the_case(linked: Box, bruz: Box, central: Central) -> None:
    """Marie began in Saint-Aubin and brings her paper to Bruz, which knows nothing but the number."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Il manque une pièce.")
    supplemented(bruz, spoken(case.reference))
    supplemented(bruz, case.reference, OTHER_WORDS)
    send(bruz)
    assert held(central)[1:] == [("BZ", "supplement", case.reference)] * 2
    with central.hub.store.reading() as connection:
        file = read_case(connection, central.hub.ring, case.reference)
    assert [body["message"] for _, body in file.supplements] == [PAPER.message, OTHER_WORDS.message]
    say(central, case.reference, "accepted", seen=1)
    send(bruz)
    send(linked)
    states = [follow_case.follow(item, case.reference, helped(item)).state for item in (bruz, linked)]
    assert states == ["accepted", "accepted"]


def unseen(box: Box, reference: str) -> list[updates.Update]:
    """The updates of a case whose words nobody was shown."""
    return [update for update in updates.of(box.store.read(), reference) if update.seen_at is None]


def test_opening_what_the_hub_said_makes_it_no_news(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress")
    send(linked)
    assert len(unseen(linked, case.reference)) == 1
    follow_case.see(linked, follow_case.find(linked, case.reference, helped(linked)))
    follow_case.see(linked, follow_case.find(linked, case.reference, helped(linked)))
    assert unseen(linked, case.reference) == []


def test_what_came_while_a_page_was_read_is_still_to_be_read(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress")
    send(linked)
    page = follow_case.find(linked, case.reference, helped(linked))
    say(central, case.reference, "incomplete", "Apportez le livret de famille.", seen=1)
    send(linked)
    follow_case.see(linked, page)
    assert [update.state for update in unseen(linked, case.reference)] == ["incomplete"]


def test_words_that_were_shown_without_their_words_are_still_to_be_read(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    nadia = helped(linked)
    page = follow_case.find(linked, case.reference, nadia)
    blind = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    [update] = updates.of(linked.store.read(), case.reference)
    follow_case.see(linked, replace(page, updates=(read_update.opened(update, blind),)))
    assert len(unseen(linked, case.reference)) == 1


def test_a_number_of_a_training_leads_nowhere_and_nothing_is_added_to_it(box: Box, nadia: Actor) -> None:
    """The hub would refuse it, and a person would believe that their paper had arrived."""
    example, _ = mint(EXAMPLE, 1000)
    for gesture in (
        lambda: follow_case.find(box, example, nadia),
        lambda: follow_case.supplement(box, example, OTHER_WORDS, nadia, "e" * 32),
        lambda: withdraw_case.withdraw_alone(box, example, "ABCDEFGHJK", "", Preferences(), "", "form"),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert refused.value.code == Refusal.EXAMPLE_NUMBER
    assert not outbox.waiting(box.store.read())

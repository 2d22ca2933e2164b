"""Done, done taken back, and handed on: by whoever holds the service, and by nobody else."""

from dataclasses import replace

import pytest

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.work import dealt_with, worklist
from kiosk.store.people import journal
from tests.conftest import a_mediator, at_work
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import fault_of, say

OMARS_WORDS, OMARS_PIN = "bocal cerise dauphin éolien fougère girafe", "739164"


def colleague(box: Box, *services: str) -> Actor:
    return at_work(box, a_mediator("omar", "Omar Haddad", "b", OMARS_WORDS, OMARS_PIN), DESK, *services)


def an_answer(box: Box, central: Central) -> tuple[str, str]:
    """The reference of a case that the hub has decided, and the id of its answer at the desk."""
    case = submitted(box)
    talk(box, hub_of(box))
    say(central, case.reference, "accepted")
    talk(box, hub_of(box))
    (line,) = worklist.worklist(box, box.store.read(), helped(box)).mine
    return case.reference, line.subject


def lists(box: Box, actor: Actor) -> tuple[int, int]:
    listed = worklist.worklist(box, box.store.read(), actor)
    return len(listed.mine), len(listed.others)


def test_done_is_in_the_history_of_the_case_once_and_so_is_taking_it_back(linked: Box, central: Central) -> None:
    reference, update = an_answer(linked, central)
    nadia = helped(linked)
    for _ in range(2):
        dealt_with.finish(linked, update, nadia)
    assert lists(linked, nadia) == (0, 0)
    for _ in range(2):
        dealt_with.reopen(linked, update, nadia)
    assert lists(linked, nadia) == (1, 0)
    said = [line.action for line in journal.of(linked.store.read(), reference)]
    assert said[-2:] == ["answer-done", "answer-reopened"]
    assert said.count("answer-done") == 1


def test_who_does_not_hold_the_service_changes_nothing(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia = helped(linked)
    stranger = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    for gesture in (dealt_with.finish, dealt_with.reopen, dealt_with.colleagues):
        with pytest.raises(Refused) as refused:
            gesture(linked, update, stranger)
        assert fault_of(refused) == Refusal.NO_SUCH_WORK
        with pytest.raises(Refused):
            gesture(linked, "nothing", nadia)
    assert lists(linked, nadia) == (1, 0)


def test_what_is_handed_on_stays_in_sight_of_who_gave_it_until_it_is_done(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia, omar = helped(linked), colleague(linked, "etat-civil")
    assert [person.name for person in dealt_with.colleagues(linked, update, nadia)] == ["Omar Haddad"]
    dealt_with.hand_on(linked, update, omar.mediator_id, nadia)
    assert (lists(linked, nadia), lists(linked, omar)) == ((0, 1), (1, 0))
    dealt_with.hand_on(linked, update, "", nadia)
    assert (lists(linked, nadia), lists(linked, omar)) == ((1, 0), (1, 0))
    dealt_with.hand_on(linked, update, omar.mediator_id, nadia)
    dealt_with.finish(linked, update, omar)
    assert (lists(linked, nadia), lists(linked, omar)) == ((0, 0), (0, 0))


def test_nothing_is_handed_to_who_could_not_open_it(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia, omar = helped(linked), colleague(linked)
    with pytest.raises(Refused) as refused:
        dealt_with.hand_on(linked, update, omar.mediator_id, nadia)
    assert fault_of(refused) == Refusal.NO_SUCH_MEDIATOR

"""Two boxes on one case: what they say at once, or crossing on the way, arrives once, and both hear of it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.cases.cases import CaseFile, read_case
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import follow_case, refused_events
from kiosk.store.cases.cases import Submission
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import fault_of, held, say
from tests.services.submitted.test_case_changes import STREET, correct, withdrawn


@pytest.fixture
def case(linked: Box) -> Submission:
    """A case of Saint-Aubin, at the hub."""
    made = submitted(linked)
    talk(linked, hub_of(linked))
    return made


def send(*boxes: Box) -> None:
    for box in boxes:
        talk(box, hub_of(box))


def at_once(*gestures: Callable[[], object]) -> None:
    gate = threading.Barrier(len(gestures))

    def make(gesture: Callable[[], object]) -> None:
        gate.wait()
        gesture()

    with ThreadPoolExecutor(len(gestures)) as pool:
        list(pool.map(make, gestures))


def kinds(central: Central) -> list[tuple[str, str]]:
    return sorted((site, kind) for site, kind, _ in held(central))


def states(case: Submission, *boxes: Box) -> list[str]:
    """How the case stands at each desk."""
    return [follow_case.follow(box, case.reference, helped(box)).state for box in boxes]


def refusals(box: Box) -> list[str]:
    return [event.code for event in outbox.attention(box.store.read())]


def file_of(central: Central, case: Submission) -> CaseFile:
    with central.hub.store.reading() as connection:
        return read_case(connection, central.hub.ring, case.reference)


def test_additions_of_both_at_one_instant_arrive_once_each_and_both_hear_the_answer(
    linked: Box, bruz: Box, central: Central, case: Submission
) -> None:
    for box in (linked, bruz):
        supplemented(box, case.reference)
        correct(box, case.reference)
    at_once(*[lambda box=box: send(box) for box in (linked, bruz) for _ in range(2)])
    send(linked, bruz)
    assert kinds(central) == [
        ("BZ", "correction"), ("BZ", "supplement"), ("SA", "correction"), ("SA", "submitted"), ("SA", "supplement"),
    ]  # fmt: skip
    file = file_of(central, case)
    assert (len(file.supplements), len(file.corrections)) == (2, 2)
    say(central, case.reference, "accepted", "Venez.")
    send(linked, bruz)
    assert states(case, linked, bruz) == ["accepted", "accepted"]
    for box in (linked, bruz):
        (update,) = follow_case.follow(box, case.reference, helped(box)).updates
        assert update.message == "Venez."
        send(box)
        assert len(follow_case.follow(box, case.reference, helped(box)).updates) == 1


@pytest.mark.parametrize("first", ["correction", "withdrawal"])
def test_a_correction_and_a_withdrawal_that_cross(
    linked: Box, bruz: Box, central: Central, case: Submission, first: str
) -> None:
    """Saint-Aubin corrects and Bruz withdraws, both without a line; the hub goes by what arrives first."""
    correct(linked, case.reference)
    withdrawn(bruz, case.reference)
    send(*([linked, bruz] if first == "correction" else [bruz, linked]))
    send(linked, bruz)
    expected = [("BZ", "withdrawal"), ("SA", "submitted")]
    if first == "correction":
        assert kinds(central) == [*expected[:1], ("SA", "correction"), *expected[1:]]
        assert states(case, linked, bruz) == ["withdrawn", "withdrawn"] and refusals(linked) == []
        return
    assert kinds(central) == expected
    assert refusals(linked) == ["closed-case"], "whoever corrected is told, and nothing is lost meanwhile"
    (refused,) = outbox.attention(linked.store.read())
    assert refused_events.attention(linked, refused.id, helped(linked)).said["message"] == STREET.message
    refused_events.set_aside(linked, refused.id, helped(linked))
    assert states(case, linked, bruz) == ["withdrawn", "withdrawn"]
    assert outbox.unsent(linked.store.read())[0] == 0


def test_two_withdrawals_at_one_instant_are_one_and_no_desk_is_left_with_an_open_end(
    linked: Box, bruz: Box, central: Central, case: Submission
) -> None:
    for box in (linked, bruz):
        withdrawn(box, case.reference)
    at_once(lambda: send(linked), lambda: send(bruz))
    send(linked, bruz)
    assert [kind for _, kind in kinds(central)].count("withdrawal") == 1
    late = linked if refusals(linked) else bruz
    assert refusals(late) == ["closed-case"]
    (refused,) = outbox.attention(late.store.read())
    refused_events.set_aside(late, refused.id, helped(late))
    assert states(case, linked, bruz) == ["withdrawn", "withdrawn"]
    for box in (linked, bruz):
        with pytest.raises(Refused) as raised:
            supplemented(box, case.reference)
        assert fault_of(raised) == "already-withdrawn"


def test_a_decision_reaches_a_box_that_added_only_after_it(
    linked: Box, bruz: Box, central: Central, case: Submission
) -> None:
    """Bruz has never heard of the case; its addition comes too late, and it learns why."""
    say(central, case.reference, "refused", "Hors de la commune.")
    supplemented(bruz, case.reference)
    send(bruz)
    assert refusals(bruz) == ["closed-case"] and kinds(central) == [("SA", "submitted")]
    send(linked)
    assert states(case, linked) == ["refused"]

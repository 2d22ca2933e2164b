"""What the hub says of itself and of what it refuses: believed where it is signed, and else only after a while."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.connectors.hub.answers import Answer, Answers
from kiosk.domain.events.sealed import EventOutcome
from kiosk.services.box.box import Box
from kiosk.services.exchange import hear_hub
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import outbox
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import submitted
from tests.services.conftest import reached_at


@pytest.fixture
def unsigned(box: Box) -> Answer:
    """« bad-event », as one flipped bit in an answer makes it of an acknowledgement."""
    submitted(box)
    (event,) = outbox.waiting(box.store.read())
    return Answer(event.id, EventOutcome.REJECTED, code="bad-event", signed=False)


def refused(box: Box, answer: Answer) -> bool:
    with box.store.write() as db:
        return hear_hub.refuse(box, db, answer)


def test_a_refusal_that_nobody_signed_is_heard_three_times_before_it_counts(box: Box, unsigned: Answer) -> None:
    assert [refused(box, unsigned), refused(box, unsigned)] == [False, False]
    assert not refused(box, replace(unsigned, code="closed-case")), "another one begins anew"
    assert [refused(box, unsigned) for _ in range(3)] == [False, False, True]
    assert len(outbox.attention(box.store.read())) == 1


def test_a_refusal_that_is_signed_counts_at_once(box: Box, unsigned: Answer) -> None:
    assert refused(box, replace(unsigned, signed=True))


def test_a_hub_that_signs_its_refusals_is_believed_without_a_signature_after_a_day_at_the_earliest(
    linked: Box, watch: Watch
) -> None:
    talk(linked, hub_of(linked))
    submitted(linked)
    (event,) = outbox.waiting(linked.store.read())
    answer = Answer(event.id, EventOutcome.REJECTED, code="closed-case", signed=False)
    assert not any(refused(linked, answer) for _ in range(30))
    watch.wait(hear_hub.SIGNING_HUB + timedelta(hours=1))
    assert refused(linked, answer)


def test_an_earlier_hub_that_signs_nothing_of_itself_is_talked_to(linked: Box) -> None:
    known = linked.enrolment()
    assert known is not None
    hear_hub.hear(linked, Answers(known.epoch, ()))
    assert not hear_hub.went_back(linked)


def test_another_epoch_is_told_at_the_desk_for_a_week(linked: Box, watch: Watch) -> None:
    submitted(linked)
    talk(linked, hub_of(linked))
    reached_at(linked, epoch="of before the copy")
    talk(linked, hub_of(linked))
    assert hear_hub.went_back(linked)
    watch.wait(hear_hub.TOLD_FOR)
    assert not hear_hub.went_back(linked)

"""A mediator who trains sees a service answer, and no real box ever does this."""

from collections.abc import Iterator

import pytest

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.submitted import follow_case
from kiosk.services.training import made_up_answer
from kiosk.services.training.training_box import open_training
from kiosk.store.events import outbox, updates
from kiosk.store.people.people_rows import KeptStation
from tests.gallery.site import gestures


@pytest.fixture
def trained(box: Box, nadia: Actor) -> Iterator[Box]:
    own = open_training(box, nadia, KeptStation("station", StationRole.DESK, "", 0.0, 0), "hash")
    yield own
    own.store.close()


def at_work(own: Box, nadia: Actor) -> Actor:
    return Actor("station", nadia.mediator_id, nadia.name, ring=own.shifts.ring(nadia.mediator_id))


def test_a_real_box_never_answers_itself(box: Box, nadia: Actor) -> None:
    made = gestures.submitted(box, actor=nadia)
    with pytest.raises(ValueError, match="training only"):
        made_up_answer.answer(box)
    assert outbox.waiting(box.store.read()) and not updates.of(box.store.read(), made.reference)


def test_each_deposit_is_answered_once_that_something_is_missing(trained: Box, nadia: Actor) -> None:
    there = at_work(trained, nadia)
    made = [gestures.submitted(trained, actor=there) for _ in range(2)]
    for _ in range(2):
        made_up_answer.answer(trained)
    for submission in made:
        followed = follow_case.follow(trained, submission.reference, there)
        assert followed.state == "incomplete" and len(followed.updates) == 1
        assert followed.updates[0].message.startswith("Ceci est un exemple.")
    assert not outbox.waiting(trained.store.read())


def test_what_was_only_prepared_is_answered_by_nobody(trained: Box, nadia: Actor) -> None:
    made = gestures.submitted(trained, "identity-document", at_work(trained, nadia))
    made_up_answer.answer(trained)
    assert not updates.of(trained.store.read(), made.reference)

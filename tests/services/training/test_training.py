"""Trainings begin and end, each by itself, and nothing of one stays."""

from dataclasses import replace
from datetime import timedelta

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.training.training import Training, Trainings
from kiosk.store.people.people_rows import KeptStation
from tests.conftest import Watch

DESK = KeptStation("station", StationRole.DESK, "Guichet 1", 0.25, 600)


def begun(trainings: Trainings, box: Box, nadia: Actor, session: str, prints: bool = False) -> Training:
    return trainings.begin(box, replace(nadia, session=session), DESK, f"hash of {session}", prints)


def test_each_session_has_its_own_and_a_new_one_takes_its_place(box: Box, nadia: Actor) -> None:
    trainings = Trainings()
    first, other = begun(trainings, box, nadia, "one"), begun(trainings, box, nadia, "two")
    assert first.box.settings.data != other.box.settings.data
    again = begun(trainings, box, nadia, "one")
    assert trainings.of("one") is again and not first.box.settings.data.exists()
    assert trainings.of("two") is other and other.box.settings.data.exists()
    trainings.end_all()
    assert not again.box.settings.data.exists() and not other.box.settings.data.exists()
    assert trainings.of("one") is None


def test_it_is_destroyed_after_the_last_answer(box: Box, nadia: Actor) -> None:
    trainings = Trainings()
    training = begun(trainings, box, nadia, "one")
    assert training.enter() and training.enter()
    trainings.end("one")
    training.leave()
    assert training.box.settings.data.exists() and not training.enter()
    training.leave()
    assert not training.box.settings.data.exists()
    training.end()
    trainings.end("one")


def test_its_papers_are_printed_until_it_ends(box: Box, nadia: Actor) -> None:
    trainings = Trainings()
    training = begun(trainings, box, nadia, "one", prints=True)
    assert training.printing is not None and training.printing.is_alive()
    trainings.end("one")
    assert not training.printing.is_alive() and not training.box.settings.data.exists()


def test_what_nobody_asks_for_any_more_ends(box: Box, nadia: Actor, watch: Watch) -> None:
    trainings = Trainings()
    training = begun(trainings, box, nadia, "no session of this box")
    watch.wait(timedelta(minutes=1))
    trainings.end_left_alone(box)
    assert not training.box.settings.data.exists()

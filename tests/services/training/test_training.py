"""Training: a box of its own, made-up answers, and nothing that leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.events import reference as references
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import TRAINING
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import first_day
from kiosk.services.submitted import follow_case
from kiosk.services.training.training import Training, Trainings, answer_training_cases, open_training
from kiosk.settings_file.reader import SITE_CODE
from kiosk.store import outbox, people, spool, updates
from kiosk.store.people import KeptStation
from kiosk.store.spool import PrinterChoice, StoredPrinter
from tests.conftest import PIN
from tests.gallery.site import gestures
from tests.gallery.site.cast import Watch

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


def test_it_has_keys_and_a_code_of_its_own(box: Box, nadia: Actor) -> None:
    own = open_training(box, nadia, DESK, "hash")
    assert own.site_seed != box.site_seed and own.training and not box.training
    assert own.site.code == own.settings.site_code == references.EXAMPLE
    assert not SITE_CODE.fullmatch(references.EXAMPLE), "no town hall can choose it"
    held, real = own.shifts.ring(nadia.mediator_id), box.shifts.ring(nadia.mediator_id)
    assert held.services == real.services and not set(held.privates.values()) & set(real.privates.values())
    assert own.shifts.pin_matches(nadia.mediator_id, PIN), "the mediator's own PIN takes a turned screen back"
    own.store.close()


def test_no_key_of_it_lies_in_its_folder(box: Box, nadia: Actor) -> None:
    own = open_training(box, nadia, DESK, "hash")
    folder = own.settings.data
    assert folder.parent == box.settings.paths.runtime and folder.name.startswith(TRAINING)
    assert folder.stat().st_mode & 0o077 == 0
    assert not list(folder.glob("*.key")), "without the memory of this process the database opens to nobody"
    assert own.site_seed not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    own.store.close()


def test_nobody_of_the_town_is_in_it(box: Box, nadia: Actor) -> None:
    first_day.add_mediator(box, "paul", "Paul Morel")
    own = open_training(box, nadia, DESK, "hash")
    assert [person.id for person in people.select_mediators(own.store.read())] == [nadia.mediator_id]
    person = people.read_mediator(own.store.read(), nadia.mediator_id)
    assert person is not None and not person.wrapped and not person.factor_hash
    assert not own.store.read().table("cases").count_where()
    own.store.close()


def test_the_screen_its_printers_and_the_own_translations_are_there(box: Box, nadia: Actor) -> None:
    kept = StoredPrinter("p" * 32, "Accueil", "dummy", {}, "pdf-a4", "")
    with box.store.write() as db:
        spool.save_printer(db, kept, box.clock.now())
        for station in ("station", "another"):
            spool.save_printer_choice(db, PrinterChoice(station, "receipts", kept.id))
    catalogue = box.settings.paths.translations / "br" / "LC_MESSAGES" / "words.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("# Brezhoneg", "utf-8")
    own = open_training(box, nadia, DESK, "hash")
    db = own.store.read()
    assert people.read_station(db, "hash") == DESK
    assert spool.select_printers(db) == [kept]
    assert [choice.station_id for choice in spool.select_printer_choices(db)] == ["station"]
    assert (own.settings.paths.translations / "br" / "LC_MESSAGES" / "words.po").is_file()
    assert own.catalogue is box.catalogue and own.calls is box.calls
    own.store.close()


def test_who_is_not_on_shift_trains_nothing_and_leaves_nothing(box: Box, nadia: Actor) -> None:
    box.shifts.end(nadia.mediator_id)
    with pytest.raises(Refused, match=Refusal.SHIFT_OVER):
        open_training(box, nadia, DESK, "hash")
    assert not folders(box)


def test_a_training_that_cannot_begin_leaves_nothing(box: Box, nadia: Actor) -> None:
    box.settings.paths.translations.mkdir()
    (box.settings.paths.translations / "gone").symlink_to("nowhere")
    with pytest.raises(OSError):
        open_training(box, nadia, DESK, "hash")
    assert not folders(box)


def folders(box: Box) -> list[Path]:
    return list(box.settings.paths.runtime.glob(f"{TRAINING}*"))


def test_a_hub_that_refuses_the_real_box_is_no_matter_of_a_training(box: Box, nadia: Actor) -> None:
    box.hub_line.refuses = True
    own = open_training(box, nadia, DESK, "hash")
    assert box.hub_line.refuses and not own.hub_line.refuses
    own.store.close()


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
        answer_training_cases(box)
    assert outbox.select_waiting_events(box.store.read()) and not updates.select_updates(
        box.store.read(), made.reference
    )


def test_each_deposit_is_answered_once_that_something_is_missing(trained: Box, nadia: Actor) -> None:
    there = at_work(trained, nadia)
    made = [gestures.submitted(trained, actor=there) for _ in range(2)]
    for _ in range(2):
        answer_training_cases(trained)
    for submission in made:
        followed = follow_case.follow_case(trained, submission.reference, there)
        assert followed.state == "incomplete" and len(followed.updates) == 1
        assert followed.updates[0].message.startswith("Ceci est un exemple.")
    assert not outbox.select_waiting_events(trained.store.read())


def test_what_was_only_prepared_is_answered_by_nobody(trained: Box, nadia: Actor) -> None:
    made = gestures.submitted(trained, "identity-document", at_work(trained, nadia))
    answer_training_cases(trained)
    assert not updates.select_updates(trained.store.read(), made.reference)

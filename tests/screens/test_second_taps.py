"""Whatever was confirmed once leads to its number when it is tapped again, also after everything of it is destroyed."""

import pytest

from kiosk.domain.events.event import EventType
from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import retention
from kiosk.store import outbox, wrapped_keys
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import transmit


def purged(box: Box, case_id: str) -> None:
    """The hub has it, its paper is out, and its retention is over."""
    print_queue.print_due_jobs(box)
    box.held.drop_subject(case_id)
    with box.store.write() as db:
        db.execute("UPDATE submissions SET retention_days = 0")
    retention.destroy_expired_data(box)
    assert not wrapped_keys.has_keys_left(box.store.read(), case_id)


def events(box: Box) -> int:
    return box.store.read().table("events").count_where()


def test_a_citizen_whose_answer_was_lost_taps_again_and_reads_the_number(linked_desk: Browser, linked: Box) -> None:
    terminal = steps_taken.hand_over(Browser(linked_desk.client.application.test_client()))
    review = steps_taken.to_review(terminal)
    send, case_id = review.form("send"), steps_taken.case_of(review)
    first = terminal.send(send)
    sign_in(linked_desk)
    transmit(linked_desk)
    purged(linked, case_id)
    again = terminal.send(send)
    assert again.heading == "Votre demande est bien arrivée"
    assert steps_taken.reference_of(again) == steps_taken.reference_of(first)
    assert terminal.get(review.path).path == again.path, "the browser's « back » leads there too"
    assert events(linked) == 1
    stranger = Browser(linked_desk.client.application.test_client())
    assert "Votre demande est bien arrivée" not in stranger.get(review.path).text


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_citizen_at_the_desk_taps_again(linked_desk: Browser, linked: Box, taken_back: bool) -> None:
    turned = linked_desk.send(steps_taken.to_review(linked_desk).form("send"))
    yes, case_id = turned.form("yes"), steps_taken.case_of(turned)
    thanks = linked_desk.send(yes)
    if taken_back:
        linked_desk.send(thanks.form("back").with_values({"pin": steps_taken.PIN}))
        transmit(linked_desk)
        purged(linked, case_id)
        assert linked_desk.send(yes).path == f"/desk/references/{reference_in(linked)}"
    else:
        acknowledge(linked, case_id)
        purged(linked, case_id)
        assert linked_desk.send(yes).heading == linked_desk.get(turned.path).heading == "Merci. C’est confirmé."
        back = steps_taken.covered(linked_desk, turned).form("back").with_values({"pin": steps_taken.PIN})
        assert linked_desk.send(back).path == f"/desk/references/{reference_in(linked)}"
    assert events(linked) == 1


def test_sending_again_what_was_refused_is_tapped_twice(desk: Browser, box: Box) -> None:
    submitted = steps_taken.submitted(desk)
    event = outbox.read_newest_event(box.store.read(), steps_taken.case_of(submitted), EventType.SUBMITTED)
    assert event is not None
    with box.store.write() as db:
        outbox.insert_rejection(db, event.id, box.clock.now(), "bad-event", "")
    form = desk.get(f"/desk/mend/{event.id}").form_to(event.id)
    first = desk.send(form)
    assert desk.send(form).path == first.path == f"/desk/references/{event.reference}"
    assert events(box) == 2


def acknowledge(box: Box, case_id: str) -> None:
    event = outbox.read_newest_event(box.store.read(), case_id, EventType.SUBMITTED)
    assert event is not None
    with box.store.write() as db:
        outbox.insert_acknowledgement(db, event.id, box.clock.now(), b"", b"", "")


def reference_in(box: Box) -> str:
    reference = box.store.read().execute("SELECT reference FROM submissions").fetchone()
    return str(reference[0])

"""Submit a case: once, whole, under its own number."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kiosk.crypto import keys
from kiosk.domain.events.reference import mint
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Opened, open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, begin_case, submit_case
from kiosk.services.submitted import follow_case
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, counters, outbox
from kiosk.store.events.outbox import Kept
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, PAPER, answered, form, submitted
from tests.services.conftest import body_of, fault_of

FRENCH = Preferences()
FORM_ID = "f" * 32


def count(box: Box, table: str) -> int:
    return box.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def event_of(box: Box, case_id: str) -> Kept:
    """The event that says the case was submitted."""
    event = outbox.current(box.store.read(), case_id, "submitted")
    assert event is not None
    return event


def test_an_incomplete_case_is_not_submitted_and_says_what_is_open(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "birth-certificate", FRENCH, nadia)
    with pytest.raises(Refused) as refused:
        submit_case.submit(box, case.id, nadia, BY_TOUCH)
    assert (fault_of(refused), refused.value.details) == (Refusal.NOT_COMPLETE, {"step": "for-whom"})
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.value(box.store.read()) == counters.FIRST


def test_submitting_mints_keeps_queues_and_notes(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    assert (done.reference, done.counter) == mint("SA", counters.FIRST)
    assert counters.value(box.store.read()) == done.counter
    event = event_of(box, done.case_id)
    body = body_of(box, event.id, nadia)
    assert (event.stream, event.sequence, event.reference) == (done.case_id, 1, done.reference)
    assert (body["id"], body["reference"], body["helper"]) == (event.id, done.reference, "Nadia Roux")
    assert body["follow_sha256"] == keys.token_hash(done.follow_code)
    assert body["legal_date"] == done.legal_date == box.watch.today().day.isoformat()
    (job,) = spool.in_state(box.store.read(), "pending")
    assert (job.kind, job.subject, job.reference) == ("receipt", done.case_id, done.reference)
    assert [entry.action for entry in journal.of(box.store.read(), done.reference)] == ["submitted"]
    assert len(done.follow_code) == 10


def test_what_is_done_beside_a_submit_is_done_with_it_or_neither_is(box: Box, nadia: Actor) -> None:
    """The use of a mandate, which may refuse."""
    case_id, seen = answered(box, actor=nadia), []

    def refuses(db: Database, reference: str, opened: Opened) -> None:
        raise Refused(Refusal.OUTSIDE_MANDATE)

    with pytest.raises(Refused):
        submit_case.submit(box, case_id, nadia, BY_TOUCH, refuses)
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    done = submit_case.submit(box, case_id, nadia, BY_TOUCH, lambda db, reference, opened: seen.append(reference))
    assert seen == [done.reference]
    submit_case.submit(box, case_id, nadia, BY_TOUCH, refuses)


def test_who_confirmed_and_who_helped_is_in_what_is_sent(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    submit_case.submit(box, case_id, nadia, Confirmation("citizen", "spoken"))
    body = body_of(box, event_of(box, case_id).id, nadia)
    assert (body["helper"], body["confirmation"]["by"], body["confirmation"]["how"]) == (
        "Nadia Roux", "citizen", "spoken",
    )  # fmt: skip


def test_five_parallel_twins_are_one_case(box: Box, nadia: Actor) -> None:
    """OpenCRVS #7477: the same form sent five times at once."""
    case_id = answered(box, actor=nadia)
    together = threading.Barrier(5, timeout=60)

    def tap(_: int) -> str:
        together.wait()
        return submit_case.submit(box, case_id, nadia, BY_TOUCH).reference

    with ThreadPoolExecutor(5) as five:
        assert len(set(five.map(tap, range(5)))) == 1
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (1, 1, 1)
    assert counters.value(box.store.read()) == cases.highest_counter(box.store.read())


def test_cases_submitted_at_once_get_each_their_own_reference(box: Box, nadia: Actor) -> None:
    case_ids = [answered(box, actor=nadia) for _ in range(6)]
    with ThreadPoolExecutor(6) as six:
        references = list(
            six.map(lambda case_id: submit_case.submit(box, case_id, nadia, BY_TOUCH).reference, case_ids)
        )
    assert len(set(references)) == 6


def test_a_refused_supplement_does_not_open_the_case_again(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    event_id = event_of(box, done.case_id).id
    with box.store.write() as db:
        acknowledgements.acknowledge(db, event_id, box.clock.now(), b"", b"", "")
    added = follow_case.supplement(box, done.reference, PAPER, nadia, FORM_ID)
    with box.store.write() as db:
        acknowledgements.reject(db, added, box.clock.now(), "closed-case", "")
    assert open_case(box, done.case_id, nadia).state == "needs_attention"
    with pytest.raises(Refused) as refused:
        answer_step.answer(box, done.case_id, "person", form({"f.birth_name": "Autre"}), FRENCH, nadia)
    assert fault_of(refused) == Refusal.ALREADY_SUBMITTED


def test_nothing_of_a_submit_that_breaks_off_stays(box: Box, nadia: Actor) -> None:
    """The id of the event is there, the one of the print job is not any more."""
    case_id = answered(box, actor=nadia)

    class OneId(Watch):
        def new_id(self) -> str:
            self.passed.append(0.0)
            if len(self.passed) > 1:
                raise RuntimeError
            return "1" * 32

    with pytest.raises(RuntimeError):
        submit_case.submit(replace(box, clock=OneId()), case_id, nadia, BY_TOUCH)
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.value(box.store.read()) == counters.FIRST
    assert submit_case.submit(box, case_id, nadia, BY_TOUCH).counter == mint("SA", counters.FIRST)[1]


def test_what_a_changed_answer_makes_irrelevant_is_not_submitted(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    answer_step.answer(box, case_id, "copy", form({"f.copy_type": "without_parents", "f.copies": "1"}), FRENCH, nadia)
    submit_case.submit(box, case_id, nadia, BY_TOUCH)
    body = body_of(box, event_of(box, case_id).id, nadia)
    assert not [answer for answer in body["answers"] if answer["field"].startswith("parent_")]
    assert body["documents"] == []

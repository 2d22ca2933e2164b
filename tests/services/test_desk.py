"""Begin, answer, change one's mind, submit."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kiosk import keys
from kiosk.domain.preferences import Preferences
from kiosk.domain.reference import mint
from kiosk.errors import Refused
from kiosk.services import desk, following
from kiosk.services.box import Box, open_box
from kiosk.store import answers, cases, counters, journal, outbox, spool
from kiosk.store.database import number
from tests.conftest import Watch
from tests.gestures import NADIA, PAPER, answered, form, submitted
from tests.services.conftest import fault_of

FRENCH = Preferences()
FORM_ID = "f" * 32


def count(box: Box, table: str) -> int:
    return number(box.store.read(), f"SELECT count(*) FROM {table}")


def test_a_case_begins_at_its_first_step_for_the_mediator_who_began_it(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", Preferences("en", True), NADIA)
    assert cases.get(box.store.read(), case.id) == case
    assert (case.position, case.language, case.plain, case.mediator_id) == ("for-whom", "en", True, NADIA.mediator_id)
    assert desk.open_case(box, case.id).editable


def test_a_double_tap_begins_one_case(box: Box) -> None:
    first = desk.begin(box, "birth-certificate", FRENCH, NADIA, FORM_ID)
    desk.answer(box, first.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH)
    again = desk.begin(box, "birth-certificate", FRENCH, NADIA, FORM_ID)
    assert (again.id, again.position) == (FORM_ID, "copy")
    assert count(box, "cases") == 1


def test_a_page_from_the_browsers_memory_begins_a_new_case_once_the_old_one_is_over(box: Box) -> None:
    desk.begin(box, "birth-certificate", FRENCH, NADIA, FORM_ID)
    desk.discard(box, FORM_ID, NADIA)
    again = desk.begin(box, "birth-certificate", FRENCH, NADIA, FORM_ID)
    assert again.id != FORM_ID
    assert desk.open_case(box, again.id).case.answers == {}


def test_an_answer_is_kept_and_the_next_step_follows(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, NADIA)
    done = desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH)
    assert (done.faults, done.next_position) == ({}, "copy")
    kept = desk.open_case(box, case.id).case
    assert (kept.values, kept.position) == ({"for_whom": "myself"}, "copy")


def test_a_wrong_answer_is_kept_with_its_fault(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, NADIA)
    desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH)
    done = desk.answer(box, case.id, "copy", form({"f.copy_type": "full", "f.copies": "beaucoup"}), FRENCH)
    assert (done.faults, done.next_position) == ({"copies": "not-a-number"}, "copy")
    kept = desk.open_case(box, case.id).case
    assert kept.answers["copies"].typed == {"": ("beaucoup",)}
    assert kept.values["copy_type"] == "full"


def test_a_draft_speaks_the_language_of_the_last_answer(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, NADIA)
    desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), Preferences("en"))
    assert desk.open_case(box, case.id).case.language == "en"


def test_a_case_survives_the_box(box: Box) -> None:
    case_id = answered(box)
    before = desk.open_case(box, case_id)
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert desk.open_case(again, case_id) == before
    again.store.close()


def test_what_cannot_be_opened_is_refused(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, NADIA)
    for gesture, code in (
        (lambda: desk.begin(box, "nothing", FRENCH, NADIA), "no-such-procedure"),
        (lambda: desk.open_case(box, "x" * 32), "no-such-case"),
        (lambda: desk.answer(box, "x" * 32, "copy", {}, FRENCH), "no-such-case"),
        (lambda: desk.answer(box, case.id, "applicant-of-mars", {}, FRENCH), "no-such-step"),
        (lambda: desk.answer(box, case.id, "tie", {}, FRENCH), "no-such-step"),
        (lambda: desk.submit(box, "x" * 32, NADIA), "no-such-case"),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == code


def test_an_incomplete_case_is_not_submitted_and_says_what_is_open(box: Box) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, NADIA)
    with pytest.raises(Refused) as refused:
        desk.submit(box, case.id, NADIA)
    assert (fault_of(refused), refused.value.details) == ("not-complete", {"step": "for-whom"})
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.value(box.store.read()) == counters.FIRST


def test_submitting_mints_keeps_queues_and_notes(box: Box) -> None:
    done = submitted(box)
    assert (done.reference, done.counter) == mint("SA", counters.FIRST)
    assert counters.value(box.store.read()) == done.counter
    (event,) = outbox.due(box.store.read(), 10)
    body = json.loads(event.body)
    assert (event.stream, event.sequence, event.reference) == (done.case_id, 1, done.reference)
    assert (body["id"], body["reference"], body["helper"]) == (event.id, done.reference, "Nadia Roux")
    assert body["follow_sha256"] == keys.token_hash(done.follow_code)
    assert body["legal_date"] == done.legal_date == box.watch.today().day.isoformat()
    (job,) = spool.in_state(box.store.read(), "pending")
    assert (job["kind"], job["subject"], job["reference"]) == ("receipt", done.case_id, done.reference)
    assert [each["action"] for each in journal.of(box.store.read(), done.reference)] == ["submitted"]
    assert len(done.follow_code) == 10


def test_a_double_tap_submits_once(box: Box) -> None:
    case_id = answered(box)
    first = desk.submit(box, case_id, NADIA)
    assert desk.submit(box, case_id, NADIA) == first
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (1, 1, 1)


def test_five_parallel_twins_are_one_case(box: Box) -> None:
    """OpenCRVS #7477: the same form sent five times at once."""
    case_id = answered(box)
    together = threading.Barrier(5)

    def tap(_: int) -> str:
        together.wait()
        return desk.submit(box, case_id, NADIA).reference

    with ThreadPoolExecutor(5) as five:
        assert len(set(five.map(tap, range(5)))) == 1
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (1, 1, 1)
    assert counters.value(box.store.read()) == cases.highest_counter(box.store.read())


def test_cases_submitted_at_once_get_each_their_own_reference(box: Box) -> None:
    case_ids = [answered(box) for _ in range(6)]
    with ThreadPoolExecutor(6) as six:
        references = list(six.map(lambda case_id: desk.submit(box, case_id, NADIA).reference, case_ids))
    assert len(set(references)) == 6


def test_a_submitted_case_does_not_change_any_more(box: Box) -> None:
    done = submitted(box)
    before = desk.open_case(box, done.case_id)
    assert not before.editable
    for gesture in (
        lambda: desk.answer(box, done.case_id, "person", form({"f.birth_name": "Autre"}), FRENCH),
        lambda: desk.discard(box, done.case_id, NADIA),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == "already-submitted"
    assert desk.open_case(box, done.case_id) == before


def test_a_refused_supplement_does_not_open_the_case_again(box: Box) -> None:
    done = submitted(box)
    with box.store.write() as db:
        (event,) = outbox.due(db, 1)
        answers.acknowledge(db, event.id, box.clock.now(), b"", b"", "")
    added = following.supplement(box, done.reference, PAPER, NADIA, FORM_ID)
    with box.store.write() as db:
        answers.reject(db, added, box.clock.now(), "closed-case", "")
    assert desk.open_case(box, done.case_id).state == "needs_attention"
    with pytest.raises(Refused) as refused:
        desk.answer(box, done.case_id, "person", form({"f.birth_name": "Autre"}), FRENCH)
    assert fault_of(refused) == "already-submitted"


def test_nothing_of_a_submit_that_breaks_off_stays(box: Box) -> None:
    """The id of the event is there, the one of the print job is not any more."""
    case_id = answered(box)

    class OneId(Watch):
        def new_id(self) -> str:
            self.passed.append(0.0)
            if len(self.passed) > 1:
                raise RuntimeError
            return "1" * 32

    with pytest.raises(RuntimeError):
        desk.submit(replace(box, clock=OneId()), case_id, NADIA)
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.value(box.store.read()) == counters.FIRST
    assert desk.submit(box, case_id, NADIA).counter == mint("SA", counters.FIRST)[1]


def test_a_discarded_draft_leaves_no_answer(box: Box) -> None:
    case_id = answered(box)
    desk.discard(box, case_id, NADIA)
    with pytest.raises(Refused):
        desk.open_case(box, case_id)
    assert cases.drafts(box.store.read()) == []


def test_what_a_changed_answer_makes_irrelevant_is_not_submitted(box: Box) -> None:
    case_id = answered(box)
    desk.answer(box, case_id, "copy", form({"f.copy_type": "without_parents", "f.copies": "1"}), FRENCH)
    desk.submit(box, case_id, NADIA)
    (event,) = outbox.due(box.store.read(), 1)
    body = json.loads(event.body)
    assert not [each for each in body["answers"] if each["field"].startswith("parent_")]
    assert body["documents"] == []


def test_a_procedure_that_is_only_prepared_says_so(box: Box) -> None:
    done = submitted(box, "identity-document")
    (event,) = outbox.due(box.store.read(), 1)
    assert (done.kind, json.loads(event.body)["procedure"]["kind"]) == ("prepared", "prepared")

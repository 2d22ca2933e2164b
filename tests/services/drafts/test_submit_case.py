"""Documents join a case, and it is submitted: once, whole, under its own number."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kiosk.crypto import keys, sealing
from kiosk.domain.answers.journey import REVIEW
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, join_files, submit_case
from kiosk.services.drafts.drafts import AnsweredStep
from kiosk.services.submitted import supplements
from kiosk.store import attachments, cases, counters, journal, outbox, spool, wrapped_keys
from kiosk.store.database import Database
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, PAPER, answered, form, submitted
from tests.gallery.site.steps_taken import ANSWERS
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.services.conftest import body_of, count, fault_of, rejected, submitted_event

FIELD = "identity_shown"
CONFIRMED = Confirmation("citizen", "touch")


def at_papers(box: Box, actor: Actor) -> str:
    """A case whose last step, the papers, is open; its id."""
    case = drafts.begin_draft(box, "birth-certificate", Preferences(), actor)
    position = case.position
    while position != "papers":
        given = form(ANSWERS["birth-certificate"][position])
        position = drafts.answer_step(box, case.id, position, given, Preferences(), actor).opened.case.position
    return case.id


def papers(box: Box, case_id: str, actor: Actor, state: str) -> AnsweredStep:
    return drafts.answer_step(box, case_id, "papers", form({f"f.{FIELD}": state}), Preferences(), actor)


def value(box: Box, case_id: str, actor: Actor) -> tuple[object, str]:
    answer = open_case(box, case_id, actor).case.answers[FIELD]
    return answer.value, answer.fault


def test_saying_that_a_copy_is_attached_is_not_enough(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    assert papers(box, case_id, nadia, "joined").faults == {FIELD: "nothing-joined"}
    with pytest.raises(Refused, match="not-complete"):
        submit_case.submit_case(box, case_id, nadia, CONFIRMED)


def test_a_file_answers_the_document(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.join_file(box, case_id, FIELD, picture("JPEG"), "carte.jpg", Preferences(), nadia)
    assert value(box, case_id, nadia) == ("joined", "")
    assert join_files.list_joined_files(box, case_id, nadia) == {FIELD: (added,)}
    assert papers(box, case_id, nadia, "joined").opened.case.position == REVIEW.kept


def test_what_was_joined_is_read_back_as_it_was_cleaned(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.join_file(
        box, case_id, FIELD, picture("JPEG", size=(900, 700)), "carte.jpg", Preferences(), nadia
    )
    result = join_files.read_joined_file(box, case_id, added.id, nadia)
    assert (result.name, result.media_type, len(result.data)) == (added.name, added.media_type, added.size)
    assert result.data.startswith((b"\xff\xd8", b"\x89PNG"))


def test_nothing_of_a_file_stands_in_the_database_in_clear(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.join_file(box, case_id, FIELD, saved(plain_pdf("CANARI-4711")), "canari-4711.pdf", Preferences(), nadia)
    for table, columns in (("attachments", "id, field_id, locked"), ("attachment_pieces", "piece")):
        for row in box.store.read().conn.execute(f"SELECT {columns} FROM {table}"):
            for value in row:
                raw = value if isinstance(value, bytes) else str(value).encode()
                assert b"canari" not in raw.lower() and b"%PDF" not in raw


def test_whoever_holds_no_key_of_the_case_neither_sees_nor_changes_its_files(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    stranger = Actor("", "", "", "s" * 64, sealing.new_random_key())
    for gesture in (
        lambda: join_files.list_joined_files(box, case_id, stranger),
        lambda: join_files.read_joined_file(box, case_id, added.id, stranger),
        lambda: join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), stranger),
        lambda: join_files.remove_joined_file(box, case_id, added.id, Preferences(), stranger),
        lambda: join_files.bring_instead(box, case_id, FIELD, Preferences(), stranger),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()


def test_a_file_is_read_under_its_own_case_alone(box: Box, nadia: Actor) -> None:
    one, other = at_papers(box, nadia), at_papers(box, nadia)
    added = join_files.join_file(box, one, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    with pytest.raises(Refused, match="no-such-attachment"):
        join_files.read_joined_file(box, other, added.id, nadia)
    with pytest.raises(Refused, match="no-such-case"):
        join_files.join_file(box, other, FIELD, picture("PNG"), "x.png", Preferences(), nadia, added.id)
    assert join_files.remove_joined_file(box, other, added.id, Preferences(), nadia) == ""
    assert join_files.list_joined_files(box, one, nadia)


def test_a_double_tap_joins_once(box: Box, nadia: Actor) -> None:
    case_id, form_id = at_papers(box, nadia), "c" * 32
    for _ in range(2):
        join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia, form_id)
    assert [row.id for row in join_files.list_joined_files(box, case_id, nadia)[FIELD]] == [form_id]


def test_without_its_last_copy_the_document_is_open_again(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    one, two = (
        join_files.join_file(box, case_id, FIELD, picture("PNG"), f"{name}.png", Preferences(), nadia) for name in "ab"
    )
    assert join_files.remove_joined_file(box, case_id, one.id, Preferences(), nadia) == FIELD
    assert value(box, case_id, nadia) == ("joined", "")
    join_files.remove_joined_file(box, case_id, two.id, Preferences(), nadia)
    assert value(box, case_id, nadia) == ("joined", "nothing-joined")
    assert box.store.read().table("attachment_pieces").count_where() == 0


def test_the_document_can_be_brought_instead(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    join_files.bring_instead(box, case_id, FIELD, Preferences(), nadia)
    assert value(box, case_id, nadia) == ("to_bring", "")
    assert join_files.list_joined_files(box, case_id, nadia) == {}


def test_a_case_holds_sixty_megabytes_and_no_more(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    with box.store.write() as db:
        db.conn.execute("UPDATE attachments SET size = 60000000")
    with pytest.raises(Refused, match="case-full"):
        join_files.join_file(box, case_id, FIELD, picture("PNG"), "y.png", Preferences(), nadia)


def test_a_refused_file_changes_nothing(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    with pytest.raises(Refused, match="not-a-document"):
        join_files.join_file(box, case_id, FIELD, b"<svg/>", "x.svg", Preferences(), nadia)
    assert join_files.list_joined_files(box, case_id, nadia) == {}
    assert FIELD not in open_case(box, case_id, nadia).case.answers


def test_only_a_document_that_is_asked_for_is_joined(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    for other in ("birth_name", "link_shown", "nonsense"):
        with pytest.raises(Refused, match="no-such-step"):
            join_files.join_file(box, case_id, other, picture("PNG"), "x.png", Preferences(), nadia)


def test_a_submitted_case_takes_and_gives_back_no_copy(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    submit_case.submit_case(box, case_id, nadia, CONFIRMED)
    for gesture in (
        lambda: join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia),
        lambda: join_files.remove_joined_file(box, case_id, added.id, Preferences(), nadia),
        lambda: join_files.bring_instead(box, case_id, FIELD, Preferences(), nadia),
    ):
        with pytest.raises(Refused, match="already-submitted"):
            gesture()
    assert join_files.read_joined_file(box, case_id, added.id, nadia).data


def test_with_its_case_a_copy_is_gone_for_ever(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    drafts.discard_draft(box, case_id, nadia)
    db = box.store.read()
    assert not attachments.select_fields_with_files(db, case_id) and not wrapped_keys.has_keys_left(db, case_id)
    assert db.table("attachment_pieces").count_where() == 0


FRENCH = Preferences()
FORM_ID = "f" * 32


def test_an_incomplete_case_is_not_submitted_and_says_what_is_open(box: Box, nadia: Actor) -> None:
    case = drafts.begin_draft(box, "birth-certificate", FRENCH, nadia)
    with pytest.raises(Refused) as refused:
        submit_case.submit_case(box, case.id, nadia, BY_TOUCH)
    assert (fault_of(refused), refused.value.details) == (Refusal.NOT_COMPLETE, {"step": "for-whom"})
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.read_reference_counter(box.store.read()) == counters.FIRST


def test_submitting_mints_keeps_queues_and_notes(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    assert (done.reference, done.counter) == mint_reference("SA", counters.FIRST)
    assert counters.read_reference_counter(box.store.read()) == done.counter
    event = submitted_event(box, done.case_id)
    body = body_of(box, event.id, nadia)
    assert (event.stream, event.sequence, event.reference) == (done.case_id, 1, done.reference)
    assert (body["id"], body["reference"], body["helper"]) == (event.id, done.reference, "Nadia Roux")
    assert body["follow_sha256"] == keys.token_hash(done.follow_code)
    assert body["legal_date"] == done.legal_date == box.watch.today().day.isoformat()
    (job,) = spool.select_jobs_in_state(box.store.read(), "pending")
    assert (job.kind, job.subject, job.reference) == ("receipt", done.case_id, done.reference)
    assert [entry.action for entry in journal.select_journal_lines(box.store.read(), done.reference)] == ["submitted"]
    assert len(done.follow_code) == 10


def test_what_is_done_beside_a_submit_is_done_with_it_or_neither_is(box: Box, nadia: Actor) -> None:
    """The use of a mandate, which may refuse."""
    case_id, seen = answered(box, actor=nadia), []

    def refuses(db: Database, reference: str, opened: OpenedCase) -> None:
        raise Refused(Refusal.OUTSIDE_MANDATE)

    with pytest.raises(Refused):
        submit_case.submit_case(box, case_id, nadia, BY_TOUCH, refuses)
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    done = submit_case.submit_case(box, case_id, nadia, BY_TOUCH, lambda db, reference, opened: seen.append(reference))
    assert seen == [done.reference]
    submit_case.submit_case(box, case_id, nadia, BY_TOUCH, refuses)


def test_who_confirmed_and_who_helped_is_in_what_is_sent(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    submit_case.submit_case(box, case_id, nadia, Confirmation("citizen", "spoken"))
    body = body_of(box, submitted_event(box, case_id).id, nadia)
    assert (body["helper"], body["confirmation"]["by"], body["confirmation"]["how"]) == (
        "Nadia Roux", "citizen", "spoken",
    )  # fmt: skip


def test_five_parallel_twins_are_one_case(box: Box, nadia: Actor) -> None:
    """OpenCRVS #7477: the same form sent five times at once."""
    case_id = answered(box, actor=nadia)
    together = threading.Barrier(5, timeout=60)

    def tap(_: int) -> str:
        together.wait()
        return submit_case.submit_case(box, case_id, nadia, BY_TOUCH).reference

    with ThreadPoolExecutor(5) as five:
        assert len(set(five.map(tap, range(5)))) == 1
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (1, 1, 1)
    assert counters.read_reference_counter(box.store.read()) == cases.read_highest_counter(box.store.read())


def test_cases_submitted_at_once_get_each_their_own_reference(box: Box, nadia: Actor) -> None:
    case_ids = [answered(box, actor=nadia) for _ in range(6)]
    with ThreadPoolExecutor(6) as six:
        references = list(
            six.map(lambda case_id: submit_case.submit_case(box, case_id, nadia, BY_TOUCH).reference, case_ids)
        )
    assert len(set(references)) == 6


def test_a_refused_supplement_does_not_open_the_case_again(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    event_id = submitted_event(box, done.case_id).id
    with box.store.write() as db:
        outbox.insert_acknowledgement(db, event_id, box.clock.now(), b"", b"", "")
    added = supplements.append_supplement(box, done.reference, PAPER, nadia, FORM_ID)
    rejected(box, added, "closed-case")
    assert open_case(box, done.case_id, nadia).state == "needs_attention"
    with pytest.raises(Refused, match=Refusal.ALREADY_SUBMITTED):
        drafts.answer_step(box, done.case_id, "person", form({"f.birth_name": "Autre"}), FRENCH, nadia)


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
        submit_case.submit_case(replace(box, clock=OneId()), case_id, nadia, BY_TOUCH)
    assert (count(box, "submissions"), count(box, "events"), count(box, "jobs")) == (0, 0, 0)
    assert counters.read_reference_counter(box.store.read()) == counters.FIRST
    assert submit_case.submit_case(box, case_id, nadia, BY_TOUCH).counter == mint_reference("SA", counters.FIRST)[1]


def test_what_a_changed_answer_makes_irrelevant_is_not_submitted(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    drafts.answer_step(box, case_id, "copy", form({"f.copy_type": "without_parents", "f.copies": "1"}), FRENCH, nadia)
    submit_case.submit_case(box, case_id, nadia, BY_TOUCH)
    body = body_of(box, submitted_event(box, case_id).id, nadia)
    assert not [answer for answer in body["answers"] if answer["field"].startswith("parent_")]
    assert body["documents"] == []

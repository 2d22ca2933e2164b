"""Printers and print jobs as they are kept: the newest note is the state.
What belongs to a case and goes with it: files, facts, wishes, numbers, codes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.language.words import Preferences
from kiosk.domain.notices.wish import PersonFact, Wish
from kiosk.domain.printing.print_job import Job, JobState, PrintJob, TryOutcome
from kiosk.errors import Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.store import attachments, cases, person_notices, spool, wrapped_keys
from kiosk.store.attachments import StoredAttachment
from kiosk.store.database import Database, Store
from kiosk.store.spool import PrinterChoice, StoredPrinter
from tests.gallery.site.gestures import answered, helped, submitted
from tests.store.conftest import KEY, NOON, later

RECEIPT = Job("j" * 32, "receipt", "SA1001K", "c" * 32, "fr", False, False, "", "", NOON)


def a_job(letter: str, minutes: float) -> Job:
    return replace(RECEIPT, id=letter * 32, queued_at=later(minutes))


def a_try(db: Database, job_id: str, *, printer: str = "", copy: int = 1, ended: str = "") -> int:
    """A try to print a job; gives its id."""
    begun = {"job_id": job_id, "printer": printer, "copy": copy, "at": stamp(NOON), "ended": ended}
    return db.table("tries").insert(begun).last_rowid or 0


def the(job: PrintJob | None) -> PrintJob:
    assert job is not None
    return job


def test_a_new_job_is_pending(store: Store) -> None:
    with store.write() as db:
        spool.insert_print_job(db, RECEIPT)
    result = the(spool.read_print_job(store.read(), RECEIPT.id))
    assert (result.state, result.detail, result.copy, result.try_id) == (JobState.PENDING, "", 0, None)
    assert spool.read_print_job(store.read(), "nobody") is None


def test_the_newest_note_is_the_state(store: Store) -> None:
    with store.write() as db:
        spool.insert_print_job(db, RECEIPT)
        spool.insert_job_state(db, RECEIPT.id, later(2), JobState.PROCESSING)
        spool.insert_job_state(db, RECEIPT.id, later(1), JobState.UNKNOWN, "interrupted")
    result = the(spool.read_print_job(store.read(), RECEIPT.id))
    assert (result.state, result.detail) == (JobState.UNKNOWN, "interrupted")


def test_a_paper_is_asked_for_until_it_is_called_off(store: Store) -> None:
    asked = ("receipt", RECEIPT.subject, RECEIPT.reference)
    with store.write() as db:
        assert not spool.is_paper_asked_for(db, *asked)
        spool.insert_print_job(db, RECEIPT)
        assert spool.is_paper_asked_for(db, *asked) and not spool.is_paper_asked_for(db, *asked[:2], "SA1002E")
        spool.insert_job_state(db, RECEIPT.id, later(1), JobState.COMPLETED)
        assert spool.is_paper_asked_for(db, *asked)
        spool.insert_job_state(db, RECEIPT.id, later(2), JobState.CANCELED)
        assert not spool.is_paper_asked_for(db, *asked)


def test_jobs_in_a_state_come_oldest_first(store: Store) -> None:
    with store.write() as db:
        for letter, minutes in (("b", 2), ("a", 1), ("c", 3), ("d", 4)):
            spool.insert_print_job(db, a_job(letter, minutes))
        spool.insert_job_state(db, "c" * 32, NOON, JobState.UNKNOWN)
        spool.insert_job_state(db, "d" * 32, NOON, JobState.COMPLETED)
    assert [job.id[0] for job in spool.select_jobs_in_state(store.read(), JobState.PENDING)] == ["a", "b"]
    assert [job.id[0] for job in spool.select_jobs_in_state(store.read(), JobState.PENDING, limit=1)] == ["a"]
    assert [job.id[0] for job in spool.select_jobs_in_state(store.read(), JobState.UNKNOWN)] == ["c"]


def test_a_job_that_did_not_come_out_can_be_pending_again(store: Store) -> None:
    with store.write() as db:
        spool.insert_print_job(db, RECEIPT)
        for state in (JobState.PROCESSING, JobState.ABORTED, JobState.PENDING):
            spool.insert_job_state(db, RECEIPT.id, NOON, state)
    assert [job.id for job in spool.select_jobs_in_state(store.read(), JobState.PENDING)] == [RECEIPT.id]


def test_the_newest_jobs_are_listed_whatever_became_of_them(store: Store) -> None:
    with store.write() as db:
        for letter, minutes in (("a", 1), ("b", 2), ("c", 3)):
            spool.insert_print_job(db, a_job(letter, minutes))
        spool.insert_job_state(db, "b" * 32, NOON, JobState.COMPLETED)
    assert [job.id[0] for job in spool.select_recent_jobs(store.read(), limit=2)] == ["c", "b"]


def test_the_highest_number_in_the_world_is_known(store: Store) -> None:
    """Not those whose printer says that nothing came out."""
    with store.write() as db:
        for letter in "jkl":
            spool.insert_print_job(db, a_job(letter, 1))
        spool.insert_print_job(db, replace(a_job("m", 2), kind="supplement"))
        a_try(db, "j" * 32)
        a_try(db, "k" * 32, copy=2, ended=TryOutcome.NOT_PRINTED)
        a_try(db, "k" * 32, copy=2, ended=TryOutcome.COMPLETED)
        a_try(db, "m" * 32, copy=9, ended=TryOutcome.NOT_PRINTED)
    subject, number = "c" * 32, a_job("j", 1).reference
    assert spool.read_latest_copy(store.read(), ("receipt",), subject, number) == 2
    assert spool.read_latest_copy(store.read(), ("receipt", "supplement"), subject, number) == 2
    assert spool.read_latest_copy(store.read(), ("receipt",), "d" * 32, number) == 0
    # under another number it is another
    assert spool.read_latest_copy(store.read(), ("receipt",), subject, "SA1002E") == 0
    result = the(spool.read_print_job(store.read(), "k" * 32))
    assert (result.copy, result.printer, result.ended) == (2, "", TryOutcome.COMPLETED)


def test_a_printer_that_may_have_stopped_half_way_is_known(store: Store) -> None:
    with store.write() as db:
        spool.insert_print_job(db, RECEIPT)
        first, elsewhere = a_try(db, RECEIPT.id), a_try(db, RECEIPT.id, printer="another")
        second = a_try(db, RECEIPT.id, ended=TryOutcome.NOT_PRINTED)
        third, fourth = a_try(db, RECEIPT.id, ended=TryOutcome.COMPLETED), a_try(db, RECEIPT.id)
    db = store.read()
    assert not spool.was_print_cut_off(db, "", first), "nothing was before it"
    # nobody knows of the first
    assert spool.was_print_cut_off(db, "", second) and spool.was_print_cut_off(db, "", third)
    assert not spool.was_print_cut_off(db, "", fourth)
    assert not spool.was_print_cut_off(db, "another", elsewhere)


def test_what_a_citizen_alone_asked_for_is_found_by_their_session(store: Store) -> None:
    with store.write() as db:
        spool.insert_print_job(db, replace(a_job("a", 1), session="s", station_id="t"))
        spool.insert_print_job(db, replace(a_job("b", 2), session="s", station_id="t"))
        spool.insert_print_job(db, replace(a_job("c", 3), station_id="desk"))
        spool.insert_job_state(db, "a" * 32, later(4), JobState.COMPLETED)
    db, subject = store.read(), "c" * 32
    assert [job.id[0] for job in spool.select_session_jobs(db)] == ["b"]
    assert the(spool.read_screen_job(db, "s", "", "")).id[0] == "b"
    assert the(spool.read_screen_job(db, "", "desk", subject)).id[0] == "c"
    assert spool.read_screen_job(db, "", "t", subject) is None, "what a citizen asked for is shown to them alone"
    with store.write() as db:
        spool.mark_paper_taken(db, "b" * 32, later(5))
    assert the(spool.read_print_job(store.read(), "b" * 32)).taken_at


STATIONS, PAPERS, PRINTERS = ("", "s1", "s2"), ("", "receipts", "lists"), (None, "", "p1", "p2")
DESK = StoredPrinter("a" * 32, "Guichet 1", "network", {"host": "192.0.2.7", "port": "9100"}, "escpos-80", "TM-T20II")


def test_a_printer_is_kept_changed_and_found_by_its_name(store: Store) -> None:
    other = StoredPrinter("b" * 32, "accueil", "file", {}, "pdf-a4", "default")
    with store.write() as db:
        spool.save_printer(db, DESK, NOON)
        spool.save_printer(db, other, NOON)
        spool.save_printer(db, replace(DESK, profile="default", settings={"host": "192.0.2.8"}), later(1))
    read = store.read()
    assert [printer.name for printer in spool.select_printers(read)] == ["accueil", "Guichet 1"]
    assert spool.read_printer(read, DESK.id) == replace(DESK, profile="default", settings={"host": "192.0.2.8"})
    assert spool.read_named_printer(read, "GUICHET 1") == spool.read_printer(read, DESK.id)
    assert spool.read_printer(read, "c" * 32) is None and spool.read_named_printer(read, "Guichet 2") is None


def test_a_forgotten_printer_is_still_there_for_its_jobs_and_leaves_its_name_and_its_choices(store: Store) -> None:
    with store.write() as db:
        spool.save_printer(db, DESK, NOON)
        spool.save_printer_choice(db, PrinterChoice("", "receipts", DESK.id))
        spool.save_printer_choice(db, PrinterChoice("", "", None))
        spool.mark_printer_forgotten(db, DESK.id, later(1))
        spool.save_printer(db, replace(DESK, id="b" * 32), later(2))
    read = store.read()
    assert spool.read_printer(read, DESK.id) == replace(DESK, forgotten=True)
    assert [printer.id for printer in spool.select_printers(read)] == ["b" * 32]
    assert spool.select_printer_choices(read) == [PrinterChoice("", "", None)]


def test_two_printers_never_have_one_name(store: Store) -> None:
    with pytest.raises(driver.IntegrityError), store.write() as db:
        spool.save_printer(db, DESK, NOON)
        spool.save_printer(db, replace(DESK, id="b" * 32, name="GUICHET 1"), NOON)
    assert spool.select_printers(store.read()) == []


def test_a_choice_takes_the_place_of_the_one_before_and_can_be_taken_back(store: Store) -> None:
    with store.write() as db:
        spool.save_printer_choice(db, PrinterChoice("desk", "", "one"))
        spool.save_printer_choice(db, PrinterChoice("desk", "", None))
    assert spool.select_printer_choices(store.read()) == [PrinterChoice("desk", "", None)]
    with store.write() as db:
        spool.delete_printer_choice(db, "desk", "")
    assert spool.read_printer_choice(store.read(), "desk", "receipts") is None


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for every drawing of choices."""
    opened = Store(tmp_path_factory.mktemp("choices") / "parvis.db", KEY)
    yield opened
    opened.close()


@given(made=st.dictionaries(st.tuples(st.sampled_from(STATIONS), st.sampled_from(PAPERS)), st.sampled_from(PRINTERS)))
def test_the_closest_choice_counts(kept: Store, made: dict[tuple[str, str], str | None]) -> None:
    with kept.write() as db:
        for choice in spool.select_printer_choices(db):
            spool.delete_printer_choice(db, choice.station_id, choice.papers)
        for (station, paper), printer in made.items():
            spool.save_printer_choice(db, PrinterChoice(station, paper, printer))
    for station, paper in product(STATIONS, PAPERS):
        closest = [way for way in ((station, paper), (station, ""), ("", paper), ("", "")) if way in made]
        expected = PrinterChoice(*closest[0], made[closest[0]]) if closest else None
        assert spool.read_printer_choice(kept.read(), station, paper) == expected


NOTED = (PersonFact("deceased", "Nadia Roux", datetime(2026, 11, 24, 13, tzinfo=UTC)),)


def test_it_is_read_with_the_key_of_its_case_alone(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    key = open_case(box, case_id, nadia).key
    with box.store.write() as db:
        person_notices.save_person_facts(db, case_id, NOTED, key, "")
        assert person_notices.read_person_facts(db, case_id, key) == NOTED
        assert not person_notices.are_facts_told(db, case_id)
        with pytest.raises(Unreadable):
            person_notices.read_person_facts(db, case_id, b"k" * 32)
        person_notices.save_person_facts(db, case_id, NOTED, key, "e" * 32)
        assert person_notices.are_facts_told(db, case_id)
        person_notices.save_person_facts(db, case_id, (), key, "e" * 32)
        assert person_notices.read_person_facts(db, case_id, key) == ()


def test_it_goes_with_the_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, nadia)
        person_notices.save_person_facts(db, case_id, NOTED, key, "")
        data_keys.destroy_subject(box, db, case_id, box.clock.now())
        assert person_notices.read_person_facts(db, case_id, key) == ()


NOTICE_KEY = b"c" * 32
DATA = bytes(3 * sealing.CHUNK_BYTES)


@pytest.fixture
def case_id(box: Box, nadia: Actor) -> str:
    return drafts.begin_draft(box, "birth-certificate", Preferences(), nadia).id


def noted(box: Box, case_id: str, letter: str = "a", field: str = "identity_shown") -> StoredAttachment:
    made = StoredAttachment(
        case_id, field, Attachment(letter * 32, "x.jpg", "image/jpeg", len(DATA), "0" * 64), b"f" * 32
    )
    with box.store.write() as db:
        pieces = attachments_of.encrypt_file(made.attachment.id, made.file_key, DATA)
        attachments.insert_attachment(db, made, pieces, NOTICE_KEY, box.clock.now())
    return made


def test_a_file_comes_back_with_the_key_of_its_case_alone(box: Box, case_id: str) -> None:
    made = noted(box, case_id)
    db = box.store.read()
    assert attachments.select_case_attachments(db, case_id, NOTICE_KEY) == [made]
    assert (
        attachments_of.decrypt_file("a" * 32, made.file_key, attachments.select_attachment_pieces(db, "a" * 32)) == DATA
    )
    with pytest.raises(Unreadable):
        attachments.select_case_attachments(db, case_id, b"x" * 32)


def test_what_is_answered_how_much_and_whose_it_is_need_no_key(box: Box, case_id: str) -> None:
    noted(box, case_id, "a"), noted(box, case_id, "b", "link_shown")
    db = box.store.read()
    assert attachments.select_attachment_sizes(db, case_id) == [len(DATA)] * 2
    assert attachments.select_fields_with_files(db, case_id) == {"identity_shown", "link_shown"}
    assert (attachments.read_attachment_case(db, "b" * 32), attachments.read_attachment_case(db, "z" * 32)) == (
        case_id,
        "",
    )


def test_what_is_forgotten_takes_its_pieces_along(box: Box, case_id: str) -> None:
    noted(box, case_id, "a"), noted(box, case_id, "b")
    with box.store.write() as db:
        attachments.delete_attachment(db, "a" * 32)
    assert list(attachments.select_attachment_pieces(box.store.read(), "a" * 32)) == []
    with box.store.write() as db:
        attachments.delete_case_attachments(db, case_id)
    for table in ("attachments", "attachment_pieces"):
        assert box.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


STATION = "t" * 32


def left(box: Box) -> str:
    made = submitted(box)
    with box.store.write() as db:
        person_notices.insert_left_number(db, made.case_id, STATION, box.clock.now())
        person_notices.insert_left_number(db, made.case_id, STATION, box.clock.now())
    return made.case_id


def test_a_number_waits_once_for_its_service_only_and_goes_with_the_case(box: Box) -> None:
    case_id = left(box)
    assert [noted.case_id for noted in person_notices.select_left_numbers(box.store.read(), {"etat-civil"})] == [
        case_id
    ]
    assert person_notices.select_left_numbers(box.store.read(), {"urbanisme"}) == []
    assert person_notices.is_number_left(box.store.read(), case_id)
    with box.store.write() as db:
        data_keys.destroy_subject(box, db, case_id, box.clock.now())
    assert not person_notices.is_number_left(box.store.read(), case_id)


def test_what_is_printed_from_now_on_bears_the_new_code(box: Box) -> None:
    made = submitted(box)
    key = data_keys.open_key(box.store.read(), made.case_id, helped(box))
    with box.store.write() as db:
        wrapped_keys.update_receipt_proof(db, made.case_id, "ABCDEFGHJK", b"proof", key)
    now = cases.read_submission(box.store.read(), made.case_id, key)
    assert now and (now.follow_code, now.proof, now.reference) == ("ABCDEFGHJK", b"proof", made.reference)


def test_a_code_that_went_with_the_answers_is_not_kept_again(box: Box) -> None:
    made = submitted(box)
    key = data_keys.open_key(box.store.read(), made.case_id, helped(box))
    with box.store.write() as db:
        data_keys.destroy_subject(box, db, made.case_id, box.clock.now())
    with box.store.write() as db:
        wrapped_keys.update_receipt_proof(db, made.case_id, "ABCDEFGHJK", b"proof", key)
    now = cases.read_submission(box.store.read(), made.case_id, key)
    assert now and (now.follow_code, now.proof) == ("", b"proof")


WISH = Wish(email="awa@example.org", call="+33612345678", message=True)


def test_a_wish_is_read_with_the_key_of_its_case_alone(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    key = open_case(box, case_id, nadia).key
    with box.store.write() as db:
        person_notices.save_notice_wish(db, case_id, WISH, key)
        assert person_notices.read_notice_wish(db, case_id, key) == WISH
        with pytest.raises(Unreadable):
            person_notices.read_notice_wish(db, case_id, b"k" * 32)
        person_notices.save_notice_wish(db, case_id, Wish(), key)
        assert person_notices.read_notice_wish(db, case_id, key) == Wish()


def test_a_wish_goes_with_the_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, nadia)
        person_notices.save_notice_wish(db, case_id, WISH, key)
        data_keys.destroy_subject(box, db, case_id, box.clock.now())
        assert person_notices.read_notice_wish(db, case_id, key) == Wish()

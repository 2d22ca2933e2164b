"""What belongs to a case and goes with it: files, facts, wishes, numbers, codes."""

from datetime import UTC, datetime

import pytest

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.language.words import Preferences
from kiosk.domain.notices.wish import PersonFact, Wish
from kiosk.errors import Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.store import attachments, cases, person_notices, wrapped_keys
from kiosk.store.attachments import StoredAttachment
from tests.gallery.site.gestures import answered, helped, submitted

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


KEY = b"c" * 32
DATA = bytes(3 * sealing.CHUNK_BYTES)


@pytest.fixture
def case_id(box: Box, nadia: Actor) -> str:
    return drafts.begin_draft(box, "birth-certificate", Preferences(), nadia).id


def kept(box: Box, case_id: str, letter: str = "a", field: str = "identity_shown") -> StoredAttachment:
    made = StoredAttachment(
        case_id, field, Attachment(letter * 32, "x.jpg", "image/jpeg", len(DATA), "0" * 64), b"f" * 32
    )
    with box.store.write() as db:
        pieces = attachments_of.encrypt_file(made.attachment.id, made.file_key, DATA)
        attachments.insert_attachment(db, made, pieces, KEY, box.clock.now())
    return made


def test_a_file_comes_back_with_the_key_of_its_case_alone(box: Box, case_id: str) -> None:
    made = kept(box, case_id)
    db = box.store.read()
    assert attachments.select_case_attachments(db, case_id, KEY) == [made]
    assert (
        attachments_of.decrypt_file("a" * 32, made.file_key, attachments.select_attachment_pieces(db, "a" * 32)) == DATA
    )
    with pytest.raises(Unreadable):
        attachments.select_case_attachments(db, case_id, b"x" * 32)


def test_what_is_answered_how_much_and_whose_it_is_need_no_key(box: Box, case_id: str) -> None:
    kept(box, case_id, "a"), kept(box, case_id, "b", "link_shown")
    db = box.store.read()
    assert attachments.select_attachment_sizes(db, case_id) == [len(DATA)] * 2
    assert attachments.select_fields_with_files(db, case_id) == {"identity_shown", "link_shown"}
    assert (attachments.read_attachment_case(db, "b" * 32), attachments.read_attachment_case(db, "z" * 32)) == (
        case_id,
        "",
    )


def test_what_is_forgotten_takes_its_pieces_along(box: Box, case_id: str) -> None:
    kept(box, case_id, "a"), kept(box, case_id, "b")
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
    assert [kept.case_id for kept in person_notices.select_left_numbers(box.store.read(), {"etat-civil"})] == [case_id]
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

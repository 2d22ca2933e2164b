"""Files in the store: in pieces, each file under its own key, all of it under the case's."""

import pytest

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Unreadable
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import begin_case
from kiosk.store.cases import attachments
from kiosk.store.cases.attachments import Kept

KEY = b"c" * 32
DATA = bytes(3 * sealing.CHUNK_BYTES)


@pytest.fixture
def case_id(box: Box, nadia: Actor) -> str:
    return begin_case.begin(box, "birth-certificate", Preferences(), nadia).id


def kept(box: Box, case_id: str, letter: str = "a", field: str = "identity_shown") -> Kept:
    made = Kept(case_id, field, Attachment(letter * 32, "x.jpg", "image/jpeg", len(DATA), "0" * 64), b"f" * 32)
    with box.store.write() as db:
        pieces = attachments_of.encrypt(made.attachment.id, made.file_key, DATA)
        attachments.add(db, made, pieces, KEY, box.clock.now())
    return made


def test_a_file_comes_back_with_the_key_of_its_case_alone(box: Box, case_id: str) -> None:
    made = kept(box, case_id)
    db = box.store.read()
    assert attachments.of_case(db, case_id, KEY) == [made]
    assert attachments_of.decrypt("a" * 32, made.file_key, attachments.pieces(db, "a" * 32)) == DATA
    with pytest.raises(Unreadable):
        attachments.of_case(db, case_id, b"x" * 32)


def test_what_is_answered_how_much_and_whose_it_is_need_no_key(box: Box, case_id: str) -> None:
    kept(box, case_id, "a"), kept(box, case_id, "b", "link_shown")
    db = box.store.read()
    assert attachments.sizes(db, case_id) == [len(DATA)] * 2
    assert attachments.answered(db, case_id) == {"identity_shown", "link_shown"}
    assert (attachments.case_of(db, "b" * 32), attachments.case_of(db, "z" * 32)) == (case_id, "")


def test_what_is_forgotten_takes_its_pieces_along(box: Box, case_id: str) -> None:
    kept(box, case_id, "a"), kept(box, case_id, "b")
    with box.store.write() as db:
        attachments.remove(db, "a" * 32)
    assert list(attachments.pieces(box.store.read(), "a" * 32)) == []
    with box.store.write() as db:
        attachments.forget(db, case_id)
    for table in ("attachments", "attachment_pieces"):
        assert box.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0

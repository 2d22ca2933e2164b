"""The code and proof of a new receipt take the place of those of the lost one; a destroyed code stays destroyed."""

from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.cases import cases, receipt_codes
from tests.gallery.site.gestures import helped, submitted


def test_what_is_printed_from_now_on_bears_the_new_code(box: Box) -> None:
    made = submitted(box)
    key = data_keys.open_key(box.store.read(), made.case_id, helped(box))
    with box.store.write() as db:
        receipt_codes.replace(db, made.case_id, "ABCDEFGHJK", b"proof", key)
    now = cases.submission(box.store.read(), made.case_id, key)
    assert now and (now.follow_code, now.proof, now.reference) == ("ABCDEFGHJK", b"proof", made.reference)


def test_a_code_that_went_with_the_answers_is_not_kept_again(box: Box) -> None:
    made = submitted(box)
    key = data_keys.open_key(box.store.read(), made.case_id, helped(box))
    with box.store.write() as db:
        data_keys.destroy(box, db, made.case_id, box.clock.now())
    with box.store.write() as db:
        receipt_codes.replace(db, made.case_id, "ABCDEFGHJK", b"proof", key)
    now = cases.submission(box.store.read(), made.case_id, key)
    assert now and (now.follow_code, now.proof) == ("", b"proof")

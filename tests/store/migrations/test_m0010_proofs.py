"""What came with proofs: whoever submitted before keeps the receipt they had."""

from kiosk.store.cases import cases
from kiosk.store.database import Store
from tests.store.conftest import CASE, CASE_KEY, a_case, a_submission


def test_a_submission_has_no_proof_until_it_is_made(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
    submission = cases.submission(store.read(), CASE)
    assert submission is not None and submission.proof == b""
    with store.write() as db:
        cases.prove(db, CASE, b"proven")
    again = cases.submission(store.read(), CASE)
    assert again is not None and again.proof == b"proven"

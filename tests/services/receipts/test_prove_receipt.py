"""A submitted case is proven in the transaction that submits it."""

from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from tests.gallery.site.gestures import submitted


def test_what_is_submitted_is_proven_and_the_proof_is_kept(box: Box) -> None:
    case = submitted(box)
    assert case.proof and cases.submission(box.store.read(), case.case_id) is not None
    kept = cases.submission_of(box.store.read(), case.reference)
    assert kept is not None and kept.proof == case.proof
    assert receipt_proof.read(receipt_proof.text(case.proof)).proof.reference == case.reference


def test_two_people_with_the_same_answers_have_nothing_in_common(box: Box) -> None:
    one, other = (receipt_proof.read(receipt_proof.text(submitted(box).proof)).proof for _ in range(2))
    assert one.digest != other.digest

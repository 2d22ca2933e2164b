"""What is printed of a case whose answers are destroyed."""

import pytest

from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds import attestation
from kiosk.services.papers.papers import fonts
from printers.renderers.text import TEXT_42
from printers.slip import Code
from tests.gallery.site.gestures import submitted


def test_number_days_and_proof_are_left_and_no_name(box: Box) -> None:
    done = submitted(box)
    with box.store.write() as db:
        data_keys.destroy(box, db, done.case_id, box.clock.now())
    slip = attestation.slip(box, done.case_id, box.words(), NO_ONE)
    text = TEXT_42.render(slip, fonts()).decode()
    assert "Attestation de dépôt" in text and done.reference[:2] in text
    assert "Benali" not in text and "naissance" not in text
    (code,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert receipt_proof.read(code.data).proof.reference == done.reference


def test_what_was_only_prepared_is_no_deposit(box: Box) -> None:
    done = submitted(box, "identity-document")
    slip = attestation.slip(box, done.case_id, box.words(), NO_ONE)
    text = TEXT_42.render(slip, fonts()).decode()
    assert "Attestation de préparation" in text and "n’est pas un dépôt" in text


def test_there_is_none_of_what_nobody_submitted(box: Box) -> None:
    with pytest.raises(Refused):
        attestation.slip(box, "x" * 32, box.words(), NO_ONE)

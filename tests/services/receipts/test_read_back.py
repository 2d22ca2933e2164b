"""A receipt is read back by what is on it; a discreet procedure is not named aloud."""

from msgspec.structs import replace

from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.services.receipts import read_back
from tests.gallery.site.gestures import submitted


def square(box: Box, procedure: str = "") -> str:
    """The text of the square of a case that was submitted here, of another procedure where one is named."""
    proof = receipt_proof.read(receipt_proof.text(submitted(box).proof)).proof
    signed = receipt_proof.make_proof(replace(proof, procedure=procedure or proof.procedure), box.site_seed)
    return receipt_proof.text(signed)


def test_the_procedure_is_named_unless_it_is_discreet(box: Box) -> None:
    titles = {known.id: known for known in box.catalogue.procedures}
    discreet = next(
        known for known in titles.values() if known.discreet and len(known.id) <= receipt_proof.MOST_PROCEDURE
    )
    assert read_back.read_back(box, square(box), box.words()).title
    assert read_back.read_back(box, square(box, discreet.id), box.words()).title == ""


def test_a_procedure_that_is_not_known_here_has_no_name(box: Box) -> None:
    found = read_back.read_back(box, square(box, "tax-on-windows"), box.words())
    assert found.good and found.title == "" and found.number

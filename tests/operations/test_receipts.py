"""A receipt is judged by the box, asked by a command."""

from kiosk.domain.events.reference import spoken
from kiosk.domain.proofs import receipt_proof
from kiosk.operations import receipts
from kiosk.services.receipts.verify_receipt import Report
from tests.gallery.site.gestures import submitted
from tests.operations.conftest import Site


def test_a_receipt_is_judged_by_its_text(site: Site) -> None:
    with site.box() as box:
        case = submitted(box)
    report = site.ask(receipts.verify, receipts.Receipt(receipt_proof.text(case.proof)))
    assert (report.code, report.reference, report.day) == ("genuine", spoken(case.reference), case.legal_date)
    assert report.site == "Mairie de Saint-Aubin"
    cut = site.ask(receipts.verify, receipts.Receipt(receipt_proof.text(case.proof)[:-3]))
    assert cut == Report("broken-proof", False, "", "")

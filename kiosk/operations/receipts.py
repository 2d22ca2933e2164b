"""Operation that verifies a receipt."""

from msgspec import Struct

from kiosk.domain.proofs.pdf_seal import Seal
from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import Report


class Receipt(Struct, frozen=True):
    """The text of a receipt's code; `pdf` says that a PDF was shown, whose seal and digest follow."""

    text: str
    pdf: bool = False
    digest: str = ""
    seal: str = ""


@operation("verify")
def verify(box: Box, details: Receipt, running: Running | None) -> Report:
    """Judge whether a receipt is genuine."""
    seal = Seal(details.text, details.digest, details.seal) if details.pdf else None
    return verify_receipt.report(box, details.text, seal)

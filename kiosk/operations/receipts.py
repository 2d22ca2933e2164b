"""Operation that verifies a receipt."""

from dataclasses import dataclass

from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import Report


@dataclass(frozen=True, slots=True)
class Receipt:
    """The text of a receipt's code."""

    text: str


@operation("verify")
def verify(box: Box, details: Receipt, running: Running | None) -> Report:
    """Judge whether a receipt is genuine."""
    return verify_receipt.report(box, details.text)

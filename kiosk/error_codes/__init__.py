"""The codes of the three errors, each enumeration in a module of its own. Their words live in translations."""

from kiosk.error_codes.hub_refusal import HubRefusal
from kiosk.error_codes.line_fault import LineFault
from kiosk.error_codes.refusal import Refusal
from kiosk.error_codes.rejection import Rejection

__all__ = ["HubRefusal", "LineFault", "Refusal", "Rejection"]

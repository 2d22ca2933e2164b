"""Operation that writes the town hall's register of processing (GDPR article 30)."""

from msgspec import Struct

from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import gdpr_register


class Form(Struct, frozen=True):
    """The form of the register: `csv` for a spreadsheet, or Markdown."""

    csv: bool = False


class Register(Struct, frozen=True):
    """The register as text: CSV or Markdown."""

    text: str


@operation("register")
def write(box: Box, details: Form, running: Running | None) -> Register:
    """Write the entries of this town hall."""
    return Register(gdpr_register.written(box, details.csv))

"""Operations for a person's data rights: a copy of what is kept about them, or its erasure (GDPR articles 15 and
17).
"""

from dataclasses import dataclass, field

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.submitted import personal_data


@dataclass(frozen=True, slots=True)
class Opening:
    """A case by its `reference`, and who opens it: first factor and PIN; `login` is "" for somebody with a badge."""

    reference: str
    login: str
    factor: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is kept of the case: JSON, indented."""

    text: str = field(repr=False)


@operation("export")
def export(box: Box, details: Opening, running: Running | None) -> Copy:
    """Copy everything the box holds of a case. Raises what `rights.export_for` raises."""
    return Copy(personal_data.export_for(box, details.reference, details.login, details.factor, details.pin))


@operation("erase")
def erase(box: Box, details: Opening, running: Running | None) -> Nothing:
    """Ask the hub to erase a case, and keep nothing here once it knows. Raises what `rights.erase_for` raises."""
    personal_data.erase_for(box, details.reference, details.login, details.factor, details.pin)
    return Nothing()

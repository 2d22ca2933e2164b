"""The reference that a person typed, where it is of this box: real, or in a training an example."""

from kiosk.domain.events import reference as references
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box


def read(box: Box, typed: str) -> str:
    """The reference in what a person typed.

    Raises as `domain.events.reference.read`, and `Refused`: `example-number` (of a training, behind which is nothing
    real), and in a training `real-number`.
    """
    reference = references.read(typed)
    if references.is_example(reference) != box.training:
        raise Refused(Refusal.REAL_NUMBER if box.training else Refusal.EXAMPLE_NUMBER)
    return reference

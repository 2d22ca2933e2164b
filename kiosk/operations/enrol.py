"""Operation that enrols the box at a hub."""

from dataclasses import field

from kiosk.frozen import Frozen
from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol


class Invitation(Frozen):
    """The address of a hub, and the one-time code that its operator gave."""

    url: str
    code: str = field(repr=False)


class Enrolled(Frozen):
    """The name under which the hub knows this box."""

    name: str


@operation("enroll")
def enroll(box: Box, details: Invitation, running: Running | None) -> Enrolled:
    """Make the box known to a hub. Raises what `enrolling.enroll` raises."""
    return Enrolled(enrol.enroll(box, details.url, details.code).name)

"""Why an exchange with the hub failed: whether it was the hub that answered, or a page of the network in between."""

from kiosk.connectors.hub.connection import Answering, who_answers
from kiosk.connectors.hub.hub import Hub
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box

_DOUBTFUL = (
    LineFault.BAD_ANSWER,
    LineFault.BAD_SIGNATURE,
    LineFault.HUB_BROKEN,
    LineFault.HUB_REFUSES,
    LineFault.NO_LINE,
    LineFault.UNTRUSTED_HUB,
)
"""What a page of the network may look like: any status, any contents, any certificate."""


def explained(box: Box, hub: Hub, fault: Unreachable) -> Unreachable:
    """The fault, or `portal` where somebody answers at the hub's address who is not the hub."""
    if fault.code not in _DOUBTFUL:
        return fault
    if who_answers(hub.url, hub.verify_key, box.clock.new_id()) == Answering.SOMEBODY_ELSE:
        return Unreachable(LineFault.PORTAL)
    return fault

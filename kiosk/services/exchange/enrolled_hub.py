"""The hub that this box is enrolled at, as a connector."""

from kiosk.connectors.hub.hub import Hub
from kiosk.services.box.box import Box


def hub_of(box: Box) -> Hub:
    """A connector to the hub this box is enrolled at; without an enrolment, one that is not usable."""
    enrolment = box.enrolment()
    if enrolment is None:
        return Hub("", "", "", "", box.site.code)
    return Hub(
        enrolment.url,
        enrolment.token,
        enrolment.verify_key,
        enrolment.seal_key.hex(),
        box.site.code,
        enrolment.epoch,
        seed=box.site_seed,
    )

"""What tests do with a stick: the box writes, the hub takes it and answers, the box reads."""

from io import BytesIO

from hub import bundles
from hub.bundles import take_bundle
from hub.hub import Hub
from kiosk.services.box.box import Box
from kiosk.services.bundles import HubAnswerSummary, begin_bundle_export, take_hub_answer


def carried(box: Box) -> bytes:
    """The bytes of a bundle of all that waits."""
    made = begin_bundle_export(box)
    data = b"".join(made.pieces())
    made.finish()
    return data


def answered(hub: Hub, bundle: bytes) -> bytes:
    """The answer of a hub to a bundle."""
    taken = take_bundle(hub, BytesIO(bundle), wait=lambda _: None)
    return bundles.read_answer(hub, taken.id)


def brought_back(box: Box, answer: bytes) -> HubAnswerSummary:
    """What the box makes of an answer."""
    return take_hub_answer(box, BytesIO(answer))


def there_and_back(box: Box, hub: Hub) -> HubAnswerSummary:
    return brought_back(box, answered(hub, carried(box)))

"""What tests do with a stick: the box writes, the hub takes it and answers, the box reads."""

from io import BytesIO

from hub import bundles
from hub.bundles import take as hub_takes
from hub.hub import Hub
from kiosk.services.box.box import Box
from kiosk.services.bundles import Taken, begin, take


def carried(box: Box) -> bytes:
    """The bytes of a bundle of all that waits."""
    made = begin(box)
    data = b"".join(made.pieces())
    made.finish()
    return data


def answered(hub: Hub, bundle: bytes) -> bytes:
    """The answer of a hub to a bundle."""
    taken = hub_takes(hub, BytesIO(bundle), wait=lambda _: None)
    return bundles.read_answer(hub, taken.id)


def brought_back(box: Box, answer: bytes) -> Taken:
    """What the box makes of an answer."""
    return take(box, BytesIO(answer))


def there_and_back(box: Box, hub: Hub) -> Taken:
    """A whole way there and back."""
    return brought_back(box, answered(hub, carried(box)))

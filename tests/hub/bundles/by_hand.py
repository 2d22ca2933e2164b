"""A bundle as a box of the hub's tests makes it, and what is in the answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from hub.bundles import kept_answers, take_bundle
from hub.bundles.kept_answers import TakenBundle
from hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.crypto.sealing import Pair
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FileKind
from kiosk.domain.bundles.messages import (
    BUNDLE_VERSION,
    AnswerUpdate,
    BundledEvent,
    BundleStart,
    EventAnswer,
    read_answer,
)
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import encode
from tests.hub.samples import Box, Item

ANSWERS = Pair(bytes(32), sealing.pair_of(bytes(32)).public)


@dataclass(frozen=True)
class Made:
    """What differs between bundles."""

    id: str = "b" * 32
    site: str = ""
    hub: str = ""
    seed: bytes = b""
    epoch: str = ""
    cursor: int = 0
    made_at: datetime | None = None
    said: dict[str, Any] = field(default_factory=dict)


def bundle(hub: Hub, box: Box, *items: Item, made: Made | None = None, strange: Sequence[bytes] = ()) -> bytes:
    """A bundle of these events; `strange` are messages of which the box knows nothing good."""
    made = made or Made()
    start = BundleStart(
        version=BUNDLE_VERSION,
        bundle=made.id,
        site=made.site or box.code,
        hub=made.hub or hub.verify_key,
        made_at=made.made_at or hub.clock.now(),
        answer_key=ANSWERS.public.hex(),
        epoch=made.epoch,
        cursor=made.cursor,
        heartbeat=Heartbeat(**{"unsent": 0, "last_counter": 1041, "asked": "7" * 32, **made.said}),
    )
    messages = [encode(BundledEvent(event=box.sealed(item))) for item in items]
    signed = signed_messages.ended(start, [*messages, *strange], made.seed or box.seed)
    newest = hub.ring.newest()
    return b"".join(container.written(FileKind.BUNDLE, made.id, newest.id, newest.pair.public, signed))


def taken(hub: Hub, data: bytes) -> TakenBundle:
    return take_bundle.take(hub, BytesIO(data), wait=lambda _: None)


def told(hub: Hub, bundle_id: str = "b" * 32) -> tuple[list[dict[str, Any]], list[AnswerUpdate]]:
    """The answers and the updates in the kept answer to a bundle."""
    file = BytesIO(b"".join(kept_answers.pieces_of(hub, bundle_id)))
    front = container.front(file.read, FileKind.ANSWER)
    messages = [read_answer(data) for data in container.messages(file.read, front, ANSWERS.private)]
    events = [message.answer for message in messages if isinstance(message, EventAnswer)]
    return events, [message for message in messages if isinstance(message, AnswerUpdate)]

"""A bundle as a box of the hub's tests makes it, and what is in the answer to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from hub import bundles
from hub.bundles import TakenBundle
from hub.hub import Hub
from kiosk.domain.events.sealed import seal_message
from kiosk.domain.events.wire.reading import encode_canonical
from kiosk.files.carried_file import open_carried, write_carried
from tests.hub.samples import Box, Item, heartbeat

BUNDLE = "b" * 32


@dataclass(frozen=True)
class Made:
    """What differs between bundles."""

    id: str = BUNDLE
    site: str = ""
    hub: str = ""
    seed: bytes = b""
    epoch: str = ""
    cursor: int = 0
    made_at: datetime | None = None
    said: dict[str, Any] = field(default_factory=dict)


def bundle(
    hub: Hub, box: Box, *items: Item, made: Made | None = None, more: Mapping[str, bytes] | None = None
) -> bytes:
    """A bundle of these events; `more` are other parts of it, by their names."""
    made = made or Made()
    seed, site = made.seed or box.seed, made.site or box.code

    def sealed(message: dict[str, Any]) -> bytes:
        return seal_message(
            encode_canonical({"version": 2, "site": site, **message}), seed, made.hub or hub.ring.verify_key
        )

    said = heartbeat(1041, asked=made.id, at=(made.made_at or hub.clock.now()).isoformat()) | made.said
    parts = {
        "events/0": sealed({"heartbeat": said, "events": [box.sealed(item) for item in items]}),
        "updates/0": sealed({"epoch": made.epoch, "after": made.cursor}),
        **(more or {}),
    }
    return b"".join(write_carried(made.id, parts.items()))


def taken(hub: Hub, data: bytes) -> TakenBundle:
    return bundles.take_bundle(hub, BytesIO(data), wait=lambda _: None)


def parts_of(hub: Hub, box: Box, bundle_id: str = BUNDLE) -> dict[str, dict[str, Any]]:
    """The parts of the kept answer to a bundle, as its box opens them."""
    carried = open_carried(BytesIO(bundles.read_answer(hub, bundle_id)))
    opened = {name: carried.open_part(name, box.seed) for name in carried.names}
    assert all(part.signer([hub.ring.verify_key]) for part in opened.values())
    return {name: json.loads(part.content) for name, part in opened.items()}


def told(hub: Hub, box: Box, bundle_id: str = BUNDLE) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    parts = parts_of(hub, box, bundle_id)
    news = [update for name, part in parts.items() if name.startswith("updates") for update in part["updates"]]
    return parts["events/0"]["answers"], news

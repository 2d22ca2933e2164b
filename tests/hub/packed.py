"""A box that speaks version 3 to the hub of a test."""

from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.wire.read_event import envelope
from kiosk.connectors.hub.answers import Answers
from kiosk.connectors.hub.packed_batch import SentBatch
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.packing import MEDIA_TYPE
from tests.hub.samples import Box, Item

ASKED = "7" * 32


def heartbeat(**more: Any) -> Heartbeat:
    return Heartbeat(**{"unsent": 0, "last_counter": 1041, "asked": ASKED, **more})


def sealed(box: Box, *items: Item) -> list[Sealed]:
    return [envelope(box.sealed(item)) for item in items]


def batch(box: Box, *items: Item, alone: bool = False, seed: bytes = b"") -> SentBatch:
    return SentBatch(sealed(box, *items), box.code, seed or box.seed, heartbeat(), alone=alone)


def post(client: FlaskClient, box: Box, body: bytes, **headers: str) -> Any:
    head = {"Authorization": f"Bearer {box.token}", "Content-Type": MEDIA_TYPE, **headers}
    return client.post("/api/v3/events", data=body, headers=head)


def sent(client: FlaskClient, hub: Hub, box: Box, made: SentBatch) -> Answers:
    """The answers to a batch, verified."""
    answer = post(client, box, made.body)
    assert answer.status_code == 200, answer.text
    return made.read(answer.data, hub.verify_key)


def outcomes(answers: Answers) -> Sequence[str]:
    return [": ".join(filter(None, (answer.outcome, answer.code))) for answer in answers.answers]

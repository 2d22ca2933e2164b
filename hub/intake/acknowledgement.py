"""The hub's side of acknowledgements: signs that an event or a file was taken, and writes the answer to the box."""

from datetime import datetime
from typing import Any

from hub.hub import Hub
from hub.wire.read_event import Incoming
from kiosk.domain.events.wire.batch import Acknowledged, Duplicate
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import EventAcknowledgement, FileAcknowledgement
from kiosk.domain.proofs import signed_statement

Signed = dict[str, str]
"""A statement and its signature, as they are stored and sent: see `SignedStatement.to_wire`."""


def of_event(site: str, incoming: Incoming, received_at: datetime) -> str:
    """What this hub says of an event of a site that it has taken; `received_at` is the moment stored with it."""
    statement = EventAcknowledgement(
        incoming.id, incoming.sha256, site, incoming.reference, incoming.sequence, incoming.type, received_at, VERSION
    )
    return statement.statement().decode()


def signed_for_file(hub: Hub, site: str, event_id: str, listed: dict[str, Any], received_at: datetime) -> Signed:
    """Sign that this hub has taken a file; `listed` is the file's entry (`id`, `size`, `sha256`) in its event."""
    statement = FileAcknowledgement(
        listed["id"], event_id, listed["sha256"], listed["size"], site, received_at, VERSION
    )
    return signed_statement.sign_message(statement, hub.seed).to_wire()


def answer(event_id: str, signed: Signed, *, duplicate: bool = False) -> Acknowledged:
    """The answer to one event that the hub has, on the wire: the same acknowledgement however often the event comes."""
    return (Duplicate if duplicate else Acknowledged)(id=event_id, **signed)

"""The acknowledgement's signature: what a hub signs when it has taken an event or a file, and how a box verifies it.

A box destroys nothing before it has verified an acknowledgement. The wire format is in docs/wire.md; the signature and
its form on the wire are those of every statement of a hub (`signed_statement`).
"""

import json
from datetime import datetime
from typing import Any

from kiosk.domain.events.wire.statements import EventAcknowledgement, FileAcknowledgement
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def sign(acknowledgement: EventAcknowledgement | FileAcknowledgement, hub_seed: bytes) -> SignedStatement:
    """Sign with the hub's seed (32 bytes); `SignedStatement.to_wire` gives the fields that are sent and stored."""
    return signed_statement.sign_message(acknowledgement, hub_seed)


def read_of_event(
    entry: object, verify_key: str, *, event: str, sha256: str, site: str, reference: str = ""
) -> SignedStatement:
    """The acknowledgement in a hub's answer to one event, verified; `verify_key` is the hub's, in hexadecimal.

    `reference` is the number under which it must be filed, "" for any.
    Raises `Unreachable`: `bad-signature` where the hub did not sign it, `bad-answer` where there is none to read or it
    names another event, content, site or number.
    """
    filed = {"reference": reference} if reference else {}
    return _read(entry, verify_key, {"event": event, "sha256": sha256, "site": site, **filed})


def read_of_file(
    entry: object, verify_key: str, *, attachment: str, event: str, sha256: str, site: str
) -> SignedStatement:
    """The acknowledgement in a hub's answer to one file, verified; `verify_key` is the hub's, in hexadecimal.

    Raises `Unreachable`: `bad-signature` where the hub did not sign it, `bad-answer` where there is none to read or it
    names another file, event, content or site.
    """
    return _read(entry, verify_key, {"attachment": attachment, "event": event, "sha256": sha256, "site": site})


def received_at(statement: bytes) -> datetime | None:
    """When the hub received what it acknowledges; None if the statement names no moment with a time zone."""
    try:
        received = datetime.fromisoformat(json.loads(statement)["received_at"])
    except (ValueError, KeyError, TypeError):
        return None
    return received if received.tzinfo else None


def _read(entry: object, verify_key: str, expected: dict[str, Any]) -> SignedStatement:
    signed = signed_statement.from_wire(entry)
    fields = signed.verified_fields(verify_key)
    if any(fields.get(name) != value for name, value in expected.items()):
        raise Unreachable(LineFault.BAD_ANSWER)
    return signed

"""Tells a hub from whatever else answers at its address, such as the welcome page of a network (a captive portal).

The question is new each time, and only the hub that was pinned can sign it (docs/wire.md). It holds no secret. Where a
portal breaks the line to a hub behind TLS, nothing of it can be read there: it is asked without TLS, as browsers do.
"""

import json
from enum import StrEnum

from kiosk.connectors.hub.connection import first_bytes
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Unreachable

TIMEOUT_S = 5.0
"""Seconds without a byte after which nobody answers: somebody may wait for it at the desk."""


class Answering(StrEnum):
    """Who answers at the hub's address."""

    HUB = "hub"
    SOMEBODY_ELSE = "somebody-else"
    NOBODY = "nobody"


def who_answers(url: str, verify_key: str, question: str, timeout_s: float = TIMEOUT_S) -> Answering:
    """Ask who answers; `verify_key` is the hub's, `question` 32 hexadecimal digits that were never asked before."""
    door, host = _open_door(url)
    for place in filter(None, (url.rstrip("/"), door)):
        answer = first_bytes(f"{place}/api/v2/hello?asked={question}", timeout_s)
        if answer is None:
            continue
        told, elsewhere = answer
        if _is_signed(told, verify_key, question):
            return Answering.HUB
        # What stands before a hub may send from http to https, and to nowhere else.
        sent_on = place == door and elsewhere.startswith(f"https://{host}/")
        return Answering.NOBODY if sent_on else Answering.SOMEBODY_ELSE
    return Answering.NOBODY


def _open_door(url: str) -> tuple[str, str]:
    """The address of the same machine without TLS, and its name; "" for a hub that has no TLS, or a port of its own."""
    scheme, _, machine = url.rstrip("/").partition("://")
    return (f"http://{machine}", machine) if scheme == "https" and ":" not in machine else ("", machine)


def _is_signed(told: bytes, verify_key: str, question: str) -> bool:
    try:
        said = signed_statement.from_wire(json.loads(told)).verified(HelloStatement, verify_key)
    except (ValueError, RecursionError, Unreachable):
        return False
    return said.hello == question

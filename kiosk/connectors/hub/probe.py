"""Tells a hub from whatever else answers at its address, such as the welcome page of a network (a captive portal).

The question is new each time, and only the hub that was pinned can sign it (docs/wire.md). It holds no secret, so that
it is asked without looking at the certificate: that of a portal proves nothing, and a hub whose own is over answers.
"""

import json
from enum import StrEnum

from kiosk.connectors.hub.connection import MOST_PROBED, first_bytes
from kiosk.domain.events.wire.packed import HelloStatement
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
    answer = first_bytes(f"{url.rstrip('/')}/api/v3/hello?asked={question}", timeout_s)
    if answer is None:
        return Answering.NOBODY
    try:
        told = json.loads(answer[:MOST_PROBED])
        said = signed_statement.from_wire(told).verified(HelloStatement, verify_key)
    except (ValueError, RecursionError, Unreachable):
        return Answering.SOMEBODY_ELSE
    return Answering.HUB if said.hello == question else Answering.SOMEBODY_ELSE

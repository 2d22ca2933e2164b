"""What happened to a case, newest first, for its page: what arrived and what was decided, without words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from hub.cases.cases import CaseFile


class Happening(Struct, frozen=True):
    """One thing that happened: its `kind`, and what the page says of it.

    `about` is a pair (event, body) of what arrived after the case, a `Decision`, or None for the case itself.
    """

    kind: str
    at: datetime
    about: Any


def happened(file: CaseFile) -> list[Happening]:
    """Of the kinds `received`, `supplement`, `correction`, `withdrawal`, `request`, `noted`, `new-code`, `decision`."""
    arrived = [
        *(("supplement", added) for added in file.supplements),
        *(("correction", added) for added in file.corrections),
        *((("withdrawal", file.withdrawal),) if file.withdrawal else ()),
        *(("request", added) for added in file.requests),
        *(("noted", added) for added in file.notes),
        *(("new-code", added) for added in file.new_codes),
    ]
    return _newest_first(
        [
            Happening("received", file.received_at, None),
            *(Happening(kind, added[0].received_at, added) for kind, added in arrived),
            *(Happening("decision", decision.at, decision) for decision in file.decisions),
        ]
    )


def happened_to_erased(
    events: Iterable[tuple[str, datetime, str]], states: Iterable[tuple[str, datetime]]
) -> list[Happening]:
    """What is known of an erased case: `event`, about its type and SHA-256, and `state`, about the state."""
    return _newest_first(
        [
            *(Happening("event", at, (kind, sha256)) for kind, at, sha256 in events),
            *(Happening("state", at, state) for state, at in states),
        ]
    )


def _newest_first(happenings: list[Happening]) -> list[Happening]:
    """What happened at one moment keeps its order."""
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)

"""What became of a person, as somebody at a desk noted it: they died, or a way to reach them fails."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.people import NotedFact, Notices
from kiosk.domain.notices import wish as wishes
from kiosk.domain.notices.wish import Way, Wish


class Fact(StrEnum):
    """What is noted, the gravest first. Words: context `person-fact`.

    `PHONE`, `EMAIL`: nobody is reached there any more. `ADDRESS`: letters come back.
    """

    DECEASED = "deceased"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class Noted(Struct, frozen=True):
    """One fact, who noted it (a name) and when."""

    fact: str
    by: str
    at: datetime


_FAILS = {
    Fact.DECEASED: frozenset(Way),
    Fact.PHONE: frozenset({Way.SMS, Way.CALL, Way.MESSAGE}),
    Fact.EMAIL: frozenset({Way.EMAIL}),
    Fact.ADDRESS: frozenset[Way](),
}
"""The ways that each fact ends; a letter is the desk's own."""


def still(wish: Wish, noted: Iterable[Noted]) -> Wish:
    """What is left of a wish: nothing goes where it reaches nobody, and nothing to somebody who died."""
    failed = frozenset[Way]().union(
        *(_FAILS.get(Fact(entry.fact), frozenset()) for entry in noted if entry.fact in _KNOWN)
    )
    return wishes.chosen([way for way in wish.ways if way not in failed], wish)


def in_order(noted: Iterable[Noted]) -> tuple[Noted, ...]:
    """Each fact once, as it was noted first, the gravest first."""
    first: dict[str, Noted] = {}
    for entry in sorted(noted, key=lambda entry: entry.at):
        first.setdefault(entry.fact, entry)
    order = list(map(str, Fact))
    return tuple(
        sorted(first.values(), key=lambda entry: order.index(entry.fact) if entry.fact in order else len(order))
    )


def said(noted: Iterable[Noted]) -> tuple[NotedFact, ...]:
    """What is noted, as an event says it."""
    return tuple(NotedFact(fact=entry.fact, by=entry.by, at=entry.at) for entry in noted)


def make_event(notices: Notices, noted: Iterable[Noted], **place: Any) -> Event:
    """The event that tells the service what is noted now, nothing included, and the hub whom it still writes to."""
    return make_added(EventType.NOTICES, {"notices": notices, "noted": said(noted)}, **place)


_KNOWN = frozenset(map(str, Fact))

"""Which events of a batch open a case that nothing is known of, so that they are stored together."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from hub.intake.batch import OpenedEvent
from hub.wire.read_event import site_of
from kiosk.domain.events.wire.bodies import Submitted

_KNOWN = """
SELECT id FROM event WHERE id {ids} UNION ALL SELECT stream FROM event WHERE stream {streams}
UNION ALL SELECT reference FROM cases WHERE reference {numbers}
"""
"""The same words for a batch of any length, so that nothing is planned anew."""
_NAMES = ("ids", "streams", "numbers")
_ON_POSTGRESQL = text(_KNOWN.format(**{name: f"= ANY(:{name})" for name in _NAMES}))
_ON_SQLITE = text(_KNOWN.format(**{name: f"IN (SELECT value FROM json_each(:{name}))" for name in _NAMES}))


@dataclass(slots=True)
class Marks:
    """The ids, streams and numbers of some events: two events that share none of them do not concern each other."""

    ids: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)

    def add(self, opened: OpenedEvent) -> None:
        """Note those of one event."""
        self.ids.add(opened.incoming.id)
        self.streams.add(opened.incoming.stream)
        self.references.update(_numbers(opened))

    def touches(self, opened: OpenedEvent) -> bool:
        """Whether the event shares one of them."""
        mine = opened.incoming.id in self.ids or opened.incoming.stream in self.streams
        return mine or not self.references.isdisjoint(_numbers(opened))


def is_plain(opened: OpenedEvent) -> bool:
    """Whether the event opens a case, by itself: its site is the sender's, and its number the only one it ever had."""
    content, site = opened.incoming.content, opened.site
    return (
        isinstance(content, Submitted)
        and not (opened.revoked or opened.alias)
        and content.site.code == site == site_of(opened.incoming.reference)
    )


def unseen(connection: Connection, batch: Sequence[OpenedEvent], plain: Sequence[bool]) -> set[int]:
    """The places in the batch of the plain events whose id, stream and number neither the database nor an earlier event
    of the batch has."""
    candidates = list(_first(batch, plain))
    mine = [batch[place].incoming for place in candidates]
    if not mine:
        return set()
    looked_for = [event.id for event in mine], [event.stream for event in mine], [event.reference for event in mine]
    if connection.dialect.name == "postgresql":
        rows = connection.execute(_ON_POSTGRESQL, dict(zip(_NAMES, looked_for, strict=True)))
    else:
        rows = connection.execute(_ON_SQLITE, dict(zip(_NAMES, map(json.dumps, looked_for), strict=True)))
    known = set(rows.scalars())
    # What is known under a name of another sort is looked at by itself, which finds out.
    return {
        place
        for place, event in zip(candidates, mine, strict=True)
        if known.isdisjoint((event.id, event.stream, event.reference))
    }


def _first(batch: Sequence[OpenedEvent], plain: Sequence[bool]) -> Iterator[int]:
    earlier = Marks()
    for place, opened in enumerate(batch):
        if plain[place] and not earlier.touches(opened):
            yield place
        earlier.add(opened)


def _numbers(opened: OpenedEvent) -> tuple[str, ...]:
    alias = opened.alias
    return (opened.incoming.reference, *((alias.reference, *alias.formerly) if alias else ()))

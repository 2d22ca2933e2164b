"""Which events of a batch open a case that nothing is known of, so that they are stored together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, or_, select

from kiosk.domain.events.wire.bodies import Submitted
from kiosk.hub.intake.batch import OpenedEvent
from kiosk.hub.store.schema import cases, event
from kiosk.hub.wire.read_event import site_of

_EVENTS = select(event.c.id, event.c.stream).where(
    or_(event.c.id.in_(bindparam("ids", expanding=True)), event.c.stream.in_(bindparam("streams", expanding=True)))
)
_CASES = select(cases.c.reference).where(cases.c.reference.in_(bindparam("references", expanding=True)))


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
        and not (opened.revoked or opened.alias or content.formerly)
        and content.site.code == site == site_of(opened.incoming.reference)
    )


def unseen(connection: Connection, batch: Sequence[OpenedEvent], plain: Sequence[bool]) -> set[int]:
    """The places in the batch of the plain events whose id, stream and number neither the database nor an earlier event
    of the batch has."""
    candidates = list(_first(batch, plain))
    mine = [batch[place].incoming for place in candidates]
    if not mine:
        return set()
    ids, streams = [event.id for event in mine], [event.stream for event in mine]
    stored = connection.execute(_EVENTS, {"ids": ids, "streams": streams}).all()
    known = {row.id for row in stored}, {row.stream for row in stored}
    taken = set(connection.execute(_CASES, {"references": [event.reference for event in mine]}).scalars())
    return {
        place
        for place, event in zip(candidates, mine, strict=True)
        if event.id not in known[0] and event.stream not in known[1] and event.reference not in taken
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

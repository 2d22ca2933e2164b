"""Keeps what a box says of itself with each batch, in the transaction that stores the batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case

from hub.sites import box_health
from hub.sites.site_codes import codes_of
from hub.store.columns import HASH, Utc
from hub.store.schema import site
from hub.wire.read_event import site_of
from kiosk.domain.events.reference import counter_of
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.values import COUNTER_CAP

_SITE, _COUNT, _HEAD, _NOW, _HIGHEST = (
    bindparam("of_site", type_=site.c.code.type),
    bindparam("count", type_=site.c.journal_count.type),
    bindparam("head", type_=HASH),
    bindparam("now", type_=Utc),
    bindparam("highest", type_=site.c.highest_counter.type),
)


def _fault(back: Any, differs: Any, same: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is noted of a journal that got shorter, or changed at the same length; else `same`."""
    known, changed = site.c.journal_count == _COUNT, site.c.journal_head != _HEAD
    return case((site.c.journal_count > _COUNT, back), (and_(known, changed), differs), else_=same)


# Built once: building them costs as much as the database takes for them.
_KEEP = (
    site.update()
    .where(site.c.code == _SITE)
    .values(
        highest_counter=case((site.c.highest_counter < _HIGHEST, _HIGHEST), else_=site.c.highest_counter),
        unsent=bindparam("said_unsent"),
        oldest_unsent_at=bindparam("oldest", type_=Utc),
        heard_at=_NOW,
    )
    .returning(site.c.cursor)
)
_KEEP_JOURNAL = _KEEP.values(
    journal_count=_COUNT,
    journal_head=_HEAD,
    journal_fault=_fault("back", "differs", site.c.journal_fault),
    journal_fault_at=_fault(_NOW, _NOW, site.c.journal_fault_at),
)


@dataclass(slots=True)
class ArrivedHeartbeat:
    """The heartbeat of the site with this code, received at `now`, and the numbers of the events beside it.

    `kept`: a transaction that kept it is committed; `cursor` is that of the site's last update then.
    """

    code: str
    said: Heartbeat
    references: Sequence[Any]
    now: datetime
    cursor: int = 0
    kept: bool = False

    def keep(self, connection: Connection) -> None:
        """Keep it, and the highest counter among it and the numbers, in the caller's transaction.

        The numbers count before their events are checked: one that is printed on paper is used, whatever becomes of its
        event. A journal that got shorter, or changed at the same length, is noted for the operators. Takes the lock of
        the site's row.
        """
        said, journal = self.said, self.said.journal
        values = {
            "of_site": self.code,
            "highest": max([said.last_counter, *self._minted(connection)]),
            "said_unsent": said.unsent,
            "oldest": said.oldest_unsent_at,
            "now": self.now,
        }
        if journal:
            values |= {"count": journal.count, "head": journal.head}
        self.cursor = connection.execute(_KEEP_JOURNAL if journal else _KEEP, values).scalar_one()
        box_health.keep(connection, self.code, said, self.now)

    def keep_counter(self, connection: Connection) -> None:
        """Keep the highest counter among the numbers alone, where something newer was heard: it came by hand."""
        highest = max(self._minted(connection), default=0)
        lower = (site.c.code == self.code) & (site.c.highest_counter < highest)
        connection.execute(site.update().where(lower).values(highest_counter=highest))

    def _minted(self, connection: Connection) -> list[int]:
        """The counters of the numbers that are the site's own."""
        numbers = [(number, site_of(number)) for number in self.references if isinstance(number, str)]
        others = any(code not in (self.code, None) for _, code in numbers)
        codes = codes_of(connection, self.code) if others else {self.code}
        return [min(counter_of(number), COUNTER_CAP) for number, code in numbers if code in codes]

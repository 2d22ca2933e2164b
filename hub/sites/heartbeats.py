"""Keeps what a box says of itself with each batch, in the transaction that stores the batch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import convert
from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, select

from hub.sites.sites import codes_of
from hub.store.columns import HASH, Utc
from hub.store.schema import site, site_health
from hub.wire.read_event import site_of
from kiosk.domain.events.reference import counter_of
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.bodies import Reached
from kiosk.domain.events.wire.reading import COUNTER_CAP

_CHANGE = (
    site_health.update()
    .where(site_health.c.site == bindparam("of_site"))
    .values({column.name: bindparam(column.name) for column in site_health.c if column.name != "site"})
)
_SITE, _COUNT, _HEAD, _NOW, _HIGHEST = (
    bindparam("of_site", type_=site.c.code.type),
    bindparam("count", type_=site.c.journal_count.type),
    bindparam("head", type_=HASH),
    bindparam("now", type_=Utc),
    bindparam("highest", type_=site.c.highest_counter.type),
)
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


def keep(connection: Connection, code: str, heartbeat: Heartbeat, now: datetime) -> None:
    """Replace what is known of a site's box; a heartbeat that says nothing of it changes nothing.

    The caller holds the site's row, so that two heartbeats of one site follow each other.
    """
    said = heartbeat.health
    if not said:
        return
    values = {
        "clock_s": round((heartbeat.at - now).total_seconds()) if heartbeat.at else None,
        "release": said.release,
        "free_bytes": said.free_bytes,
        "refused": said.refused,
        "files": said.files,
        "printers": said.printers,
        "printer_faults": said.printer_faults,
        **_reached(heartbeat),
    }
    if connection.execute(_CHANGE, {"of_site": code, **values}).rowcount == 0:
        connection.execute(site_health.insert(), {"site": code, **values})


def _reached(heartbeat: Heartbeat) -> dict[str, str]:
    said = heartbeat.reached or Reached(phone="", hours="", opening=())
    return {"phone": said.phone, "hours": said.hours, "opening": json.dumps(said.opening, ensure_ascii=False)}


def reached(connection: Connection, code: str) -> Reached | None:
    """How the town hall of a site is reached, as far as its box said it; None where it said nothing."""
    columns = (site_health.c.phone, site_health.c.hours, site_health.c.opening)
    row = connection.execute(select(*columns).where(site_health.c.site == code)).first()
    if row is None or not (row.phone or row.hours or row.opening != "[]"):
        return None
    return convert({"phone": row.phone, "hours": row.hours, "opening": json.loads(row.opening)}, Reached)


def _fault(back: Any, differs: Any, same: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is noted of a journal that got shorter, or changed at the same length; else `same`."""
    known, changed = site.c.journal_count == _COUNT, site.c.journal_head != _HEAD
    return case((site.c.journal_count > _COUNT, back), (and_(known, changed), differs), else_=same)


_KEEP_JOURNAL = _KEEP.values(
    journal_count=_COUNT,
    journal_head=_HEAD,
    journal_fault=_fault("back", "differs", site.c.journal_fault),
    journal_fault_at=_fault(_NOW, _NOW, site.c.journal_fault_at),
)


@dataclass(slots=True)
class ArrivedHeartbeat:
    """The heartbeat of the site with this code, received at `now`, and the numbers of the events beside it.

    `by_hand`: it is as old as its stick. `kept`: a transaction that kept it is committed; `cursor` is that of the
    site's last update then.
    """

    code: str
    said: Heartbeat
    references: Sequence[Any]
    now: datetime
    by_hand: bool = False
    cursor: int = 0
    kept: bool = False

    def keep(self, connection: Connection) -> None:
        """Keep it, and the highest counter among it and the numbers, in the caller's transaction.

        The numbers count before their events are checked: one that is printed on paper is used, whatever becomes of its
        event. A journal that got shorter, or changed at the same length, is noted for the operators. Takes the lock of
        the site's row. Of one that came by hand the counter alone is kept, where something newer was heard.
        """
        if self.by_hand:
            known = connection.execute(select(site.c.heard_at, site.c.cursor).where(site.c.code == self.code)).one()
            if known.heard_at is not None and known.heard_at >= self.now:
                self.cursor = known.cursor
                self._keep_counter(connection)
                return
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
        keep(connection, self.code, said, self.now)

    def _keep_counter(self, connection: Connection) -> None:
        highest = max(self._minted(connection), default=0)
        lower = (site.c.code == self.code) & (site.c.highest_counter < highest)
        connection.execute(site.update().where(lower).values(highest_counter=highest))

    def _minted(self, connection: Connection) -> list[int]:
        """The counters of the numbers that are the site's own."""
        numbers = [(number, site_of(number)) for number in self.references if isinstance(number, str)]
        others = any(code not in (self.code, None) for _, code in numbers)
        codes = codes_of(connection, self.code) if others else {self.code}
        return [min(counter_of(number), COUNTER_CAP) for number, code in numbers if code in codes]

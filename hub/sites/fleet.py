"""The fleet: what each site owes and how its box is, those that need somebody first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, exists, func, literal, or_, select

from hub.hub import Hub
from hub.sites.sites import Site, codes_of
from hub.store.columns import HASH, Utc
from hub.store.opening import Store
from hub.store.schema import release_note, site, site_health, site_key
from hub.wire import site_of
from kiosk.domain.events.reference import parse_reference_counter
from kiosk.domain.events.wire.batch import Heartbeat, SignedText, ToldSite
from kiosk.domain.events.wire.bodies import TownHallContact
from kiosk.domain.events.wire.reading import COUNTER_CAP, VERSION
from kiosk.domain.events.wire.statements import ReleaseNote, SealingKey
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import LONGEST, SignedStatement
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

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
PAGE = 100
"""Sites on one page."""
SILENT_AFTER = timedelta(hours=24)
"""A box calls every few minutes while it has a line: after a day of silence it is worth a telephone call."""
CLOCK_S = 120
"""Seconds by which a clock may differ. A legal date is a day, but a box that leaps asks its desk for the date."""
LOW_DISK = 2_000_000_000
"""Free bytes below which a box is shown; its own doctor speaks at a quarter of that."""
_FLAG = "has_"
_REASONED = ("standing", "troubles", "printer_faults")
"""Fields of a `FleetSite` that are not simply a column."""


def _update_site_health(connection: Connection, code: str, heartbeat: Heartbeat, now: datetime) -> None:
    """Replace what is known of a site's box; a heartbeat that says nothing of it changes nothing.

    The caller holds the site's row, so that two heartbeats of one site follow each other.
    """
    said = heartbeat.health
    if not said:
        return
    reached = heartbeat.reached or TownHallContact(phone="", hours="", opening=())
    values = {
        "clock_s": round((heartbeat.at - now).total_seconds()) if heartbeat.at else None,
        **asdict(said),
        "phone": reached.phone,
        "hours": reached.hours,
        "opening": json.dumps(reached.opening, ensure_ascii=False),
    }
    if connection.execute(_CHANGE, {"of_site": code, **values}).rowcount == 0:
        connection.execute(site_health.insert(), {"site": code, **values})


def find_site_contact(connection: Connection, code: str) -> TownHallContact | None:
    """How the town hall of a site is reached, as far as its box said it; None where it said nothing."""
    columns = (site_health.c.phone, site_health.c.hours, site_health.c.opening)
    row = connection.execute(select(*columns).where(site_health.c.site == code)).first()
    if row is None or not (row.phone or row.hours or row.opening != "[]"):
        return None
    return convert({"phone": row.phone, "hours": row.hours, "opening": json.loads(row.opening)}, TownHallContact)


def _fault(back: Any, differs: Any, same: ColumnElement[Any]) -> ColumnElement[Any]:
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
        _update_site_health(connection, self.code, said, self.now)

    def _keep_counter(self, connection: Connection) -> None:
        highest = max(self._minted(connection), default=0)
        lower = (site.c.code == self.code) & (site.c.highest_counter < highest)
        connection.execute(site.update().where(lower).values(highest_counter=highest))

    def _minted(self, connection: Connection) -> list[int]:
        """The counters of the numbers that are the site's own."""
        numbers = [(number, site_of(number)) for number in self.references if isinstance(number, str)]
        others = any(code not in (self.code, None) for _, code in numbers)
        codes = codes_of(connection, self.code) if others else {self.code}
        return [min(parse_reference_counter(number), COUNTER_CAP) for number, code in numbers if code in codes]


class SiteStanding(StrEnum):
    """Where a site stands, in the order in which somebody has to look at it."""

    SILENT = "silent"
    TROUBLED = "troubled"
    WELL = "well"
    AWAITED = "awaited"
    REVOKED = "revoked"


_RANKS = tuple(SiteStanding)


class FleetSite(Struct, frozen=True):
    """One site as a line of the fleet. `troubles` are codes of `troubles`.

    `release` and all after it are None, or empty, where the box has not said how it is.
    """

    code: str
    name: str
    standing: SiteStanding
    troubles: tuple[str, ...]
    heard_at: datetime | None
    unsent: int | None
    oldest_unsent_at: datetime | None
    release: str | None
    clock_s: int | None
    free_bytes: int | None
    refused: int | None
    files: int | None
    printers: int | None
    printer_faults: tuple[str, ...]


class FleetQuery(Struct, frozen=True):
    """Which sites to show: all where both are empty. `words` are part of a name, or a code; `page` counts from 1."""

    standing: str = ""
    words: str = ""
    page: int = 1


class Fleet(Struct, frozen=True):
    """A page of sites, and how many stand where among all of them, none at 0."""

    sites: tuple[FleetSite, ...]
    counts: Mapping[SiteStanding, int]
    releases: Mapping[str, int]
    more: bool


class UnsentCounts(Struct, frozen=True):
    """What all sites together have not sent: events, files, and since when the oldest event waits."""

    events: int
    files: int
    refused: int
    oldest_at: datetime | None


def troubles(now: datetime) -> dict[str, ColumnElement[bool]]:
    """What may be wrong with a box that is heard, by code: the only place that says when it is."""
    health = site_health.c
    return {
        "journal": site.c.journal_fault != "",
        "owes": and_(site.c.unsent > 0, site.c.oldest_unsent_at < now - SILENT_AFTER),
        "refused": health.refused > 0,
        "clock": func.abs(health.clock_s) > CLOCK_S,
        "disk": health.free_bytes < LOW_DISK,
        "printers": health.printer_faults != (),
    }


def read_fleet(store: Store, now: datetime, query: FleetQuery) -> Fleet:
    """The sites that the query wants: silent ones first, the longest silent before the others."""
    rank, flags = _rank(now), tuple(troubles(now))
    wanted = _lines(now).order_by(rank, site.c.heard_at.asc().nulls_first(), site.c.code)
    if query.standing in _RANKS:
        wanted = wanted.where(rank == _RANKS.index(SiteStanding(query.standing)))
    if query.words:
        part = query.words.strip()
        wanted = wanted.where(or_(site.c.code == part.upper(), site.c.name.icontains(part, autoescape=True)))
    first = (max(query.page, 1) - 1) * PAGE
    with store.reading() as connection:
        rows = connection.execute(wanted.offset(first).limit(PAGE + 1)).all()
        shown = tuple(_site(row, flags) for row in rows[:PAGE])
        return Fleet(shown, count_sites(connection, now), count_releases(connection), len(rows) > PAGE)


def find_fleet_site(store: Store, now: datetime, code: str) -> FleetSite | None:
    with store.reading() as connection:
        row = connection.execute(_lines(now).where(site.c.code == code)).first()
    return None if row is None else _site(row, tuple(troubles(now)))


def count_sites(connection: Connection, now: datetime) -> dict[SiteStanding, int]:
    """How many sites stand where, none at 0."""
    placed = _sites(_rank(now).label("rank")).subquery()
    grouped = select(placed.c.rank, func.count()).group_by(placed.c.rank).order_by(placed.c.rank)
    return {_RANKS[place]: many for place, many in connection.execute(grouped)}


def count_releases(connection: Connection) -> dict[str, int]:
    """How many boxes run which version, the most first."""
    release, many = site_health.c.release, func.count().label("many")
    query = _sites(release, many).where(release.is_not(None), site.c.revoked_at.is_(None))
    return {row.release: row.many for row in connection.execute(query.group_by(release).order_by(many.desc(), release))}


def count_unsent(connection: Connection) -> UnsentCounts:
    """What the sites that are not revoked have not sent yet, as far as they have said."""
    numbers = (
        func.coalesce(func.sum(site.c.unsent), 0),
        func.coalesce(func.sum(site_health.c.files), 0),
        func.coalesce(func.sum(site_health.c.refused), 0),
        func.min(site.c.oldest_unsent_at),
    )
    events, files, refused, oldest = connection.execute(_sites(*numbers).where(site.c.revoked_at.is_(None))).one()
    return UnsentCounts(int(events), int(files), int(refused), oldest)


def _sites(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(site.outerjoin(site_health, site_health.c.site == site.c.code))


def _lines(now: datetime) -> Select[Any]:
    flags = (func.coalesce(flag, False).label(_FLAG + name) for name, flag in troubles(now).items())
    return _sites(site, site_health, _rank(now).label("rank"), *flags)


def _rank(now: datetime) -> ColumnElement[int]:
    enrolled = exists().where(site_key.c.site == site.c.code, site_key.c.until.is_(None))
    silent = or_(site.c.heard_at.is_(None), site.c.heard_at < now - SILENT_AFTER)
    return case(
        (site.c.revoked_at.is_not(None), _RANKS.index(SiteStanding.REVOKED)),
        (~enrolled, _RANKS.index(SiteStanding.AWAITED)),
        (silent, _RANKS.index(SiteStanding.SILENT)),
        (or_(*troubles(now).values()), _RANKS.index(SiteStanding.TROUBLED)),
        else_=literal(_RANKS.index(SiteStanding.WELL)),
    )


def _site(row: Row[Any], flags: tuple[str, ...]) -> FleetSite:
    standing = _RANKS[row.rank]
    wrong = tuple(name for name in flags if getattr(row, _FLAG + name))
    return FleetSite(
        **{name: getattr(row, name) for name in FleetSite.__struct_fields__ if name not in _REASONED},
        standing=standing,
        troubles=wrong if standing in (SiteStanding.SILENT, SiteStanding.TROUBLED) else (),
        printer_faults=row.printer_faults or (),
    )


def announce_release(hub: Hub, release: str, text: str) -> SignedStatement:
    """Sign a note and keep it in place of the one before; boxes get it within six hours.

    Raises `Refused` (`not-a-version`) for what is not three numbers with points between them.
    """
    if not signed_statement.is_release(release):
        raise Refused(HubRefusal.NOT_A_VERSION, version=release)
    signed = signed_statement.sign_message(
        ReleaseNote(release, text.strip()[:LONGEST], hub.clock.now(), VERSION), hub.ring.seed
    )
    with hub.store.writing() as connection:
        connection.execute(release_note.delete())
        connection.execute(release_note.insert().values(number=1, **signed.to_wire()))
    return signed


def find_release_note(hub: Hub) -> SignedText | None:
    with hub.store.reading() as connection:
        row = connection.execute(select(release_note.c.statement, release_note.c.signature)).first()
    return None if row is None else SignedText(statement=row.statement, signature=row.signature)


def describe_site(hub: Hub, site: Site, epoch: str) -> ToldSite:
    """What a box goes on with, by the line or on a stick: its highest counter, the signed key to seal to, the note."""
    newest = hub.ring.newest()
    key = SealingKey(
        version=VERSION, hub=hub.ring.verify_key, seal_key=newest.pair.public.hex(), made_at=newest.made_at, epoch=epoch
    )
    return ToldSite(
        version=VERSION,
        site=site.code,
        name=site.name,
        highest_counter=site.highest_counter,
        epoch=epoch,
        keys=SignedText(**signed_statement.sign_message(key, hub.ring.seed).to_wire()),
        release=find_release_note(hub),
    )

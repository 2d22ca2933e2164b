"""The fleet: what each site owes and how its box is, those that need somebody first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, literal, or_, select

from hub.store.opening import Store
from hub.store.schema import site, site_health, site_key

PAGE = 100
"""Sites on one page."""
SILENT_AFTER = timedelta(hours=24)
"""A box calls every few minutes while it has a line: after a day of silence it is worth a telephone call."""
CLOCK_S = 120
"""Seconds by which a clock may differ. A legal date is a day, but a box that leaps asks its desk for the date."""
LOW_DISK = 2_000_000_000
"""Free bytes below which a box is shown; its own doctor speaks at a quarter of that."""
_FLAG = "has_"


class Standing(StrEnum):
    """Where a site stands, in the order in which somebody has to look at it."""

    SILENT = "silent"
    TROUBLED = "troubled"
    WELL = "well"
    AWAITED = "awaited"
    REVOKED = "revoked"


_RANKS = tuple(Standing)


class FleetSite(Struct, frozen=True):
    """One site as a line of the fleet. `troubles` are codes of `troubles`.

    `release` and all after it are None, or empty, where the box has not said how it is.
    """

    code: str
    name: str
    standing: Standing
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
    counts: Mapping[Standing, int]
    releases: Mapping[str, int]
    more: bool


class Owed(Struct, frozen=True):
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


def fleet(store: Store, now: datetime, query: FleetQuery) -> Fleet:
    """The sites that the query wants: silent ones first, the longest silent before the others."""
    rank, flags = _rank(now), tuple(troubles(now))
    wanted = _lines(now).order_by(rank, site.c.heard_at.asc().nulls_first(), site.c.code)
    if query.standing in _RANKS:
        wanted = wanted.where(rank == _RANKS.index(Standing(query.standing)))
    if query.words:
        part = query.words.strip()
        wanted = wanted.where(or_(site.c.code == part.upper(), site.c.name.icontains(part, autoescape=True)))
    first = (max(query.page, 1) - 1) * PAGE
    with store.reading() as connection:
        rows = connection.execute(wanted.offset(first).limit(PAGE + 1)).all()
        shown = tuple(_site(row, flags) for row in rows[:PAGE])
        return Fleet(shown, _counts(connection, rank), _releases(connection), len(rows) > PAGE)


def one(store: Store, now: datetime, code: str) -> FleetSite | None:
    """One site as the fleet shows it, None where there is none."""
    with store.reading() as connection:
        row = connection.execute(_lines(now).where(site.c.code == code)).first()
    return None if row is None else _site(row, tuple(troubles(now)))


def counts(store: Store, now: datetime) -> dict[Standing, int]:
    """How many sites stand where, none at 0."""
    with store.reading() as connection:
        return _counts(connection, _rank(now))


def releases(store: Store) -> dict[str, int]:
    """How many boxes run which version."""
    with store.reading() as connection:
        return _releases(connection)


def owed(store: Store) -> Owed:
    """What the sites that are not revoked have not sent yet, as far as they have said."""
    numbers = (
        func.coalesce(func.sum(site.c.unsent), 0),
        func.coalesce(func.sum(site_health.c.files), 0),
        func.coalesce(func.sum(site_health.c.refused), 0),
        func.min(site.c.oldest_unsent_at),
    )
    with store.reading() as connection:
        events, files, refused, oldest = connection.execute(_sites(*numbers).where(site.c.revoked_at.is_(None))).one()
    return Owed(int(events), int(files), int(refused), oldest)


def _sites(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(site.outerjoin(site_health, site_health.c.site == site.c.code))


def _lines(now: datetime) -> Select[Any]:
    flags = (func.coalesce(flag, False).label(_FLAG + name) for name, flag in troubles(now).items())
    return _sites(site, site_health, _rank(now).label("rank"), *flags)


def _rank(now: datetime) -> ColumnElement[int]:
    """The place of a site's `Standing`."""
    enrolled = exists().where(site_key.c.site == site.c.code, site_key.c.until.is_(None))
    silent = or_(site.c.heard_at.is_(None), site.c.heard_at < now - SILENT_AFTER)
    return case(
        (site.c.revoked_at.is_not(None), _RANKS.index(Standing.REVOKED)),
        (~enrolled, _RANKS.index(Standing.AWAITED)),
        (silent, _RANKS.index(Standing.SILENT)),
        (or_(*troubles(now).values()), _RANKS.index(Standing.TROUBLED)),
        else_=literal(_RANKS.index(Standing.WELL)),
    )


def _counts(connection: Connection, rank: ColumnElement[int]) -> dict[Standing, int]:
    placed = _sites(rank.label("rank")).subquery()
    grouped = select(placed.c.rank, func.count()).group_by(placed.c.rank).order_by(placed.c.rank)
    return {_RANKS[place]: many for place, many in connection.execute(grouped)}


def _releases(connection: Connection) -> dict[str, int]:
    query = _sites(site_health.c.release, func.count().label("many")).where(
        site_health.c.release.is_not(None), site.c.revoked_at.is_(None)
    )
    ordered = query.group_by(site_health.c.release).order_by(func.count().desc(), site_health.c.release)
    return {row.release: row.many for row in connection.execute(ordered)}


def _site(row: Row[Any], flags: tuple[str, ...]) -> FleetSite:
    standing = _RANKS[row.rank]
    wrong = tuple(name for name in flags if getattr(row, _FLAG + name))
    return FleetSite(
        row.code,
        row.name,
        standing,
        wrong if standing in (Standing.SILENT, Standing.TROUBLED) else (),
        row.heard_at,
        row.unsent,
        row.oldest_unsent_at,
        row.release,
        row.clock_s,
        row.free_bytes,
        row.refused,
        row.files,
        row.printers,
        row.printer_faults or (),
    )

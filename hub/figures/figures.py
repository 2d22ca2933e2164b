"""The figures of each month that sites send: kept once, and summed over months and sites.

Only what a site published is here, in which no count is under five; every sum is of such counts. The first message of a
month stays: whoever had an earlier and a later one could subtract them.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from msgspec import Struct
from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.store.figures_table import site_figures
from hub.store.opening import Store
from hub.store.schema import site
from kiosk.domain.events.wire.month_figures import MonthFigures
from kiosk.domain.events.wire.reading import decode, encode
from kiosk.domain.figures.figures import LEAST_TIMES, SHARES, NamedCount, PublishedFigures, add_published
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

_CODE = re.compile(r"(20[0-9]{2})(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?")


class FiguresPeriod(Struct, frozen=True):
    """A month (`2026-11`), a quarter (`2026-T4`) or a year (`2026`), from its first month to its last."""

    code: str
    first: str
    last: str
    months: int


class SiteFigures(Struct, frozen=True):
    """What a site published of a period: the sum of the months that it sent, None where it sent none.

    `department` is the number of its département, "" where it has not said it.
    """

    code: str
    name: str
    months: int
    published: PublishedFigures | None
    department: str


class PeriodFigures(Struct, frozen=True):
    """The figures of a period: every site's, their sum (None where there is none), and what procedures are called."""

    sites: tuple[SiteFigures, ...]
    total: PublishedFigures | None
    names: Mapping[str, str]


def keep_month_figures(hub: Hub, code: str, sent: MonthFigures) -> None:
    """Keep what a site sends of a month; where that month is there, nothing changes.

    Raises `Rejected` (`bad-figures`) for a month that is not over here, and for a share of fewer than `LEAST_TIMES`.
    """
    if sent.month >= hub.day(hub.clock.now()).isoformat()[:7]:
        raise Rejected(Rejection.BAD_FIGURES, detail="month")
    for share, table in SHARES.items():
        many = sum(count.count for count in sent.tables.get(table, ()))
        if isinstance(getattr(sent, share), int) and many < LEAST_TIMES:
            raise Rejected(Rejection.BAD_FIGURES, detail=share)
    row = {"site": code, "month": sent.month, "body": encode(sent).decode(), "received_at": hub.clock.now()}
    with suppress(IntegrityError), hub.store.writing() as connection:  # where the answer to the first one was lost
        connection.execute(site_figures.insert().values(row))


def read_figures_period(code: str) -> FiguresPeriod | None:
    """The period of a code; None for what is none."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year, quarter, month = found.groups()
    first, months = (int(month), 1) if month else (3 * int(quarter) - 2, 3) if quarter else (1, 12)
    return FiguresPeriod(code, f"{year}-{first:02}", f"{year}-{first + months - 1:02}", months)


def list_figures_months(store: Store) -> list[str]:
    """The months of which some site sent figures, the newest first."""
    with store.reading() as connection:
        query = select(site_figures.c.month).distinct().order_by(site_figures.c.month.desc())
        return list(connection.execute(query).scalars())


def read_period_figures(store: Store, period: FiguresPeriod, only: str = "") -> PeriodFigures:
    """The figures of a period, of all sites by their names or of the site with the code `only`.

    A site without figures is there while it is not revoked.
    """
    inside = site_figures.c.month.between(period.first, period.last)
    query = (
        select(site.c.code, site.c.name, site.c.revoked_at, site_figures.c.body)
        .select_from(site.outerjoin(site_figures, and_(site_figures.c.site == site.c.code, inside)))
        .order_by(site.c.name, site.c.code, site_figures.c.month)
    )
    with store.reading() as connection:
        rows = connection.execute(query.where(site.c.code == only) if only else query).all()
    sent: dict[tuple[str, str], list[MonthFigures]] = {}
    for row in rows:
        if row.body or row.revoked_at is None:
            months = sent.setdefault((row.code, row.name), [])
            months += [decode(MonthFigures, row.body.encode())] if row.body else []
    sites = tuple(_add_months(code, name, months) for (code, name), months in sent.items())
    names = {key: said for months in sent.values() for month in months for key, said in (month.names or {}).items()}
    return PeriodFigures(sites, _add([each.published for each in sites if each.published]), names)


def _add_months(code: str, name: str, months: Sequence[MonthFigures]) -> SiteFigures:
    department = next((month.department for month in reversed(months) if month.department), "")
    return SiteFigures(code, name, len(months), _add([_publish(month) for month in months]), department)


def _add(parts: Sequence[PublishedFigures]) -> PublishedFigures | None:
    return add_published(parts) if parts else None


def _publish(month: MonthFigures) -> PublishedFigures:
    first = date.fromisoformat(f"{month.month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    tables = {
        name: tuple(NamedCount(count.name, count.count) for count in table) for name, table in month.tables.items()
    }
    return PublishedFigures(first, last, tables, **{name: getattr(month, name) or None for name in SHARES})

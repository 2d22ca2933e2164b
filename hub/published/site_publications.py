"""Which sites have what was published, as each box said when it asked last."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from hub.hub import Hub
from hub.store.schema import site, site_publication
from kiosk.domain.published.documents import EVERYONE

LONGEST = 32
MOST_TOLD = 100


class SitePublication(Struct, frozen=True):
    """How far a site has come: everything up to `cursor` is in force there, 0 for nothing; `fault` is the code of what
    it could not take, "" for nothing. `at` is None for a site that has never asked.
    """

    code: str
    name: str
    cursor: int
    fault: str
    at: datetime | None


def note(hub: Hub, code: str, cursor: int, fault: str) -> None:
    """Keep what a box says of itself; written only where it changed."""
    row = {"cursor": cursor, "fault": fault[:LONGEST]}
    mine = site_publication.c.site == code
    with hub.store.reading() as connection:
        known = connection.execute(select(site_publication).where(mine)).first()
    if known is not None and (known.cursor, known.fault) == (row["cursor"], row["fault"]):
        return
    with hub.store.writing() as connection:
        changed = connection.execute(site_publication.update().where(mine).values(**row, at=hub.clock.now())).rowcount
        if not changed:
            connection.execute(site_publication.insert().values(site=code, **row, at=hub.clock.now()))


def every(hub: Hub) -> list[SitePublication]:
    """Each site that is not revoked: those that could not take something first, then those furthest behind."""
    query = (
        select(site.c.code, site.c.name, site_publication.c.cursor, site_publication.c.fault, site_publication.c.at)
        .join(site_publication, site_publication.c.site == site.c.code, isouter=True)
        .where(site.c.revoked_at.is_(None))
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
    told = [SitePublication(row.code, row.name, row.cursor or 0, row.fault or "", row.at) for row in rows]
    return sorted(told, key=lambda site: (not site.fault, site.cursor, site.code))


def behind(hub: Hub, newest: Mapping[str, int]) -> list[SitePublication]:
    """The sites that could not take something, or have not come so far as `newest` says (`newest_cursors`).

    At most `MOST_TOLD` of them.
    """
    everyones = newest[EVERYONE]
    late = [site for site in every(hub) if site.fault or site.cursor < newest.get(site.code, everyones)]
    return late[:MOST_TOLD]

"""The registered sites: adding and revoking them, their heartbeats, and the highest reference each has issued."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from hub.keys.lineage import EPOCH
from hub.store.opening import Store
from hub.store.schema import enrolment, site, site_code, site_key
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.settings_file.reader import SITE_CODE

_CODES = select(site_code.c.code).where(site_code.c.site == bindparam("site"))
_BY_TOKEN = (
    select(
        *(site.c[name] for name in ("code", "name", "highest_counter", "token_hash")),
        EPOCH.scalar_subquery().label("epoch"),
        site_key.c.verify_key,
        site_key.c.revoked,
        site_key.c.until,
    )
    .join(site_key, site_key.c.site == site.c.code, isouter=True)
    .where(site.c.token_hash == bindparam("hashed"))
    .order_by(site_key.c.since.desc())
)
"""One row for each key of the site."""


def codes_of(connection: Connection, code: str) -> frozenset[str]:
    """Every code under which a site may give numbers; the box, which mints without a network, keeps to the day."""
    return frozenset({code, *connection.execute(_CODES, {"site": code}).scalars()})


def rename(store: Store, code: str, name: str) -> None:
    """Change the name of a site. Raises `Refused`: `unknown-site`."""
    with store.writing() as connection:
        if connection.execute(site.update().where(site.c.code == code).values(name=name)).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)


def succeed(store: Store, code: str, new_code: str, since: date) -> None:
    """Let a site give numbers under a new code from a day on; said again, the day changes.

    Raises `Refused`: `not-a-site-code`, `unknown-site`, and `site-exists` where the new code is another site's: two
    boxes that mint under one code would give the same number twice.
    """
    if not SITE_CODE.fullmatch(new_code):
        raise Refused(HubRefusal.NOT_A_SITE_CODE, site=new_code)
    with store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        owner = connection.execute(select(site_code.c.site).where(site_code.c.code == new_code)).scalar()
        registered = connection.execute(select(site.c.code).where(site.c.code == new_code)).first()
        if registered is not None or owner not in (None, code):
            raise Refused(HubRefusal.SITE_EXISTS, site=new_code)
        if owner is None:
            connection.execute(site_code.insert().values(code=new_code, site=code, since=since.isoformat()))
        else:
            connection.execute(site_code.update().where(site_code.c.code == new_code).values(since=since.isoformat()))


class Site(Struct, frozen=True):
    """A site that a token belongs to; `epoch` is that of the hub's database.

    `signers` are the verify keys it has had, newest first, and whether each is revoked. Its box has the key
    `verify_key`, to which it is answered.
    """

    code: str
    name: str
    highest_counter: int
    epoch: str
    signers: Mapping[str, bool]
    verify_key: str


class ListedSite(Struct, frozen=True):
    """A site as the operators see it.

    `enrolled_at` is when its current key came. `unsent` (events that it still held), `oldest_unsent_at`,
    `journal_count` and `journal_head` are those of its last heartbeat, at `heard_at`. `journal_fault` is `back`,
    `differs`, or "" for none. `later_codes` are the codes of a town that changed, each with its first day (ISO 8601).
    """

    code: str
    name: str
    highest_counter: int
    unsent: int | None
    oldest_unsent_at: datetime | None
    heard_at: datetime | None
    revoked_at: datetime | None
    enrolled_at: datetime | None
    journal_count: int | None
    journal_head: str | None
    journal_fault: str
    journal_fault_at: datetime | None
    later_codes: tuple[tuple[str, str], ...] = ()


def add_site(store: Store, code: str, name: str, clock: Clock) -> None:
    """Register a site, whose box then enrols. Raises `Refused`: `not-a-site-code`, `site-exists`."""
    if not SITE_CODE.fullmatch(code):
        raise Refused(HubRefusal.NOT_A_SITE_CODE, site=code)
    with store.reading() as connection:
        if connection.execute(select(site_code.c.site).where(site_code.c.code == code)).first() is not None:
            raise Refused(HubRefusal.SITE_EXISTS, site=code)
    row = {"code": code, "name": name, "highest_counter": 0, "cursor": 0, "added_at": clock.now()}
    try:
        with store.writing() as connection:
            connection.execute(site.insert().values(row))
    except IntegrityError:
        raise Refused(HubRefusal.SITE_EXISTS, site=code) from None


def revoke(store: Store, code: str, clock: Clock) -> None:
    """Revoke a site whose box was stolen: its token and its keys are refused from now on, its unused codes deleted.

    Raises `Refused`: `unknown-site`.
    """
    now = clock.now()
    with store.writing() as connection:
        change = site.update().where(site.c.code == code).values(token_hash=None, revoked_at=now)
        if connection.execute(change).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        mine = site_key.c.site == code
        fresh = mine & site_key.c.revoked_at.is_(None)
        connection.execute(site_key.update().where(fresh).values(revoked=True, revoked_at=now))
        connection.execute(site_key.update().where(mine, site_key.c.until.is_(None)).values(until=now))
        connection.execute(enrolment.delete().where(enrolment.c.site == code))


def site_by_token(store: Store, token: str) -> Site:
    """The site a token belongs to. Raises `Refused`: `unknown-site`."""
    hashed = keys.token_hash(token)
    with store.reading() as connection:
        rows = connection.execute(_BY_TOKEN, {"hashed": hashed}).all()
    if not rows or not keys.same(rows[0].token_hash, hashed):
        raise Refused(HubRefusal.UNKNOWN_SITE, site="")
    first, signers = rows[0], {row.verify_key: row.revoked for row in rows if row.verify_key}
    current = next((row.verify_key for row in rows if row.verify_key and row.until is None), "")
    return Site(first.code, first.name, first.highest_counter, first.epoch, signers, current)


def signers(store: Store, code: str) -> dict[str, bool]:
    """The verify keys a site has had, newest first, and whether each is revoked."""
    query = select(site_key.c.verify_key, site_key.c.revoked).where(site_key.c.site == code)
    with store.reading() as connection:
        return {row.verify_key: row.revoked for row in connection.execute(query.order_by(site_key.c.since.desc()))}


def all_sites(store: Store) -> list[ListedSite]:
    """All sites, in the order of their codes."""
    today = select(func.max(site_key.c.since)).where(site_key.c.site == site.c.code, site_key.c.until.is_(None))
    query = select(site, today.correlate(site).scalar_subquery().label("enrolled_at")).order_by(site.c.code)
    names = [column.name for column in fields(ListedSite) if column.name != "later_codes"]
    later = defaultdict[str, list[tuple[str, str]]](list)
    with store.reading() as connection:
        for row in connection.execute(select(site_code).order_by(site_code.c.since, site_code.c.code)):
            later[row.site].append((row.code, row.since))
        return [
            ListedSite(**{name: getattr(row, name) for name in names}, later_codes=tuple(later[row.code]))
            for row in connection.execute(query)
        ]


def site_by_code(store: Store, code: str) -> ListedSite:
    """One site by its code. Raises `Refused`: `unknown-site`."""
    match = next((listed for listed in all_sites(store) if listed.code == code), None)
    if match is None:
        raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
    return match

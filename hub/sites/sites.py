"""The registered sites: adding and revoking them, their heartbeats, and the highest reference each has issued."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from hub.keys.lineage import EPOCH
from hub.store.opening import Store
from hub.store.schema import enrolment, site, site_code, site_key
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.settings_file.checks import SITE_CODE

_BY_TOKEN = (
    select(
        *(site.c[name] for name in ("code", "name", "highest_counter", "token_hash")),
        EPOCH.scalar_subquery().label("epoch"),
        site_key.c.verify_key,
        site_key.c.revoked,
    )
    .join(site_key, site_key.c.site == site.c.code, isouter=True)
    .where(site.c.token_hash == bindparam("hashed"))
    .order_by(site_key.c.since.desc())
)
"""One row for each key of the site."""


class Site(Struct, frozen=True):
    """A site that a token belongs to; `epoch` is that of the hub's database.

    `signers` are the verify keys it has had, newest first, and whether each is revoked.
    """

    code: str
    name: str
    highest_counter: int
    epoch: str
    signers: Mapping[str, bool]


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
    return Site(first.code, first.name, first.highest_counter, first.epoch, signers)


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

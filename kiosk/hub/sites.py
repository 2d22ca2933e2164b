"""The sites the hub hears: who they are, what they said last, and where their references stand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, select
from sqlalchemy.exc import IntegrityError

from kiosk import keys
from kiosk.clock import Clock
from kiosk.domain.reference import counter_of
from kiosk.errors import Refused
from kiosk.hub.reading import COUNTER_CAP, site_of
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import site
from kiosk.settings import SITE_CODE


def add_site(store: Store, code: str, name: str, clock: Clock) -> str:
    """Register a site and return its token, which is shown once and kept only as a hash.

    Raises `Refused`: `not-a-site-code`, or `site-exists`.
    """
    if not SITE_CODE.fullmatch(code):
        raise Refused("not-a-site-code", site=code)
    token = clock.token()
    try:
        with store.writing() as connection:
            connection.execute(
                site.insert().values(
                    code=code,
                    name=name,
                    token_hash=keys.token_hash(token),
                    highest_counter=0,
                    cursor=0,
                    added_at=clock.now(),
                )
            )
    except IntegrityError:
        raise Refused("site-exists", site=code) from None
    return token


def new_token(store: Store, code: str, clock: Clock) -> str:
    """A new token for a site; the old one stops working. Raises `Refused("unknown-site")`."""
    token = clock.token()
    with store.writing() as connection:
        change = site.update().where(site.c.code == code).values(token_hash=keys.token_hash(token))
        if connection.execute(change).rowcount != 1:
            raise Refused("unknown-site", site=code)
    return token


def site_by_token(store: Store, token: str) -> Row[Any]:
    """The site a token belongs to. Raises `Refused("unknown-site")`."""
    hashed = keys.token_hash(token)
    with store.reading() as connection:
        found = connection.execute(select(site).where(site.c.token_hash == hashed)).first()
    if found is None or not keys.same(found.token_hash, hashed):
        raise Refused("unknown-site")
    return found


def hear(store: Store, code: str, heartbeat: dict[str, Any], references: Iterable[Any], now: datetime) -> None:
    """Keep a heartbeat, and the highest counter among it and the references the site minted.

    Counted before the events are judged: a reference that is on paper is used, whatever becomes of its event.
    """
    minted = [_counter(each) for each in references if isinstance(each, str) and site_of(each) == code]
    highest = max([heartbeat["last_counter"], *minted])
    oldest = heartbeat["oldest_unsent_at"]
    with store.writing() as connection:
        connection.execute(
            site.update()
            .where(site.c.code == code)
            .values(
                highest_counter=case((site.c.highest_counter < highest, highest), else_=site.c.highest_counter),
                unsent=heartbeat["unsent"],
                oldest_unsent_at=datetime.fromisoformat(oldest) if oldest else None,
                heard_at=now,
            )
        )


def all_sites(store: Store) -> list[Row[Any]]:
    """Every site, in the order of their codes."""
    with store.reading() as connection:
        return list(connection.execute(select(site).order_by(site.c.code)).all())


def _counter(reference: str) -> int:
    return min(counter_of(reference), COUNTER_CAP)

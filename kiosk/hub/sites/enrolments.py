"""How a site becomes one that is believed: a code on paper, used once, for a token and a place for its verify key."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from kiosk.crypto import keys, sealing
from kiosk.domain.events.sealed import VERSION
from kiosk.domain.proofs.enrolment import CODE_LENGTH, answer, grouped, locator, proof_key, proven
from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.keys.lineage import EPOCH
from kiosk.hub.store.schema import enrolment, enrolment_try, site, site_key

VALID_FOR = timedelta(days=7)
AGAIN_WITHIN = timedelta(hours=1)
"""After a lost answer, the same box may ask again."""
MOST_TRIES = 20
"""Wrong questions from one address within an hour."""
_HOUR = timedelta(hours=1)


def invite(hub: Hub, code: str) -> str:
    """A new one-time code for a site, as it is typed; those it had before die.

    The code is kept nowhere: only what tells it apart, and a locked key that follows from it. Raises
    `Refused("unknown-site")`.
    """
    secret = hub.clock.readable(CODE_LENGTH)
    named = locator(secret)
    row = {"locator": named, "site": code, "proof_key": sealing.lock(_codes(hub), proof_key(secret), named)}
    with hub.store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused("unknown-site", site=code)
        connection.execute(enrolment.delete().where(enrolment.c.site == code))
        connection.execute(enrolment.insert().values(**row, made_at=hub.clock.now()))
    return grouped(secret)


def enrol(hub: Hub, asked: dict[str, Any], address: str) -> dict[str, Any]:
    """What a box that has the code is told: its token and the hub's keys.

    Raises `Refused`: `wrong-code`, the same for a code that is unknown, too old or used by another box, and
    `too-many-tries`.
    """
    now, token = hub.clock.now(), hub.clock.token()
    source = hashlib.blake2b(address.encode(), key=_codes(hub), digest_size=32).hexdigest()
    with hub.store.writing() as connection:
        connection.execute(enrolment_try.delete().where(enrolment_try.c.at < now - _HOUR))
        mine = select(func.count()).where(enrolment_try.c.source == source)
        if connection.execute(mine).scalar_one() >= MOST_TRIES:
            raise Refused("too-many-tries", seconds=int(_HOUR.total_seconds()))
        known = _invited(hub, connection, asked, now)
        if known is None:
            connection.execute(enrolment_try.insert().values(id=hub.clock.new_id(), source=source, at=now))
        else:
            _believe(connection, known, asked["site_key"], token, now)
            told = _told(hub, connection, known, token)
    if known is None:
        raise Refused("wrong-code")
    return answer(_key(hub, known), told, asked["nonce"])


def _invited(hub: Hub, connection: Connection, asked: dict[str, Any], now: datetime) -> Row[Any] | None:
    """The code that this question proves to know, if it may be used, and by this key."""
    query = select(enrolment, site.c.name).join(site).where(enrolment.c.locator == asked["locator"])
    known = connection.execute(query.with_for_update()).first()
    if known is None or now > known.made_at + VALID_FOR:
        return None
    said = {name: value for name, value in asked.items() if name != "proof"}
    if not proven(_key(hub, known), said, asked["proof"]):
        return None
    if known.used_at is not None and (known.site_key != asked["site_key"] or now > known.used_at + AGAIN_WITHIN):
        return None
    taken = connection.execute(select(site_key).where(site_key.c.verify_key == asked["site_key"])).first()
    return None if taken is not None and (taken.site != known.site or taken.until is not None) else known


def _believe(connection: Connection, known: Row[Any], verify_key: str, token: str, now: datetime) -> None:
    current = (site_key.c.site == known.site) & site_key.c.until.is_(None)
    connection.execute(site_key.update().where(current, site_key.c.verify_key != verify_key).values(until=now))
    if connection.execute(select(site_key.c.site).where(site_key.c.verify_key == verify_key)).first() is None:
        row = {"verify_key": verify_key, "site": known.site, "since": now, "revoked": False}
        connection.execute(site_key.insert().values(row))
    fresh = {"token_hash": keys.token_hash(token), "revoked_at": None}
    new_journal = {"journal_count": None, "journal_head": None, "journal_fault": "", "journal_fault_at": None}
    connection.execute(site.update().where(site.c.code == known.site).values(**fresh, **new_journal))
    used = {"used_at": known.used_at or now, "site_key": verify_key}
    connection.execute(enrolment.update().where(enrolment.c.locator == known.locator).values(**used))


def _told(hub: Hub, connection: Connection, known: Row[Any], token: str) -> dict[str, Any]:
    return {
        "version": VERSION,
        "site": known.site,
        "name": known.name,
        "token": token,
        "verify_key": hub.verify_key,
        "seal_key": hub.ring.newest().pair.public.hex(),
        "epoch": connection.execute(EPOCH).scalar_one(),
    }


def _key(hub: Hub, known: Row[Any]) -> bytes:
    return sealing.unlock(_codes(hub), known.proof_key, known.locator)


def _codes(hub: Hub) -> bytes:
    return hub.ring.key_for("hub site codes")

"""The authority of the local network, which this box made of itself."""

from datetime import datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.crypto.certificates import Authority
from kiosk.store.database import Database


class LocalAuthority(Struct, frozen=True):
    """The box's `name` in the local network, and what vouches for it."""

    name: str
    authority: Authority


def keep(db: Database, made: LocalAuthority, at: datetime) -> None:
    """Store the authority; a box has one."""
    columns = {"name": made.name, "certificate": made.authority.certificate, "key": made.authority.key}
    db.table("local_authority").insert({"id": 1, **columns, "made_at": stamp(at)})


def kept(db: Database) -> LocalAuthority | None:
    """The authority, None before the box first served the local network."""
    found = next(db.table("local_authority").rows_where(select="name, certificate, key"), None)
    return LocalAuthority(found["name"], Authority(found["certificate"], found["key"])) if found else None

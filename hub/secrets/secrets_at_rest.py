"""Secrets under keys derived from the hub's master key: encrypted before they are stored, and wrong guesses limited."""

import hashlib
import hmac
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import func, select

from hub.hub import Hub
from hub.store.schema import enrolment_try
from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_LOCKED = "staff secrets"
_KEPT = timedelta(days=1)
"""How long a wrong guess is remembered: the longest `window` there is."""


def lock_secret(hub: Hub, clear: bytes, about: str) -> bytes:
    """Encrypt `clear`; only the hub's keys and the same `about` decrypt it."""
    return sealing.lock_bytes(hub.ring.key_for(_LOCKED), clear, about)


def unlock_secret(hub: Hub, locked: bytes, about: str) -> bytes:
    """Decrypt what `lock_secret` returned. Raises `Unreadable` for other keys, another `about` or changed bytes."""
    return sealing.unlock_bytes(hub.ring.key_for(_LOCKED), locked, about)


def hash_with_key(hub: Hub, clear: str, about: str) -> str:
    """A keyed hash (HMAC-SHA-256, 64 hexadecimal digits), which cannot be guessed back without the hub's keys."""
    return hmac.new(hub.ring.key_for(about), clear.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class WrongTries(Struct, frozen=True):
    """`most` wrong guesses of the secret called `about` within a `window`, from one address.

    Right ones are not counted, so that a town hall behind one address asks as often as it likes.
    """

    about: str
    most: int
    window: timedelta

    def admit(self, hub: Hub, address: str) -> None:
        """Raises `Refused` (`too-many-tries`) with the `seconds` to wait, where an address guessed wrong too often."""
        column, since = enrolment_try.c, hub.clock.now() - self.window
        here = (column.source == self._source(hub, address)) & (column.at > since)
        with hub.store.reading() as connection:
            wrong = connection.execute(select(func.count()).select_from(enrolment_try).where(here)).scalar_one()
        if wrong >= self.most:
            raise Refused(Refusal.TOO_MANY_TRIES, seconds=int(self.window.total_seconds()))

    def record(self, hub: Hub, address: str) -> None:
        """Count a wrong guess; those of long ago are forgotten."""
        now = hub.clock.now()
        row = {"id": hub.clock.new_id(), "source": self._source(hub, address), "at": now}
        with hub.store.writing() as connection:
            connection.execute(enrolment_try.delete().where(enrolment_try.c.at <= now - _KEPT))
            connection.execute(enrolment_try.insert().values(row))

    def _source(self, hub: Hub, address: str) -> str:
        return hash_with_key(hub, address, self.about)

"""The only source of time and randomness; all other modules are given a `Clock`."""

import re
import secrets
import time
import uuid
from datetime import UTC, datetime

READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 letters and digits that people do not confuse (no 0, O, 1, I): 5 bits each."""

_ID = re.compile("[0-9a-f]{32}")


def is_id(text: str) -> bool:
    """Whether a text has the form of an identifier of `Clock.new_id`: 32 hexadecimal digits."""
    return _ID.fullmatch(text) is not None


class Clock:
    """The machine's clock and random generator."""

    def now(self) -> datetime:
        """The machine's time, UTC, to the microsecond."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow, whatever is done to the date; on Linux they count the machine's sleep too.

        Without the sleep, every Monday morning would look like a jump of the date.
        """
        return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()

    def new_id(self) -> str:
        """A random identifier of 32 hexadecimal digits (122 bits)."""
        return uuid.uuid4().hex

    def token(self, size: int = 32) -> str:
        """A secret of `size` random bytes, safe in a URL and in a header."""
        return secrets.token_urlsafe(size)

    def new_salt(self) -> str:
        """16 random bytes in hexadecimal, to key a hash with."""
        return secrets.token_hex(16)

    def readable(self, length: int) -> str:
        """`length` random characters a person can copy, 5 bits each."""
        return "".join(secrets.choice(READABLE) for _ in range(length))

    def digits(self, length: int) -> str:
        """`length` random digits, for a PIN."""
        return "".join(secrets.choice("0123456789") for _ in range(length))

    def dice(self) -> float:
        """A random number in [0, 1)."""
        return secrets.randbelow(1 << 53) / (1 << 53)


def stamp(moment: datetime) -> str:
    """A moment as text for the store and the wire: UTC, microseconds, fixed width, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stamp: str) -> datetime:
    """The moment in a text made by `stamp`."""
    return datetime.fromisoformat(stamp)

"""Template filters of the hub's pages: the words for codes, days, times, telephone numbers, in French."""

from datetime import date, datetime, timedelta
from functools import cache

from flask_babel import format_date, format_decimal, format_time, format_timedelta, to_user_timezone

from kiosk.words import languages
from kiosk.words.words import Words

_FRENCH_HOME = "+33"
_FIELDS = (
    ("wrong-code", "code"), ("wrong-sign-in", "passphrase"), ("wrong-binding", "binding"), ("passphrase-", "new"),
    ("message-", "message"), ("papers-day-", "papers_by"), ("paper-", "others"), ("too-many-papers", "others"),
    ("author-", "given_names"), ("template-", "template"), ("unknown-template", "template"),
)  # fmt: skip
"""The beginning of a fault's code, and the field of the form that it is about."""


@cache
def _words() -> Words:
    """What staff read is in French: the hub's codes have words of their own, before those of every page."""
    return Words(own=languages.folder() / "hub")


def word(code: str, context: str, variant: str = "", /, **values: object) -> str:
    """The words for a code, or for its `variant`; where it has none those for `other`, or itself; values fill them."""
    codes = [f"{code}-{variant}", code, "other"]
    words = _words()
    return next((words.code(context, one, **values) for one in codes if words.has(context, one)), code)


def field(fault: str, otherwise: str) -> str:
    """The name of the field that a fault is about."""
    return next((name for beginning, name in _FIELDS if fault.startswith(beginning)), otherwise)


def tongue(language: str) -> str:
    """« arabe », from ISO 639-1."""
    return languages.name_in(language, languages.FRENCH)


def day(iso: str) -> str:
    """« 24 novembre 2026 », from an ISO day."""
    return str(format_date(date.fromisoformat(iso), "long"))


def today(at: datetime) -> date:
    """The day it is in the hub's time zone."""
    local: datetime = to_user_timezone(at)
    return local.date()


def moment(at: datetime) -> str:
    """« 24 novembre 2026, 14:05 », in the hub's time zone."""
    return f"{format_date(at, 'long')}, {format_time(at, 'short')}"


def clock(at: datetime) -> str:
    """« 14:32 », in the hub's time zone."""
    return str(format_time(at, "short"))


def ago(at: datetime, now: datetime) -> str:
    """« il y a 3 jours »; what is to come, by a clock that runs ahead, is « dans 3 jours »."""
    return str(format_timedelta(at - now, add_direction=True))


def age(at: datetime, now: datetime) -> str:
    """« 3 jours », from when it began."""
    return str(format_timedelta(now - at))


def lasting(seconds: int) -> str:
    """« 12 minutes », from seconds."""
    return str(format_timedelta(timedelta(seconds=seconds)))


def gigabytes(size: int) -> str:
    """« 41,5 », from bytes."""
    return str(format_decimal(round(size / 1_000_000_000, 1)))


def phone(number: str) -> str:
    """« 06 12 34 56 78 » for a French number as boxes send it (E.164); others as they came."""
    if not number.startswith(_FRENCH_HOME) or len(number) != 12 or not number[1:].isdigit():
        return number
    home = "0" + number.removeprefix(_FRENCH_HOME)
    return "\N{NO-BREAK SPACE}".join(home[start : start + 2] for start in range(0, 10, 2))


_MADE = (age, ago, clock, day, field, gigabytes, lasting, moment, phone, tongue, word)
FILTERS = {made.__name__: made for made in _MADE}
"""The filters by their names in templates."""

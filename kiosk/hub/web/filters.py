"""Template filters of the hub's pages: days, times, telephone numbers and names of languages, in French."""

from datetime import date, datetime

from flask_babel import format_date, format_time, to_user_timezone

from kiosk.words import languages

_FRENCH_HOME = "+33"


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


def phone(number: str) -> str:
    """« 06 12 34 56 78 » for a French number as boxes send it (E.164); others as they came."""
    if not number.startswith(_FRENCH_HOME) or len(number) != 12 or not number[1:].isdigit():
        return number
    home = "0" + number.removeprefix(_FRENCH_HOME)
    return "\N{NO-BREAK SPACE}".join(home[start : start + 2] for start in range(0, 10, 2))

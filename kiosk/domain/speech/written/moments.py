"""Dates and hours as people say them: « 03/05/1945 » is « 3 mai 1945 », « 14 h 30 » is « 14 heures 30 »."""

import re
from functools import cache

from kiosk.domain.speech.manners import Manner
from kiosk.domain.speech.written.tidy import THIN

_SPACE = rf"[ {THIN}]"
_BEFORE = rf"(?:(?<!\w)(?P<before>\w+){_SPACE})?"
_FIGURES = re.compile(
    rf"{_BEFORE}(?<![\w/.-])(?P<day>\d\d?)(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark)(?P<year>\d{{4}})(?![\w/-])"
)
_ISO = re.compile(rf"{_BEFORE}(?<![\w/.-])(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w/-])")
_SHORT = re.compile(rf"{_BEFORE}(?<![\w/.,-])(?P<day>[0-3]\d)/(?P<month>[01]\d)(?![\w/,-])")
_HOUR = re.compile(
    rf"{_BEFORE}(?<![\w:.,/-])(?P<hour>[01]?\d|2[0-4]){_SPACE}?"
    rf"(?:[hH](?:{_SPACE}?(?P<minute>[0-5]\d))?|:(?P<minutes>[0-5]\d))(?![\w:]|{_SPACE}?[hH]\b)"
)
_SPAN = re.compile(rf"(?<=\d)({_SPACE}?[hH]|:\d\d)(\d\d)?{_SPACE}?[-–—]{_SPACE}?(?=\d\d?(?:{_SPACE}?[hH]|:\d\d))")


def said(text: str, manner: Manner) -> str:
    """The text with its dates and hours in the language's manner; what is no day of a calendar stays."""
    for pattern in (_FIGURES, _ISO, _SHORT):
        text = pattern.sub(lambda found: _day(found, manner), text)
    text = _written(text, manner)
    text = _SPAN.sub(lambda found: f"{found[1]}{found[2] or ''} {manner.to} ", text)
    return _HOUR.sub(lambda found: _hour(found, manner), text)


def _day(found: re.Match[str], manner: Manner) -> str:
    parts = found.groupdict()
    day, month = int(parts["day"]), int(parts["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return _after(
        found, manner.day(day, _months(manner.language)[month - 1], int(parts.get("year") or 0), _word(found))
    )


def _written(text: str, manner: Manner) -> str:
    """Dates whose month is in words: what a voice reads there, a number, is an ordinal in some languages."""
    months = "|".join(map(re.escape, _months(manner.language)))
    if manner.language == "en":
        month_first = rf"(?<![\w.])(?P<month>{months}) (?P<day>\d\d?)(?:, (?P<year>\d{{4}}))?(?![\w-])"
        text = re.sub(month_first, lambda found: _named(found, manner), text)
    of = rf"(?:{_SPACE}(?:de|of){_SPACE}|{_SPACE})"
    day_first = rf"{_BEFORE}(?<![\w/.,:-])(?P<day>\d\d?)(?:er|st|nd|rd|th)?{of}(?P<month>{months})"
    year = rf"(?:,?{of}(?P<year>\d{{4}})(?:{_SPACE}(?:року|році|р\.))?)?(?![\w-])"
    return re.sub(rf"{day_first}{year}", lambda found: _named(found, manner), text)


def _named(found: re.Match[str], manner: Manner) -> str:
    day = int(found["day"])
    if not 1 <= day <= 31:
        return found[0]
    return _after(found, manner.day(day, found["month"], int(found["year"] or 0), _word(found)))


def _hour(found: re.Match[str], manner: Manner) -> str:
    minute = int(found["minute"] or found["minutes"] or 0)
    return _after(found, manner.hour(int(found["hour"]), minute, _word(found)))


def _word(found: re.Match[str]) -> str:
    return (found.groupdict().get("before") or "").lower()


def _after(found: re.Match[str], words: str) -> str:
    before = found.groupdict().get("before")
    return f"{before} {words}" if before else words


@cache
def _months(language: str) -> tuple[str, ...]:
    """The months in the form that follows a day. Babel's tables load when the first date is said."""
    from babel.dates import get_month_names

    return tuple(get_month_names("wide", "format", language).values())

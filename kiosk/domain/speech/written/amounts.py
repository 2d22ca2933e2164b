"""Amounts, numbers, days and hours in the words of a language."""

import re
from functools import cache

from kiosk.domain.speech.manners import Manner
from kiosk.domain.speech.written.signs import THIN

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
_THOUSANDS = re.compile(rf"(?<![\w,.{THIN}])\d{{1,3}}(?:{THIN}\d{{3}})+(?!\d)")
_NUMBER = r"\d+(?:[.,]\d+)?"
_SUM = re.compile(
    rf"(?<![\w.,])(?:€{_SPACE}?(?P<after>{_NUMBER})|(?P<before>{_NUMBER}){_SPACE}?(?:€|EUR\b))(?![\d,.]\d)"
)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER}){_SPACE}?%")
_DECIMAL = re.compile(r"(?<![\w.,-])(\d+)([.,])(\d{1,6})(?!\w|[.,]\d)")
_RANGE = re.compile(rf"(?<=\d){_SPACE}?–{_SPACE}?(?=\d)")
_ARTICLE = re.compile(
    rf"(?<![A-Za-zÀ-ÿ0-9])(?P<letter>[LRDA])(?P<point>\.?){_SPACE}?(?P<number>\*?\d{{1,4}}(?:-\d{{1,4}})*)(?!\w)"
)
"""An article of a French code: « L. 111-1 », « R. 112-5 »."""
_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,4})(er|ère|re|nde|nd|ème|e|st|rd|th|\.?[ºª]|-(?:й|ий|а|я|е|є|го|ї|ої))(?!\w)")


def say_moments(text: str, manner: Manner) -> str:
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


def say_amounts(text: str, manner: Manner) -> str:
    """The text with these in words, whole numbers staying in figures without signs between their thousands."""
    text = _THOUSANDS.sub(lambda found: found[0].replace(THIN, ""), text)
    if manner.thousands:
        grouped = rf"(?<![\w,.])\d{{1,3}}(?:{re.escape(manner.thousands)}\d{{3}})+(?![\d])"
        text = re.sub(grouped, lambda found: found[0].replace(manner.thousands, ""), text)
    text = re.sub(rf"(?<![\w,.])(\d{{1,3}})((?: \d{{3}})+)(?=(?:[.,]\d\d?)?{_SPACE}?€)", _joined, text)
    text = _ARTICLE.sub(lambda found: _article(found, manner), text)
    text = _SUM.sub(lambda found: _sum(found, manner), text)
    text = _PERCENT.sub(lambda found: manner.percent(_decimals(found["number"], manner)), text)
    text = _ORDINAL.sub(lambda found: manner.ordinal(found[1], found[2].lstrip(".-")), text)
    text = _units(text, manner)
    text = _RANGE.sub(f" {manner.to} ", text)
    return _decimals(text, manner)


def _joined(found: re.Match[str]) -> str:
    return found[1] + found[2].replace(" ", "")


def _sum(found: re.Match[str], manner: Manner) -> str:
    """Euros and cents; a number with more decimals is no sum, and is said as a number."""
    number = found["after"] or found["before"]
    euros, _, cents = number.replace(",", ".").partition(".")
    if len(cents) > 2:
        return f"{_decimals(number, manner)} {manner.signs['€']}"
    return manner.sum(int(euros), int(cents.ljust(2, "0")) if cents else 0)


def _article(found: re.Match[str], manner: Manner) -> str:
    """« R 112 tiret 5 »; a letter without its point needs the dash, or it would be any « A 4 »."""
    number = found["number"].lstrip("*")
    if not found["point"] and "-" not in number:
        return found[0]
    return f"{found['letter']} {number.replace('-', f' {manner.dash} ')}"


def _units(text: str, manner: Manner) -> str:
    longest_first = sorted(manner.units, key=len, reverse=True)
    signs = "|".join(map(re.escape, longest_first))
    pattern = rf"(?<=\d){_SPACE}?({signs})(?![\w²’'\u064b-\u0652])"
    return re.sub(pattern, lambda found: f" {manner.units[found[1]]}", text)


def _decimals(text: str, manner: Manner) -> str:
    """« 12 virgule 5 »; zeros first and English decimals are said one by one."""
    return _DECIMAL.sub(lambda found: f"{found[1]} {_mark(found[2], manner)} {_fraction(found[3], manner)}", text)


def _mark(sign: str, manner: Manner) -> str:
    """A point between figures is a decimal sign where thousands have a comma; elsewhere it is a point: « 6.1 »."""
    return manner.decimal if sign == "," or manner.thousands == "," else manner.point


def _fraction(digits: str, manner: Manner) -> str:
    if not manner.pairs:
        return " ".join(digits)
    bare = digits.lstrip("0")
    return " ".join((*"0" * (len(digits) - len(bare)), bare)).strip()

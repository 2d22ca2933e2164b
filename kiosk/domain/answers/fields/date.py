"""A date in three boxes: a birth, a wedding, a move; the year alone where a person knows no more."""

import re
from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

LONGEST_AGO = 130
"""Years; the oldest person on record reached 122."""
_MONTHS = (
    ("janvier", "fevrier", "mars", "avril", "mai", "juin",
     "juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
    ("january", "february", "march", "april", "may", "june",
     "july", "august", "september", "october", "november", "december"),
)  # fmt: skip
"""As `spelling.fold_letters` spells them; a prefix of three letters or more that fits one month is accepted."""
_UNKNOWN = re.compile(r"[0x?\-]*", re.IGNORECASE)
"""How residence permits write an unknown day or month."""


class DateKind(FieldKind):
    """The value is `YYYY-MM-DD`, or `YYYY` where the field takes a year alone."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if field.options.get("past") and field.options.get("future"):
            yield "past-and-future"

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: not-a-date, incomplete-date, year-missing, year-four-digits, day-or-year-alone,
        in-the-future, in-the-past, too-long-ago. Today itself is neither past nor future."""
        day, month, year = _boxes(typed)
        if field.options.get("year_alone"):
            day, month = ("" if _UNKNOWN.fullmatch(part) else part for part in (day, month))
        if not year:
            raise AnswerFault("year-missing")
        if not year.isdecimal():
            raise AnswerFault("not-a-date")
        if len(year) != 4:
            raise AnswerFault("year-four-digits")
        if not (day and month) and not field.options.get("year_alone"):
            raise AnswerFault("incomplete-date")
        if bool(day) != bool(month):
            raise AnswerFault("day-or-year-alone")
        try:
            given = date(int(year), _month(month), _day(day)).isoformat() if day else year
        except (ValueError, OverflowError):
            raise AnswerFault("not-a-date") from None
        now = today.isoformat()[: len(given)]
        if field.options.get("past") and given > now:
            raise AnswerFault("in-the-future")
        if field.options.get("future") and given < now:
            raise AnswerFault("in-the-past")
        if int(year) < today.year - field.options.get("years_back", LONGEST_AGO):
            raise AnswerFault("too-long-ago")
        return given

    def is_personal(self, field: Field) -> bool:
        """A day of birth is: one with a role, or of which a person may know the year only."""
        return bool(field.role or field.options.get("year_alone"))

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return str(value) if len(value) == 4 else words.day(date.fromisoformat(value))


def written_day(typed: str) -> str:
    """`YYYY-MM-DD`, or `YYYY`, of a birth date that was typed in one box; "" for what is no date."""
    try:
        day, month, year = _boxes({"day": (typed,)})
        if day and not (month or year):
            return date(int(day), 1, 1).isoformat()[:4] if len(day) == 4 else ""
        return date(int(year), _month(month), _day(day)).isoformat()
    except (AnswerFault, ValueError, OverflowError):
        return ""


def _boxes(typed: Typed) -> tuple[str, str, str]:
    """Day, month and year as typed; a whole date in the first box (« 12/03/1950 », « 12031950 ») fills all three."""
    day, month, year = (spelling.fold_digits(read_one_line(typed, part)) for part in ("day", "month", "year"))
    if not (month or year) and len(whole := re.split(r"[\s/.\-]+", day)) == 3:
        day, month, year = whole
    elif not (month or year) and re.fullmatch(r"\d{8}", day, re.ASCII):
        day, month, year = day[:2], day[2:4], day[4:]
    return day, month, year


def _day(typed: str) -> int:
    """The day of the month; « 1er » is 1. Raises `ValueError`."""
    match = re.fullmatch(r"(\d{1,2})|0?(1)\s?er", typed, re.ASCII | re.IGNORECASE)
    if match is None:
        raise ValueError(typed)
    return int(match[1] or match[2])


def _month(typed: str) -> int:
    """A month by its number or its name. Raises `ValueError`."""
    if typed.isdecimal():
        return int(typed)
    name = spelling.fold_letters(typed)
    fits = {number for months in _MONTHS for number, month in enumerate(months, 1) if month.startswith(name)}
    if len(name) < 3 or len(fits) != 1:
        raise ValueError(typed)
    return fits.pop()


KIND = DateKind(
    kind="date",
    masked=True,
    unanswered="date-missing",
    label="Date",
    parts=("day", "month", "year"),
    options=(
        FieldOption("past", bool, "True where it cannot lie after today."),
        FieldOption("future", bool, "True where it cannot lie before today."),
        FieldOption("year_alone", bool, "True where a person may know the year only; give it to every birth date."),
        FieldOption("since", str, "The whole date asked before it that this one cannot lie before."),
        FieldOption("most_days", int, "How many days after the date of `since` it may lie."),
        FieldOption("years_back", int, f"How many years ago it may lie; {LONGEST_AGO} by default."),
    ),
)

"""When someone is there: weekly hours of each place, public holidays, and days that are exceptions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.domain.time import calendar
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

WEEK = 7
AHEAD = timedelta(days=60)
"""How far ahead an opening is looked for."""


class Slot(Struct, frozen=True, order=True):
    """An uninterrupted stretch of one day, in the site's own time; `closes` is later than `opens`."""

    opens: time
    closes: time


class Rule(Struct, frozen=True):
    """The hours of one place on some weekdays (0 is Monday), on public holidays, or from a `first` to a `last` day. No
    slots: closed. `place` is "" for the town hall itself."""

    slots: tuple[Slot, ...] = ()
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    first: date | None = None
    last: date | None = None
    place: str = ""

    def covers(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last


class OpeningState(StrEnum):
    """Whether someone is there; `UNKNOWN`: there are no hours, or none within `AHEAD`."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class OpeningStatus(Struct, frozen=True):
    """Whether a place is open, and `at` which moment that changes, in the time zone it was asked in."""

    state: OpeningState
    at: datetime | None = None


class OpeningHours(Struct, frozen=True):
    """The hours of a town hall and of its other places. Without rules nothing is known, which is not « closed »."""

    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.place for rule in self.rules))

    def week(self, place: str = "") -> tuple[tuple[Slot, ...], ...]:
        """The slots of an ordinary week, seven days from Monday on."""
        ordinary = [rule for rule in self.rules if rule.place == place]
        return tuple(
            tuple(sorted(slot for rule in ordinary if day in rule.weekdays for slot in rule.slots))
            for day in range(WEEK)
        )

    def on(self, day: date, place: str = "") -> tuple[Slot, ...]:
        """The slots of a day: those of the exception written last, else of public holidays, else of its weekday."""
        exceptions = [rule for rule in self.rules if rule.place == place and rule.covers(day)]
        if exceptions:
            return exceptions[-1].slots
        if day in calendar.list_public_holidays(day.year):
            return tuple(
                sorted(slot for rule in self.rules if rule.place == place and rule.holidays for slot in rule.slots)
            )
        return self.week(place)[day.weekday()]

    def exceptions(self, since: date, until: date, place: str = "") -> tuple[Rule, ...]:
        """The exceptions that touch these days, the nearest first."""
        touching = [
            (rule.first, rule)
            for rule in self.rules
            if rule.place == place and rule.first and rule.last and since <= rule.last and rule.first <= until
        ]
        return tuple(rule for _, rule in sorted(touching, key=lambda pair: pair[0]))

    def next_opening(self, now: datetime, place: str = "") -> OpeningStatus:
        """Whether the place is open `now` (in the site's time zone), and until when, or when it opens next."""
        if place not in self.places:
            return OpeningStatus(OpeningState.UNKNOWN)
        for slot, day in self._ahead(now.date(), place):
            opens, closes = (datetime.combine(day, moment, now.tzinfo) for moment in (slot.opens, slot.closes))
            if opens <= now < closes:
                return OpeningStatus(OpeningState.OPEN, closes)
            if now < opens:
                return OpeningStatus(OpeningState.CLOSED, opens)
        return OpeningStatus(OpeningState.UNKNOWN)

    def _ahead(self, today: date, place: str) -> Iterator[tuple[Slot, date]]:
        for days in range(AHEAD.days + 1):
            day = today + timedelta(days=days)
            for slot in self.on(day, place):
                yield slot, day


PLACE, DAYS, DATE, UNTIL, OPEN = "place", "days", "date", "until", "open"
KEYS = (PLACE, DAYS, DATE, UNTIL, OPEN)
"""What a table of hours may hold."""
DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_HOLIDAYS = re.compile(r"(?:les )?(?:jours? )?feries?")
_HOLIDAYS_WRITTEN = "fériés"
_EVERY_DAY = ("tous les jours", "toute la semaine")
_CLOSED = ("", "-", "ferme", "fermee", "closed")
_SAME = ("idem", "pareil")
_TIME = r"(\d{1,2})(?:\s*(?:heures?|h|:)\s*(\d{2})?)?"
_SLOT = re.compile(rf"(?:de\s+)?{_TIME}\s*(?:-|a|jusqu'a|au)\s*{_TIME}")
_BETWEEN_SLOTS = re.compile(r"[,;/+]|\bet\b|\bpuis\b")
_BETWEEN_DAYS = re.compile(r"[,;/+]|\bet\b")
_SPAN = re.compile(r"(?:du\s+|de\s+)?(\w+\.?)\s*(?:-|\bau\b|\ba\b)\s*(\w+\.?)")


def parse_slots(text: str) -> tuple[Slot, ...]:
    """The slots of one day; none for « fermé » or an empty text. Raises `Refused`: `hours-unreadable`,
    `hours-backwards` (an end that is not after its beginning), `hours-overlap`."""
    plain = _plain(text).replace("midi", "12h")
    if plain in _CLOSED:
        return ()
    read = sorted(_slot(part.strip(), text) for part in _BETWEEN_SLOTS.split(plain))
    if any(later.opens < earlier.closes for earlier, later in pairwise(read)):
        raise Refused(Refusal.HOURS_OVERLAP, value=text)
    return tuple(read)


def write_slots(slots: Sequence[Slot]) -> str:
    """Slots as `slots` reads them: « 9h-12h, 14h-17h30 »; "" for none."""

    def short(moment: time) -> str:
        return f"{moment.hour}h{moment.minute:02}" if moment.minute else f"{moment.hour}h"

    return ", ".join(f"{short(slot.opens)}-{short(slot.closes)}" for slot in slots)


def parse_opening_hours(tables: Sequence[Mapping[str, str]]) -> OpeningHours:
    """The hours that the tables of `kiosk.toml` describe.

    Raises `Refused` with the number of the table and what is wrong in `value`: those of `slots`, `hours-day`,
    `hours-date`, `hours-key` (unknown), `hours-no-day` (neither days nor a date, or both); `hours-overlap` too where
    two tables give one weekday hours that overlap.
    """
    rules = []
    for number, table in enumerate(tables, 1):
        try:
            rules.append(_rule(table))
        except Refused as fault:
            told = {**fault.details, "value": f"[[hours]] {number} : {fault.details['value']}"}
            raise Refused(fault.code, **told) from fault
    hours = OpeningHours(tuple(rules))
    for place in hours.places:
        for name, day in zip(DAY_NAMES, hours.week(place), strict=True):
            if any(later.opens < earlier.closes for earlier, later in pairwise(day)):
                raise Refused(Refusal.HOURS_OVERLAP, value=f"{name} : {write_slots(day)}")
    return hours


def write_hour_tables(hours: OpeningHours) -> list[dict[str, str]]:
    return [_table(rule) for rule in hours.rules]


class WeekForm(Struct, frozen=True):
    """A week as a form shows it: one text for each day from Monday on, and the refusal of each that cannot be read."""

    texts: tuple[str, ...] = ("",) * WEEK
    faults: tuple[Refused | None, ...] = (None,) * WEEK

    @property
    def sound(self) -> bool:
        return not any(self.faults)

    def rules(self, place: str = "") -> tuple[Rule, ...]:
        """One rule for the days that have the same hours; none for a closed day. Only if `sound`."""
        days_by_slots: dict[tuple[Slot, ...], set[int]] = {}
        for day, text in enumerate(self.texts):
            if given := parse_slots(text):
                days_by_slots.setdefault(given, set()).add(day)
        return tuple(Rule(given, frozenset(days), place=place) for given, days in days_by_slots.items())


def parse_week_form(texts: Sequence[str]) -> WeekForm:
    """The form with what was typed and its faults. Missing days are closed; « idem » is the day before's text."""
    typed: list[str] = []
    faults: list[Refused | None] = []
    for text in (*texts, *("",) * WEEK)[:WEEK]:
        typed.append(typed[-1] if typed and _plain(text) in _SAME else text.strip())
        try:
            parse_slots(typed[-1])
            faults.append(None)
        except Refused as fault:
            faults.append(fault)
    return WeekForm(tuple(typed), tuple(faults))


def make_week_form(hours: OpeningHours, place: str = "") -> WeekForm:
    return WeekForm(tuple(map(write_slots, hours.week(place))))


def replace_week(hours: OpeningHours, form: WeekForm, place: str = "") -> OpeningHours:
    """The hours with another ordinary week in one place; its exceptions and the other places stay."""
    kept = (rule for rule in hours.rules if rule.place != place or not rule.weekdays)
    return OpeningHours((*form.rules(place), *kept))


def _rule(table: Mapping[str, str]) -> Rule:
    for key in table.keys() - set(KEYS):
        raise Refused(Refusal.HOURS_KEY, value=key, keys=", ".join(KEYS))
    days, day, place = table.get(DAYS, ""), table.get(DATE, ""), table.get(PLACE, "").strip()
    if bool(days.strip()) == bool(day.strip()):
        raise Refused(Refusal.HOURS_NO_DAY, value=days or table.get(OPEN, ""))
    given = parse_slots(table.get(OPEN, ""))
    if day:
        first = parse_day(day)
        last = parse_day(table[UNTIL]) if table.get(UNTIL) else first
        if last < first:
            raise Refused(Refusal.HOURS_DATE, value=table[UNTIL])
        return Rule(given, first=first, last=last, place=place)
    if UNTIL in table:
        raise Refused(Refusal.HOURS_KEY, value=UNTIL, keys=", ".join((PLACE, DAYS, OPEN)))
    weekdays, holidays = _days(days)
    return Rule(given, weekdays, holidays, place=place)


def _table(rule: Rule) -> dict[str, str]:
    table = {PLACE: rule.place} if rule.place else {}
    if rule.first and rule.last:
        table[DATE] = rule.first.isoformat()
        if rule.last != rule.first:
            table[UNTIL] = rule.last.isoformat()
    else:
        named = [DAY_NAMES[day] for day in sorted(rule.weekdays)] + [_HOLIDAYS_WRITTEN] * rule.holidays
        table[DAYS] = ", ".join(named)
    table[OPEN] = write_slots(rule.slots) or "fermé"
    return table


def _slot(part: str, text: str) -> Slot:
    match = _SLOT.fullmatch(part)
    if match is None:
        raise Refused(Refusal.HOURS_UNREADABLE, value=text)
    try:
        opens, closes = time(int(match[1]), int(match[2] or 0)), time(int(match[3]), int(match[4] or 0))
    except ValueError:
        raise Refused(Refusal.HOURS_UNREADABLE, value=text) from None
    if closes <= opens:
        raise Refused(Refusal.HOURS_BACKWARDS, value=text)
    return Slot(opens, closes)


def _days(text: str) -> tuple[frozenset[int], bool]:
    plain, weekdays, holidays = _plain(text), set[int](), False
    for part in map(str.strip, _BETWEEN_DAYS.split(plain)):
        if _HOLIDAYS.fullmatch(part):
            holidays = True
        elif part in _EVERY_DAY:
            weekdays |= set(range(WEEK))
        elif span := _SPAN.fullmatch(part):
            first, last = _weekday(span[1], text), _weekday(span[2], text)
            weekdays |= {day % WEEK for day in range(first, last + 1 + (WEEK if last < first else 0))}
        else:
            weekdays.add(_weekday(part.removeprefix("le ").removeprefix("les "), text))
    return frozenset(weekdays), holidays


def _weekday(name: str, text: str) -> int:
    """A day by its name, its plural or its first three letters."""
    for number, known in enumerate(DAY_NAMES):
        if name in (known, f"{known}s", known[:3], f"{known[:3]}."):
            return number
    raise Refused(Refusal.HOURS_DAY, value=text)


def parse_day(text: str) -> date:
    """A day as `2026-12-24` or as people write it, `24/12/2026`. Raises `Refused` (`hours-date`)."""
    year_last = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text.strip())
    try:
        if year_last:
            return date(int(year_last[3]), int(year_last[2]), int(year_last[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(Refusal.HOURS_DATE, value=text) from None


def parse_time(text: str) -> time:
    """A time of day as people write it: « 10 h », « 10h30 », « 10:30 ». Raises `Refused` (`public-time`)."""
    with suppress(ValueError):
        if match := re.fullmatch(_TIME, _plain(text).replace("midi", "12h")):
            return time(int(match[1]), int(match[2] or 0))
    raise Refused(Refusal.PUBLIC_TIME)


def is_date(text: str) -> bool:
    """Whether a text is a day, as `2026-12-24` or `24/12/2026`."""
    try:
        parse_day(text)
    except Refused:
        return False
    return True


def _plain(text: str) -> str:
    """Small letters without accents, one kind of dash, of apostrophe and of space."""
    flat = re.sub("[‐‑‒–—−→]|->", "-", spelling.fold_accents(text))
    return " ".join(flat.replace("’", "'").split())

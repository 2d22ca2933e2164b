"""Opening hours in words, in every language: the week, the exceptions ahead, and when it opens next."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import reduce

from kiosk.domain.places.site import Site
from kiosk.domain.time.opening_hours import WEEK, OpeningHours, OpeningState, Rule, Slot
from kiosk.words.words import Words

SHORTEST_SPAN = 3
"""As many days in a row are « du lundi au mercredi »; fewer are listed."""
EXCEPTIONS_AHEAD = timedelta(days=30)
"""How far ahead exceptions are told."""


def describe_opening_hours(site: Site, words: Words, today: date | None = None) -> str:
    """When someone is there, one line for each place and each exception of the next 30 days; "" if nobody said.

    A town hall's own text (`site_hours`) stands in place of its week. Without `today` no exception is told.
    """
    own = "\n".join(words.in_french(line) for line in site.hours.split("\n") if line)
    lines = []
    for place in site.opening.places or ("",):
        told = [own if own and not place else _week(site.opening, place, words)]
        if today:
            told += [
                describe_exception(rule, words)
                for rule in site.opening.exceptions(today, today + EXCEPTIONS_AHEAD, place)
            ]
        said = "\n".join(filter(None, told))
        if said:
            lines.append(words.code("hours", "place", place=place, hours=said) if place else said)
    return "\n".join(lines)


def describe_next_opening(site: Site, words: Words, now: datetime) -> str:
    """« Ouvert jusqu’à 12 h », « Ouvre demain à 9 h »: of the town hall itself; "" if it is not known."""
    local = now.astimezone(words.zone)
    opening = site.opening.next_opening(local)
    if site.hours or opening.at is None:
        return ""
    at = words.hour(opening.at.time())
    if opening.state == OpeningState.OPEN:
        return words.code("hours", "open-until", at=at)
    days = (opening.at.date() - local.date()).days
    if days <= 1:
        return words.code("hours", "opens-tomorrow" if days else "opens-today", at=at)
    if days < WEEK:
        return words.code("hours", "opens-weekday", day=words.weekday(opening.at.weekday()), at=at)
    return words.code("hours", "opens-on", day=words.day(opening.at.date()), at=at)


def _week(opening: OpeningHours, place: str, words: Words) -> str:
    """« du lundi au vendredi de 9 h à 12 h, le samedi de 9 h à 11 h 30 »."""
    days_by_slots: dict[tuple[Slot, ...], list[int]] = {}
    for day, slots in enumerate(opening.week(place)):
        if slots:
            days_by_slots.setdefault(slots, []).append(day)
    told = [
        words.code("hours", "line", days=_days(days, words), slots=_slots(slots, words))
        for slots, days in days_by_slots.items()
    ]
    return reduce(lambda before, after: words.code("hours", "then", before=before, after=after), told) if told else ""


def describe_exception(rule: Rule, words: Words) -> str:
    first, last = rule.first or date.min, rule.last or date.min
    days = _span(words.day(first), words.day(last), words) if last > first else _day(words.day(first), words)
    slots = _slots(rule.slots, words) or words.code("hours", "closed")
    return words.code("hours", "exception", days=days, slots=slots)


def _days(days: Sequence[int], words: Words) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        if len(run) >= SHORTEST_SPAN:
            parts.append(_span(words.weekday(run[0]), words.weekday(run[-1]), words))
        else:
            parts += [_day(words.weekday(day), words) for day in run]
    return words.listed(parts)


def _day(day: str, words: Words) -> str:
    return words.code("hours", "day", day=day)


def _span(first: str, last: str, words: Words) -> str:
    return words.code("hours", "days", first=first, last=last)


def _slots(slots: Sequence[Slot], words: Words) -> str:
    return words.listed(
        [words.code("hours", "slot", opens=words.hour(slot.opens), closes=words.hour(slot.closes)) for slot in slots]
    )

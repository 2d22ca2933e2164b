"""A message to everybody at the screens: a ready-made one with its hole, or own words, up to a moment."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.language import spelling
from kiosk.domain.published.documents import FRENCH, InLanguages
from kiosk.domain.time.opening_hours import parse_day, parse_time
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

AHEAD = timedelta(days=60)
"""The last day of a message is at most so far ahead."""
LONGEST = 240
"""The most characters of a text in one language: what is read while passing by."""
LONGEST_HOLE = 80
MOST = 3
"""How many messages of the town hall are shown at once."""


class PublicMessageKind(StrEnum):
    """The ready-made messages, whose words are in the context `public-message`, and own words."""

    OPENS_AT = "opens-at"
    CLOSES_AT = "closes-at"
    CLOSED_TODAY = "closed-today"
    HEAT = "heat"
    STOPPED = "stopped"
    OWN = "own"


OF_TODAY = (PublicMessageKind.OPENS_AT, PublicMessageKind.CLOSES_AT, PublicMessageKind.CLOSED_TODAY)
"""What counts in the place of today's opening hours."""
AT_A_TIME = (PublicMessageKind.OPENS_AT, PublicMessageKind.CLOSES_AT)
PROPOSED_DAYS = {PublicMessageKind.HEAT: timedelta(days=2), PublicMessageKind.STOPPED: timedelta(0)}
"""How many days after today the last day lies that is proposed."""
NO_TEXTS = InLanguages({})


class PublicMessage(Struct, frozen=True):
    """One message. `value` fills the hole of a ready-made one: a time as `10:00:00`, or a French name, "" for none;
    `texts` are own words, with the `title` and the name of the `author` where an authority signed them."""

    id: str
    kind: PublicMessageKind
    until: datetime
    value: str = ""
    texts: InLanguages = NO_TEXTS
    title: InLanguages = NO_TEXTS
    author: str = ""

    def contradicts(self, other: "PublicMessage") -> bool:
        """Whether both cannot be true together, or say the same: the one that is written later counts."""
        if self.kind == other.kind:
            return self.kind in (*OF_TODAY, PublicMessageKind.HEAT) or self.says_as(other)
        return PublicMessageKind.CLOSED_TODAY in (self.kind, other.kind) and {self.kind, other.kind} <= set(OF_TODAY)

    def says_as(self, other: "PublicMessage") -> bool:
        return (self.kind, self.value, self.texts) == (other.kind, other.value, other.texts)


def read_public_message(
    kind: PublicMessageKind, typed: Mapping[str, str], now: datetime, zone: ZoneInfo, new_id: str
) -> tuple[PublicMessage | None, dict[str, Refused]]:
    """The message that was typed under `value`, `until` and the codes of languages; or what is wrong, by these names.

    A message of hours ends by itself: at its time, or with the day. `now` is the moment at the site in its `zone`.
    """
    faults = dict[str, Refused]()
    texts, value, until = dict[str, str](), spelling.clean_line(typed.get("value", "")), now
    for name in typed if kind == PublicMessageKind.OWN else ():
        if name not in ("value", "until") and (text := spelling.clean_line(typed[name])):
            texts[name] = text
    for name, text in {"value": value, **texts}.items():
        if len(text) > (most := LONGEST_HOLE if name == "value" else LONGEST):
            faults[name] = Refused(Refusal.PUBLIC_TOO_LONG, most=most)
        elif not spelling.is_readable_text(text):
            faults[name] = Refused(Refusal.NOTE_UNREADABLE)
    if kind == PublicMessageKind.OWN and FRENCH not in texts:
        faults[FRENCH] = Refused(Refusal.PUBLIC_EMPTY)
    if kind == PublicMessageKind.STOPPED and not value:
        faults["value"] = Refused(Refusal.PUBLIC_EMPTY)
    field = "value" if kind in AT_A_TIME else "until"
    try:
        if kind in AT_A_TIME:
            at = parse_time(value)
            until, value = _compute_time_of_day(at, now, zone), at.isoformat()
        else:
            until = compute_end(typed.get("until", ""), kind, now, zone)
    except Refused as refused:
        faults.setdefault(field, refused)
    if faults:
        return None, faults
    return PublicMessage(new_id, kind, until, value, InLanguages(texts)), faults


def compute_end(last_day: str, kind: PublicMessageKind, now: datetime, zone: ZoneInfo) -> datetime:
    """The midnight after the last day that was typed, after today for what is only said of it.

    Raises `Refused`: `public-no-end`, `hours-date`, `public-end-past`, `public-end-far`.
    """
    today = last = now.astimezone(zone).date()
    if kind != PublicMessageKind.CLOSED_TODAY:
        if not last_day.strip():
            raise Refused(Refusal.PUBLIC_NO_END)
        last = parse_day(last_day)
    if last < today:
        raise Refused(Refusal.PUBLIC_END_PAST)
    if last > today + AHEAD:
        raise Refused(Refusal.PUBLIC_END_FAR, most=AHEAD.days)
    return compute_midnight(last + timedelta(days=1), zone)


def compute_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins at the site."""
    return datetime.combine(day, time.min, zone)


def _compute_time_of_day(at: time, now: datetime, zone: ZoneInfo) -> datetime:
    end = datetime.combine(now.astimezone(zone).date(), at, zone)
    if stamp(end) <= stamp(now):  # in UTC: moments of one zone are compared by its clock, which is put back once a year
        raise Refused(Refusal.PUBLIC_TIME_PAST)
    return end

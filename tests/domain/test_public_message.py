"""When a message to the public ends, in every zone and on the days when clocks are put forward and back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.published.documents import InLanguages
from kiosk.domain.published.public_message import (
    AHEAD,
    LONGEST,
    LONGEST_HOLE,
    PublicMessage,
    PublicMessageKind,
    read_public_message,
)
from kiosk.domain.time.opening_hours import parse_time
from kiosk.errors import Refused

PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, *map(ZoneInfo, ("America/Cayenne", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon"))]
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 8, 4, 10, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def read(
    kind: str, now: datetime = NOON, zone: ZoneInfo = PARIS, **typed: str
) -> tuple[PublicMessage | None, dict[str, str]]:
    message, faults = read_public_message(PublicMessageKind(kind), typed, now, zone, "id")
    return message, {name: fault.code for name, fault in faults.items()}


@given(now=moments, zone=st.sampled_from(ZONES), days=st.integers(-3, 64))
def test_a_message_is_shown_to_the_end_of_its_last_day_at_the_site_and_no_longer(
    now: datetime, zone: ZoneInfo, days: int
) -> None:
    last = now.astimezone(zone).date() + timedelta(days=days)
    message, faults = read("own", now, zone, fr="Plan neige.", until=last.strftime("%d/%m/%Y"))
    if not 0 <= days <= AHEAD.days:
        assert faults == {"until": "public-end-past" if days < 0 else "public-end-far"}
        return
    assert message is not None and message.until > now
    before, after = (message.until.astimezone(UTC) + timedelta(seconds=step) for step in (-1, 0))
    assert (before.astimezone(zone).date(), after.astimezone(zone).date()) == (last, last + timedelta(days=1))


@given(now=moments, zone=st.sampled_from(ZONES), at=st.times())
def test_an_hour_is_of_today_and_still_to_come(now: datetime, zone: ZoneInfo, at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    message, faults = read("opens-at", now, zone, value=f"{at:%H:%M}")
    meant = datetime.combine(now.astimezone(zone).date(), at, zone).astimezone(UTC)
    assert faults == ({} if meant > now else {"value": "public-time-past"})
    assert message is None or (message.until.astimezone(UTC), message.value) == (meant, at.isoformat())


def test_in_the_hour_that_comes_twice_the_first_time_counts() -> None:
    """On 25 October 2026 it is 2:30 twice in Paris, at 0:30 and at 1:30 UTC: nothing is shown after the first."""
    for minute, faults in ((29, {}), (31, {"value": "public-time-past"})):
        assert read("closes-at", datetime(2026, 10, 25, 0, minute, tzinfo=UTC), value="2 h 30")[1] == faults


def test_hours_are_read_as_people_write_them() -> None:
    for typed, at in (("10 h", (10, 0)), ("10h30", (10, 30)), ("9:05", (9, 5)), ("midi", (12, 0)), ("16", (16, 0))):
        assert parse_time(typed) == time(*at)
    for typed in ("", "demain", "25 h", "10 h 61", "9h-12h"):
        with pytest.raises(Refused, match="public-time"):
            parse_time(typed)


def test_what_is_missing_too_long_or_unreadable_is_told_at_its_field() -> None:
    day = "06/08/2026"
    for kind, typed, faults in (
        ("own", {"until": day}, {"fr": "public-empty"}),
        ("own", {"fr": "  ", "ar": "مرحبا", "until": day}, {"fr": "public-empty"}),
        ("own", {"fr": "x" * LONGEST, "until": day}, {}),
        ("own", {"fr": "x" * (LONGEST + 1), "until": day}, {"fr": "public-too-long"}),
        ("own", {"fr": "Oui.", "uk": "x" * (LONGEST + 1), "until": day}, {"uk": "public-too-long"}),
        ("own", {"fr": "Oui.\ue000", "until": day}, {"fr": "note-unreadable"}),
        ("own", {"fr": "Oui."}, {"until": "public-no-end"}),
        ("own", {"fr": "", "until": ""}, {"fr": "public-empty", "until": "public-no-end"}),
        ("own", {"fr": "Oui.", "until": "bientôt"}, {"until": "hours-date"}),
        ("own", {"fr": "Oui.", "until": "31/12/9999"}, {"until": "public-end-far"}),
        ("heat", {"value": "", "until": day}, {}),
        ("heat", {"value": "x" * (LONGEST_HOLE + 1), "until": day}, {"value": "public-too-long"}),
        ("stopped", {"value": " ", "until": day}, {"value": "public-empty"}),
        ("opens-at", {"value": "bientôt"}, {"value": "public-time"}),
        ("closes-at", {"value": "1" * 100}, {"value": "public-too-long"}),
        ("closed-today", {}, {}),
    ):
        message, found = read(kind, **typed)
        assert found == faults and (message is None) == bool(faults), (kind, typed, found)


def test_of_two_messages_that_cannot_be_true_together_one_gives_way() -> None:
    def made(kind: str, value: str = "") -> PublicMessage:
        texts = InLanguages({"fr": value}) if kind == "own" else InLanguages({})
        return PublicMessage("id", PublicMessageKind(kind), NOON, value, texts)

    for one, other, contradict in (
        (made("opens-at", "10:00:00"), made("opens-at", "11:00:00"), True),
        (made("opens-at", "10:00:00"), made("closes-at", "16:00:00"), False),
        (made("opens-at", "10:00:00"), made("closed-today"), True),
        (made("closed-today"), made("closes-at", "16:00:00"), True),
        (made("heat"), made("heat", "la salle des fêtes"), True),
        (made("heat"), made("closed-today"), False),
        (made("stopped", "l’ascenseur"), made("stopped", "l’imprimante"), False),
        (made("own", "Oui."), made("own", "Non."), False),
        (made("own", "Oui."), made("own", "Oui."), True),
    ):
        assert one.contradicts(other) is other.contradicts(one) is contradict, (one, other)

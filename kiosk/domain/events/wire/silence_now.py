"""When silence decides a case, as the hub says it in an update."""

from typing import TypeVar

from msgspec.structs import replace

from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.events.wire.statements import OneSilence, SilenceNow

S = TypeVar("S", bound=OneSilence)


def silence_now(day: SilenceDay) -> SilenceNow:
    """The day, with those of the other subjects; `silence_facts.from_wire` reads it."""
    if not day.also:
        return _said(SilenceNow, day)
    return replace(_said(SilenceNow, day), also=tuple(_said(OneSilence, other) for other in day.also))


def _said(of: type[S], day: SilenceDay) -> S:
    return of(
        means=day.means,
        after_months=day.after_months,
        on=day.on,
        papers_by=day.papers_by,
        lacks=day.lacks,
        about=day.about,
    )

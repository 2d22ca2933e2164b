"""When silence decides a case, as the hub says it in an update."""

from msgspec import UNSET, convert, to_builtins
from msgspec.structs import replace

from kiosk.domain.events.silence_facts import SilenceDay, from_wire
from kiosk.domain.events.wire.replies import SilenceNow


def silence_now(day: SilenceDay) -> SilenceNow:
    """The day, with those of the other subjects where there are any; `silence_facts.from_wire` reads it."""
    told = convert(day, SilenceNow, from_attributes=True)
    return told if told.also else replace(told, also=UNSET)


def silence_read(told: SilenceNow) -> SilenceDay | None:
    """The day that a hub told; None for what this version does not know."""
    return from_wire(to_builtins(told))

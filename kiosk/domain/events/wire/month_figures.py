"""What a box sends once of each month that is over: the counts that may leave the town hall, and nothing of anybody."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct

from kiosk.domain.events.wire.reading import Maybe, Text, Version, short_text, text_pattern, whole_number
from kiosk.domain.figures.figures import LEAST

MOST_FIGURES_BYTES = 500_000
"""Largest message of a month, in bytes."""
_Share = Maybe[Annotated[int, whole_number(0, 100_000)]]
_Names = Annotated[dict[Annotated[str, short_text(160)], Annotated[str, short_text(400)]], Meta(max_length=2_000)]


class MonthCount(Struct, frozen=True, kw_only=True):
    """How often something was counted; `name` is a code or a procedure's id, empty for what was rolled up."""

    name: Annotated[str, text_pattern("[A-Za-z0-9_. -]{0,160}")]
    count: Annotated[int, whole_number(LEAST, 10_000_000)]


class MonthFigures(Struct, frozen=True, kw_only=True):
    """The published figures of a month (`2026-11`): tables by their names, and shares of minutes and of days.

    `names` are what the procedures and steps among them are called, in French; `department` is the site's.
    """

    version: Version
    month: Annotated[str, text_pattern("20[0-9]{2}-(?:0[1-9]|1[0-2])")]
    tables: Annotated[
        dict[Annotated[str, text_pattern("[a-z_]{1,32}")], Annotated[tuple[MonthCount, ...], Meta(max_length=1_000)]],
        Meta(max_length=32),
    ]
    half_minutes: _Share = UNSET
    most_minutes: _Share = UNSET
    half_days: _Share = UNSET
    most_days: _Share = UNSET
    names: Maybe[_Names] = UNSET
    department: Maybe[Annotated[str, text_pattern("[0-9][0-9AB][0-9]?")]] = UNSET


class FiguresAnswer(Struct, frozen=True, kw_only=True):
    """The hub has the figures of that month, from now or from before; with a `code` it will not have these."""

    version: Version
    code: Text = ""

"""What a line of the ledger of visits can be: a period of a visit begins, or something was done in it.

A visit is a ledger of periods, as Service BC's TheQ keeps it: each begins at its line and ends where the next begins.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Entry(StrEnum):
    """The kinds of lines; what `value` and `procedure_id` of a line hold stands with each."""

    BEGUN = "begun"
    """The first line; `value` is a `VisitPlace`."""
    SERVED = "served"
    """A period: with a mediator."""
    ALONE = "alone"
    """A period: alone at a terminal."""
    ON_HOLD = "on-hold"
    """A period: the screen is locked, or nobody has touched it for a while."""
    ENDED = "ended"
    """`value` is the `VisitPlace`; with the lines below, which are written at the same moment."""
    MINUTES = "minutes"
    """`value`: whole minutes of the visit, without those on hold."""
    LANGUAGE = "language"
    """`value`: its code, of the person."""
    LEFT = "left"
    """A request that was begun and not sent: `procedure_id`, and in `value` the step where it was left."""
    CASE = "case"
    """A request was begun or taken up: `procedure_id`."""
    SUBMITTED = "submitted"
    """`procedure_id`; `value` is its channel."""
    ADDED = "added"
    """Something was added to an earlier request, or changed in it: `procedure_id`, `value` is the type of event."""
    PRINTED = "printed"
    """`value`: the kind of paper."""
    CALLED = "called"
    """A mediator was called to a terminal."""
    ADVICE = "advice"
    """Noted by hand: somebody was advised; `value`: a theme, as `activity_report.THEMATICS` names it."""
    REFERRED = "referred"
    """Noted by hand: somebody was sent on; `value`: where to, one of `activity_report.REDIRECTIONS`."""
    DECIDED = "decided"
    """Of no visit, as the four below: `procedure_id`, and the state that a service gave a request."""
    ANSWER_DAYS = "answer-days"
    """`value`: whole days from the deposit to that decision."""
    LAW = "law"
    """`value`: a `Punctuality`, for the day on which silence would have decided."""
    PROMISE = "promise"
    """`value`: a `Punctuality`, for the days within which the town hall says that it answers."""
    PROMISED_DAYS = "promised-days"
    """`value`: how many those were, for a decision that they judge."""
    CALL_MINUTES = "call-minutes"
    """Of no visit: a call was answered; `value`: after how many whole minutes."""
    UNSOLVED = "unsolved"
    """Somebody said that their problem is not resolved: the `procedure_id` of the request that ends there."""
    JOINED = "joined"
    """The last line: the person went on in another visit, which counts for both."""


class OpinionFace(StrEnum):
    """What somebody thought, by the face that they pressed."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


PERIODS = (Entry.SERVED, Entry.ALONE, Entry.ON_HOLD)


class Punctuality(StrEnum):
    """Whether a decision came in time; `NONE` where there was no time to keep."""

    IN_TIME = "in-time"
    LATE = "late"
    NONE = "none"


class VisitPlace(StrEnum):
    """Where a visit begins."""

    DESK = "desk"
    TERMINAL = "terminal"


class Period(Struct, frozen=True):
    """A period begins: its `kind` and moment."""

    kind: Entry
    at: datetime


def count_minutes(periods: Sequence[Period], ended: datetime) -> int:
    """The whole minutes of a visit's periods, without those on hold; a clock that was put back adds none."""
    ends = [period.at for period in periods[1:]] + [ended]
    spent_s = sum(
        max(0.0, (end - period.at).total_seconds())
        for period, end in zip(periods, ends, strict=True)
        if period.kind != Entry.ON_HOLD
    )
    return round(spent_s / 60)

"""The day on which silence decides: the one rule, CRPA L. 114-5, for receipts, letters and the hub.

A refusal by silence is suspended from a request for papers until they come or the given time ends. The delay of an
acceptance starts only once everything that is required has come.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.time import calendar


class SilenceMeans(StrEnum):
    """An acceptance (CRPA L. 231-1), a refusal (L. 231-4), or nothing: a document is just delivered (R. 112-4, 2°)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


DECIDES = (SilenceMeans.ACCEPTED, SilenceMeans.REFUSED)
"""The meanings by which silence decides, after some months."""


class PapersAsked(Struct, frozen=True, order=True):
    """A request for papers: the day it was made, the day `by` which they are due, and the day they `came`.

    `by` is None where no time was given: it suspends nothing. `came` is None as long as nothing has come.
    """

    asked: date
    by: date | None = None
    came: date | None = None


def refusal_day(deposited: date, after_months: int, requests: Iterable[PapersAsked]) -> date:
    """The day on which a request without an answer is refused; requests made from that day on change nothing.

    Days that two requests suspend count once.
    """
    day, counted_to = calendar.after(deposited, after_months), deposited
    for request in sorted(requests, key=lambda request: request.asked):
        if request.asked >= day:
            break
        start, end = max(request.asked, counted_to), _end(request)
        if end > start:
            day += end - start
            counted_to = end
    return day


def acceptance_day(complete: date | None, after_months: int, requests: Iterable[PapersAsked]) -> date | None:
    """The day on which a request without an answer is accepted; None as long as something that is required is missing.

    `complete` is the day on which everything that the procedure requires had come, None before. A request for papers
    made from the day of the acceptance on changes nothing.
    """
    if complete is None:
        return None
    day = calendar.after(complete, after_months)
    for request in sorted(requests, key=lambda request: request.asked):
        if request.asked >= day:
            break
        if request.came is None:
            return None
        day = max(day, calendar.after(request.came, after_months))
    return day


def _end(request: PapersAsked) -> date:
    """The day on which the suspension ends: the papers are there, or the given time is over."""
    if request.by is None:
        return request.asked
    return request.by if request.came is None else min(request.by, request.came)

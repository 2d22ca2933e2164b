"""The figures of this town hall, from its ledger of visits: a period's, the month's that are published, today's."""

from datetime import date, timedelta

from kiosk.domain.figures.figures import (
    Figures,
    PeriodFigures,
    PublishedFigures,
    add_published,
    compute_figures,
    publish_figures,
    tell_figures,
)
from kiosk.domain.figures.spans import Span, make_month
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.store import opinions, people, visits

SETTLES = timedelta(days=2)
"""How long after a period its figures are closed: visits that were left open over night have ended by then."""


def read_figures(box: Box, first: date, last: date) -> Figures:
    """The figures of the days from the first to the last, both included; opinions and comfort of whole months."""
    db = box.store.read()
    return compute_figures(
        first,
        last,
        visits.select_counts(db, first, last),
        opinions.select_opinions(db, first, last),
        visits.select_comfort(db, first, last),
    )


def read_told_figures(box: Box, span: Span) -> PeriodFigures:
    """All figures of a period, for who may see true numbers; of comfort what its closed months publish."""
    closed = [month for month in span.list_months() if is_closed(box, month.last)]
    comfort = read_published_figures(box, closed[0].first, closed[-1].last).tables["comfort"] if closed else ()
    return tell_figures(read_figures(box, span.first, span.last), comfort)


def is_closed(box: Box, last: date) -> bool:
    """Whether the figures up to this day change no more, so that they may leave the town hall.

    What goes on could be subtracted from itself later: a period is closed `SETTLES` after its end, once nobody is at a
    visit that began in it, and by a date that is sure.
    """
    today = box.watch.look()
    return today.certain and last + SETTLES < today.day and not visits.has_open_visits_until(box.store.read(), last)


def find_last_closed_month(box: Box) -> Span:
    month = make_month(box.watch.today().day).before
    return month if is_closed(box, month.last) else month.before


def read_published_months(box: Box, first: date, last: date) -> list[PublishedFigures]:
    """What may leave the town hall of each month that the days lie in.

    Raises `Refused` (`figures-not-closed`): the rule of `is_closed`, for all that leaves the town hall.
    """
    if not is_closed(box, last):
        raise Refused(Refusal.FIGURES_NOT_CLOSED)
    return [publish_figures(read_figures(box, month.first, month.last)) for month in Span(first, last).list_months()]


def read_published_figures(box: Box, first: date, last: date) -> PublishedFigures:
    """The sum of what is published of the months that the days lie in. Raises as `read_published_months`."""
    return add_published(read_published_months(box, first, last))


def may_see_true_figures(box: Box, actor: Actor) -> bool:
    """Whether the actor reads true numbers: who supervises a service here, or administers the box."""
    db = box.store.read()
    mediator = people.read_mediator(db, actor.mediator_id)
    supervises = any(grant.supervisor for grant in people.select_grants(db, actor.mediator_id))
    return mediator is not None and (mediator.administrator or supervises)

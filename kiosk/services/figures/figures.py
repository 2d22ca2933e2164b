"""The figures of this town hall, from its ledger of visits: a period's, the month's that are published, today's."""

from datetime import date, timedelta

from kiosk.domain.figures.figures import Figures, Published, add_published, compute_figures, publish_figures
from kiosk.services.box.box import Actor, Box
from kiosk.store import opinions, people, visits


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


def read_published_figures(box: Box, first: date, last: date) -> Published:
    """What may leave the town hall of the months that the days lie in: a sum of what is published of each."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(publish_figures(read_figures(box, month, last_day_of(month))))
        month = last_day_of(month) + timedelta(days=1)
    return add_published(months) if len(months) > 1 else months[0]


def last_day_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def may_see_true_figures(box: Box, actor: Actor) -> bool:
    """Whether the actor reads true numbers: who supervises a service here, or administers the box."""
    db = box.store.read()
    mediator = people.read_mediator(db, actor.mediator_id)
    supervises = any(grant.supervisor for grant in people.select_grants(db, actor.mediator_id))
    return mediator is not None and (mediator.administrator or supervises)

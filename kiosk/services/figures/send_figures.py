"""Sends the hub what is published of each month that is over: once, after the cases, and nothing waits for it."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from msgspec import UNSET

from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.wire.month_figures import MonthCount, MonthFigures
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.figures.figures import SHARES, PublishedFigures
from kiosk.domain.figures.spans import Span, make_month
from kiosk.domain.places.commune import find_department_code
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.figures.figures import is_closed, read_published_figures
from kiosk.store import sent_figures

log = logging.getLogger(__name__)
AGAIN = timedelta(days=7)
"""When a month that the hub would not have is offered again: its date, or its version, may have been put right."""


def send_closed_months(box: Box, hub: Hub) -> int:
    """Send each month that is over and that the hub has not; gives how many it has taken.

    Nothing is sent of a training, nor by a date that is not sure. A line that fails ends it without a word to anybody:
    the months go with the next exchange.
    """
    today = box.watch.settled()
    if box.training or today is None:
        return 0
    done = 0
    known = sent_figures.select_sent_months(box.store.read(), today.now - AGAIN)
    for month in _list_closed_months(box):
        if month.code in known:
            continue
        try:
            refusal = hub.send_figures(_make_month_figures(box, month))
        except Unreachable as fault:
            log.info("the figures of %s wait: %s", month.code, fault.code)
            return done
        if refusal:
            log.warning("the hub will not have the figures of %s: %s", month.code, refusal)
        with box.store.write() as db:
            sent_figures.save_sent_month(db, month.code, today.now, refusal)
        done += not refusal
    return done


def _list_closed_months(box: Box) -> Iterator[Span]:
    """Each month that is closed, from the first in which anything was counted."""
    first = sent_figures.read_first_counted_month(box.store.read())
    month = make_month(first) if first else None
    while month is not None and is_closed(box, month.last):
        yield month
        month = month.after


def _make_month_figures(box: Box, month: Span) -> MonthFigures:
    published = read_published_figures(box, month.first, month.last)
    communes = box.settings.commune
    return MonthFigures(
        version=VERSION,
        month=month.code,
        tables={
            name: tuple(MonthCount(name=line.name, count=line.count) for line in table)
            for name, table in published.tables.items()
        },
        names=dict(_list_names(box, published)),
        department=find_department_code(communes[0]) if communes else UNSET,
        **{name: UNSET if (share := getattr(published, name)) is None else share for name in SHARES},
    )


def _list_names(box: Box, published: PublishedFigures) -> Iterator[tuple[str, str]]:
    """What procedures, and the steps at which people stopped, are called in French, by their names in the tables."""
    for line in (*published.tables["requests"], *published.tables["stopped"]):
        procedure_id, _, step_id = line.name.partition(" ")
        if procedure := box.catalogue.get(procedure_id):
            titles = [step.title.text for step in procedure.steps if step.id == step_id]
            yield line.name, ", ".join([procedure.name.text, *(f"« {title} »" for title in titles)])[:400]

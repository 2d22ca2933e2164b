"""Screens of the figures: a month of this town hall, its table for other programs, and the page for the council."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

from flask import Response, abort, request
from msgspec import Struct, json

from kiosk.domain.figures.figures import HALF, NINE_IN_TEN, Table, find_share
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.figures import figures
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page
from kiosk.words import languages

figures_screen = make_staff_screen("figures", "/desk/figures")


class Bar(Struct, frozen=True):
    """A line of a chart: its words, its count, and its length, of 100."""

    words: str
    count: int
    length: int


class Column(Struct, frozen=True):
    """A day of the chart of a month: its words and its count; where its column stands, in pixels of the drawing."""

    words: str
    count: int
    number: int
    x: int
    height: int


_COLUMN_PX, _HIGH_PX = 26, 100


@figures_screen.get("", endpoint="show")
def show_figures() -> Response:
    box, month = session.box(), _month()
    before = month - timedelta(days=1)
    if not figures.may_see_true_figures(box, session.current_actor()):
        raise Refused(Refusal.NOT_SUPERVISOR)
    now = figures.read_figures(box, month, figures.last_day_of(month))
    then = figures.read_figures(box, before.replace(day=1), before)
    return render_page(
        "desk/figures/page.html",
        here="desk",
        today=box.watch.today().day,
        month=month,
        earlier=then,
        figures=now,
        half={"minutes": find_share(now.minutes, HALF), "days": find_share(now.answer_days, HALF)},
        most={"minutes": find_share(now.minutes, NINE_IN_TEN), "days": find_share(now.answer_days, NINE_IN_TEN)},
        bars_of={name: list_bars(getattr(now, name), say) for name, say in _ways_to_say().items()},
        days=_list_columns(now.days),
        stopped=[(_procedure_name(stop.procedure_id), _step_title(stop.procedure_id, stop.step_id), stop)
                 for stop in now.stopped[:8]],
        next_month=figures.last_day_of(month) + timedelta(days=1),
        last_month=before.replace(day=1),
    )  # fmt: skip


@figures_screen.get("/table.<kind>")
def serve_figures_table(kind: str) -> Response:
    """What may leave the town hall of a month, as CSV or JSON."""
    box, month = session.box(), _month()
    published = figures.read_published_figures(box, month, figures.last_day_of(month))
    if kind == "json":
        return Response(json.encode(published), mimetype="application/json")
    if kind != "csv":
        abort(404)
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(("mois", "tableau", "quoi", "nombre"))
    for name, table in published.tables.items():
        lines.writerows((f"{month:%Y-%m}", name, line.name or "autres", line.count) for line in table)
    return Response(text.getvalue(), mimetype="text/csv")


def _list_columns(days: Table) -> list[Column]:
    """The days of a table, in their order, as columns of a chart."""
    words, largest = session.page_words(), max((day.count for day in days), default=1)
    return [
        Column(
            words.day(date.fromisoformat(day.name)),
            day.count,
            date.fromisoformat(day.name).day,
            place * _COLUMN_PX,
            round(_HIGH_PX * day.count / largest),
        )
        for place, day in enumerate(days)
    ]


def list_bars(table: Table, say: Callable[[str], str]) -> list[Bar]:
    """The lines of a table as bars of a chart, the largest of length 100."""
    largest = max((line.count for line in table), default=1)
    return [Bar(say(line.name), line.count, round(100 * line.count / largest)) for line in table]


def _ways_to_say() -> dict[str, Callable[[str], str]]:
    """How the names of each table are said."""
    words = session.page_words()
    return {
        "requests": _procedure_name,
        "channels": lambda code: words.code("channel", code),
        "places": lambda code: words.code("visit-place", code),
        "languages": languages.find_language_name,
        "outcomes": lambda code: words.code("state", code),
        "papers": lambda code: words.code("paper-kind", code),
        "opinions": lambda code: words.code("face", code),
    }


def _procedure_name(procedure_id: str) -> str:
    """What a procedure is called here; its id where its file is gone."""
    procedure = session.box().catalogue.get(procedure_id)
    return session.page_words().text(procedure.name) if procedure else procedure_id


def _step_title(procedure_id: str, step_id: str) -> str:
    procedure = session.box().catalogue.get(procedure_id)
    steps = {step.id: step for step in procedure.steps} if procedure else {}
    return session.page_words().text(steps[step_id].title) if step_id in steps else ""


def _month() -> date:
    """The first day of the month that is asked for (`2026-11`), else of this one."""
    this = session.box().watch.today().day.replace(day=1)
    try:
        month = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return this
    return month if date.min.year < month.year < date.max.year else this  # there is one before it, and one after

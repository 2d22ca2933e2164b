"""A mediator's own activity report: a month of their visits, to finish, take away as a table, and print."""

import csv
import io
from itertools import groupby

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from kiosk.domain.figures.spans import Span, make_month, read_month
from kiosk.domain.visits.activity_report import ABOUT_PERSON, ReportColumn, ReportedVisit, list_answers
from kiosk.services.papers.kinds.activity_report import say_report_value
from kiosk.services.visits import activity_report
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page

report_screen = make_staff_screen("report", "/desk/report")


class Choice(Struct, frozen=True):
    """What may be chosen in a column of a visit: each answer with its words, and which stands there."""

    name: str
    label: str
    answers: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def words(self) -> str:
        return dict(self.answers)[self.chosen]


class ShownVisit(Struct, frozen=True):
    """A visit on the page: from when, for how many minutes and what for; what is asked of its person, and the rest."""

    at: str
    minutes: int
    names: tuple[str, ...]
    person: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@report_screen.get("", endpoint="show")
def show_report() -> Response:
    """A month, day by day; the visits of one day, else of the last, stand open to be finished."""
    box, month = session.box(), _month(request.args.get("month", ""))
    visits = activity_report.read_activity_report(box, session.current_actor(), month)
    days = {day: list(those) for day, those in groupby(visits, lambda visit: visit.day)}
    chosen = next((day for day in days if day.isoformat() == request.args.get("day")), max(days, default=None))
    return render_page(
        "desk/report/page.html",
        here="settings",
        today=box.watch.today().day,
        month=month,
        count=len(visits),
        minutes=sum(visit.minutes for visit in visits),
        days={day: len(those) for day, those in days.items()},
        chosen=chosen,
        visits=[_show_visit(visit) for visit in days.get(chosen, ())] if chosen else [],
        saved="saved" in request.args,
    )


@report_screen.post("")
def post_report() -> ResponseReturnValue:
    month, day = _month(request.form.get("month", "")), request.form.get("day", "")
    activity_report.save_report_answers(session.box(), month, request.form, session.current_actor())
    return redirect(url_for(".show", month=month.code, day=day, saved=1), 303)


@report_screen.get("/table.csv")
def serve_report_table() -> Response:
    """The actor's own visits of a month, in La Coop's words."""
    month, text = _month(request.args.get("month", "")), io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(("date", "duree", *ReportColumn))
    for visit in activity_report.read_activity_report(session.box(), session.current_actor(), month):
        lines.writerow((visit.day.isoformat(), visit.minutes, *(visit.values[column] for column in ReportColumn)))
    response = Response(text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="rapport-{month.code}.csv"'
    return response


def _show_visit(visit: ReportedVisit) -> ShownVisit:
    box, words = session.box(), session.page_words()
    named = (box.catalogue.get(procedure_id) for procedure_id in visit.procedures)
    choices = {column: _choice(visit, column) for column in ReportColumn}
    return ShownVisit(
        words.hour(visit.at.astimezone(box.settings.zone).time()),
        visit.minutes,
        tuple(words.text(procedure.name) for procedure in named if procedure),
        tuple(choices[column] for column in ABOUT_PERSON),
        tuple(choice for column, choice in choices.items() if column not in ABOUT_PERSON),
    )


def _choice(visit: ReportedVisit, column: ReportColumn) -> Choice:
    words = session.page_words()
    answers = tuple(
        (value, say_report_value(words, column, value) or words.code("activity", "nothing"))
        for value in list_answers(visit, column)
    )
    return Choice(f"{visit.visit_id}.{column}", words.code("activity", column), answers, visit.values[column])


def _month(written: str) -> Span:
    """The month that is written `2026-11`, else this one."""
    return read_month(written) or make_month(session.box().watch.today().day)

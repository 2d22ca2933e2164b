"""Screens of the figures: a month or year of this town hall, its tables for other programs, the council's page."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from kiosk.domain.figures.figures import SHARES, PeriodFigures, Table, sum_counts
from kiosk.domain.figures.spans import Span, make_month, make_year, read_span
from kiosk.domain.visits.ledger import OpinionFace
from kiosk.http.downloads import file_stream
from kiosk.services.figures import council, export, figures, kept_promises
from kiosk.services.figures.figure_names import list_ways_to_say
from kiosk.services.visits import opinions
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page
from kiosk.words import paper_fonts
from kiosk.words.charts import list_bars, say_change, say_span
from kiosk.words.words import Words
from printers.renderers.pdf import A4

figures_screen = make_staff_screen("figures", "/desk/figures")


class Column(Struct, frozen=True):
    """A day, or a month of a year: its words, its count and that in digits; where its column stands, in pixels."""

    words: str
    count: int
    said: str
    number: int
    x: int
    height: int


class ComparisonRow(Struct, frozen=True):
    """A line of the table that compares periods: what is compared, and the number of each period, "" for none."""

    words: str
    cells: tuple[str, ...]


_COLUMN_PX, _HIGH_PX = 26, 100
_MOST_STOPS = 8


@figures_screen.get("", endpoint="show")
def show_figures() -> Response:
    """The true figures for who supervises here; for the others those of closed periods, as they are published."""
    box, words, true = session.box(), session.page_words(), _sees_true()
    span = _read_asked_span() or (make_month(box.watch.today().day) if true else figures.find_last_closed_month(box))
    told, closed = _read_told(span, true), figures.is_closed(box, span.last)
    earlier = [(one, _read_told(one, true)) for one in span.earlier if closed and _may_show(one, true)]
    compared = [(one, then) for one, then in earlier if then.visits]
    return render_page(
        "desk/figures/page.html",
        here="desk",
        sees_all=true,
        closed=closed,
        date_certain=box.watch.look().certain,
        span=span,
        links=[(one, say_span(words, one), icon) for one, icon in _list_links(span) if _may_show(one, true)],
        period=say_span(words, span),
        told=told,
        alone={line.name: words.number(line.count) for line in told.tables["alone"] if line.count},
        happy=_say_happy(words, told),
        changes=[
            words.code(
                "figures", "change", change=say_change(words, told.visits, then.visits), period=say_span(words, one)
            )
            for one, then in compared
        ],
        periods=[say_span(words, one) for one in (span, *(one for one, _ in compared))],
        compared=_compare(words, [told, *(then for _, then in compared)]) if compared else [],
        bars_of={
            name: list_bars(words, told.tables.get(name, ()), say) for name, say in list_ways_to_say(box, words).items()
        },
        days=_list_columns(words, told.tables.get("days", ()), span),
        stopped=_list_stops(words, told),
        written=_read_written(span, true),
        kept_times=kept_promises.list_kept_times(told, box.settings.promised_help_minutes),
        help_minutes=box.settings.promised_help_minutes,
    )


@figures_screen.post("/words/<word_id>/remove")
def post_word_removal(word_id: str) -> ResponseReturnValue:
    opinions.remove_word(session.box(), word_id, session.current_actor())
    span = _read_asked_span() or make_month(session.box().watch.today().day)
    return redirect(f"{url_for('.show')}?{urlencode(span.asked)}#written", 303)


@figures_screen.get("/table.<form>")
def serve_figures_table(form: str) -> Response:
    """What may leave the town hall of a month or year, as CSV, workbook or JSON; refused while it goes on."""
    if form not in export.FORMS:
        abort(404)
    box, span = session.box(), _read_closed_span()
    content = export.write_figures(box, span, form)
    return file_stream((content,), len(content), export.FORMS[form], f"{box.site.code}-{span.code}.{form}")


@figures_screen.get("/council.pdf")
def serve_council_page() -> Response:
    slip = council.make_council_slip(session.box(), _read_closed_span())
    response = Response(A4.render(slip, paper_fonts.load_paper_fonts()), mimetype=A4.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slip.job_title}.pdf"'
    return response


def _sees_true() -> bool:
    return figures.may_see_true_figures(session.box(), session.current_actor())


def _read_told(span: Span, true: bool) -> PeriodFigures:
    if true:
        return figures.read_told_figures(session.box(), span)
    return figures.read_published_figures(session.box(), span.first, span.last)


def _read_written(span: Span, true: bool) -> opinions.ReadWords | None:
    """The words of a month, for who may see true figures: those of a year less those of a month would be too few."""
    if not true or span.is_year:
        return None
    return opinions.open_opinion_words(session.box(), span.first, span.last, session.current_actor())


def _may_show(span: Span, true: bool) -> bool:
    box = session.box()
    return span.first <= box.watch.today().day if true else figures.is_closed(box, span.last)


def _list_links(span: Span) -> list[tuple[Span, str]]:
    """The periods that one goes to from this one, with their icons: before and after, its year or a month of it."""
    last = min(span.last, session.box().watch.today().day)
    return [
        (span.before, "arrow-left"),
        (span.after, "arrow-right"),
        (make_month(last) if span.is_year else make_year(span.first), "calendar"),
    ]


def _say_happy(words: Words, told: PeriodFigures) -> tuple[str, str] | None:
    """How many pressed the face that is content, and of how many; None where that is not told."""
    counts = {line.name: line.count for line in told.tables["opinions"]}
    if OpinionFace.GOOD not in counts:
        return None
    return words.number(counts[OpinionFace.GOOD]), words.number(sum(counts.values()))


def _list_columns(words: Words, days: Table, span: Span) -> list[Column]:
    """The days of a month, or the months of a year, as columns of a chart."""
    counts: Counter[date] = Counter()
    for line in days:
        day = date.fromisoformat(line.name)
        counts[day.replace(day=1) if span.is_year else day] += line.count
    largest = max(counts.values(), default=1)
    return [
        Column(
            words.month(day) if span.is_year else f"{words.weekday(day.weekday())} {words.day(day)}",
            count,
            words.number(count),
            day.month if span.is_year else day.day,
            place * _COLUMN_PX,
            round(_HIGH_PX * count / largest),
        )
        for place, (day, count) in enumerate(counts.items())
    ]


def _compare(words: Words, periods: list[PeriodFigures]) -> list[ComparisonRow]:
    """What periods are compared in, the first with those before it; a line that says nothing is left out."""

    def line(code: str, numbers: list[int | None]) -> ComparisonRow:
        cells = tuple("" if number is None else words.number(number) for number in numbers)
        return ComparisonRow(words.code("figures", code), cells)

    alone = [{line.name: line.count for line in told.tables["alone"]} for told in periods]
    lines = [line("visits", [told.visits for told in periods])]
    lines += [
        line(f"sum-{name}", [sum_counts(told.tables[name]) for told in periods]) for name in ("requests", "papers")
    ]
    lines += [line(name, [counts.get(name) for counts in alone]) for name in ("additions", "calls")]
    lines += [line(name, [getattr(told, name) for told in periods]) for name in SHARES]
    return [one for one in lines if set(one.cells) - {"", words.number(0)}]


def _list_stops(words: Words, told: PeriodFigures) -> list[tuple[str, str, str]]:
    """Where people stop most: what, how many, and of how many who began, "" where that is not told."""
    say = list_ways_to_say(session.box(), words)["stopped"]
    begun = {line.name: words.number(line.count) for line in told.tables.get("begun", ())}
    return [
        (say(line.name) if line.name else "", words.number(line.count), begun.get(line.name.partition(" ")[0], ""))
        for line in told.tables["stopped"][:_MOST_STOPS]
    ]


def _read_asked_span() -> Span | None:
    """The period that is asked for (`month=2026-11` or `year=2026`), None for none and what is none."""
    return read_span(request.args.get("year") or request.args.get("month", ""))


def _read_closed_span() -> Span:
    return _read_asked_span() or figures.find_last_closed_month(session.box())

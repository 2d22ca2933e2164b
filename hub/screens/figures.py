"""The page of the figures of all sites: a month, a quarter or a year, with its map; its tables for other programs."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import Blueprint, Response, abort, render_template, request
from msgspec import json

from hub.figures import figures as sums
from hub.figures.figures import FiguresPeriod, PeriodFigures, SiteFigures, read_figures_period, read_period_figures
from hub.figures.map import SMALL, draw_visits, read_drawn_map
from hub.hub import this_hub
from hub.web.pages import month, staff_words, tongue, word
from hub.web.visitor import me, staff_only
from kiosk.domain.figures.figures import sum_counts
from kiosk.domain.visits.ledger import OpinionFace
from kiosk.files.table_file import XLSX, write_csv, write_workbook
from kiosk.words.charts import CONTEXTS, list_bars, say_paper

figures = Blueprint("figures", __name__)
_HEADS = ("code", "lieu", "du", "au", "tableau", "quoi", "nom", "nombre")


@figures.get("/chiffres")
@staff_only
def show_figures() -> str:
    """The figures of a period, of every site or of one."""
    _check_may_see()
    store, only = this_hub().store, request.args.get("lieu", "")
    months = sums.list_figures_months(store)
    if not months:
        return render_template("hub/figures.html", period=None)
    period = _wanted(months)
    shown = read_period_figures(store, period, only)
    if only and not shown.sites:
        abort(404)
    tables = shown.total.tables if shown.total else {}
    return render_template(
        "hub/figures.html",
        period=period,
        said=_say(period.code),
        periods=_list_periods(months),
        only=shown.sites[0] if only else None,
        sites=[(each, _compare(each)) for each in shown.sites],
        sent=sum(each.published is not None for each in shown.sites),
        total=shown.total,
        requests=sum_counts(tables.get("requests", ())),
        bars_of={name: list_bars(staff_words(), table, _way_to_say(name, shown)) for name, table in tables.items()},
        map=draw_visits(shown.sites, staff_words()),
        drawn=read_drawn_map(),
        small=SMALL,
    )


@figures.get("/chiffres/tableaux.<kind>")
@staff_only
def serve_figures_tables(kind: str) -> Response:
    """Every table of every site, and their sums, for a spreadsheet or a program."""
    _check_may_see()
    hub = this_hub()
    period = _wanted(sums.list_figures_months(hub.store))
    shown = read_period_figures(hub.store, period, request.args.get("lieu", ""))
    if kind == "json":
        content, media = json.encode(shown), "application/json"
    elif kind == "csv":
        content, media = write_csv(_list_lines(shown)), "text/csv"
    elif kind == "xlsx":
        content, media = write_workbook({period.code: _list_lines(shown)}, hub.clock.now()), XLSX
    else:
        abort(404)
    named = {"Content-Disposition": f'attachment; filename="chiffres-{period.code}.{kind}"'}
    return Response(content, mimetype=media, headers=named)


def _check_may_see() -> None:
    """Only for who may see every site: operators, and instructors of no site in particular."""
    if not me().sees_every_site:
        abort(403)


def _wanted(months: Sequence[str]) -> FiguresPeriod:
    """The period that is asked for, else the newest month of which there are figures, else this one."""
    newest = months[0] if months else this_hub().day(this_hub().clock.now()).isoformat()[:7]
    return read_figures_period(request.args.get("periode", "")) or FiguresPeriod(newest, newest, newest, 1)


def _list_periods(months: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The periods to choose from, by their kind, each with its words."""
    quarters = [f"{one[:4]}-T{(int(one[5:]) + 2) // 3}" for one in months]
    kinds = {"month": months, "quarter": quarters, "year": [one[:4] for one in months]}
    return {kind: [(code, _say(code)) for code in dict.fromkeys(codes)] for kind, codes in kinds.items()}


def _say(code: str) -> str:
    """« novembre 2026 », « 4e trimestre 2026 », « année 2026 »."""
    year, _, part = code.partition("-")
    return month(code) if part.isdigit() else f"{word(part or 'year', 'figures-period')} {year}"


def _compare(each: SiteFigures) -> dict[str, int | None]:
    """The sums of a site; None for what it has not published."""
    tables = each.published.tables if each.published else {}
    sums = {name: sum_counts(tables.get(name, ())) or None for name in ("places", "requests", "opinions")}
    good = next((line.count for line in tables.get("opinions", ()) if line.name == OpinionFace.GOOD), None)
    return sums | {"good": good, "half_days": each.published.half_days if each.published else None}


def _way_to_say(table: str, shown: PeriodFigures) -> Callable[[str], str]:
    """How the names of a table are said."""
    if table in CONTEXTS:
        return lambda code: word(code, CONTEXTS[table])
    if table == "papers":
        return partial(say_paper, staff_words())
    return tongue if table == "languages" else lambda code: shown.names.get(code, code)


def _list_lines(shown: PeriodFigures) -> list[Sequence[str | int]]:
    """The heads, then the sum of all sites and each site: a line a count."""
    lines: list[Sequence[str | int]] = [_HEADS]
    every, rest = word("all", "figures-sites"), word("rest", "figures-sites")
    parts = [("", every, shown.total), *((each.code, each.name, each.published) for each in shown.sites)]
    for code, name, published in parts:
        if published is None:
            continue
        days = published.first.isoformat(), published.last.isoformat()
        for table, counts in published.tables.items():
            say = _way_to_say(table, shown)
            lines += [
                (code, name, *days, table, line.name, say(line.name) if line.name else rest, line.count)
                for line in counts
            ]
    return lines

"""What is published of a closed month or year as a table for other programs: a line a count, words beside codes."""

from collections.abc import Iterator, Sequence

from msgspec import json

from kiosk.domain.figures.figures import SHARES, PublishedFigures
from kiosk.domain.figures.spans import Span
from kiosk.files.table_file import XLSX, write_csv, write_workbook
from kiosk.services.box.box import Box
from kiosk.services.figures.figure_names import list_ways_to_say, say_name
from kiosk.services.figures.figures import read_published_months

FORMS = {
    "csv": "text/csv",
    "xlsx": XLSX,
    "json": "application/json",
}
"""The forms of a table, and the media type of each."""
_HEADS = ("period", "site", "table", "what", "count", "table-code", "code")


def write_figures(box: Box, span: Span, form: str) -> bytes:
    """The months of a period as a file of one of `FORMS`. Raises `Refused` (`figures-not-closed`)."""
    months = read_published_months(box, span.first, span.last)
    if form == "json":
        return json.encode(months)
    words = box.words()
    heads: Sequence[str | int] = [words.code("figures", f"head-{head}") for head in _HEADS]
    lines = [heads, *_list_lines(box, months)]
    if form == "csv":
        return write_csv(lines)
    return write_workbook({words.code("figures", "sheet"): lines}, box.clock.now())


def _list_lines(box: Box, months: list[PublishedFigures]) -> Iterator[Sequence[str | int]]:
    words = box.words()
    ways = list_ways_to_say(box, words)
    for month in months:
        beside: list[str | int] = [f"{month.first:%Y-%m}", box.site.name]
        for table, lines in month.tables.items():
            for line in lines:
                said = say_name(ways, table, line.name, words)
                yield [*beside, words.code("figures", table), said, line.count, table, line.name]
        for share in SHARES:
            if (number := getattr(month, share)) is not None:
                yield [*beside, words.code("figures", "shares"), words.code("figures", share), number, "shares", share]

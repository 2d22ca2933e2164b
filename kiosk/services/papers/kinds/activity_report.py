"""A month of a mediator's activity report, as a paper."""

from collections import Counter
from itertools import groupby

from kiosk.domain.figures.spans import read_month
from kiosk.domain.visits.activity_report import THEMATICS, UNKNOWN, ReportColumn, ReportedVisit
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.services.visits.activity_report import read_activity_report
from kiosk.words.words import Words
from printers.slip import Block, Heading, Items, Pair, Slip, Small

KIND = "activity"
_THEMES = {thematic: theme for theme, thematic in THEMATICS.items()}


def say_report_value(words: Words, column: ReportColumn, value: str) -> str:
    """What stands in a column of the report, in words; "" for nothing."""
    codes = value.split(",") if value else []
    if column == ReportColumn.THEMATICS:
        return words.listed([words.code("theme", _THEMES[code]) for code in codes])
    return words.listed([words.code("activity", code) for code in codes])


def _make_activity_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    if (month := read_month(subject)) is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    visits, title = read_activity_report(box, reader.actor, month), words.code("paper", KIND)
    themes = Counter(code for visit in visits for code in visit.values[ReportColumn.THEMATICS].split(",") if code)
    blocks: list[Block] = [
        *letterhead(box.site, words),
        Heading(f"{title} – {words.month(month.first)}", 2),
        Pair(words.code("paper", "activity-visits"), words.number(len(visits))),
        Pair(words.code("paper", "activity-minutes"), words.number(sum(visit.minutes for visit in visits))),
        *(Pair(words.code("theme", _THEMES[code]), words.number(count)) for code, count in themes.most_common()),
    ]
    for day, those in groupby(visits, lambda visit: visit.day):
        blocks.append(Items(tuple(_say_visit(box, words, visit) for visit in those), words.day(day)))
    blocks.append(Small(words.code("paper", "activity-private")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


def _say_visit(box: Box, words: Words, visit: ReportedVisit) -> str:
    known = (column for column in ReportColumn if visit.values[column] != UNKNOWN)
    said = (say_report_value(words, column, visit.values[column]) for column in known)
    at = words.hour(visit.at.astimezone(box.settings.zone).time())
    return " · ".join(filter(None, (at, words.code("activity", "minutes", number=words.number(visit.minutes)), *said)))


PAPER = Paper(KIND, _make_activity_slip)
"""Its subject is a month (`2026-11`) of whoever reads it."""

"""What a town hall shows its data protection officer and its archives, from its procedures and settings: what is kept
how long and why, which consents can be withdrawn and where, and the impact assessment (GDPR art. 35).

Their words are French data, `data_protection.yaml`: whoever signs these papers is a French authority.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from kiosk.catalogue.read.source import Notes, plain_value, read_root_node
from kiosk.domain.language.spelling import plain_cell
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.time import calendar
from kiosk.services.box.box import Box
from kiosk.services.procedures import look_up
from kiosk.services.upkeep import gdpr_register
from kiosk.settings import Settings
from kiosk.words.words import Words

_FILE = "data_protection.yaml"
Row = tuple[str, ...]
KEPT_HEADS = ("what", "where", "time", "why", "end")
"""The columns of the table of what is kept."""
CONSENT_HEADS = ("accord", "given", "back")


@cache
def read_data_protection() -> Mapping[str, Any]:
    return dict(plain_value(read_root_node((files("kiosk.catalogue") / _FILE).read_bytes(), Notes(_FILE))))


def list_kept_data(procedures: Sequence[Procedure], settings: Settings, words: Words) -> tuple[Row, ...]:
    """What is kept: what, where, how long, why, and what becomes of it; each procedure's time is its own notice's.

    The page of the documentation and the command print this; without procedures, what is
    decided and what is prepared is one row each.
    """
    known = read_data_protection()
    told = {**asdict(settings), "desk_draft": calendar.DESK_DRAFT.days}

    def fill_in(row: Mapping[str, str], time: str, about: str = "") -> Row:
        what, *others = (Template(row[name]).substitute(told, time=time) for name in KEPT_HEADS)
        return (what + about, *others)

    of_cases = known["kept_cases"]
    named = [
        fill_in(of_cases[one.prepared], look_up.span(one.notice.hub_retention, words), f" – {words.text(one.title)}")
        for one in procedures
    ]
    return (*(named or [fill_in(row, known["any_time"]) for row in of_cases]), *(fill_in(r, "") for r in known["kept"]))


def make_kept_table(box: Box, as_csv: bool) -> str:
    """The table of this box's town hall, in French: a page to print and sign, or a table for a spreadsheet."""
    words = box.words()
    rows = list_kept_data(box.offered.procedures, box.settings, words)
    heads = list_heads(KEPT_HEADS)
    if as_csv:
        return gdpr_register.format_csv([heads, *(tuple(map(plain_cell, row)) for row in rows)])
    return _make_page(box, "kept", table=format_table(heads, rows))


def make_gdpr_register(box: Box, as_csv: bool) -> str:
    """The register of this box's town hall, in French: a page to print, or a table for a spreadsheet. In the page each
    controller has a part of its own, since each keeps its own register (GDPR art. 30(1))."""
    words, entries = box.words(), gdpr_register.list_entries_of_box(box)
    if as_csv:
        return gdpr_register.format_register_csv(entries, words)
    said_once = ("controller", "officer", "measures")
    rest = [name for name in gdpr_register.COLUMNS if name not in ("title", *said_once)]
    parts: dict[str, list[str]] = {}
    for entry in entries:
        whose = f"<h2>{escape(entry['controller'].partition(',')[0])}</h2>{_format_cells(entry, said_once, words)}"
        parts.setdefault(whose, []).append(f"<h3>{escape(entry['title'])}</h3>{_format_cells(entry, rest, words)}")
    sections = [f"<section>{whose}{''.join(own)}</section>" for whose, own in parts.items()]
    return _make_page(box, "register", entries="\n".join(sections))


def _format_cells(entry: gdpr_register.RegisterEntry, names: Iterable[str], words: Words) -> str:
    return format_table((), [(words.code("register", name), entry[name]) for name in names])


def make_impact_assessment(box: Box) -> str:
    """The assessment of the whole, as a page: what is known here is written, what the officer completes is marked."""
    words, entries = box.words(), gdpr_register.list_entries_of_box(box)
    columns = ("title", "purpose", "basis", "sensitive", "people")
    sensitive = [words.text(one.title) for one in box.offered.procedures if one.notice.sensitive]
    return _make_page(
        box,
        "assessment",
        controllers=format_table(
            tuple(words.code("register", name) for name in ("controller", "officer")),
            dict.fromkeys((entry["controller"], entry["officer"]) for entry in entries),
        ),
        hub=escape(box.hub_url or read_data_protection()["to_complete"]),
        sensitive=escape(words.listed(sensitive) or words.code("register", "no-sensitive")),
        processings=format_table(
            tuple(words.code("register", name) for name in columns),
            [tuple(entry[name] for name in columns) for entry in entries],
        ),
        consents=format_table(list_heads(CONSENT_HEADS), list_consents()),
        risks="\n".join(_describe_risks()),
    )


def list_consents() -> list[Row]:
    """The consents a person gives here: what, when, and where each is taken back (GDPR art. 7(3))."""
    return [(row["what"], row["when"], row["back"]) for row in read_data_protection()["consents"]]


def _describe_risks() -> Iterator[str]:
    known = read_data_protection()
    heads = ("source", "harm", "measures", "gravity", "odds")
    for risk in known["risks"]:
        measures = "\n".join(one["what"] for one in risk["measures"])
        cells = (risk["source"], risk["harm"], measures, known["to_complete"], known["to_complete"])
        yield f"<h3>{escape(risk['risk'])}</h3>{format_table((), zip(list_heads(heads), cells, strict=True))}"


def list_heads(names: Iterable[str]) -> Row:
    return tuple(read_data_protection()["heads"][name] for name in names)


def format_table(heads: Row, rows: Iterable[Row]) -> str:
    """A table in HTML, whose rows each begin with what they are about."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    lines = "\n".join(
        f"<tr><th>{escape(first)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for first, *cells in rows
    )
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if heads else ''}<tbody>{lines}</tbody></table>"


def _make_page(box: Box, name: str, **parts: str) -> str:
    """A page on paper, which a text program opens as well: whoever completes it writes in it."""
    known, title = read_data_protection(), Template(read_data_protection()[f"{name}_title"])
    named = escape(title.substitute(site=box.site.name))
    day = box.words().day(box.watch.today().day)
    body = Template(known[f"{name}_page"]).substitute(parts, title=named, day=day)
    joined = re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", body)
    marked = joined.replace(known["to_complete"], f"<mark>{known['to_complete']}</mark>")
    return Template(known["sheet"]).substitute(title=named, body=marked)

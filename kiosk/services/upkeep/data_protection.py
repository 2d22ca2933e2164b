"""What a town hall shows its data protection officer and its archives, from its procedures and settings: what is kept
how long and why, which consents can be withdrawn and where, and the impact assessment (GDPR art. 35).

Their words are French, in `data_protection.yaml` and `templates/paper/privacy`: whoever signs these papers is a French
authority.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
    rows = list_kept_data(box.offered.procedures, box.settings, box.words())
    heads = list_heads(KEPT_HEADS)
    if as_csv:
        return gdpr_register.format_csv([heads, *(tuple(map(plain_cell, row)) for row in rows)])
    return write_page(box, "paper/privacy/kept.html", heads=heads, rows=rows)


def make_gdpr_register(box: Box, as_csv: bool) -> str:
    """The register of this box's town hall, in French: a page to print, or a table for a spreadsheet. In the page each
    controller has a part of its own."""
    words, entries = box.words(), gdpr_register.list_entries_of_box(box)
    if as_csv:
        return gdpr_register.format_register_csv(entries, words)
    said_once = ("controller", "officer", "measures")
    rest = [name for name in gdpr_register.COLUMNS if name not in ("title", *said_once)]
    parts: dict[tuple[Row, ...], list[tuple[str, tuple[Row, ...]]]] = {}
    for entry in entries:
        parts.setdefault(_cells(entry, said_once, words), []).append((entry["title"], _cells(entry, rest, words)))
    named = [(whose[0][1].partition(",")[0], whose, own) for whose, own in parts.items()]
    return write_page(box, "paper/privacy/register.html", parts=named)


def _cells(entry: gdpr_register.RegisterEntry, names: Iterable[str], words: Words) -> tuple[Row, ...]:
    return tuple((words.code("register", name), entry[name]) for name in names)


def make_impact_assessment(box: Box) -> str:
    """The assessment of the whole, as a page: what is known here is written, what the officer completes is marked."""
    known, words, entries = read_data_protection(), box.words(), gdpr_register.list_entries_of_box(box)
    columns = ("title", "purpose", "basis", "sensitive", "people")
    sensitive = [words.text(one.title) for one in box.offered.procedures if one.notice.sensitive]
    return write_page(
        box,
        "paper/privacy/assessment.html",
        controller_heads=[words.code("register", name) for name in ("controller", "officer")],
        controllers=dict.fromkeys((entry["controller"], entry["officer"]) for entry in entries),
        hub=box.hub_url or known["to_complete"],
        sensitive=words.listed(sensitive) or words.code("register", "no-sensitive"),
        processing_heads=[words.code("register", name) for name in columns],
        processings=[[entry[name] for name in columns] for entry in entries],
        consent_heads=list_heads(CONSENT_HEADS),
        consents=list_consents(),
        risk_heads=list_heads(("source", "harm", "measures", "gravity", "odds")),
        risks=known["risks"],
    )


def list_consents() -> list[Row]:
    """The consents a person gives here: what, when, and where each is taken back (GDPR art. 7(3))."""
    return [(row["what"], row["when"], row["back"]) for row in read_data_protection()["consents"]]


def list_heads(names: Iterable[str]) -> Row:
    return tuple(read_data_protection()["heads"][name] for name in names)


@cache
def _open_templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(files("kiosk.templates"))), autoescape=True, undefined=StrictUndefined
    )


def write_page(box: Box, name: str, **said: Any) -> str:
    """A page on paper, which a text program opens as well: whoever completes it writes in it."""
    marked, day = read_data_protection()["to_complete"], box.words().day(box.watch.today().day)
    page = _open_templates().get_template(name).render(said, site=box.site.name, day=day, to_complete=marked)
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", page).replace(marked, f"<mark>{marked}</mark>")

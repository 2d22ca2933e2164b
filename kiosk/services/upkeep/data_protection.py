"""What a town hall shows its data protection officer and its archives, from its procedures and settings: what is kept
how long and why, which consents can be withdrawn and where, and the impact assessment (GDPR art. 35).

Their words are French data, `data_protection.yaml`: whoever signs these papers is a French authority.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
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
KEPT_HEADS = ("kept", "where", "time", "why", "end")
"""The columns of the table of what is kept."""


@cache
def read_data_protection() -> Mapping[str, Any]:
    return dict(plain_value(read_root_node((files("kiosk.catalogue") / _FILE).read_bytes(), Notes(_FILE))))


def list_kept_data(procedures: Sequence[Procedure], settings: Settings, words: Words) -> tuple[Row, ...]:
    """What is kept: what, where, how long, why, and what becomes of it; each procedure's time is its own notice's.

    The register, the impact assessment, the page of the documentation and the command all print this.
    """
    told = {**asdict(settings), "desk_draft": calendar.DESK_DRAFT.days}
    rows = []
    for row in read_data_protection()["kept"]:
        what, where, time, why, end = (
            Template(row[name]).substitute(told) for name in ("what", "where", "time", "why", "end")
        )
        rows.append((what, where, time, why, end))
    for procedure in procedures:
        what, where, _, why, end = rows[procedure.prepared]
        time = look_up.span(procedure.notice.hub_retention, words)
        rows.append((f"{what} – {words.text(procedure.title)}", where, time, why, end))
    return tuple(rows)


def make_kept_table(box: Box, as_csv: bool) -> str:
    """The table of this box's town hall, in French: a page, or a table for a spreadsheet."""
    words = box.words()
    rows = list_kept_data(box.offered.procedures, box.settings, words)
    heads = tuple(words.code("kept-data", head) for head in KEPT_HEADS)
    if as_csv:
        return gdpr_register.format_csv([heads, *(tuple(map(plain_cell, row)) for row in rows)])
    title = words.code("kept-data", "heading", site=box.site.name)
    return f"# {title}\n\n{format_table(heads, rows)}\n"


def make_impact_assessment(box: Box) -> str:
    """The assessment of the whole, in Markdown: what is known here is written, what the officer completes is marked."""
    words, told = box.words(), read_data_protection()
    entries = gdpr_register.list_register_entries(box.offered.procedures, box.site, box.hub_url, box.settings, words)
    cells = [dict(zip(gdpr_register.COLUMNS, entry.cells, strict=True)) for entry in entries]
    columns = ("title", "purpose", "basis", "sensitive", "people")
    sensitive = [words.text(one.title) for one in box.offered.procedures if one.notice.sensitive]
    return Template(told["assessment"]).substitute(
        site=box.site.name,
        controllers=words.listed(list(dict.fromkeys(cell["controller"] for cell in cells))),
        officer=box.site.officer or words.code("register", "no-officer"),
        hub=box.hub_url or "–",
        sensitive=words.listed(sensitive) or words.code("register", "no-sensitive"),
        processings=format_table(
            tuple(words.code("register", name) for name in columns),
            [tuple(cell[name] for name in columns) for cell in cells],
        ),
        kept=format_table(
            tuple(words.code("kept-data", head) for head in KEPT_HEADS),
            list_kept_data(box.offered.procedures, box.settings, words),
        ),
        consents=format_table(
            tuple(words.code("kept-data", head) for head in ("consent", "given", "taken-back")), list_consents()
        ),
        risks="\n\n".join(_describe_risks(words)),
    )


def list_consents() -> list[Row]:
    """The consents a person gives here: what, when, and where each is taken back (GDPR art. 7(3))."""
    return [(row["what"], row["when"], row["back"]) for row in read_data_protection()["consents"]]


def _describe_risks(words: Words) -> Iterator[str]:
    heads = tuple(words.code("kept-data", head) for head in ("measure", "shown-by"))
    for risk in read_data_protection()["risks"]:
        said = [f"- {words.code('kept-data', name)}\u00a0: {risk[name]}" for name in ("source", "harm")]
        said.append(f"- {words.code('kept-data', 'level')}")
        measures = format_table(heads, [(one["what"], f"`{one['test']}`") for one in risk["measures"]])
        yield "\n".join((f"### {risk['risk']}", "", *said, "", measures))


def format_table(heads: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown, whose cells no sign breaks."""
    lines = (heads, ("---",) * len(heads), *rows)
    return "\n".join(f"| {' | '.join(map(gdpr_register.escape_cell, line))} |" for line in lines)

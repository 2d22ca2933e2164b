"""Writes many cases into files: tables as a service reads them, or one JSON object a case."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from sqlalchemy import ColumnElement, Connection, TextClause, select

from hub.cases.case_list import full_name
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import Scope, may_see
from hub.hub import Hub
from hub.outbox.deliverer import SECRETS
from hub.store.schema import case_key, cases
from hub.web.pages import word
from kiosk.domain.events import case_line
from kiosk.files.table_file import write_csv, write_workbook

Conditions = Iterable[ColumnElement[bool] | TextClause]
"""Which cases."""
_COUNTED = ("choice", "choices", "yes_no", "commune", "country", "number", "amount")
"""Kinds of answers that name nobody: what a table without names holds."""
_CODED = ("choice", "choices", "commune", "country")
"""Kinds whose answer has a code beside its words."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
Record = dict[str, str]
"""One line of a table, by the heads of its columns."""


def choose_cases(scope: Scope, state: str, first: date | None, last: date | None) -> Conditions:
    """The cases of a scope, in one state or any, whose legal date lies between two days, both included."""
    yield from may_see(scope)
    if state:
        yield cases.c.listed_state == state
    if first:
        yield cases.c.legal_date >= first.isoformat()
    if last:
        yield cases.c.legal_date <= last.isoformat()


def write_tables(
    hub: Hub, connection: Connection, wanted: Conditions, form: str, *, named: bool
) -> tuple[str, bytes, int]:
    """Cases as tables, `csv` or `xlsx`: one file a procedure with a line a case and a column a question, and a sheet a
    group of questions (a file, in CSV), in the words of people with codes beside them.

    Without names (`named`) it has no person, no way to reach them, and no answer in one's own words. Gives the name of
    the file, its bytes, and how many cases it holds; of several files a ZIP. They are in memory.
    """
    tables: dict[str, dict[str, list[Record]]] = {}
    references = _references(connection, wanted)
    for reference in references:
        case = read_case(connection, hub.ring, reference)
        title = _clean_name(case.submitted["procedure"]["title"], 100)
        for sheet, records in _case_records(case, named=named).items():
            tables.setdefault(title, {}).setdefault(sheet, []).extend(records)
    written: dict[str, bytes] = {}
    for title, sheets in tables.items():
        lines = {name: _lines_of(records) for name, records in sheets.items()}
        if form == "xlsx":
            written[f"{title}.xlsx"] = write_workbook(lines, hub.clock.now())
        else:
            written |= {f"{title} - {name}.csv": write_csv(those) for name, those in lines.items()}
    if len(written) == 1:
        return (*next(iter(written.items())), len(references))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in written.items():
            packed.writestr(name, content)
    return f"{word('cases', 'table')}.zip", out.getvalue(), len(references)


def _case_records(case: CaseFile, *, named: bool) -> dict[str, list[Record]]:
    """The lines of one case, by sheet: its own, and one for each item of a group."""
    said, row = case.submitted, {word("number", "table"): case.reference}
    row[word("state", "table")] = word(case.state, "case-state", "prepared" if case.prepared else "")
    row[_head_of_code(word("state", "table"))] = case.state
    told = {"deposited": said["legal_date"], "service": said["service"]["name"], "site": case.site}
    if named:
        told |= {"applicant": full_name(said["applicant"]), "person": full_name(said["person"])}
        told |= {"birth_date": said["person"].get("birth_date"), **(said.get("contact") or {})}
    row |= {word(name, "table"): str(told[name] or "") for name in told}
    sheets = {word("cases", "table"): [row]}
    newest = case_line.find_newest_answers(body for _, body in case.corrections)
    for answer in said["answers"]:
        kind, value, shown = answer.get("kind"), answer.get("value"), answer["shown"]
        if answer["field"] in newest:
            value, shown = None, newest[answer["field"]].shown
        if kind == "group":
            if named:
                items = _item_records(case.reference, value or (), shown)
                sheets.setdefault(_clean_name(answer["label"]), []).extend(items)
        elif named or kind in _COUNTED:
            head = answer["label"] if answer["label"] not in row else f"{answer['label']} ({answer['step_title']})"
            row[head] = shown
            if kind in _CODED:
                row[_head_of_code(head)] = ", ".join(value) if isinstance(value, list) else str(value or "")
    for paper in case_line.list_present_documents(said, (body for _, body in case.supplements)):
        row[paper.label] = word(paper.state, "brought")
    return sheets


def _item_records(reference: str, items: Sequence[Mapping[str, Any]], shown: str) -> Iterator[Record]:
    """The items of a group; where their words cannot be told apart, the words of each stand whole."""
    lines = shown.splitlines()
    told = dict(enumerate(lines)) if len(lines) == len(items) else {0: shown}
    for number, item in enumerate(items):
        pairs = dict(part.split(" : ", 1) for part in told.get(number, "").split(" ; ") if " : " in part)
        record = {word("number", "table"): reference, word("item", "table"): str(number + 1)}
        yield record | (pairs if len(pairs) == len(item) else {word("words", "table"): told.get(number, "")})


def _lines_of(records: list[Record]) -> list[list[str]]:
    heads = list(dict.fromkeys(head for record in records for head in record))
    return [heads, *([record.get(head, "") for head in heads] for record in records)]


def _head_of_code(head: str) -> str:
    return word("code", "table", head=head)


def _clean_name(title: str, most: int = 31) -> str:
    return _NOT_IN_NAMES.sub(" ", title)[:most].strip(" '")


def write_json_lines(hub: Hub, connection: Connection, out: TextIO, wanted: Conditions) -> int:
    """One JSON object a case, with all that was submitted; its texts are exactly what the person wrote."""
    references = _references(connection, wanted)
    for reference in references:
        case = read_case(connection, hub.ring, reference)
        content = {name: part for name, part in case.submitted.items() if name not in SECRETS}
        told = {"reference": reference, "state": case.state, "received_at": case.received_at.isoformat()}
        out.write(json.dumps({**told, "content": content}, ensure_ascii=False, separators=(",", ":")) + "\n")
    return len(references)


def _references(connection: Connection, wanted: Conditions) -> Sequence[str]:
    """Of those that were not erased, in the order of their arrival."""
    query = select(cases.c.reference).join(case_key).where(*wanted).order_by(cases.c.received_at, cases.c.id)
    return connection.execute(query).scalars().all()

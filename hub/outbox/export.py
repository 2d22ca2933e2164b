"""Writes many cases into one file, one after the other: however many there are, a few are in memory."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TextIO

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from hub.cases.states import EVERYTHING, STATE, Scope, may_see
from hub.keyring import Ring
from hub.outbox.deliverer import SECRETS
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases, event
from kiosk.domain.events.event import EventType
from kiosk.domain.language.spelling import cells_of, plain_cell

_TOGETHER = 500
"""Rows fetched at once."""
COLUMNS = ("reference", "site", "service", "procedure", "prepared", "state", "legal_date", *cells_of({}))
"""The heads of a table, the same in every file: a program reads them."""


class ExportQuery(Struct, frozen=True):
    """Which cases: of a scope, in one state or any, whose legal date lies between two days, both included."""

    scope: Scope = EVERYTHING
    state: str = ""
    first: date | None = None
    last: date | None = None


def write_table(out: TextIO, connection: Connection, ring: Ring, wanted: ExportQuery) -> int:
    """One line a case, as a French spreadsheet opens it; no cell is a formula. Gives how many there are."""
    writer, number = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL), 0
    writer.writerow(COLUMNS)
    for row, body in _contents(connection, ring, wanted):
        prepared = "1" if row.prepared else "0"
        of_row = (row.reference, row.site, row.service, row.title, prepared, row.state, row.legal_date)
        writer.writerow([plain_cell(cell) for cell in (*of_row, *cells_of(body).values())])
        number += 1
    return number


def write_json_lines(out: TextIO, connection: Connection, ring: Ring, wanted: ExportQuery) -> int:
    """One JSON object a case, with all that was submitted; its texts are exactly what the person wrote."""
    number = 0
    for row, body in _contents(connection, ring, wanted):
        told = {"reference": row.reference, "state": row.state, "received_at": row.received_at.isoformat()}
        told["content"] = {name: part for name, part in body.items() if name not in SECRETS}
        out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
        number += 1
    return number


FORMS = {"csv": write_table, "json-lines": write_json_lines}
"""By the name that the command gives them."""


def _contents(connection: Connection, ring: Ring, wanted: ExportQuery) -> Iterator[tuple[Row[Any], Mapping[str, Any]]]:
    """Each case with what was submitted, in clear, in the order of their arrival; erased ones have none."""
    columns = [cases.c[name] for name in ("id", "reference", "site", "service", "title", "prepared", "legal_date")]
    query = (
        select(*columns, cases.c.received_at, STATE.label("state"), case_key.c.wrapped)
        .add_columns(event.c.id.label("event_id"), event.c.body)
        .join(case_key)
        .join(event, (event.c.reference == cases.c.reference) & (event.c.type == EventType.SUBMITTED))
        .where(*may_see(wanted.scope))
    )
    if wanted.state:
        query = query.where(cases.c.listed_state == wanted.state)
    if wanted.first:
        query = query.where(cases.c.legal_date >= wanted.first.isoformat())
    if wanted.last:
        query = query.where(cases.c.legal_date <= wanted.last.isoformat())
    for row in connection.execute(query, execution_options={"yield_per": _TOGETHER}):
        yield row, unwrap_lock(ring, row.id, row.wrapped).read(label_of("event", row.event_id), row.body)

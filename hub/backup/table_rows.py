"""The rows of all tables as lines of JSON, the same from SQLite and PostgreSQL, and back into either."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text

from hub.store import (  # noqa: F401  # their tables are in `metadata`
    schema,
    schema_decisions,
    schema_ends,
    schema_files,
    schema_operators,
    schema_outbox,
)
from hub.store.columns import metadata

LEFT_OUT = frozenset(
    {
        "staff_session",
        "half_session",
        "sign_in_try",
        "enrolment_try",
        "provider_attempt",
        "provider_stranger",
        "provider_session",
        "telephone_file",
    }
)
"""Tables of the moment: whoever was signed in signs in again, and what nobody sent yet is sent again."""
_TOGETHER = 200
"""Rows inserted by one statement, or fetched at once: `yield_per` on a result that is there already holds it whole."""


def tables() -> list[Table]:
    """Every table of a copy, each after those that its rows refer to."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def revision(connection: Connection) -> str:
    """The migration that the database stands at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def lines(connection: Connection, counted: Counter[str]) -> Iterator[bytes]:
    """One line for each row: its table and its values. Counts rows by table into `counted`."""
    for table in tables():
        for row in connection.execute(select(table), execution_options={"yield_per": _TOGETHER}).mappings():
            counted[table.name] += 1
            values = {name: _as_json(value) for name, value in row.items()}
            yield json.dumps([table.name, values], ensure_ascii=False).encode()


def insert_lines(connection: Connection, given: Iterable[bytes]) -> Counter[str]:
    """Insert the rows of such lines, in their order; gives how many went into each table."""
    counted: Counter[str] = Counter()
    waiting: list[dict[str, Any]] = []
    of = ""

    def flush() -> None:
        if waiting:
            connection.execute(insert(metadata.tables[of]), waiting)
            counted[of] += len(waiting)
            waiting.clear()

    for line in given:
        name, values = json.loads(line)
        if name != of or len(waiting) >= _TOGETHER:
            flush()
            of = name
        waiting.append({column: _from_json(value) for column, value in values.items()})
    flush()
    return counted


def empty(connection: Connection) -> None:
    """Delete every row of every table, those of the moment too."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


def _as_json(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return base64.b64decode(value["bytes"]) if "bytes" in value else datetime.fromisoformat(value["moment"])

"""How a database finds what a statement asks: which tables it would read from one end to the other."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, event

from hub.hub import Hub

GROWING = ("cases", "case_key", "event", "decision", "name_token", "site_update", "audit", "delivery", "attachment")
"""Tables with rows for each case, or each gesture."""
_SQLITE = re.compile(r"SCAN (\w+)\b(?P<index> USING)?")
_POSTGRESQL = re.compile(r"(?:Scan|Scan Backward) (?:using \w+ )?on (\w+)")
_EMPTY = "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) = 0"
_CONDITION = ("Index Cond:", "TID Cond:")
_AS_IF_LARGE = (
    "UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relkind = 'r' AND pg_relation_size(oid) > 0"
    f" AND relname IN ({', '.join(map(repr, GROWING))})"
)
"""For this transaction, a page of rows is taken for a million of them: PostgreSQL reads few rows whole, rightly."""
_OF_WHAT_WAITS = ("ix_delivery_waiting", "ix_delivery_attention")
"""Indexes of what has not arrived alone."""


@contextmanager
def watched(hub: Hub) -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its parameters that this thread asks the hub's database meanwhile: the hub's daily upkeep,
    in a thread of its own, reads the trail whole.
    """
    asked: list[tuple[str, Any]] = []
    mine = threading.get_ident()

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if (
            threading.get_ident() == mine
            and not many
            and statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE"))
        ):
            asked.append((statement, parameters))

    event.listen(hub.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(hub.store.engine, "before_cursor_execute", note)


def as_if_large(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_AS_IF_LARGE)
        # What it may have learnt of the two cases of a test says that every case has one number.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL statement_timeout = '10s'")


def read_whole(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The growing tables that the database reads whole for a statement; those without a row cannot be judged on
    PostgreSQL."""
    limited = "LIMIT" in statement  # then an index is followed as far as a page goes
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        scans = [scan for row in plan if (scan := _SQLITE.match(str(row[-1]).strip()))]
        whole = {scan[1] for scan in scans if not (limited and scan["index"]) and not _waits(scan.string)}
    else:
        whole = set(_without_condition(connection, statement, parameters, limited))
        whole -= set(connection.exec_driver_sql(_EMPTY).scalars())
    return whole & set(GROWING)


def _without_condition(connection: Connection, statement: str, parameters: Any, limited: bool) -> Iterator[str]:
    lines = [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
    for place, line in enumerate(lines):
        if found := _POSTGRESQL.search(line):
            of_node = takewhile(lambda below: "->" not in below, lines[place + 1 :])
            by_index = "Index" in line or "Bitmap" in line
            conditions = any(mark in below for below in of_node for mark in _CONDITION)
            if "Bitmap Heap" not in line and not conditions and not (limited and by_index) and not _waits(line):
                yield found[1]


def _waits(line: str) -> bool:
    return any(name in line for name in _OF_WHAT_WAITS)

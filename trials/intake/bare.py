"""The least that storing costs: the rows that the hub made, inserted again by a bare `executemany` of the driver."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Table, select

from hub.store.opening import Store
from hub.store.schema import case_key, cases, event, name_token, site

_TABLES = (cases, case_key, name_token, event)
Rows = dict[Table, list[tuple[Any, ...]]]


def stored(store: Store) -> Rows:
    """The rows that events became, and those of their sites."""
    with store.reading() as connection:  # as the driver gives them, so that it takes them again as they are
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(str(select(table)))] for table in (site, *_TABLES)
        }


def insert(store: Store, rows: Rows, batch: int) -> tuple[float, float]:
    """Insert them into an empty database of the same tables, `batch` cases in a transaction, in one thread.

    Gives the seconds that passed, and those of the processor in this process.
    """
    _run(store.engine, [(site, rows[site])])
    order = [row[0] for row in rows[cases]]
    of = {table: _by_case(table, rows[table]) for table in _TABLES}
    batches = [
        [(table, [row for case in order[start : start + batch] for row in of[table][case]]) for table in _TABLES]
        for start in range(0, len(order), batch)
    ]
    begun, cpu = time.perf_counter(), time.process_time()
    for part in batches:
        _run(store.engine, part)
    return time.perf_counter() - begun, time.process_time() - cpu


def _by_case(table: Table, rows: Sequence[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    place = list(table.c.keys()).index({"cases": "id", "event": "stream"}.get(table.name, "case_id"))
    result: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        result.setdefault(row[place], []).append(row)
    return result


def _run(engine: Engine, part: list[tuple[Table, list[tuple[Any, ...]]]]) -> None:
    sqlite = engine.dialect.name == "sqlite"
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for table, rows in part:
            marks = ", ".join("?" if sqlite else "%s" for _ in table.c)
            names = ", ".join(table.c.keys())
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # nosec B608
        if sqlite:
            cursor.execute("COMMIT")
        else:
            connection.commit()
    finally:
        connection.close()

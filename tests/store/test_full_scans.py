"""No statement of the store reads a whole table that grows with every case, but those that say why."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module

from kiosk.store.database import Store
from scripts.source import below, modules

GROWING = (
    "cases", "submissions", "events", "sends", "acknowledgements", "rejections", "updates", "jobs", "job_states",
    "tries", "journal", "data_keys", "attachments", "attachment_pieces", "mandate_marks", "mandate_uses",
)  # fmt: skip
"""What has a row or more for each case or mandate that ever was, or that is still kept."""
WHOLE = {
    "SELECT cases.id, cases.names, cases.changed_at": "the beginning of two statements that go on with a condition",
    "SELECT reference FROM submissions ORDER BY counter": "the newest alone",
    "SELECT count(*) FROM submissions": "counted for whoever makes or brings back a backup",
    "SELECT count(DISTINCT attachment_id)": "counted for whoever makes or brings back a backup",
    "SELECT proof FROM submissions": "from the newest: nearly every case has a proof",
    "INSERT OR IGNORE INTO unanswered": "when a hub was put back to an older copy, what is still sealed",
    "SELECT count(*) FROM parcels": "the files of cases that are kept, and of no other",
    "DELETE FROM parcel_receipts WHERE attachment_id IN": "when a hub was put back, the files that are kept",
    "SELECT case_id, proof FROM submissions": "signed again, when the box gets another key",
    "SELECT id, stream, sequence, type": "what is still sealed is signed again, when the box gets another key",
    "SELECT recorded_at FROM events WHERE rowid": "from the newest, and only where one is newer than the last date",
    "SELECT number FROM journal WHERE at >=": "lines before the first young one are purged",
    "SELECT number, at, mediator_id": "the journal is verified whole, when somebody asks",
    "SELECT count(*) FROM data_keys": "asked by the wizard, before there is a case",
    "SELECT count(*) FROM cases": "asked by the wizard, before there is a case",
    "SELECT * FROM spool ORDER BY queued_at": "from the newest, as many as are shown",
}
"""The beginning of a statement, and why it may read such a table from one end."""
OTHERS = ("kiosk.store.migrations", "kiosk.store.address_completion", "kiosk.store.catalogue_index")
"""What runs once, and what has databases of its own."""
_METHODS = {"rows_where": "SELECT {} FROM", "count_where": "SELECT count(*) FROM", "delete_where": "DELETE FROM"}
BEGINS = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")


def statements() -> Iterator[tuple[str, str]]:
    """Every SQL statement of the store, with where it stands; what only its function can fill in is left out."""
    for module in modules().values():
        if not below(module.name, ("kiosk.store",)) or below(module.name, OTHERS):
            continue
        named = vars(import_module(module.name))
        inner = {id(part) for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
                yield f"{module.where}:{node.lineno}", _asked(node, named)
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in inner):
                sql = _written(node, named)
                if sql.lstrip().startswith(BEGINS):
                    yield f"{module.where}:{node.lineno}", sql


def _asked(call: ast.Call, named: dict[str, object]) -> str:
    """What sqlite-utils makes of `db.table(…).rows_where(…)` and its like, "" where a function's own name is in it."""
    assert isinstance(call.func, ast.Attribute)
    begins = _METHODS[call.func.attr]
    given = {keyword.arg: _written(keyword.value, named) for keyword in call.keywords if keyword.arg != "limit"}
    table = _written(call.func.value.args[0], named) if isinstance(call.func.value, ast.Call) else ""
    where = [_written(argument, named) for argument in call.args[:1]]
    if not all((table, *given.values(), *where)):
        return ""
    order = f" ORDER BY {given['order_by']}" if "order_by" in given else ""
    return " ".join((begins.format(given.get("select", "*")), table, *(f"WHERE {some}" for some in where))) + order


def _written(node: ast.expr, named: dict[str, object]) -> str:
    """The text of a literal, "" where a name in it is a function's own."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    try:
        return str(eval(compile(ast.Expression(node), "sql", "eval"), dict(named)))
    except (NameError, AttributeError):
        return ""


def scans(store: Store, sql: str) -> list[str]:
    """The growing tables that the plan of a statement reads from one end."""
    values = dict.fromkeys(re.findall(r":(\w+)", sql)) or [None] * (
        len(set(re.findall(r"\?\d+", sql))) or sql.count("?")
    )
    plan = [row[3] for row in store.read().conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return [step for step in plan if step.startswith("SCAN ") and step.split()[1] in GROWING]


def test_no_statement_reads_a_growing_table_from_one_end_but_those_that_say_why(store: Store) -> None:
    """A case's state went through every acknowledgement in search of its own: 50 lines of a list took a minute of
    100,000 cases (measured 2026-11). That plan has no scan: `tests/trials/test_size.py` counts the work.
    """
    whole = {sql: (where, scans(store, sql)) for where, sql in statements() if " " in sql}
    assert len(whole) > 150
    whole = {sql: plan for sql, plan in whole.items() if plan[1]}
    assert not {sql: plan for sql, plan in whole.items() if not sql.startswith(tuple(WHOLE))}
    assert not [begins for begins in WHOLE if not any(sql.startswith(begins) for sql in whole)]


def test_one_that_does_is_found(store: Store) -> None:
    for sql in [
        "SELECT id FROM cases WHERE language = ?",
        "UPDATE events SET sealed = x'' WHERE length(kept) > 0",
        "SELECT count(*) FROM submissions WHERE kind = :kind",
        "SELECT journal.at FROM mediators CROSS JOIN journal WHERE detail = ?1 OR action = ?1",
    ]:
        assert scans(store, sql)

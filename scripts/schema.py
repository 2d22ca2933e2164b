"""Writes docs/schema.sql, the present schema of the box on one page, from the migrations.

What each table and column is for is written on the page itself, and stays there: a new table begins with « ? ».
"""

import re
import sys
from pathlib import Path
from textwrap import indent
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.store.database import Database, bring_up_to_date  # noqa: E402 - from the root, whoever runs this

PAGE = ROOT / "docs" / "schema.sql"
OPENING = """\
-- The database of a box, as it is today: every table with its indexes and triggers, then the views.
-- `python -m scripts.schema` writes it from kiosk/store/migrations/ and keeps the sentences; a test holds it to them.
-- Moments are ISO 8601 in UTC, sizes are bytes, 0 and 1 are no and yes.
"""
LIBRARY = "_sqlite_migrations"
"""A table that no migration makes."""


def page() -> str:
    """The schema that all migrations together make, as SQL that makes it again."""
    db = Database(memory=True, execute_plugins=False)
    bring_up_to_date(db)
    things = list(db.query("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"))
    about = sentences(PAGE.read_text("utf-8"))
    tables = {thing["name"]: thing["sql"] for thing in things if thing["type"] == "table"}
    parts = [OPENING, "\n", *(part(name, tables[name], about, things) for name in tables if name != LIBRARY)]
    parts.append("\n\n-- Views: what a state is, is computed from what happened and stored nowhere.\n")
    parts += [
        f"\n-- {about.get(thing['name'], '?')}\n{dedented(thing['sql'])};\n"
        for thing in things
        if thing["type"] == "view"
    ]
    return "".join([*parts, "\n", part(LIBRARY, tables[LIBRARY], about, things)])


def sentences(sql: str) -> dict[str, str]:
    """What the page says of each table and view, and of columns as `table.column`."""
    result, table, sentence = {}, "", ""
    for line in map(str.strip, sql.splitlines()):
        if line.startswith("-- "):
            sentence = line.removeprefix("-- ")
        elif made := re.match(r"CREATE (?:TABLE|VIEW) \W?(\w+)", line):
            table = made[1]
            result[table] = sentence
        elif line and sentence:
            result[f"{table}.{line.split()[0]}"] = sentence
        sentence = sentence if line.startswith("-- ") else ""
    return result


def part(name: str, sql: str, about: dict[str, str], things: list[dict[str, Any]]) -> str:
    belongings = [
        dedented(thing["sql"])
        for kind in ("index", "trigger")
        for thing in things
        if thing["type"] == kind and thing["tbl_name"] == name
    ]
    return f"\n-- {about.get(name, '?')}\n" + "".join(f"{sql};\n" for sql in (laid_out(name, sql, about), *belongings))


def laid_out(name: str, sql: str, about: dict[str, str]) -> str:
    """A CREATE TABLE with one column or constraint a line, and what `about` says of a column above it."""
    opening, closing = sql.index("("), sql.rindex(")")
    columns = list(split(sql[opening + 1 : closing]))
    lines = []
    for place, column in enumerate(columns):
        result = about.get(f"{name}.{column.split()[0]}")
        lines += [f"-- {result}"] if result else []
        lines.append(column + ("," if place < len(columns) - 1 else ""))
    return f"{sql[:opening].strip()} (\n{indent(chr(10).join(lines), '    ')}\n){sql[closing + 1 :]}"


def split(columns: str) -> list[str]:
    """The columns and constraints between the brackets of a table: at commas that stand in no bracket of their own."""
    return [" ".join(column.split()) for column in re.split(r",(?![^()]*\))", columns)]


def dedented(sql: str) -> str:
    """A statement whose further lines are indented by four spaces, and by what they had beyond the least of them."""
    first, *others = sql.splitlines()
    least = min((len(line) - len(line.lstrip()) for line in others), default=0)
    return "\n".join([first, *(f"    {line[least:]}" for line in others)])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

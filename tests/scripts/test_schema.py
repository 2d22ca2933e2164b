"""docs/schema.sql is the schema: every table and view has its sentence, and running it makes the same database."""

from typing import Any

import sqlcipher3.dbapi2 as driver

from kiosk.store.database import Database, bring_up_to_date
from scripts.schema import PAGE, page


def made() -> Database:
    """An empty database with all migrations."""
    db = Database(memory=True, execute_plugins=False)
    bring_up_to_date(db)
    return db


def test_the_page_is_current() -> None:
    """`python -m scripts.schema` writes it."""
    assert PAGE.read_text("utf-8") == page()


def test_the_page_makes_the_same_schema() -> None:
    connection = driver.connect(":memory:")
    connection.executescript(PAGE.read_text("utf-8"))
    assert described(connection) == described(made().conn)


def described(connection: Any) -> list[tuple[object, ...]]:
    """Every table's columns, and everything's name."""
    query = "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    things = connection.execute(query).fetchall()
    columns = [
        (name, column) for kind, name, _ in things if kind == "table"
        for column in connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
    ]  # fmt: skip
    return [*things, *columns]


def test_every_table_and_view_says_what_it_is() -> None:
    assert "-- ?" not in PAGE.read_text("utf-8")

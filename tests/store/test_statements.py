"""What is written into the store says which value goes into which column."""

import ast
from collections.abc import Iterator

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store.database import Store
from scripts.source import below, modules

MOST = 3
"""Values that a person still counts off against a list of columns."""


def statements() -> Iterator[tuple[str, str]]:
    """Every SQL statement of the store that writes, with where it stands; what is filled in is left out."""
    for module in modules().values():
        if not below(module.name, ("kiosk.store",)):
            continue
        for node in ast.walk(module.tree):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            sql = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            if isinstance(node, ast.JoinedStr | ast.Constant) and sql.lstrip().startswith(("INSERT", "UPDATE")):
                yield f"{module.where}:{node.lineno}", sql


def test_more_than_three_values_are_written_by_their_names() -> None:
    assert len(list(statements())) > 20
    assert not [where for where, sql in statements() if sql.count("?") > MOST]


def test_no_table_and_no_column_appears_by_inserting(store: Store) -> None:
    """Tables change in migrations only: sqlite-utils would make a table whose name is misspelt."""
    before = list(store.read().query("SELECT sql FROM sqlite_schema"))
    counter = {"name": "starts", "value": 1}
    for table, row in (("countres", counter), ("counters", counter | {"valeu": 1})):
        for alter in (False, True):
            with pytest.raises(driver.DatabaseError), store.write() as db:
                db.table(table).insert(row, alter=alter)
    with pytest.raises(driver.DatabaseError), store.write() as db:
        db.table("counters").create_index(["value"])
    assert list(store.read().query("SELECT sql FROM sqlite_schema")) == before


def test_every_table_that_the_store_names_is_there(store: Store) -> None:
    """sqlite-utils finds nothing in a table that is not there, and deletes nothing: it says no word of it."""
    kinds = {"table": store.read().table_names(), "view": store.read().view_names()}
    named = [
        (node.func.attr, node.args[0].value)
        for module in modules().values()
        if below(module.name, ("kiosk.store",))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in kinds
        if isinstance(node.args[0], ast.Constant)
    ]
    assert len(named) > 100
    assert not [(kind, name) for kind, name in named if name not in kinds[kind]]

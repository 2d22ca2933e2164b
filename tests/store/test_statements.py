"""What is written into the store says which value goes into which column."""

import ast
from collections.abc import Iterator

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store.database import Store, insert, rows
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


def test_a_row_is_written_by_the_names_of_its_columns(store: Store) -> None:
    with store.write() as db:
        assert insert(db, "counters", {"value": 7, "name": "a"}) == 1
        assert insert(db, "counters", {"name": "b", "value": 8}) == 2
    assert rows(store.read(), "SELECT name, value FROM counters ORDER BY name") == [
        {"name": "a", "value": 7},
        {"name": "b", "value": 8},
    ]


def test_what_is_there_already_is_refused_kept_or_replaced_as_asked(store: Store) -> None:
    with store.write() as db:
        insert(db, "counters", {"name": "a", "value": 7})
        with pytest.raises(driver.IntegrityError):
            insert(db, "counters", {"name": "a", "value": 8})
        insert(db, "counters", {"name": "a", "value": 9}, "IGNORE")
        assert rows(db, "SELECT value FROM counters") == [{"value": 7}]
        insert(db, "counters", {"name": "a", "value": 10}, "REPLACE")
        assert rows(db, "SELECT value FROM counters") == [{"value": 10}]

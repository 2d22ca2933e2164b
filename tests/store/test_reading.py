"""Rows come out of a query as values."""

from typing import Any

import pytest
from msgspec import Struct

from kiosk.store import reading
from kiosk.store.database import Store

THREE = 'SELECT value AS name, value || \'!\' AS said FROM json_each(\'["b","a","c"]\')'


class Said(Struct, frozen=True):
    name: str
    said: str


def shouted(row: dict[str, Any]) -> str:
    return str(row["said"]).upper()


def test_the_first_row_is_a_value_and_no_row_is_none(store: Store) -> None:
    assert reading.first(reading.as_written(Said), store.read(), THREE) == Said("b", "b!")
    assert reading.first(shouted, store.read(), f"{THREE} WHERE value = ?", "z") is None


def test_every_row_is_a_value_in_the_order_of_the_query(store: Store) -> None:
    assert reading.every(shouted, store.read(), THREE) == ["B!", "A!", "C!"]
    assert reading.every(shouted, store.read(), f"{THREE} WHERE value = ?", "z") == []


def test_a_column_that_the_value_does_not_have_is_refused(store: Store) -> None:
    with pytest.raises(TypeError):
        reading.every(reading.as_written(Said), store.read(), "SELECT 1 AS name, 2 AS size")


def test_values_go_into_a_query_as_one_parameter(store: Store) -> None:
    wanted = f"{THREE} WHERE value IN (SELECT value FROM json_each(?))"
    assert reading.every(shouted, store.read(), wanted, reading.listed({"c", "b"})) == ["B!", "C!"]
    assert reading.every(shouted, store.read(), wanted, reading.listed(())) == []

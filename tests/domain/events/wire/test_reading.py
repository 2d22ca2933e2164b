"""Where a message does not have the shape it should have."""

import json
from typing import Annotated

import pytest
from msgspec import UNSET, Struct

from kiosk.domain.events.wire.reading import Misfit, convert, decode
from kiosk.domain.events.wire.values import Maybe, Text, whole


class Child(Struct):
    name: Text
    age: Annotated[int, whole(0, 130)]


class Family(Struct):
    name: Text
    children: tuple[Child, ...]
    phone: Maybe[Text] = UNSET


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"name": "Awa", "children": [{"name": "Inès", "age": 7}, {"name": "Ali", "age": -1}]}, "children[1].age"),
        ({"name": "Awa", "children": [{"age": 7}]}, "children[0].name"),
        ({"name": "Awa", "children": {}}, "children"),
        ({"name": "Awa", "children": [None]}, "children[0]"),
        ({"name": "Awa", "children": [], "phone": 6}, "phone"),
        ({"name": "a `b` - at `$.phone`", "children": [], "phone": 6}, "phone"),
        ({"children": []}, "name"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_part_that_does_not_fit_is_named(value: object, place: str) -> None:
    for read in (lambda: convert(Family, value), lambda: decode(Family, json.dumps(value).encode())):
        with pytest.raises(Misfit) as raised:
            read()
        assert raised.value.place == place


def test_what_is_more_is_not_read_and_what_may_be_missing_is_unset() -> None:
    assert decode(Family, b'{"name": "Awa", "children": [], "more": 1}') == Family("Awa", ())
    assert convert(Family, {"name": "Awa", "children": [], "phone": None}).phone is None


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"name": NaN}', b'{"more": ' + b"[" * 100_000])
def test_what_is_no_json_fits_nowhere(data: bytes) -> None:
    with pytest.raises(Misfit) as raised:
        decode(Family, data)
    assert raised.value.place == ""

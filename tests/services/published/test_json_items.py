"""What is wrong with an item of JSON is told with its file."""

from datetime import date

from kiosk.domain.published.contents import Revocation
from kiosk.services.published import json_items

DAY = date(2026, 11, 27)
GOOD = b'{"revokes": "key", "id": "a", "since": "2026-11-27", "why": {"fr": "Vol."}}'


def codes(**items: bytes) -> list[str]:
    check = json_items.checks(Revocation, lambda one: one.id, lambda one: "odd" if one.id == "odd" else "")
    return [f"{fault.path} {fault.code}" for fault in check(items, DAY)]


def test_items_that_are_right_have_no_fault() -> None:
    assert codes(a=GOOD, b=GOOD.replace(b'"a"', b'"b"')) == []


def test_another_shape_is_a_fault_of_its_file() -> None:
    for content in [b"", b"[]", b"{", b"\xff", GOOD.replace(b"fr", b"de"), GOOD[:-1] + b', "x": 1}']:
        assert codes(a=content) == ["a wrong-item"]


def test_two_items_about_the_same_thing_and_one_that_its_kind_refuses_are_told() -> None:
    assert codes(a=GOOD, b=GOOD) == ["b repeated-item"]
    assert codes(a=GOOD.replace(b'"a"', b'"odd"')) == ["a odd"]

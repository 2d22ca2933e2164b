"""Where a value does not have the shape it should have."""

import pytest

from kiosk.hub.wire.shape import Maybe, Shape, fault, matching, one_of, text, text_up_to, whole

PERSON = {"name": text, "children": [{"name": text, "age": whole(0, 130)}], "phone": Maybe(text)}


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"name": "Awa", "children": []}, ""),
        ({"name": "Awa", "children": [], "phone": None, "more": 1}, ""),
        ({"name": "Awa", "children": [{"name": "Inès", "age": 7}, {"name": "Ali", "age": -1}]}, "children[1].age"),
        ({"name": "Awa", "children": {}}, "children"),
        ({"name": "Awa", "children": [None]}, "children[0]"),
        ({"name": "Awa", "children": [], "phone": 6}, "phone"),
        ({"children": []}, "name"),
        ([], "."),
        (None, "."),
    ],
)
def test_the_first_value_that_does_not_fit_is_named(value: object, where: str) -> None:
    assert fault(PERSON, value) == where


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (text, ["", "é", "𝄞"], [None, 1, "a\0", "\ud83d", b"x"]),
        (text_up_to(2), ["ab"], ["abc", "a\0"]),
        (whole(1, 3), [1, 3], [0, 4, True, 1.0, "1"]),
        (matching("[0-9a-f]{2}"), ["0f"], ["0F", "0f\n", "0ff", 15, "٠٠"]),
        (one_of("a", "b"), ["a"], ["c", None, ["a"]]),
    ],
)
def test_each_test_takes_what_it_says(shape: Shape, good: list[object], bad: list[object]) -> None:
    assert [value for value in good if fault(shape, value)] == []
    assert [value for value in bad if not fault(shape, value)] == []

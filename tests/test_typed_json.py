"""Dataclasses cross as JSON and come back the same; whatever is not exactly theirs is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk import typed_json
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations import OPERATIONS


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of several."""

    name: str
    well: bool | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """Every kind of field there may be."""

    count: int
    share: float
    sure: bool
    path: Path
    leaf: Leaf
    leaves: tuple[Leaf, ...] = ()
    words: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    age: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Strange:
    """A field that JSON has no form for."""

    letters: set[str]


some.register_type_strategy(Path, some.sampled_from([Path("/a/b"), Path("c")]))
LEAF = some.builds(Leaf, name=some.text(), well=some.none() | some.booleans())
TREE = some.builds(
    Tree,
    count=some.integers(), share=some.floats(allow_nan=False), sure=some.booleans(),
    path=some.from_type(Path), leaf=LEAF, leaves=some.lists(LEAF).map(tuple),
    words=some.lists(some.text()).map(tuple), settings=some.dictionaries(some.text(), some.text()),
    age=some.none() | some.integers(), day=some.none() | some.dates(),
)  # fmt: skip
WHOLE: dict[str, Any] = {"count": 1, "share": 0.5, "sure": True, "path": "/a", "leaf": {"name": "x", "well": None}}


@given(TREE)
def test_what_is_written_comes_back_equal(tree: Tree) -> None:
    assert typed_json.read(Tree, json.loads(json.dumps(typed_json.written(tree)))) == tree


@settings(max_examples=20)
@given(some.data())
def test_whatever_a_command_asks_and_is_answered_crosses_to_a_running_box(data: some.DataObject) -> None:
    for operation in OPERATIONS:
        for form in (operation.details, operation.result):
            value = data.draw(some.from_type(form))
            assert typed_json.read(form, json.loads(json.dumps(typed_json.written(value)))) == value


def test_what_has_a_default_may_be_missing() -> None:
    assert typed_json.read(Tree, WHOLE) == Tree(1, 0.5, True, Path("/a"), Leaf("x"))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"count": True}, "Tree.count"),
        ({"count": 1.0}, "Tree.count"),
        ({"count": "1"}, "Tree.count"),
        ({"share": 1}, "Tree.share"),
        ({"sure": 0}, "Tree.sure"),
        ({"path": None}, "Tree.path"),
        ({"leaf": None}, "Tree.leaf"),
        ({"leaf": {"well": True}}, "Tree.leaf.name"),
        ({"leaf": {"name": "x", "well": 1}}, "Tree.leaf.well"),
        ({"leaf": {"name": "x", "colour": 1}}, "Tree.leaf.colour"),
        ({"leaves": {}}, "Tree.leaves"),
        ({"leaves": [{"name": "x"}, {}]}, "Tree.leaves[1].name"),
        ({"words": "words"}, "Tree.words"),
        ({"settings": []}, "Tree.settings"),
        ({"settings": {"host": 1}}, "Tree.settings.host"),
        ({"age": "old"}, "Tree.age"),
        ({"day": "tomorrow"}, "Tree.day"),
        ({"day": 20261130}, "Tree.day"),
        ({"secret": 1}, "Tree.secret"),
    ],
)
def test_what_is_not_theirs_is_refused_by_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_json.read(Tree, WHOLE | change)
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_DETAILS, {"field": where})


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(Refused, match="bad-details"):
        typed_json.read(Leaf, value)


def test_a_field_without_a_form_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="no form in JSON"):
        typed_json.read(Strange, {"letters": []})

"""A value never changes, is equal by its fields, and has no room for anything else."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from kiosk.frozen import Frozen


class Place(Frozen):
    name: str
    number: int = 1

    def shown(self) -> str:
        return f"{self.number} {self.name}"


class Street(Place, order=True):
    signs: tuple[str, ...] = ()
    key: str = field(default="", repr=False)

    def shown(self) -> str:
        return super().shown() + ", " + " ".join(self.signs)


@pytest.mark.parametrize("name", ["name", "number", "size"])
def test_a_value_is_never_changed_and_takes_nothing_more(name: str) -> None:
    place: Any = Place("hall")
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        setattr(place, name, "other")
    assert place == Place("hall", 1) and not hasattr(place, "__dict__") and not hasattr(Street("a"), "__dict__")


def test_another_value_is_made_by_replacing() -> None:
    assert replace(Street("hall", 2), number=3) == Street("hall", 3)
    assert [of.name for of in fields(Street)] == ["name", "number", "signs", "key"]


def test_values_are_equal_by_their_fields_and_their_class() -> None:
    assert len({Place("a"), Place("a"), Place("b")}) == 2
    assert Place("a") != Street("a")


def test_only_a_class_that_says_so_has_an_order() -> None:
    first: Any = Place("a")
    assert Street("a", 2) < Street("b", 1)
    with pytest.raises(TypeError):
        first < Place("b")  # noqa: B015


def test_a_method_goes_on_with_what_its_base_says() -> None:
    assert Street("hall", 2, ("stop", "slow")).shown() == "2 hall, stop slow"


def test_a_secret_is_not_shown() -> None:
    assert repr(Street("hall", key="1234")) == "Street(name='hall', number=1, signs=())"


def test_a_value_is_copied_and_read_by_its_places() -> None:
    street = Street("hall", 2)
    assert pickle.loads(pickle.dumps(street)) == copy.deepcopy(street) == street
    match street:
        case Place(name, number):
            assert (name, number) == ("hall", 2)

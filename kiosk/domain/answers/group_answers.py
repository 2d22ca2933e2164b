"""The items of a group: the same fields answered for several people or things, each item on its own page.

A group's answer stores what was typed as one flat `Typed` with parts `<number>.<field>` or `<number>.<field>.<part>`.
Numbers are not reused while later items exist: removing an item leaves a gap, so that a double tap on « remove » does
not remove the next item.
"""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from kiosk.domain.answers.case import Answer
from kiosk.domain.language.words import Typed, Value
from kiosk.domain.procedure.procedure import Field

Judge = Callable[[Field, Typed, date], Answer]
"""The type of `answering.answer`, which is passed in because `answering` imports this module."""
HIGHEST = 9_999
"""The highest number an item can have."""


class Item(Struct, frozen=True):
    """One item of a group: the fields that are asked of it, and its answers by field id."""

    fields: tuple[Field, ...]
    answers: Mapping[str, Answer]

    @property
    def values(self) -> dict[str, Value]:
        """Field id to value, for the asked fields that have one."""
        all_values = {field.id: self.answers[field.id].value for field in self.fields}
        return {name: value for name, value in all_values.items() if value is not None}

    @property
    def faults(self) -> dict[str, str]:
        """Field id to fault code, for the asked fields that are not valid yet."""
        return {field.id: fault for field in self.fields if (fault := self.answers[field.id].fault)}


def numbers(typed: Typed) -> list[int]:
    """The numbers of the items, in ascending order."""
    heads = {part.partition(".")[0] for part in typed}
    return sorted(int(head) for head in heads if head.isdecimal())


def next_number(typed: Typed) -> int:
    """The number for a new item: one above the highest in use."""
    return max(numbers(typed), default=0) + 1


def typed_of(typed: Typed, number: int) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is typed for one item: field id to its parts."""
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, values in typed.items():
        head, _, rest = part.partition(".")
        if head == str(number):
            name, _, own = rest.partition(".")
            fields.setdefault(name, {})[own] = values
    return fields


def with_item(typed: Typed, number: int, given: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    """A copy of `typed` in which the item of this number is replaced by `given`."""
    replaced = without(typed, number)
    for name, parts in given.items():
        for part, values in parts.items():
            replaced[f"{number}.{name}.{part}" if part else f"{number}.{name}"] = values
    return replaced


def without(typed: Typed, number: int) -> dict[str, tuple[str, ...]]:
    """A copy of `typed` without the item of this number."""
    return {part: values for part, values in typed.items() if part.partition(".")[0] != str(number)}


def item(field: Field, given: Mapping[str, Typed], today: date, judge: Judge) -> Item:
    """Judge one item; a field's condition looks only at earlier fields of the same item."""
    shown: list[Field] = []
    answers: dict[str, Answer] = {}
    values: dict[str, Value] = {}
    for inner in field.fields:
        if inner.when is None or inner.when.holds(values, today):
            shown.append(inner)
            answers[inner.id] = judge(inner, given.get(inner.id, {}), today)
            if answers[inner.id].value is not None:
                values[inner.id] = answers[inner.id].value
    return Item(tuple(shown), answers)


def answer(field: Field, kept: Typed, today: date, judge: Judge) -> Answer:
    """Judge a whole group. Faults: incomplete-item, too-few-items, too-many-items."""
    items = [item(field, typed_of(kept, number), today, judge) for number in numbers(kept)]
    if any(member.faults for member in items):
        return Answer(kept, fault="incomplete-item")
    if len(items) < field.options.get("least", 1):
        return Answer(kept, fault="too-few-items")
    if len(items) > field.options.get("most", len(items)):
        return Answer(kept, fault="too-many-items")
    return Answer(kept, [member.values for member in items])

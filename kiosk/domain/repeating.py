"""What is typed for a group: each of several people or things answers the group's fields on a page of its own.

A group's answer keeps what was typed as one flat `Typed`, whose parts are `<number>.<field>` or
`<number>.<field>.<part>`. A number is given once: what is taken away leaves a gap, so that a second tap takes nothing
else away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.domain.case import Answer, Typed, Value
from kiosk.domain.procedure import Field

Judge = Callable[[Field, Typed, date], Answer]
"""`answering.answer`, handed in: it is what calls this module."""
HIGHEST = 9_999
"""The last number that one can be given."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of them: the fields that are asked of it, and its answers by field id."""

    fields: tuple[Field, ...]
    answers: Mapping[str, Answer]

    @property
    def values(self) -> dict[str, Value]:
        """Field id to meaning, for what is asked and has one."""
        found = {field.id: self.answers[field.id].value for field in self.fields}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def faults(self) -> dict[str, str]:
        """Field id to fault code, for what is asked and means nothing yet."""
        return {field.id: fault for field in self.fields if (fault := self.answers[field.id].fault)}


def numbers(typed: Typed) -> list[int]:
    """The numbers of those that something is typed for, in their order."""
    heads = {part.partition(".")[0] for part in typed}
    return sorted(int(head) for head in heads if head.isdecimal())


def next_number(typed: Typed) -> int:
    """The number of the next one; one that was just added and taken away may be given again."""
    return max(numbers(typed), default=0) + 1


def typed_of(typed: Typed, number: int) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is typed for one of them, field id to its parts."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, values in typed.items():
        head, _, rest = part.partition(".")
        if head == str(number):
            name, _, own = rest.partition(".")
            found.setdefault(name, {})[own] = values
    return found


def with_item(typed: Typed, number: int, given: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    """The same with this typed for one of them, in place of what was."""
    kept = without(typed, number)
    for name, parts in given.items():
        for part, values in parts.items():
            kept[f"{number}.{name}.{part}" if part else f"{number}.{name}"] = values
    return kept


def without(typed: Typed, number: int) -> dict[str, tuple[str, ...]]:
    """The same with one of them taken away."""
    return {part: values for part, values in typed.items() if part.partition(".")[0] != str(number)}


def item(field: Field, given: Mapping[str, Typed], today: date, judge: Judge) -> Item:
    """One of them, as its fields judge it; a condition asks the fields before it, of the same one."""
    asked: list[Field] = []
    answers: dict[str, Answer] = {}
    values: dict[str, Value] = {}
    for each in field.fields:
        if each.when is None or each.when.holds(values, today):
            asked.append(each)
            answers[each.id] = judge(each, given.get(each.id, {}), today)
            if answers[each.id].value is not None:
                values[each.id] = answers[each.id].value
    return Item(tuple(asked), answers)


def answer(field: Field, kept: Typed, today: date, judge: Judge) -> Answer:
    """The answer to a whole group. Faults: incomplete-item, too-few-items, too-many-items."""
    items = [item(field, typed_of(kept, number), today, judge) for number in numbers(kept)]
    if any(each.faults for each in items):
        return Answer(kept, fault="incomplete-item")
    if len(items) < field.options.get("least", 1):
        return Answer(kept, fault="too-few-items")
    if len(items) > field.options.get("most", len(items)):
        return Answer(kept, fault="too-many-items")
    return Answer(kept, [each.values for each in items])

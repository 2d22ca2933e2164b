"""Turn what a form sent into an `Answer`: the rules that all kinds of question share.

The items of a group: the same fields answered for several people or things, each item on its own page.

A group's answer stores what was typed as one flat `Typed` with parts `<number>.<field>` or `<number>.<field>.<part>`.
Numbers are not reused while later items exist: removing an item leaves a gap, so that a double tap on « remove » does
not remove the next item.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from msgspec import Struct

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.procedure.procedure import Field

Judge = Callable[[Field, Typed, date], Answer]
"""The type of `judge_answer`, and of what `make_answer_judge` gives: an item of a group is judged by either."""
HIGHEST = 9_999
"""The highest number an item can have."""


class GroupItem(Struct, frozen=True):
    """One item of a group: the fields that are asked of it, and its answers by field id."""

    fields: tuple[Field, ...]
    answers: Mapping[str, Answer]

    @property
    def values(self) -> dict[str, Value]:
        return {field.id: value for field in self.fields if (value := self.answers[field.id].value) is not None}

    @property
    def faults(self) -> dict[str, str]:
        """Field id to fault code, for the asked fields that are not valid yet."""
        return {field.id: fault for field in self.fields if (fault := self.answers[field.id].fault)}


def list_item_numbers(typed: Typed) -> list[int]:
    heads = {part.partition(".")[0] for part in typed}
    return sorted(int(head) for head in heads if head.isdecimal())


def next_number(typed: Typed) -> int:
    """The number for a new item: one above the highest in use."""
    return max(list_item_numbers(typed), default=0) + 1


def find_typed_item(typed: Typed, number: int) -> dict[str, dict[str, tuple[str, ...]]]:
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, values in typed.items():
        head, _, rest = part.partition(".")
        if head == str(number):
            name, _, own = rest.partition(".")
            fields.setdefault(name, {})[own] = values
    return fields


def replace_item(typed: Typed, number: int, given: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    """A copy of `typed` in which the item of this number is replaced by `given`."""
    replaced = remove_item(typed, number)
    for name, parts in given.items():
        for part, values in parts.items():
            replaced[f"{number}.{name}.{part}" if part else f"{number}.{name}"] = values
    return replaced


def remove_item(typed: Typed, number: int) -> dict[str, tuple[str, ...]]:
    return {part: values for part, values in typed.items() if part.partition(".")[0] != str(number)}


def judge_item(field: Field, given: Mapping[str, Typed], today: date, judge: Judge) -> GroupItem:
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
    return GroupItem(tuple(shown), answers)


NONE_PART = "none"
"""The form part of the box « je n'en ai pas »."""
UNKNOWN_PART = "unknown"
"""The form part of the box « je ne sais pas »."""
NONE_VALUE, UNKNOWN_VALUE = "~none", "~unknown"
"""The values that mean « je n'en ai pas » and « je ne sais pas » where these are rows of a single choice."""


def judge_answer(field: Field, typed: Typed, today: date, places: Places = NOWHERE) -> Answer:
    """Judge what was typed in one field. Never raises: a fault is returned in the answer, beside what was typed.

    Faults of this function: the `unanswered` of its kind, `too-long`, `none-or-answer` if an answer was given beside
    « je n'en ai pas » or « je ne sais pas », or both of these; of a group `incomplete-item`, `too-few-items` and
    `too-many-items`. `places` are the communes that complete an address.
    """
    kind = find_field_kind(field.kind)
    if not kind.answers:
        return Answer()
    none = bool(field.none) and not _empty(typed.get(NONE_PART, ()))
    unknown = field.unknown and not _empty(typed.get(UNKNOWN_PART, ()))
    parts = {part: values for part, values in typed.items() if part not in (NONE_PART, UNKNOWN_PART)}
    boxes = [part for part, ticked in ((NONE_PART, none), (UNKNOWN_PART, unknown)) if ticked]
    kept = {**parts, **{part: typed[part] for part in boxes}}
    if len(boxes) < 2 and is_blank_input({part: values for part, values in parts.items() if part not in kind.aside}):
        fault = kind.unanswered if field.required and not boxes else ""
        return Answer(kept, none=none, fault=fault, unknown=unknown)
    if any(len(value) > kind.longest for values in parts.values() for value in values):
        cut = {part: tuple(value[: kind.longest] for value in values) for part, values in kept.items()}
        return Answer(cut, fault="too-long")
    if boxes:
        return Answer(kept, fault="none-or-answer")
    if kind.repeats:
        judge = make_answer_judge(places)
        items = [judge_item(field, find_typed_item(kept, number), today, judge) for number in list_item_numbers(kept)]
        if any(member.faults for member in items):
            return Answer(kept, fault="incomplete-item")
        if len(items) < field.options.get("least", 1):
            return Answer(kept, fault="too-few-items")
        if len(items) > field.options.get("most", len(items)):
            return Answer(kept, fault="too-many-items")
        return Answer(kept, [member.values for member in items])
    try:
        judged = Answer(kept, value=kind.judge(field, parts, today))
    except AnswerFault as fault:
        judged = Answer(kept, fault=fault.code)
    return kind.settled(field, judged, today, places)


def make_answer_judge(places: Places) -> Judge:
    return partial(judge_answer, places=places)


def says_nothing(field: Field, given: Answer) -> bool:
    """Whether an answer holds only what its question proposes by itself, or nothing at all."""
    usual = field.options.get("default")
    return is_blank_input(given.typed) or (usual is not None and given.typed == {"": (str(usual),)})


def is_blank_input(typed: Typed) -> bool:
    """Whether every part is empty or holds only white space and invisible characters."""
    return all(_empty(values) for values in typed.values())


def typed_in(field: Field, form: Mapping[str, list[str]], earlier: Answer | None = None) -> Typed:
    """The parts of one field, read from form names `f.<field>` and `f.<field>.<part>`.

    The items of a group are typed on other pages, so they are taken from its `earlier` answer.
    """
    kind = find_field_kind(field.kind)
    parts = (*kind.parts, *kind.aside, NONE_PART, UNKNOWN_PART)
    names = {part: f"f.{field.id}.{part}" if part else f"f.{field.id}" for part in parts}
    typed = {part: tuple(form[name]) for part, name in names.items() if form.get(name)}
    if field.none and typed.get("") == (NONE_VALUE,):
        return {NONE_PART: ("1",)}
    if field.unknown and typed.get("") == (UNKNOWN_VALUE,):
        return {UNKNOWN_PART: ("1",)}
    if kind.repeats and earlier is not None:
        boxes = (NONE_PART, UNKNOWN_PART)
        return {**{part: values for part, values in earlier.typed.items() if part not in boxes}, **typed}
    return typed


def _empty(values: tuple[str, ...]) -> bool:
    return not any(spelling.clean_line(value) for value in values)

"""From what a form sent to an answer: the same few rules for every kind of question."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from kiosk.domain import repeating, spelling
from kiosk.domain.case import Answer, Typed
from kiosk.domain.fields.kind import Fault, FieldKind
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.place import NOWHERE, Places
from kiosk.domain.procedure import Field

NONE_PART = "none"
"""The part of a form that says « je n'en ai pas »."""
NONE_VALUE = "~none"
"""What says the same as one of the rows of a question of which one row is pressed."""


def answer(field: Field, typed: Typed, today: date, places: Places = NOWHERE) -> Answer:
    """Judge what was typed in one field; a fault comes back inside the answer, with what was typed kept.

    Whoever says both that they have none and what it is has to choose: `none-or-answer`. `places` are the communes
    that complete an address.
    """
    kind = kind_of(field.kind)
    if not kind.answers:
        return Answer()
    none = bool(field.none) and not _empty(typed.get(NONE_PART, ()))
    asked = {part: values for part, values in typed.items() if part != NONE_PART}
    kept = {**asked, NONE_PART: typed[NONE_PART]} if none else asked
    if blank({part: values for part, values in asked.items() if part not in kind.aside}):
        return Answer(kept, none=none, fault="missing" if field.required and not none else "")
    if any(len(value) > kind.longest for values in asked.values() for value in values):
        return Answer(_cut(kept, kind.longest), fault="too-long")
    if none:
        return Answer(kept, fault="none-or-answer")
    if kind.repeats:
        return repeating.answer(field, kept, today, judge(places))
    try:
        found = Answer(kept, value=kind.judge(field, asked, today))
    except Fault as fault:
        found = Answer(kept, fault=fault.code)
    return kind.settled(field, found, today, places)


def judge(places: Places) -> repeating.Judge:
    """`answer` with these communes."""
    return partial(answer, places=places)


def blank(typed: Typed) -> bool:
    """Whether nothing that can be seen was typed in any part."""
    return all(_empty(values) for values in typed.values())


def typed_in(field: Field, form: Mapping[str, list[str]], held: Answer | None = None) -> Typed:
    """The parts of one field in a form whose names are `f.<field>` and `f.<field>.<part>`.

    A group's own are typed on pages of their own: they are those of the answer it `held`.
    """
    kind: FieldKind = kind_of(field.kind)
    parts = (*kind.parts, *kind.aside, NONE_PART)
    names = {part: f"f.{field.id}.{part}" if part else f"f.{field.id}" for part in parts}
    typed = {part: tuple(form[name]) for part, name in names.items() if form.get(name)}
    if field.none and typed.get("") == (NONE_VALUE,):
        return {NONE_PART: ("1",)}
    if kind.repeats and held is not None:
        return {**{part: values for part, values in held.typed.items() if part != NONE_PART}, **typed}
    return typed


def _empty(values: tuple[str, ...]) -> bool:
    return not any(spelling.line(value) for value in values)


def _cut(typed: Typed, longest: int) -> Typed:
    return {part: tuple(value[:longest] for value in values) for part, values in typed.items()}

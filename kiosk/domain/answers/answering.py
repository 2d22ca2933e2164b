"""Turn what a form sent into an `Answer`: the rules that all kinds of question share."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from kiosk.domain.answers import group_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.kind import Fault, FieldKind
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language import spelling
from kiosk.domain.language.values import Typed
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.procedure.procedure import Field

NONE_PART = "none"
"""The form part of the box « je n'en ai pas »."""
NONE_VALUE = "~none"
"""The value that means « je n'en ai pas » where it is one of the rows of a single choice."""


def answer(field: Field, typed: Typed, today: date, places: Places = NOWHERE) -> Answer:
    """Judge what was typed in one field. Never raises: a fault is returned in the answer, beside what was typed.

    Faults of this function: `missing`, `too-long`, and `none-or-answer` if both « je n'en ai pas » and an answer were
    given. `places` are the communes that complete an address.
    """
    kind = kind_of(field.kind)
    if not kind.answers:
        return Answer()
    none = bool(field.none) and not _empty(typed.get(NONE_PART, ()))
    parts = {part: values for part, values in typed.items() if part != NONE_PART}
    kept = {**parts, NONE_PART: typed[NONE_PART]} if none else parts
    if blank({part: values for part, values in parts.items() if part not in kind.aside}):
        return Answer(kept, none=none, fault="missing" if field.required and not none else "")
    if any(len(value) > kind.longest for values in parts.values() for value in values):
        return Answer(_cut(kept, kind.longest), fault="too-long")
    if none:
        return Answer(kept, fault="none-or-answer")
    if kind.repeats:
        return group_answers.answer(field, kept, today, judge(places))
    try:
        judged = Answer(kept, value=kind.judge(field, parts, today))
    except Fault as fault:
        judged = Answer(kept, fault=fault.code)
    return kind.settled(field, judged, today, places)


def judge(places: Places) -> group_answers.Judge:
    """The function `answer`, bound to these communes."""
    return partial(answer, places=places)


def blank(typed: Typed) -> bool:
    """Whether every part is empty or holds only white space and invisible characters."""
    return all(_empty(values) for values in typed.values())


def typed_in(field: Field, form: Mapping[str, list[str]], earlier: Answer | None = None) -> Typed:
    """The parts of one field, read from form names `f.<field>` and `f.<field>.<part>`.

    The items of a group are typed on other pages, so they are taken from its `earlier` answer.
    """
    kind: FieldKind = kind_of(field.kind)
    parts = (*kind.parts, *kind.aside, NONE_PART)
    names = {part: f"f.{field.id}.{part}" if part else f"f.{field.id}" for part in parts}
    typed = {part: tuple(form[name]) for part, name in names.items() if form.get(name)}
    if field.none and typed.get("") == (NONE_VALUE,):
        return {NONE_PART: ("1",)}
    if kind.repeats and earlier is not None:
        return {**{part: values for part, values in earlier.typed.items() if part != NONE_PART}, **typed}
    return typed


def _empty(values: tuple[str, ...]) -> bool:
    return not any(spelling.line(value) for value in values)


def _cut(typed: Typed, longest: int) -> Typed:
    return {part: tuple(value[:longest] for value in values) for part, values in typed.items()}

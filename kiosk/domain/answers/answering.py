"""Turn what a form sent into an `Answer`: the rules that all kinds of question share."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from kiosk.domain.answers import group_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.kind import Fault, FieldKind
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.procedure.procedure import Field

NONE_PART = "none"
"""The form part of the box « je n'en ai pas »."""
UNKNOWN_PART = "unknown"
"""The form part of the box « je ne sais pas »."""
NONE_VALUE, UNKNOWN_VALUE = "~none", "~unknown"
"""The values that mean « je n'en ai pas » and « je ne sais pas » where these are rows of a single choice."""


def answer(field: Field, typed: Typed, today: date, places: Places = NOWHERE) -> Answer:
    """Judge what was typed in one field. Never raises: a fault is returned in the answer, beside what was typed.

    Faults of this function: the `unanswered` of its kind, `too-long`, and `none-or-answer` if an answer was given
    beside « je n'en ai pas » or « je ne sais pas », or both of these. `places` are the communes that complete
    an address.
    """
    kind = kind_of(field.kind)
    if not kind.answers:
        return Answer()
    none = bool(field.none) and not _empty(typed.get(NONE_PART, ()))
    unknown = field.unknown and not _empty(typed.get(UNKNOWN_PART, ()))
    parts = {part: values for part, values in typed.items() if part not in (NONE_PART, UNKNOWN_PART)}
    boxes = [part for part, ticked in ((NONE_PART, none), (UNKNOWN_PART, unknown)) if ticked]
    kept = {**parts, **{part: typed[part] for part in boxes}}
    if len(boxes) < 2 and blank({part: values for part, values in parts.items() if part not in kind.aside}):
        fault = kind.unanswered if field.required and not boxes else ""
        return Answer(kept, none=none, fault=fault, unknown=unknown)
    if any(len(value) > kind.longest for values in parts.values() for value in values):
        return Answer(_cut(kept, kind.longest), fault="too-long")
    if boxes:
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


def says_nothing(field: Field, given: Answer) -> bool:
    """Whether an answer holds only what its question proposes by itself, or nothing at all."""
    usual = field.options.get("default")
    return blank(given.typed) or (usual is not None and given.typed == {"": (str(usual),)})


def blank(typed: Typed) -> bool:
    """Whether every part is empty or holds only white space and invisible characters."""
    return all(_empty(values) for values in typed.values())


def typed_in(field: Field, form: Mapping[str, list[str]], earlier: Answer | None = None) -> Typed:
    """The parts of one field, read from form names `f.<field>` and `f.<field>.<part>`.

    The items of a group are typed on other pages, so they are taken from its `earlier` answer.
    """
    kind: FieldKind = kind_of(field.kind)
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
    return not any(spelling.line(value) for value in values)


def _cut(typed: Typed, longest: int) -> Typed:
    return {part: tuple(value[:longest] for value in values) for part, values in typed.items()}

"""Which conditions suit a field, found by trying its kind's `judge`; no kind is named here."""

from datetime import date

from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.values import Value
from kiosk.domain.procedure.procedure import Field

OPERATORS = {
    "choice": ("is", "in"),
    "flag": ("is",),
    "number": ("is", "in", "at_least"),
    "day": ("is", "before", "after"),
    "words": ("is", "in"),
    "commune": ("is",),
    "nothing": (),
}
"""For each sort of answer, the operators that make sense."""
_ANY_DAY = date(2000, 6, 15)
"""A date for `judge`; no answer tried here depends on it."""


def sort_of(field: Field) -> str:
    """The sort of a field's answers, a key of OPERATORS."""
    kind = kind_of(field.kind)
    if not kind.answers or kind.repeats:
        return "nothing"
    if kind.chooses:
        return "choice"
    if kind.locates:
        return "commune"
    if "" not in kind.parts:
        return "day" if {"day", "month", "year"} <= set(kind.parts) else "nothing"
    limits = (str(option) for option in field.options.values() if type(option) is int)
    if isinstance(meaning(field, "yes"), bool):
        return "flag"
    for typed in ("1", *limits):
        if meaning(field, typed) is not None:  # « 1 » is also valid text: it is a number only if « x » is refused
            return "words" if meaning(field, "x" * len(typed)) is not None else "number"
    return "words"


def meaning(field: Field, typed: str) -> Value:
    """The value that the field's kind gives to a typed text; None if it is not a valid answer."""
    try:
        return kind_of(field.kind).judge(field, {"": (typed,)}, _ANY_DAY)
    except Fault:
        return None

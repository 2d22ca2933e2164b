"""What a condition may ask of a field, found by asking the field's own kind; no kind is named here."""

from datetime import date

from kiosk.domain.case import Value
from kiosk.domain.fields.kind import Fault
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field

OPERATORS = {
    "choice": ("is", "in"),
    "flag": ("is",),
    "number": ("is", "in", "at_least"),
    "day": ("is", "before"),
    "words": ("is", "in"),
    "nothing": (),
}
"""Sort of answer to the operators that make sense for it."""
_ANY_DAY = date(2000, 6, 15)
"""No answer tried here depends on today."""


def sort_of(field: Field) -> str:
    """A key of OPERATORS: what an answer to this field is, seen from what its kind makes of one."""
    kind = kind_of(field.kind)
    if not kind.answers or kind.repeats:
        return "nothing"
    if kind.chooses:
        return "choice"
    if "" not in kind.parts:
        return "day" if {"day", "month", "year"} <= set(kind.parts) else "nothing"
    limits = (str(option) for option in field.options.values() if type(option) is int)
    if isinstance(meaning(field, "yes"), bool):
        return "flag"
    for typed in ("1", *limits):
        if meaning(field, typed) is not None:  # a name may be « 1 », but where « x » is none a number is meant
            return "words" if meaning(field, "x" * len(typed)) is not None else "number"
    return "words"


def meaning(field: Field, typed: str) -> Value:
    """What the field's kind makes of these words; None where they are no answer to it."""
    try:
        return kind_of(field.kind).judge(field, {"": (typed,)}, _ANY_DAY)
    except Fault:
        return None

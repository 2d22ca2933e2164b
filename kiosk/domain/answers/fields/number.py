"""A number: how many children, an income, a surface."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

MOST_DIGITS = 15
"""Most digits; every JSON reader keeps numbers of this length exactly."""
MOST_DECIMALS = 6
_SPELLING = str.maketrans({"٫": ",", "٬": "", "−": "-", "–": "-", "'": "", "’": "", " ": "", "€": ""})
"""Arabic separators, the Swiss apostrophe, typographic minus signs; white space was folded before."""
_NUMBER = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?", re.ASCII)


class NumberKind(FieldKind):
    """The value is an int; with `decimals`, a str with exactly that many (`"12.50"`), because a float is not exact."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if not 0 <= field.options.get("decimals", 0) <= MOST_DECIMALS:
            yield "bad-decimals"
        usual = field.options.get("default")
        if usual is not None and not field.options.get("least", usual) <= usual <= field.options.get("most", usual):
            yield "default-outside"

    def judge(self, field: Field, typed: Typed, today: date) -> int | str:
        """Raises `AnswerFault`: not-a-number, whole-number, too-many-decimals, too-low, too-high."""
        match = _NUMBER.fullmatch(spelling.fold_digits(read_one_line(typed)).translate(_SPELLING))
        if match is None:
            raise AnswerFault("not-a-number")
        sign, whole, fraction = match[1], match[2].lstrip("0") or "0", match[3] or ""
        decimals = field.options.get("decimals", 0)
        if len(fraction) > decimals:
            raise AnswerFault("too-many-decimals" if decimals else "whole-number")
        if len(whole) + decimals > MOST_DIGITS:
            raise AnswerFault("too-low" if sign == "-" else "too-high")
        number = Decimal(f"{sign}{whole}.{fraction:0<{decimals}}")
        if number < field.options.get("least", number):
            raise AnswerFault("too-low")
        if number > field.options.get("most", number):
            raise AnswerFault("too-high")
        return f"{number or abs(number):.{decimals}f}" if decimals else int(number)

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.number(float(value) if isinstance(value, str) else value)


KIND = NumberKind(
    kind="number",
    unanswered="text-missing",
    label="Nombre",
    options=(
        FieldOption("least", int, "The lowest number taken."),
        FieldOption("most", int, "The highest number taken."),
        FieldOption("default", int, "The number that stands in the box at first: the usual one, within the limits."),
        FieldOption("decimals", int, f"Digits after the comma, 0 to {MOST_DECIMALS}; 0 by default."),
    ),
)

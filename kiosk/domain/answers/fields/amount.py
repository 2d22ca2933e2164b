"""A sum of money in euros: a rent, an income, what is asked for."""

import re
from datetime import date
from decimal import Decimal

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

MOST_DIGITS = 13
"""Most digits of whole euros: with two digits of cents, every JSON reader still keeps them exactly."""
_EURO = r"(?:€|euros?|eur)"
_CENTS = r"(?:cents?|centimes?|cts?|c)"
_SPELLING = str.maketrans({"،": ",", "'": "٬", "’": "٬", "−": "-", "–": "-"})
"""The Swiss apostrophe groups thousands; it becomes the Arabic thousands mark, which has no other meaning."""
_IN_WORDS = re.compile(rf"(.+?) ?{_EURO} ?(?:et )?(\d{{2}})(?: ?{_CENTS})?", re.ASCII)
"""« 12€50 », « 12 euros et 50 centimes »; « 12€5 » may be fifty cents or five."""
_CENTS_ALONE = re.compile(rf"(\d{{1,2}}) ?{_CENTS}", re.ASCII)
_AROUND = re.compile(rf"^{_EURO} ?| ?{_EURO}$|,-{{1,2}}(?= ?{_EURO}?$)")
_NUMBER = re.compile(r"([+-]?) ?(\d[\d .,٬٫]*)", re.ASCII)
_PLAIN = re.compile(r"(\d+)(?:[.,٫](\d+))?", re.ASCII)
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([ .,٬])\d{3})(?:\2\d{3})*)(?:[.,٫](\d+))?", re.ASCII)
_ONE_MARK = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""« 1,234 » is a thousand to some, and one to others."""


class AmountKind(FieldKind):
    """The value is a str of euros with two decimals, `"1234.50"`, because a float is not exact."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, not-an-amount, amount-unclear, too-many-cents, amount-too-low,
        amount-too-high. Negative sums are refused unless the field's `least` allows them."""
        text = spelling.fold_digits(read_one_line(typed)).translate(_SPELLING).casefold()
        if cents := _CENTS_ALONE.fullmatch(text):
            amount = Decimal(f"0.{cents[1]:0>2}")
        elif split := _IN_WORDS.fullmatch(text):
            whole = _number(split[1])
            if whole != int(whole):
                raise AnswerFault("not-an-amount")
            amount = whole + Decimal(f"0.{split[2]}").copy_sign(whole)
        elif re.search(rf"\d ?{_EURO} ?\d", text):
            raise AnswerFault("amount-unclear")
        else:
            amount = _number(_AROUND.sub("", _AROUND.sub("", text)))
        if amount < field.options.get("least", 0):
            raise AnswerFault("amount-too-low")
        if len(str(abs(int(amount)))) > MOST_DIGITS or amount > field.options.get("most", amount):
            raise AnswerFault("amount-too-high")
        return f"{amount or abs(amount):.2f}"

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.money(str(value))


def _number(text: str) -> Decimal:
    """The number, if it is written unambiguously. Raises `AnswerFault`."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise AnswerFault("not-an-amount")
    number = match[2].rstrip(" .,")
    if _ONE_MARK.fullmatch(number):
        raise AnswerFault("amount-unclear")
    grouped, plain = _GROUPED.fullmatch(number), _PLAIN.fullmatch(number)
    if grouped and not (grouped[3] and number[len(grouped[1])] == grouped[2]):
        whole, fraction = re.sub(r"\D", "", grouped[1]), grouped[3] or ""
    elif plain:
        whole, fraction = plain[1], plain[2] or ""
    else:
        raise AnswerFault("amount-unclear")
    if len(fraction) > 2:
        raise AnswerFault("too-many-cents")
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise AnswerFault("amount-too-high")
    return Decimal(f"{match[1]}{whole}.{fraction or 0}")


KIND = AmountKind(
    kind="amount",
    unanswered="text-missing",
    label="Somme en euros",
    options=(
        FieldOption("least", int, "The lowest sum taken, in whole euros; 0 by default."),
        FieldOption("most", int, "The highest sum taken, in whole euros."),
    ),
)

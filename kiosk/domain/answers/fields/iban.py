"""A bank account number (IBAN), to which money is to be paid."""

import re
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

_BETWEEN = re.compile(r"[\s.\-/\u2010-\u2015]")
_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{4,60}", re.ASCII)
_PART = re.compile(r"(\d+)!([nac])")
_SIGNS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}


class IbanKind(FieldKind):
    """The value is the number in capitals without spaces. No BIC: banks find it (règlement UE n° 260/2012)."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, not-an-iban, iban-country for a length that its country does not use,
        iban-check for a wrong check digit or shape."""
        # 5 ms, and a table to read: only where an account is typed.
        from stdnum import numdb
        from stdnum.exceptions import ValidationError
        from stdnum.iso7064 import mod_97_10

        number = _BETWEEN.sub("", spelling.fold_digits(read_one_line(typed))).upper().removeprefix("IBAN").lstrip(":")
        entries = numdb.get("iban").info(number) if _SHAPE.fullmatch(number) else []
        structure = entries[0][1].get("bban", "") if entries else ""
        if not structure:
            raise AnswerFault("not-an-iban")
        parts = _PART.findall(structure)
        if len(number) != 4 + sum(int(count) for count, _ in parts):
            raise AnswerFault("iban-country")
        try:
            mod_97_10.validate(number[4:] + number[:4])
        except ValidationError:
            raise AnswerFault("iban-check") from None
        if not re.fullmatch("".join(f"{_SIGNS[sort]}{{{count}}}" for count, sort in parts), number[4:]):
            raise AnswerFault("iban-check")
        return number

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« FR76 3000 6000 0112 3456 7890 189 »."""
        return " ".join(re.findall(".{1,4}", str(value)))


KIND = IbanKind(kind="iban", masked=True, unanswered="text-missing", label="Compte bancaire (IBAN)")

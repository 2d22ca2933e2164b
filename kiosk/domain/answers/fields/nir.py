"""The French social security number (NIR), which may be asked only where a legal text allows it."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

LENGTH, KEY = 15, 2
_BETWEEN = re.compile(r"[\s.\-/\u2010-\u2015]")
_SHAPE = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[235-9]\d|4[0-2])(?:\d\d|2[AB])\d{6}(?:\d\d)?", re.ASCII)
"""Sex (3, 4, 7, 8 for a provisional number), year, month (20 and above if unknown), department, town, rank and key
(arrêté du 8 décembre 2017; INSEE, « répertoire national d'identification des personnes physiques »)."""


class NirKind(FieldKind):
    """The value is the fifteen characters without spaces, `245023512345608`."""

    def mistakes(self, field: Field) -> Iterator[str]:
        """Décret n° 2019-341 lists who may ask for it and why: a file must name the text and the recipient."""
        yield from super().mistakes(field)
        if not (field.options.get("legal_basis") and field.options.get("recipient")):
            yield "nir-without-basis"

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, not-a-nir, nir-short, nir-key. A missing key is added."""
        # Only where a number is typed.
        from stdnum.fr import nir

        number = _BETWEEN.sub("", spelling.fold_digits(read_one_line(typed))).upper()
        if re.fullmatch(r"[0-9AB]+", number) and len(number) < LENGTH and len(number) != LENGTH - KEY:
            raise AnswerFault("nir-short")
        if not _SHAPE.fullmatch(number):
            raise AnswerFault("not-a-nir")
        key = str(nir.calc_check_digits(number))
        if number[LENGTH - KEY :] not in ("", key):
            raise AnswerFault("nir-key")
        return number[: LENGTH - KEY] + key

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« 2 45 02 35 123 456 08 »."""
        ends = (0, 1, 3, 5, 7, 10, 13, len(str(value)))
        return " ".join(str(value)[start:end] for start, end in pairwise(ends)).strip()


KIND = NirKind(
    kind="nir",
    masked=True,
    unanswered="text-missing",
    printed_on="social-security-number",
    label="Numéro de sécurité sociale",
    options=(
        FieldOption("legal_basis", Text, "The text that allows asking for it; no file does without it."),
        FieldOption("recipient", Text, "Who reads it; no file does without it."),
    ),
)

"""The SIRET: the number of one establishment of a business or an association."""

import re
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

LENGTH, SIREN = 14, 9
_BETWEEN = re.compile(r"[\s.\-/\u2010-\u2015]")


class SiretKind(FieldKind):
    """The value is the fourteen digits without spaces."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, not-a-siret, siren-not-siret for the nine digits of the whole firm,
        siret-check for a wrong check digit. The numbers of La Poste have a check of their own."""
        # Only where a number is typed.
        from stdnum.exceptions import ValidationError
        from stdnum.fr import siret

        number = _BETWEEN.sub("", spelling.fold_digits(read_one_line(typed)))
        if not re.fullmatch(r"\d+", number, re.ASCII) or len(number) not in (LENGTH, SIREN):
            raise AnswerFault("not-a-siret")
        if len(number) == SIREN:
            raise AnswerFault("siren-not-siret")
        try:
            return str(siret.validate(number))
        except ValidationError:
            raise AnswerFault("siret-check") from None

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« 732 829 320 00074 »."""
        number = str(value)
        return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"


KIND = SiretKind(kind="siret", public=True, unanswered="text-missing", label="SIRET")

"""A country: where somebody was born, whose passport they hold."""

from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.places import countries
from kiosk.domain.procedure.procedure import Field


class CountryKind(FieldKind):
    """The value is the two letters of ISO 3166-1, such as `CI`."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, not-a-country, and country-unclear for a name of several countries."""
        try:
            code = countries.find_country_code(read_one_line(typed))
        except countries.Unclear:
            raise AnswerFault("country-unclear") from None
        if not code:
            raise AnswerFault("not-a-country")
        return code

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.country(str(value))


KIND = CountryKind(kind="country", unanswered="text-missing", label="Pays")

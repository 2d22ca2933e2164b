"""A country: where somebody was born, whose passport they hold."""

from datetime import date

from kiosk.domain.answers.fields.kind import Fault, FieldKind, only
from kiosk.domain.language.words import Typed, Value, Words
from kiosk.domain.places import countries
from kiosk.domain.procedure.procedure import Field


class CountryKind(FieldKind):
    """The value is the two letters of ISO 3166-1, such as `CI`."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault`: bad-character, not-a-country, and country-unclear for a name that several countries have."""
        try:
            code = countries.code_of(only(typed))
        except countries.Unclear:
            raise Fault("country-unclear") from None
        if not code:
            raise Fault("not-a-country")
        return code

    def shown(self, field: Field, value: Value, words: Words) -> str:
        return words.country(str(value))


KIND = CountryKind(kind="country", unanswered="text-missing", label="Pays")

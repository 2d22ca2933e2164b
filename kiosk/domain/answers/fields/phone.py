"""A telephone number, French, overseas or foreign."""

import re
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

_OVERSEAS = ("GP", "MQ", "GF", "RE", "YT")
"""Overseas regions that use the ten-digit national plan but have their own country codes."""
_NATIONAL = frozenset({33, 590, 596, 594, 262, 508})
"""Country codes whose numbers are written with ten digits."""
_FRANCE = 33
_PLAN = re.compile(r"[1-9]\d{8}", re.ASCII)
"""A number of the national plan without its zero; needed because the library accepts « 06 12 34 56 7 »."""
_SPELLING = re.compile(r"\+?[\d \-./()]+", re.ASCII)
"""Letters are refused: the library would read « FLOWERS » as digits."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")


class PhoneKind(FieldKind):
    """The value is the number in E.164, such as `+33612345678`."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault("not-a-phone")`. A number of the right shape is taken even in a range that the
        library does not know yet: the box may not be updated for years."""
        # 25 ms: only where a number is typed.
        import phonenumbers as lib

        text = _DASHES.sub("-", spelling.fold_digits(read_one_line(typed)).replace("＋", "+"))
        if not _SPELLING.fullmatch(text):
            raise AnswerFault("not-a-phone")
        lines = {lib.PhoneNumberType.FIXED_LINE, lib.PhoneNumberType.MOBILE, lib.PhoneNumberType.FIXED_LINE_OR_MOBILE}
        try:
            for region in _OVERSEAS:
                number = lib.parse(text, region)
                if lib.is_valid_number_for_region(number, region) and lib.number_type(number) in lines:
                    return lib.format_number(number, lib.PhoneNumberFormat.E164)
            number = lib.parse(text, "FR")
        except lib.NumberParseException:
            raise AnswerFault("not-a-phone") from None
        french = number.country_code == _FRANCE
        if (french and not _PLAN.fullmatch(lib.national_significant_number(number))) or not lib.is_possible_number(
            number
        ):
            raise AnswerFault("not-a-phone")
        return lib.format_number(number, lib.PhoneNumberFormat.E164)

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« 06 12 34 56 78 », and « +44 20 7946 0018 » for the rest of the world."""
        return as_dialled(str(value))


def as_dialled(value: str) -> str:
    """A number in E.164 as people write it: « 06 12 34 56 78 », « +44 20 7946 0018 »; another text as it is."""
    import phonenumbers as lib

    try:
        number = lib.parse(value)
    except lib.NumberParseException:
        return value
    styles = lib.PhoneNumberFormat
    return lib.format_number(number, styles.NATIONAL if number.country_code in _NATIONAL else styles.INTERNATIONAL)


def takes_texts(number: str) -> bool:
    """Whether text messages reach a number in E.164, as far as numbering plans say: a mobile one, or any of abroad."""
    import phonenumbers as lib

    try:
        kind = lib.number_type(lib.parse(number))
    except lib.NumberParseException:
        return False
    return kind not in (lib.PhoneNumberType.FIXED_LINE, lib.PhoneNumberType.VOIP)


KIND = PhoneKind(kind="phone", masked=True, unanswered="text-missing", label="Téléphone")

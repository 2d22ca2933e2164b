"""Whom a mediator telephones to speak with somebody."""

import pytest

from kiosk.domain.places.site import find_interpreter
from kiosk.errors import Refused
from kiosk.settings import checked

ASKED = (("ar", "01 23 45 67 89"), ("uk", "+380 44 123 45 67"), ("fr", ""), ("", ""))
LISTED = ("ar: 01 23 45 67 89", "uk:+380 44 123 45 67")


def test_an_interpreter_is_found_by_language() -> None:
    for language, number in ASKED:
        assert find_interpreter(LISTED, language) == number


def test_what_is_no_language_and_number_is_refused() -> None:
    for entry in ["01 23 45 67 89", "arabe: 01 23 45 67 89", "ar: appelez Awa", "ar: javascript:1"]:
        with pytest.raises(Refused):
            checked("interpreters", [entry])
        assert checked("interpreters", list(LISTED)) == LISTED

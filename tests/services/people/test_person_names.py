"""Names of people who work here, as they are typed."""

import pytest

from kiosk.errors import Refused
from kiosk.services.people import person_names


def test_names_are_one_line_of_what_can_be_shown() -> None:
    assert person_names.checked(" na dia\x00 ", " Nadia\n\u202e Roux\x07 ") == ("nadia", "Nadia Roux")
    assert person_names.checked("reza", "رضا\u200cپور") == ("reza", "رضا\u200cپور"), "Persian names need the joiner"


def test_what_nobody_could_read_or_type_is_refused() -> None:
    for login, name, code, field in [
        ("", "Nadia", "empty-name", None), ("nadia", " \u200b\x00", "empty-name", None),
        ("nadia", "x" * 121, "text-too-long", "name"), ("x" * 41, "Nadia", "text-too-long", "login"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code) as refused:
            person_names.checked(login, name)
        assert refused.value.details.get("field") == field

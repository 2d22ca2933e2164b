"""The three errors, and the one that nobody mends."""

import pytest

from kiosk.errors import ParvisError, Refused, Rejected, Unreachable, Unreadable


@pytest.mark.parametrize("kind", [Refused, Unreachable, Rejected])
def test_an_error_carries_a_code_and_what_its_words_need(kind: type[ParvisError]) -> None:
    fault = kind("port-taken", port=8600, host="here")
    assert isinstance(fault, ParvisError)
    assert (fault.code, fault.details) == ("port-taken", {"port": 8600, "host": "here"})
    assert str(fault) == "port-taken (port=8600, host=here)"
    assert str(kind("no-hub")) == "no-hub"


def test_what_does_not_open_has_one_code() -> None:
    assert (Unreadable().code, Unreadable().details, str(Unreadable())) == ("unreadable", {}, "unreadable")


def test_none_is_ever_taken_for_another() -> None:
    kinds = (Refused, Unreachable, Rejected, Unreadable)
    assert not [(one, other) for one in kinds for other in kinds if one is not other and issubclass(one, other)]

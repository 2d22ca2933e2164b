"""The three errors."""

import pytest

from kiosk.errors import ParvisError, Refused, Rejected, Unreachable


@pytest.mark.parametrize("kind", [Refused, Unreachable, Rejected])
def test_an_error_carries_a_code_and_what_its_words_need(kind: type[ParvisError]) -> None:
    fault = kind("port-taken", port=8600, host="here")
    assert isinstance(fault, ParvisError)
    assert (fault.code, fault.details) == ("port-taken", {"port": 8600, "host": "here"})
    assert str(fault) == "port-taken (port=8600, host=here)"
    assert str(kind("no-hub")) == "no-hub"


def test_the_three_are_never_taken_for_one_another() -> None:
    kinds = (Refused, Unreachable, Rejected)
    assert not [(one, other) for one in kinds for other in kinds if one is not other and issubclass(one, other)]

"""The three errors, and the one that nobody mends."""

import pytest

from kiosk.error_codes import LineFault, Refusal, Rejection
from kiosk.errors import ParvisError, Refused, Rejected, Unreachable, Unreadable


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Refused, Refusal.PORT_TAKEN), (Unreachable, LineFault.NO_HUB), (Rejected, Rejection.BAD_EVENT)],
)
def test_an_error_carries_a_code_and_what_its_words_need(kind: type[ParvisError], code: Refusal) -> None:
    fault = kind(code, port=8600, host="here")
    assert isinstance(fault, ParvisError)
    assert (fault.code, fault.details) == (code, {"port": 8600, "host": "here"})
    assert str(fault) == f"{code.value} (port=8600, host=here)"
    assert str(kind(code)) == code.value and type(str(kind(code))) is str


def test_what_does_not_open_has_one_code() -> None:
    fault = Unreadable()
    assert (fault.code, fault.details, str(fault)) == (Refusal.UNREADABLE, {}, "unreadable")


def test_none_is_ever_taken_for_another() -> None:
    kinds = (Refused, Unreachable, Rejected, Unreadable)
    assert not [(kind, other) for kind in kinds for other in kinds if kind is not other and issubclass(kind, other)]

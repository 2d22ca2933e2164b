"""Which state may follow which."""

import pytest

from kiosk.errors import Refused
from kiosk.hub.cases.states import DECIDED, STATES, check, following


def test_every_state_is_known_and_a_closed_case_stays_closed() -> None:
    for state in STATES:
        assert set(following(state, prepared=False)) <= set(STATES) - {"received"}
    assert following("closed", prepared=False) == following("closed", prepared=True) == ()


def test_what_is_decided_can_only_be_put_away() -> None:
    for state in DECIDED:
        assert set(following(state, prepared=False)) <= {"closed"}


def test_a_prepared_case_is_never_decided_here() -> None:
    for state in STATES:
        assert set(following(state, prepared=True)) <= {"closed"}


@pytest.mark.parametrize(
    ("state", "to", "message", "code"),
    [
        ("accepted", "refused", "…", "no-such-change"),
        ("received", "received", "", "no-such-change"),
        ("received", "", "", "no-such-change"),
        ("received", "refused", "", "message-missing"),
        ("in_progress", "incomplete", "", "message-missing"),
        ("in_progress", "accepted", "x" * 5001, "message-too-long"),
    ],
)
def test_a_change_that_cannot_be_says_why(state: str, to: str, message: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        check(state, to, message, prepared=False)

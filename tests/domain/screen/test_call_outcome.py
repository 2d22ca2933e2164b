"""After whom one reached, or left a message for, nobody calls again."""

from kiosk.domain.screen.call_outcome import TOLD, CallOutcome


def test_only_an_unanswered_call_is_made_again() -> None:
    assert set(CallOutcome) - set(TOLD) == {CallOutcome.NO_ANSWER}

"""What is heard of a hub is kept as it was."""

from kiosk.connectors.hub.answers import Answer, Answers
from kiosk.domain.events.sealed import EventOutcome


def test_an_answer_counts_as_signed_unless_somebody_says_otherwise() -> None:
    assert Answer("a", EventOutcome.REJECTED).signed and Answer("a", EventOutcome.LATER).seconds == 0


def test_a_hub_of_an_earlier_version_says_nothing_of_itself() -> None:
    assert Answers("e", ()).standing is None is Answers("e", ()).signed_standing

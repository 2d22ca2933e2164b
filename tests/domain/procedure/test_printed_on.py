"""Where a number stands on a paper."""

from kiosk.domain.answers.fields import KINDS
from kiosk.domain.procedure.printed_on import PLACES


def test_each_of_the_four_papers_has_a_place_to_show() -> None:
    assert set(PLACES.values()) == {"identity-card", "tax-notice", "social-security-card", "residence-permit"}


def test_a_kind_that_stands_on_a_paper_names_a_place_there_is() -> None:
    assert [kind.printed_on for kind in KINDS if kind.printed_on] == ["social-security-number"]
    assert "social-security-number" in PLACES

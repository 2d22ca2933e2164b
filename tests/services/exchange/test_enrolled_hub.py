"""The hub of a box is the one it is enrolled at."""

from kiosk.error_codes import LineFault
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of


def test_a_box_that_is_not_enrolled_has_no_usable_hub(box: Box) -> None:
    assert hub_of(box).what_is_wrong() == LineFault.NO_HUB


def test_an_enrolled_box_speaks_to_its_hub(linked: Box) -> None:
    assert not hub_of(linked).what_is_wrong()

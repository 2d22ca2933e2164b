"""What the desk is reminded of on the first day."""

from gallery.site.central import Central
from kiosk.domain.screen.first_day_step import AFTERWARDS, FirstDayStep
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import enrol
from kiosk.services.people import first_day
from kiosk.services.setup import left_to_do


def test_what_is_put_away_is_not_shown_again(box: Box) -> None:
    assert left_to_do.left(box) == AFTERWARDS and left_to_do.reminds(box)
    for step in AFTERWARDS:
        left_to_do.put_away(box, step)
        assert step not in left_to_do.left(box)
    assert not left_to_do.reminds(box)


def test_what_the_box_sees_to_be_done_needs_nobody_to_say_so(box: Box, nadia: Actor, central: Central) -> None:
    first_day.add(box, "omar", "Omar Benali")
    assert FirstDayStep.COLLEAGUES not in left_to_do.left(box)
    enrol.enroll(box, central.url, central.code)
    assert FirstDayStep.HUB not in left_to_do.left(box)

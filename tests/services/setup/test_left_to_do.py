"""What the desk is reminded of on the first day."""

from dataclasses import replace

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import enrol
from kiosk.services.lan import enrolled
from kiosk.services.lan.codes import Wanted
from kiosk.services.people import first_day
from kiosk.services.setup import left_to_do
from tests.gallery.site.central import Central


def serving(box: Box) -> Box:
    """The box, where other screens are served."""
    return replace(box, settings=replace(box.settings, lan="on"))


def test_what_the_box_sees_to_be_done_needs_nobody_to_say_so(box: Box, nadia: Actor, central: Central) -> None:
    first_day.add(box, "omar", "Omar Benali")
    assert FirstDayStep.COLLEAGUES not in left_to_do.left(box)
    enrol.enroll(box, central.url, central.code)
    assert FirstDayStep.HUB not in left_to_do.left(box)


def test_other_screens_are_left_to_do_where_they_are_served_and_none_is_there_yet(box: Box) -> None:
    assert FirstDayStep.OTHER_SCREENS not in left_to_do.left(box), "nobody asked for them"
    assert FirstDayStep.OTHER_SCREENS in left_to_do.left(serving(box))
    enrolled.enrol(box, Wanted(StationRole.TERMINAL, "Borne"))
    assert FirstDayStep.OTHER_SCREENS not in left_to_do.left(serving(box))

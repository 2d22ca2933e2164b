"""What is known of a hub that refuses this box."""

from kiosk.error_codes import LineFault
from kiosk.services.box.hub_line import HubLine


def test_a_hub_that_refuses_does_so_until_it_takes_something() -> None:
    line = HubLine()
    line.failed(LineFault.NO_LINE)
    assert not line.refuses
    line.failed(LineFault.HUB_REFUSES)
    line.failed(LineFault.NO_LINE)
    assert line.refuses, "a cable that is out since does not make it take anything"
    line.reached()
    assert not line.refuses

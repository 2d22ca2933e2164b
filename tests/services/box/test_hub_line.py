"""What is known of a hub that refuses this box."""

from kiosk.error_codes import LineFault
from kiosk.services.box.hub_line import FilesOnTheWay, HubLine


def test_a_hub_that_refuses_does_so_until_it_takes_something() -> None:
    line = HubLine()
    line.failed(LineFault.NO_LINE)
    assert not line.refuses
    line.failed(LineFault.HUB_REFUSES)
    line.failed(LineFault.NO_LINE)
    assert line.refuses, "a cable that is out since does not make it take anything"
    line.reached()
    assert not line.refuses


def test_how_far_files_are_is_told_in_megabytes() -> None:
    assert HubLine().files == FilesOnTheWay(0, 0)
    some = FilesOnTheWay(1_260_000, 20_000_000)
    assert (some.sent_mb, some.total_mb) == (1.3, 20.0)

"""What nobody has done yet is not a fault."""

from kiosk.domain.trail.finding import Finding, State


def test_a_check_comes_out_in_one_of_four_ways() -> None:
    for finding, state in [
        (Finding("hub", True), State.WELL),
        (Finding("hub", False, "no-hub"), State.TO_DO),
        (Finding("hub", False, "hub-refuses"), State.TO_MEND),
        (Finding("disk", None, "cannot-tell"), State.UNKNOWN),
    ]:
        assert finding.state == state

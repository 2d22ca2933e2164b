"""What nobody has done yet is not a fault."""

import pytest

from kiosk.domain.trail.finding import Finding, State


@pytest.mark.parametrize(("finding", "state"), [
    (Finding("hub", True), State.WELL),
    (Finding("hub", False, "no-hub"), State.TO_DO),
    (Finding("hub", False, "hub-refuses"), State.TO_MEND),
    (Finding("disk", None, "cannot-tell"), State.UNKNOWN),
])  # fmt: skip
def test_a_check_comes_out_in_one_of_four_ways(finding: Finding, state: State) -> None:
    assert finding.state == state

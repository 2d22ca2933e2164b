"""The fault rig in short: nothing is lost, doubled or disordered; and it finds the bugs that others had."""

from pathlib import Path

import pytest

from tests.long_runs import ARE_LONG, how_many
from trials.rig.faults import FAULTS
from trials.rig.people import GESTURES
from trials.rig.run import BUGS, ROOT, Bug, NoLongerApplies, hunt, run
from trials.rig.visits import run_days

ENOUGH = 120
"""Worlds within which each bug is found, in less than a minute of processor time."""


def test_what_was_confirmed_is_at_the_hub_once_whole_and_in_order_whatever_fails() -> None:
    figures = run(3, 10_000, 3600, range(how_many(4, 400)), print)
    assert figures.wrong == [], f"python -m trials.rig --seed 3 --world {figures.at}"
    assert figures.cases >= figures.worlds


@pytest.mark.skipif(not ARE_LONG, reason="make trials")
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_that_others_had_is_found_within_a_minute(bug: Bug, tmp_path: Path) -> None:
    found = hunt(bug, tmp_path / "tree", ENOUGH, seed=1)
    assert found.is_about(bug), found.said or "the rig found nothing"
    assert found.seconds < 60


def test_eleven_bugs_still_fit_the_product() -> None:
    assert len(BUGS) == 11
    for bug in BUGS:
        compile(bug.applied((ROOT / bug.file).read_text("utf-8")), bug.file, "exec")
    with pytest.raises(NoLongerApplies, match="write it anew"):
        BUGS[0].applied("something else")


def test_every_gesture_and_every_fault_says_what_it_is() -> None:
    assert all(step.says and step.often for step in (*GESTURES, *FAULTS))


def test_each_visit_is_counted_once_wherever_the_box_is_killed() -> None:
    days = run_days(range(how_many(1, 200)))
    assert days.wrong == []
    assert days.kills > days.came > 0

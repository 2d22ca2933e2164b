"""The state machine in short: nothing is lost, doubled or disordered; and it finds the bugs that others had."""

from pathlib import Path

import pytest

from tests.long_runs import ARE_LONG, how_many
from trials.exactly_once.broken_tree import ROOT, hunt
from trials.exactly_once.bugs import BUGS, Bug, NoLongerApplies
from trials.exactly_once.run import run

IN_SHORT = ("an id made anew on each retry", "a duplicate by its reference alone")
"""The bugs that every run hunts; `make trials` hunts them all."""
ENOUGH = 120
"""Worlds within which each bug is found, in less than a minute of processor time."""


def test_what_was_confirmed_is_at_the_hub_once_whole_and_in_order_whatever_fails() -> None:
    assert run(how_many(8, 1000), steps=how_many(25, 40), begin_with=how_many(3, 5), shrink=False) == ""


@pytest.mark.parametrize("bug", [bug for bug in BUGS if ARE_LONG or bug.name in IN_SHORT], ids=lambda bug: bug.name)
def test_a_bug_that_others_had_is_found_within_a_minute(bug: Bug, tmp_path: Path) -> None:
    found = hunt(bug, tmp_path / "tree", ENOUGH, seed=1)
    assert found.is_about(bug), found.said or "the machine found nothing"
    assert found.seconds < 60


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_still_fits_the_product(bug: Bug) -> None:
    text = (ROOT / bug.file).read_text("utf-8")
    compile(bug.applied(text), bug.file, "exec")


def test_a_bug_whose_lines_are_gone_says_what_to_do() -> None:
    bug = Bug("gone", "kiosk/clock.py", (("no such line", ""),), ())
    with pytest.raises(NoLongerApplies, match="write it anew"):
        bug.applied("something else")
    assert len(BUGS) == 10

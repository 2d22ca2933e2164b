"""Notices through faults, in short: `python -m trials.notices` does a thousand."""

from pathlib import Path

from tests.long_runs import how_many
from trials.notices.run import run

CASES = how_many(25, 500)


def test_no_notice_is_lost_and_none_comes_twice(tmp_path: Path) -> None:
    by_way = run(tmp_path, CASES, seed=3)
    for name, came in by_way.items():
        assert (came.notices, came.lost, came.doubled, came.waiting) == (CASES, 0, [], 0), name
        assert len(came.arrived) > CASES / 2, name
    assert any(came.uncertain for came in by_way.values())

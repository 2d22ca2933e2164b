"""Deliveries and notices through faults, in short: `python -m trials.outbox` does ten thousand."""

from pathlib import Path

from tests.gallery.receivers.webhook_receiver import LOSES_ANSWER
from tests.long_runs import how_many
from trials.outbox import notices
from trials.outbox.notices import to_a_folder, to_a_webhook

DELIVERIES, CASES = how_many(100, 2_000), how_many(25, 500)


def test_a_receiver_with_faults_gets_everything_once_and_in_order(tmp_path: Path) -> None:
    figures = to_a_webhook(tmp_path, DELIVERIES, kills=1, seed=4)
    assert figures.all_is_well, figures
    assert figures.deliveries == DELIVERIES and figures.kills == 1
    assert figures.faults[LOSES_ANSWER] and figures.again, "what had arrived came again, under its id"


def test_a_folder_that_comes_and_goes_gets_everything_once_and_in_order(tmp_path: Path) -> None:
    figures = to_a_folder(tmp_path, DELIVERIES, kills=1, seed=4)
    assert figures.all_is_well, figures
    assert figures.deliveries == DELIVERIES


def test_no_notice_is_lost_and_none_comes_twice(tmp_path: Path) -> None:
    by_way = notices.run(tmp_path, CASES, seed=3)
    for name, came in by_way.items():
        assert (came.notices, came.lost, came.doubled, came.waiting) == (CASES, 0, [], 0), name
        assert len(came.arrived) > CASES / 2, name
    assert any(came.uncertain for came in by_way.values())

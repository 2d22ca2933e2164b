"""Deliveries through faults and kill -9, in short: `python -m trials.outbox` does ten thousand."""

from pathlib import Path

from tests.long_runs import how_many
from trials.outbox.receiver import LOSES_ANSWER
from trials.outbox.run import to_a_folder, to_a_webhook

DELIVERIES = how_many(100, 2_000)


def test_a_receiver_with_faults_gets_everything_once_and_in_order(tmp_path: Path) -> None:
    figures = to_a_webhook(tmp_path, DELIVERIES, kills=1, seed=4)
    assert figures.all_is_well, figures
    assert figures.deliveries == DELIVERIES and figures.kills == 1
    assert figures.faults[LOSES_ANSWER] and figures.again, "what had arrived came again, under its id"


def test_a_folder_that_comes_and_goes_gets_everything_once_and_in_order(tmp_path: Path) -> None:
    figures = to_a_folder(tmp_path, DELIVERIES, kills=1, seed=4)
    assert figures.all_is_well, figures
    assert figures.deliveries == DELIVERIES

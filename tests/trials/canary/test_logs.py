"""The canary of the logs in short: one person; and that it does not pass where words are logged."""

from pathlib import Path

import pytest

from tests.long_runs import how_many
from trials.canary.logs import box_errors
from trials.canary.logs.run import FAULTS, look

BEFORE_A_REQUEST_IS_LOGGED = ("wrong_answers", "foreign_forms", "batches_that_are_none", "events_that_are_none")
"""What is refused in words for a person, and writes no line at all."""


def test_no_error_writes_a_word_of_anybody_s_into_any_line(tmp_path: Path) -> None:
    seen = look(tmp_path, how_many(1, 50))
    assert seen.found == []
    silent = {name.partition(".")[2] for name, count in seen.lines.items() if not count}
    assert silent <= {*BEFORE_A_REQUEST_IS_LOGGED, "strange_files", "wrong_arguments"}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_words_that_are_logged_on_purpose_are_found(tmp_path: Path, fault: str) -> None:
    seen = look(tmp_path, 1, fault, (box_errors.wrong_answers, box_errors.failing_views))
    assert seen.found

"""The run of citizens in short: some ways of leaving a terminal; and that it does not pass where something is left."""

import re
import shutil
import subprocess
import sys

import pytest

from kiosk.commands.browser import PROGRAMS
from scripts.source import ROOT
from tests.long_runs import how_many
from trials.citizens.faults import FAULTS
from trials.citizens.ways import WAYS

CHANGES = how_many(2, 20)
IN_CHROMIUM = pytest.mark.skipif(
    sys.platform != "linux" or not any(map(shutil.which, PROGRAMS)), reason="no Chromium here"
)
COUNTS = re.compile(
    r"(\d+) changes of citizen, (\d+) ways of leaving, (\d+) looks, (\d+) files of \d+ MB read; found: (\d+)"
)


def citizens(*more: str) -> tuple[int, list[int]]:
    """The run in a process of its own, as people start it: its exit status, and what it counted."""
    command = [sys.executable, "-m", "trials.citizens", *more]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=how_many(500, 3500), check=False)
    counted = COUNTS.search(done.stdout)
    assert counted, done.stderr
    return done.returncode, [int(group) for group in counted.groups()]


@IN_CHROMIUM
def test_nothing_of_a_citizen_is_there_for_the_next() -> None:
    """`make trials` goes through every way of leaving, again and again."""
    status, (changes, ways, looks, files, found) = citizens("--changes", str(CHANGES))
    assert (status, changes, ways, found) == (0, CHANGES, len(WAYS), 0)
    assert looks > 20 and files > 50


@IN_CHROMIUM
def test_a_terminal_where_words_are_copied_is_found_out() -> None:
    """`--fault` does the same for every way of failing."""
    status, (*_, found) = citizens("--changes", "2", "--fault", "all-copied")
    assert status == 1 and found


def test_every_way_and_every_fault_says_what_it_is() -> None:
    assert len(WAYS) >= 7 and len(FAULTS) >= 4
    assert all(item.__doc__ for item in (*WAYS, *FAULTS.values()))

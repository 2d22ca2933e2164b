"""The run of citizens in short: some ways of leaving a terminal; and that it does not pass where something is left."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.commands.browser import PROGRAMS
from scripts.citizens.faults import FAULTS
from scripts.citizens.run import Run, place
from scripts.citizens.ways import WAYS, done, walked_away_from_the_review

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not any(map(shutil.which, PROGRAMS)), reason="no Chromium here"
)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where everything a program writes must land, as the run says; afterwards the environment is as before."""
    for name in ("KIOSK_DATA", "TMPDIR", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, "")
    with place() as made:
        yield made


def test_nothing_of_a_citizen_is_there_for_the_next(folder: Path) -> None:
    """`python -m scripts.citizens --changes 100` goes through every way of leaving, again and again."""
    run = Run(folder, say=lambda _: None)
    try:
        run.whole(3)
    finally:
        run.end()
    assert not run.found
    assert run.changes == 3
    assert run.looks > 40 and run.files > 100


def test_a_terminal_that_takes_the_next_for_the_last_is_found_out(folder: Path) -> None:
    run = Run(folder, "session-kept", say=lambda _: None)
    try:
        run.whole(1, (done,))
    finally:
        run.end()
    assert {each.place for each in run.found} >= {"back", "reloaded"}


def test_every_way_and_every_fault_says_what_it_is() -> None:
    assert walked_away_from_the_review in WAYS and len(WAYS) >= 7
    assert all(each.__doc__ for each in (*WAYS, *FAULTS.values()))

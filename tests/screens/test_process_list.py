"""The list of processes shows the arguments and the environment of whatever ran meanwhile, and of ourselves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens.process_list import ProcessList
from trials.canary.search import Words

WORD = "Zqxnamebcdvk"
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no list of processes here")


def seen(*arguments: str, **environment: str) -> set[str]:
    with ProcessList() as processes:
        subprocess.run([sys.executable, "-c", "import time; time.sleep(0.2)", *arguments], env=environment, check=True)
    return {trace.path for trace in processes.traces(Words([WORD]))}


def test_an_argument_is_seen() -> None:
    assert seen(WORD) == {"process list"}


def test_the_environment_is_seen() -> None:
    assert seen(TEXT=WORD) == {"process list"}


def test_what_goes_in_by_the_standard_input_is_not() -> None:
    assert not seen("another word", OTHER="words")


def test_a_program_that_speaks_is_known_by_its_name() -> None:
    with ProcessList() as processes:
        subprocess.run([sys.executable, "-c", "import time; time.sleep(0.2)", "espeak-ng"], check=True)
    assert processes.speakers == {"espeak-ng"}

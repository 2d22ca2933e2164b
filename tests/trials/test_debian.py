"""What walks the first day by itself: a terminal that types, and the rooms it stands in."""

import os
import re
import sys
from pathlib import Path

import pytest

from scripts.debian.first_steps import held
from scripts.debian.root import mirror
from scripts.debian.typed import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals, and Debian")


def test_a_person_at_a_terminal_waits_for_words_and_types() -> None:
    terminal = Terminal(["sh", "-c", "printf 'Mot : '; read word; echo \"lu : $word\"; exit 3"], dict(os.environ))
    terminal.sees("Mot : $")
    terminal.types("neige")
    assert terminal.sees(r"lu : (\w+)")[1] == "neige"
    assert terminal.ends() == 3


def test_words_that_never_come_are_told_with_what_came_instead() -> None:
    terminal = Terminal(["sh", "-c", "echo bonjour"], dict(os.environ))
    with pytest.raises(AssertionError, match="bonjour"):
        terminal.sees("bonsoir", 5)
    terminal.ends()


def test_a_step_that_does_not_hold_ends_the_day() -> None:
    with pytest.raises(AssertionError, match="the folder"):
        held(False, "the folder is another account's")


@pytest.mark.skipif(not Path("/etc/debian_version").exists(), reason="no Debian here")
def test_an_empty_system_comes_from_where_this_one_does() -> None:
    assert re.fullmatch(r"https?://\S+", mirror())

"""A fault is one plain line; tests/test_cli.py runs every command, by itself and beside a running application."""

import subprocess
import sys

import pytest

from kiosk.commands.asking import WORDS, ask, in_words
from kiosk.error_codes import HubRefusal, LineFault
from kiosk.errors import Refused, Unreachable
from kiosk.operations import printing, sync
from kiosk.operations.operation import Nothing
from kiosk.server import alone
from kiosk.settings import Settings
from tests.running import set_up


def test_a_fault_without_words_says_its_code() -> None:
    assert in_words(Refused(HubRefusal.UNKNOWN_CASE, x=1)) == "unknown-case (x=1)", "only a hub's own pages word it"
    assert in_words(Unreachable(LineFault.NO_LINE)) == WORDS.code("line", "no-line")


def test_where_none_runs_the_folder_is_opened_here_and_closed_whatever_happens(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(settings)
    monkeypatch.setenv("KIOSK_DATA", str(settings.data))
    assert ask(printing.print_due, Nothing()) == printing.Printed(0)
    with pytest.raises(Unreachable, match="no-hub"):
        ask(sync.talk, Nothing())
    with alone(settings), pytest.raises(Refused, match="already-running"):
        ask(printing.print_due, Nothing())
    assert ask(printing.print_due, Nothing()) == printing.Printed(0)


def test_the_help_of_a_command_loads_no_service() -> None:
    loaded = "import sys, kiosk.cli; print(sorted({'kiosk.operations', 'kiosk.services.box.box'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

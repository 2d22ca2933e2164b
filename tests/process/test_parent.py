"""Nothing goes on working for a box that is gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.process import hardening

CHILD = """
import time
from kiosk.process import hardening
hardening.end_with_it()
print("begun", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=subprocess.PIPE)
time.sleep(60)
"""


@contextmanager
def a_parent() -> Iterator["subprocess.Popen[str]"]:
    """A process with a child that has begun; both write to one pipe, which ends when the last of them has ended."""
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        try:
            assert process.stdout.readline() == "begun\n"
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal: `terminate` is as hard there")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    with a_parent() as process:
        os.kill(process.pid, signal.SIGKILL)
        assert process.stdout is not None and process.stdout.read() == ""


def test_a_child_goes_on_while_its_parent_is_there_and_ends_by_itself() -> None:
    child = "from kiosk.process import hardening\nhardening.end_with_it()\nprint('done')"
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == (b"done\n", b"")
        assert process.wait(20) == 0 != hardening.GONE

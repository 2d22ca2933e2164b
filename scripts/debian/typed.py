"""A person at a terminal: a command in a pseudo-terminal, what it prints, and what is typed there."""

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Mapping, Sequence


class Terminal:
    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self._near, far = pty.openpty()
        self._process = subprocess.Popen(
            command, env=dict(variables), stdin=far, stdout=far, stderr=far, start_new_session=True
        )
        os.close(far)
        self.printed = ""
        self._read = 0

    def sees(self, pattern: str, seconds: float = 60) -> "re.Match[str]":
        """Wait for words that were not seen before. Raises `AssertionError` with what was printed instead."""
        until = time.monotonic() + seconds
        while not (found := re.compile(pattern, re.MULTILINE).search(self.printed, self._read)):
            if time.monotonic() > until or not self._more(until):
                raise AssertionError(f"{pattern!r} never came; printed:\n{self.printed}")
        self._read = found.end()
        return found

    def types(self, words: str) -> None:
        os.write(self._near, f"{words}\n".encode())

    def ends(self, seconds: float = 60) -> int:
        until = time.monotonic() + seconds
        while self._more(until):
            pass
        os.close(self._near)
        return self._process.wait(max(1.0, until - time.monotonic()))

    def _more(self, until: float) -> bool:
        if not select.select([self._near], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self._near, 65_536)
        except OSError:  # the command has ended
            return False
        self.printed += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)

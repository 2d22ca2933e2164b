"""One job at a time at each printer, whoever prints: the loop, or a command beside it."""

import threading


class Turns:
    """A lock for each printer's id."""

    def __init__(self) -> None:
        self._locks: dict[str, threading.Lock] = {}
        self._turn = threading.Lock()

    def at(self, printer_id: str) -> threading.Lock:
        """The lock of one printer, to be held while it is talked to."""
        with self._turn:
            return self._locks.setdefault(printer_id, threading.Lock())

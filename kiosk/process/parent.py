"""Ends a process when the one that began it is gone, even where that was killed."""

import os
import threading

GONE = 1
"""What such a process ends with; nobody is left to read it."""


def end_with_it(line: int = 0) -> None:
    """Watch a pipe (standard input) that the parent holds open and writes nothing to; end when it is closed.

    The system closes a pipe whose process is gone, on Windows too; on Linux PR_SET_PDEATHSIG would end the child with
    the parent's thread already.
    """
    threading.Thread(target=_watch, args=(line,), name="parent", daemon=True).start()


def _watch(line: int) -> None:
    # Not through `sys.stdin`, whose lock would be held while this process ends by itself.
    while os.read(line, 1):
        pass
    os._exit(GONE)

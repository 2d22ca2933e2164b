"""Protect this process's memory: no core file, no reading by another process.

Python cannot clean its memory, so whatever was decrypted stays in it for a while.
"""

import os
import sys
import threading
from contextlib import suppress

GONE = 1
"""What such a process ends with; nobody is left to read it."""


def end_with_it(line: int = 0) -> None:
    """Watch a pipe (standard input) that the parent holds open and writes nothing to; end when it is closed.

    The system closes a pipe whose process is gone, on Windows too; on Linux PR_SET_PDEATHSIG would end the child with
    the parent's thread already.
    """

    def watch() -> None:
        # Not through `sys.stdin`, whose lock would be held while this process ends by itself.
        while os.read(line, 1):
            pass
        os._exit(GONE)

    threading.Thread(target=watch, name="parent", daemon=True).start()


_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
"""linux/prctl.h."""


def harden() -> tuple[str, ...]:
    """Forbid core files for this process and its children; returns what is still exposed (`find_memory_exposures`).

    The limit alone is not enough: a core piped to a program (systemd-coredump) ignores it (core(5)), but a process that
    may not be dumped writes none, and no other process of the same user may read its memory.
    """
    try:
        import resource  # Windows has none, and writes no core either
    except ImportError:
        return find_memory_exposures()
    with suppress(ValueError, OSError):  # what is exposed tells
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _prctl(_PR_SET_DUMPABLE, 0)
    return find_memory_exposures()


def find_memory_exposures() -> tuple[str, ...]:
    """What could still read this memory: `core` (files), `dumpable` (a debugger), `unknown` where nothing tells."""
    try:
        import resource
    except ImportError:
        return ("unknown",)
    ways = ["core"] if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0 else []
    if sys.platform != "linux":
        return (*ways, "unknown")
    return (*ways, "dumpable") if _prctl(_PR_GET_DUMPABLE, 0) != 0 else tuple(ways)


def confine_this_process(memory: int, seconds: int | None = None) -> None:
    """Limit this process, which handles what it cannot trust: no file writes, no core, `memory` bytes of its own
    (RLIMIT_DATA) and `seconds` of processor time. Windows has none of these limits.
    """
    try:
        import resource
    except ImportError:
        return
    limits = [(resource.RLIMIT_DATA, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, seconds))
    for limit, most in limits:
        resource.setrlimit(limit, (most, most))


def _prctl(option: int, value: int) -> int:
    """The answer of Linux; -1 where it refuses, or where the C library has no such function."""
    try:
        import ctypes  # 5 ms, which a command that holds no folder need not pay

        return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))
    except (OSError, AttributeError, MemoryError):  # an old libffi finds no memory where W^X is enforced
        return -1

"""Keeps the C library from holding a heap of its own for each thread, and has it give back what lies free.

glibc opens up to eight of them a processor (mallopt(3), M_ARENA_MAX). A box has a dozen threads that take turns, since
Python runs one at a time; two heaps serve them as fast, and hold 10 MB less.
"""

import sys
import threading

ARENAS = 2
_M_ARENA_MAX = -8
"""malloc.h."""
EVERY_S = 30.0
"""Seconds between two times of giving back: a few milliseconds each, in which the C library goes through its heaps."""


def share_heaps() -> bool:
    """Limit the heaps of this process; called before it starts threads. Gives whether the C library has agreed."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes  # 5 ms, which a command that serves nothing need not pay

        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    except (OSError, AttributeError, MemoryError):  # musl has none; an old libffi finds no memory where W^X is enforced
        return False


def give_back_now() -> bool:
    """Give the system the pages of the heaps that lie free (malloc_trim(3)); gives whether there were any."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes  # as above

        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (OSError, AttributeError, MemoryError):
        return False


def give_back_until(stopped: threading.Event) -> None:
    """Give back every half minute, in a thread of its own, until that event is set."""

    def work() -> None:
        while not stopped.wait(EVERY_S):
            give_back_now()

    threading.Thread(target=work, name="memory", daemon=True).start()

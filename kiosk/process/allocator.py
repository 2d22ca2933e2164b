"""Keeps the C library from holding a heap of its own for each thread, which it never gives back.

glibc opens up to eight of them a processor (mallopt(3), M_ARENA_MAX). A box has a dozen threads that take turns, since
Python runs one at a time; two heaps serve them as fast, and hold 10 MB less.
"""

import sys

ARENAS = 2
_M_ARENA_MAX = -8
"""malloc.h."""


def share_heaps() -> bool:
    """Limit the heaps of this process; called before it starts threads. Gives whether the C library has agreed."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes  # 5 ms, which a command that serves nothing need not pay

        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    except (OSError, AttributeError, MemoryError):  # musl has none; an old libffi finds no memory where W^X is enforced
        return False

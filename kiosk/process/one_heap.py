"""Have all threads of this process take their memory from one heap of the C library, and large pieces from none.

glibc gives threads up to eight heaps a core, and what one of them frees serves no other (mallopt(3), M_ARENA_MAX). It
also puts ever larger pieces into them, between which small ones stay behind, once a large one was freed
(M_MMAP_THRESHOLD). A thread of Python waits for the others anyway, so that several heaps gain no time: with twelve
threads that serve, they held 14 MB more and went on growing over a thousand pages read aloud.
"""

import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""malloc.h."""
LARGE = 64 * 1024
"""Bytes of a piece that goes back to the system when it is freed: a sentence's sound has 50,000 to 300,000."""


def share() -> bool:
    """Use one heap from now on; to be called before the first thread is begun. False where there is no such choice."""
    return all(_told("mallopt", *setting) == 1 for setting in ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, LARGE)))


def give_back() -> None:
    """Give the system what is free within the heap (malloc_trim(3)): half a megabyte after the start."""
    _told("malloc_trim", 0)


def _told(function: str, *arguments: int) -> int | None:
    """What a function of the C library answers; None where there is none of that name."""
    if sys.platform != "linux":
        return None
    try:
        import ctypes  # 5 ms, which a command that serves nothing need not pay

        return int(getattr(ctypes.CDLL(None), function)(*arguments))
    except (OSError, AttributeError, MemoryError):  # another C library, or an old libffi where W^X is enforced
        return None

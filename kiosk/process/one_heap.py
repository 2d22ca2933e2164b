"""Have all threads of this process take their memory from one heap of the C library.

glibc gives threads up to eight heaps a core, and what one of them frees serves no other (mallopt(3), M_ARENA_MAX). A
thread of Python waits for the others anyway, so that several heaps gain no time: with twelve threads that serve, they
held 10 MB more and went on growing over a thousand pages read aloud.
"""

import sys

_M_ARENA_MAX = -8
"""malloc.h."""


def share() -> bool:
    """Use one heap from now on; to be called before the first thread is begun. False where there is no such choice."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes  # 5 ms, which a command that serves nothing need not pay

        return int(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)) == 1
    except (OSError, AttributeError, MemoryError):  # another C library, or an old libffi where W^X is enforced
        return False

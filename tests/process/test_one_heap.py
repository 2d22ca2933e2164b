"""The threads of a box share one heap, so that what one of them frees serves the next: asked of a real process."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
OUTSIDE = """
import ctypes, re, sys, threading
from kiosk.process import one_heap
if len(sys.argv) > 1 and not one_heap.share():
    sys.exit(75)
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
taken = []
threads = [threading.Thread(target=lambda: taken.append(libc.malloc(3000))) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
for _ in range(3):
    libc.free(ctypes.c_void_p(libc.malloc(2**20)))  # after this glibc would put large pieces into the heap
taken.append(libc.malloc(2**17))
(heap,) = re.findall(r"([0-9a-f]+)-([0-9a-f]+) .*\\[heap\\]", open("/proc/self/maps").read())
start, end = (int(side, 16) for side in heap)
print(*(int(not start <= address < end) for address in taken))
"""


def outside(*shared: str) -> list[int]:
    """Of six threads, and of a large piece at last, 1 for what was taken from elsewhere than the process's heap."""
    done = subprocess.run([sys.executable, "-c", OUTSIDE, *shared], capture_output=True, text=True, timeout=60)
    if done.returncode == 75:
        pytest.skip("this C library has one heap, or says nothing of it")
    assert done.returncode == 0, done.stderr
    return [int(sign) for sign in done.stdout.split()]


def test_no_thread_has_a_heap_of_its_own_and_large_pieces_have_none() -> None:
    assert outside("share") == [0] * 6 + [1]
    assert sum(outside()[:6]) > 0 == outside()[6]


def test_what_is_free_goes_back_to_the_system() -> None:
    code = """
import ctypes
from kiosk.process import one_heap
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
one_heap.share()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
pieces = [ctypes.c_void_p(libc.malloc(32_000)) for _ in range(500)]
for piece in pieces: ctypes.memset(piece, 1, 32_000)
last = libc.malloc(32_000)  # the heap shrinks by itself only from its end
for piece in pieces: libc.free(piece)
before = resident()
one_heap.give_back()
print(before - resident())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10_000_000

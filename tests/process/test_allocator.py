"""A box that serves from many threads holds two heaps, not one a thread."""

import subprocess
import sys

import pytest

HEAPS = """
import ctypes, threading, xml.etree.ElementTree as tree
from kiosk.process import allocator
{}
libc, held = ctypes.CDLL(None), []
libc.malloc.restype = ctypes.c_void_p
all_there = threading.Barrier(17)
def work():
    held.append(libc.malloc(5000))
    all_there.wait()
threads = [threading.Thread(target=work) for _ in range(16)]
for thread in threads: thread.start()
all_there.wait()
libc.fopen.restype = ctypes.c_void_p
out = libc.fopen(b"/dev/fd/1", b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fclose(ctypes.c_void_p(out))
"""


def heaps(before: str) -> int:
    run = subprocess.run([sys.executable, "-c", HEAPS.format(before)], capture_output=True, text=True, check=True)
    return run.stdout.count("<heap ")


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has such heaps")
def test_sixteen_threads_share_two_heaps() -> None:
    assert heaps("assert allocator.share_heaps()") <= 2
    assert heaps("") > 2, "a heap a thread without it"

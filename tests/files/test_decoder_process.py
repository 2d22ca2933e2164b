"""The process that reads strangers' files can write to no file, and holds no more than it may."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.files.decoder_process import MOST_MEMORY, MOST_SECONDS
from tests.gallery.site.strange_files import picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
CONFINED = f"from kiosk.process.hardening import confine_this_process as c; c({MOST_MEMORY}, {MOST_SECONDS}); "


def confined(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", "-B", "-c", CONFINED + code], capture_output=True, check=False)


def test_a_file_in_and_a_file_out() -> None:
    command = [sys.executable, "-I", "-B", "-m", "kiosk.files.decoder_process", "media_type"]
    done = subprocess.run(command, input=picture("JPEG"), capture_output=True, check=True)
    head, _, data = done.stdout.partition(b"\n")
    assert json.loads(head) == {"media_type": "image/png"} or data.startswith(b"\xff\xd8")
    refused = subprocess.run(command, input=b"%PDF-1.4", capture_output=True, check=True)
    assert refused.stdout == b'{"code": "broken-file", "details": {}}\n'


def test_it_can_write_to_no_file(tmp_path: Path) -> None:
    target = tmp_path / "leak"
    done = confined(f"open({str(target)!r}, 'wb', buffering=0).write(b'secret')")
    assert b"File too large" in done.stderr
    assert target.read_bytes() == b""


def test_it_holds_no_more_memory_than_it_may() -> None:
    assert confined(f"bytearray({MOST_MEMORY // 2})").returncode == 0
    assert b"MemoryError" in confined(f"bytearray({MOST_MEMORY})").stderr


def test_it_leaves_no_core_and_does_not_run_for_ever() -> None:
    code = "import resource as r; print(r.getrlimit(r.RLIMIT_CORE)[1], r.getrlimit(r.RLIMIT_CPU)[1])"
    assert confined(code).stdout.split() == [b"0", str(MOST_SECONDS).encode()]

"""The process that speaks says what went wrong, and never what it was to say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("piper", reason="the extra `voices` is not installed")
COMMAND = [sys.executable, "-I", "-B", "-m", "kiosk.services.voices.sound.piper_process"]


def test_a_fault_is_told_by_its_kind(tmp_path: Path) -> None:
    asked = json.dumps({"model": str(tmp_path / "none.onnx"), "text": "Benali"}) + "\n"
    done = subprocess.run(COMMAND, input=asked.encode() * 2, capture_output=True, timeout=60, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 2 and all(line.keys() == {"fault"} for line in lines)
    assert b"Benali" not in done.stdout + done.stderr

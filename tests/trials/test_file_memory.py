"""A large file goes from a box to a hub and is opened there without ever being whole in memory, on either side."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.source import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is the kernel's own count")
def test_a_file_is_never_whole_in_memory(tmp_path: Path) -> None:
    """The file is larger than what the memory may grow by; `python -m trials.file_memory` sends 60 MB."""
    command = [sys.executable, "-m", "trials.file_memory", "--megabytes", "24", "--at-most", "20"]
    own = os.environ | {"TMPDIR": str(tmp_path)}
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env=own)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["megabytes"] == 24

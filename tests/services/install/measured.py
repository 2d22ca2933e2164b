"""What systemd says of a unit."""

import re
import subprocess
from pathlib import Path


def exposure(text: str, folder: Path) -> float:
    """What `systemd-analyze security` says of a unit: 0 is confined, 10 is not."""
    result = _analyzed(text, folder, "security", "--offline=true", "--no-pager")
    return float(re.findall(r"exposure level for .*?: ([\d.]+)", result.stdout)[0])


def complaints(text: str, folder: Path) -> str:
    """What `systemd-analyze verify` says against a unit; "" where it says nothing."""
    result = _analyzed(text, folder, "verify")
    return result.stdout + result.stderr


def _analyzed(text: str, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    file = folder / "measured.service"
    file.write_text(text, "utf-8")
    command = ["systemd-analyze", *words, str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

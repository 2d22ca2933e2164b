"""Workers that count together."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from hub import workers


def test_a_start_empties_the_folder_of_what_was_counted_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_HUB_DATA", str(tmp_path))
    workers.on_starting(None)
    (tmp_path / "counter_7.db").touch()
    (tmp_path / "hub.toml").touch()
    monkeypatch.setenv("KIOSK_HUB_METRICS_FOLDER", str(tmp_path))
    (tmp_path / "hub.toml").write_text("# nothing\n")
    workers.on_starting(None)
    assert [path.name for path in tmp_path.iterdir()] == ["hub.toml"]


def test_two_workers_answer_with_one_sum(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    counted = tmp_path / "counted"
    told = {"KIOSK_HUB_DATA": str(tmp_path / "hub"), "KIOSK_HUB_METRICS_FOLDER": str(counted)}
    command = [sys.executable, "-m", "gunicorn", "--workers=2", f"--bind={address}", "--log-level=error"]
    command += ["--config=python:hub.workers", "hub.server:from_environment()"]
    running = subprocess.Popen(command, env=os.environ | told)
    try:
        until = time.monotonic() + 60
        while len({path.name.rpartition("_")[2] for path in counted.glob("counter_*.db")}) < 2:
            assert running.poll() is None and time.monotonic() < until
            try:
                httpx.get(f"http://{address}/healthz", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
        before = _healths(address)
        for _ in range(20):
            httpx.get(f"http://{address}/healthz", trust_env=False)
        assert _healths(address) == before + 20, "whichever worker is asked, it says what both have counted"
    finally:
        running.terminate()
        running.wait(30)


def _healths(address: str) -> float:
    text = httpx.get(f"http://{address}/metrics", trust_env=False).text
    [line] = [
        line for line in text.splitlines() if line.startswith("parvis_hub_requests_total") and "api.health" in line
    ]
    return float(line.rpartition(" ")[2])

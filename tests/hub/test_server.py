"""The hub as it is run: by itself, and as workers of gunicorn that count together."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from cheroot.wsgi import Server

from hub.monitoring.doctor import examine
from hub.opening import open_hub
from hub.server import on_starting, serve
from hub.settings import HubSettings
from hub.sites.sites import add_site
from kiosk.clock import Clock
from tests.gallery.site.line_client import opened, sealed_batch
from tests.hub.conftest import Watch, new_box


def test_the_hub_says_when_it_listens_and_stops_when_told(settings: HubSettings) -> None:
    listening = threading.Event()
    servers: list[Server] = []

    def ready(server: Server) -> None:
        servers.append(server)
        listening.set()

    thread = threading.Thread(target=serve, args=(settings,), kwargs={"port": 0, "ready": ready})
    thread.start()
    assert listening.wait(20)
    address = "http://{}:{}".format(*servers[0].bind_addr)
    assert httpx.get(f"{address}/healthz", trust_env=False).json() == {"status": "ok"}
    servers[0].stop()
    thread.join(20)
    assert not thread.is_alive()


def test_twins_sent_to_four_gunicorn_workers_are_one_case(settings: HubSettings, watch: Watch) -> None:
    hub = open_hub(settings, watch)
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", watch)
    box = new_box(hub, "SA", lambda batch, token: None)
    hub.store.engine.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    messages = {"KIOSK_HUB_DATA": str(settings.data), "KIOSK_HUB_DATABASE": settings.database}
    command = [sys.executable, "-m", "gunicorn", "--workers=4", f"--bind={address}", "--log-level=error"]
    workers = subprocess.Popen([*command, "hub.server:from_environment()"], env=os.environ | messages)
    try:
        _wait(f"http://{address}/healthz", workers)
        with httpx.Client(trust_env=False, timeout=30) as client:

            def post(batch: dict[str, Any], token: str) -> Any:
                answer = client.post(f"http://{address}/api/v2/events", **sealed_batch(batch, token))
                return json.loads(opened(answer.content, token))

            box.post = post
            sent = [box.submitted() for _ in range(20)]
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda _: box.send(*sent)["answers"], range(8)))
        outcomes = Counter(answer["outcome"] for batch in answers for answer in batch)
        assert outcomes == {"acknowledged": 20, "duplicate": 140}
        assert len({row["signature"] for batch in answers for row in batch}) == 20
    finally:
        workers.send_signal(signal.SIGTERM)
        workers.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            httpx.get(address, trust_env=False)
            return
        except httpx.TransportError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)


def test_what_gunicorn_notes_of_an_exception_has_none_of_its_words(tmp_path: Path) -> None:
    """A worker formats as the box does: gunicorn would print the exception, which may quote an answer."""
    program = (
        "import logging, sys; log = logging.getLogger('gunicorn.error'); log.propagate = False\n"
        "log.addHandler(logging.StreamHandler(sys.stderr))\n"
        "from hub.server import from_environment; from_environment()\n"
        "try: int('Benali')\nexcept ValueError: log.exception('Benali in %s', 'Benali')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"KIOSK_HUB_DATA": str(tmp_path)}, text=True,
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(done.stderr.splitlines()[-1])["trace"][-1] == "ValueError"
    assert "Benali" not in done.stderr


def test_a_start_empties_the_folder_of_what_was_counted_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HUB_DATA", str(tmp_path))
    on_starting(None)
    (tmp_path / "counter_7.db").touch()
    (tmp_path / "hub.toml").touch()
    monkeypatch.setenv("KIOSK_HUB_METRICS_FOLDER", str(tmp_path))
    (tmp_path / "hub.toml").write_text("# nothing\n")
    on_starting(None)
    assert [path.name for path in tmp_path.iterdir()] == ["hub.toml"]


def test_two_workers_answer_with_one_sum(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    counted = tmp_path / "counted"
    told = {"KIOSK_HUB_DATA": str(tmp_path / "hub"), "KIOSK_HUB_METRICS_FOLDER": str(counted)}
    command = [sys.executable, "-m", "gunicorn", "--workers=2", f"--bind={address}", "--log-level=error"]
    command += ["--config=python:hub.server", "hub.server:from_environment()"]
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
        assert _found_of_the_proxy(tmp_path / "hub", address, proxies=0) == ["no-proxy"]
        assert _found_of_the_proxy(tmp_path / "hub", address, proxies=1) == [""]
    finally:
        running.terminate()
        running.wait(30)


def _found_of_the_proxy(data: Path, address: str, proxies: int) -> list[str]:
    settings = HubSettings(data=data, port=int(address.rpartition(":")[2]), proxies=proxies)
    hub = open_hub(settings, Clock())
    try:
        return [finding.reason for finding in examine(hub) if finding.code == "hub-proxy"]
    finally:
        hub.store.engine.dispose()


def _healths(address: str) -> float:
    text = httpx.get(f"http://{address}/metrics", trust_env=False).text
    [line] = [
        line for line in text.splitlines() if line.startswith("parvis_hub_requests_total") and "api.health" in line
    ]
    return float(line.rpartition(" ")[2])

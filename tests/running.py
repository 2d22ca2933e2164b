"""Runs a real `kiosk run` in a process of its own, which a test may stop or kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from kiosk.services.box.box import open_box
from kiosk.settings import READER, Settings
from tests.gallery.site import cast
from tests.gallery.site.page import Browser


class Remote:
    """A client for `Browser` over real HTTP; its cookies outlive the server."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=20)

    def get(self, path: str, query_string: Mapping[str, Any] | None = None, **options: Any) -> "Answer":
        return Answer(self.http.get(path, params=query_string, **options))

    def post(self, path: str, data: Mapping[str, Any], **options: Any) -> "Answer":
        return Answer(self.http.post(path, data=dict(data), **options))


class Answer:
    """A response as Flask's test client gives it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status_code, self.headers, self.data = answer.status_code, answer.headers, answer.content
        self.mimetype = answer.headers.get("Content-Type", "").partition(";")[0]

    def get_data(self, as_text: bool = False) -> str | bytes:
        return self.data.decode() if as_text else self.data


@dataclass
class Running:
    """A box in a process of its own."""

    process: "subprocess.Popen[str]"
    address: str

    def browser(self) -> Browser:
        return Browser(Remote(self.address))  # type: ignore[arg-type]

    def move(self, browser: Browser) -> None:
        """Make a browser that knew the box before find it here."""
        browser.client.http.base_url = self.address  # type: ignore[attr-defined]

    def kill(self) -> None:
        """Kill the process, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> int:
        """End it as systemd does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def running(settings: Settings, *within: str) -> Iterator[Running]:
    """Serve the box of these settings on a free port until the block ends; `within` is a command that runs it."""
    process = start("run", "--port", "0", data=settings, within=within)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http"), process.stderr.read() if process.stderr else ""
        yield Running(process, address)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def start(*arguments: str, data: Settings, within: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """Start a command in a process of its own."""
    environment = {**os.environ, "KIOSK_DATA": str(data.data)}
    command = [*within, sys.executable, "-m", "kiosk", *arguments]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def set_up(settings: Settings) -> None:
    """Write the settings, and set up Nadia with every service."""
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")
    box = open_box(settings)
    cast.set_up(box)
    cast.at_work(box, cast.nadia_roux())
    box.store.close()

"""The terminal's Chromium, started as a town hall starts it, and controlled from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Error, Page, Playwright, sync_playwright

T = TypeVar("T")
HEADLESS = ("--", "--headless=new", "--no-sandbox", "--remote-debugging-port=0")
WAIT_S = 60.0
WAIT_MS = 90_000


class Screen:
    """One terminal, whose browser may end and begin again; its `cookie` is put back, as a screen keeps its station."""

    def __init__(self, runtime: Path, environment: dict[str, str], cookie: dict[str, Any], command: list[str]) -> None:
        """`command` starts the browser: `kiosk browser`, or one that is broken on purpose."""
        self._runtime, self._environment, self._cookie, self._command = runtime, environment, cookie, command
        self._driver: Playwright = sync_playwright().start()
        self.page: Page

    def start(self, address: str) -> None:
        """Open the box's page over the whole screen."""
        before = set(self._profiles())
        self._process = subprocess.Popen(
            [sys.executable, *self._command, "--terminal", *HEADLESS], env=os.environ | self._environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.profile: Path = _soon(lambda: next(iter(set(self._profiles()) - before), None))
        port = _soon(lambda: (self.profile / "DevToolsActivePort").read_text().splitlines()[0])
        _soon(
            lambda: [
                target for target in _targets(port) if target["type"] == "page" and target["url"].startswith("http")
            ]
        )
        self._browser = self._driver.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self._browser.contexts[0]
        self.context.set_default_timeout(WAIT_MS)
        self.page = _soon(lambda: next(iter(self.context.pages), None))
        session = self.context.new_cdp_session(self.page)  # the context's own would be those of no incognito window
        session.send("Network.setCookie", self._cookie)
        self.page.goto(address)

    def cut(self) -> None:
        """Kill the browser and what started it, as a power cut would."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        self._process.kill()
        for group in children:
            with suppress(ProcessLookupError):
                os.killpg(int(group), signal.SIGKILL)
        self._process.wait(WAIT_S)
        with suppress(Error):
            self._browser.close()

    def stop(self) -> None:
        """End it in order."""
        self._driver.stop()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(WAIT_S)

    def _profiles(self) -> list[Path]:
        return sorted(self._runtime.rglob("browser-*"))


def _targets(port: str) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = httpx.get(f"http://127.0.0.1:{port}/json/list", trust_env=False).json()
    return result


def _soon(look: Callable[[], T | None]) -> T:
    """What it finds, as soon as it finds something."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        with suppress(OSError, IndexError, httpx.HTTPError):
            if result := look():
                return result
        time.sleep(0.05)
    raise TimeoutError(f"no browser after {WAIT_S:.0f} s")

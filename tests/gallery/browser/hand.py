"""What a person does on a page in a real browser, by touch and keyboard."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

WAIT_MS = 60_000
"""On a machine whose disk is busy the hub took more than 15 s to write a telephone and its codes."""
SANDBOX = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Debian's Chromium where it is installed, Playwright's otherwise; it can reach no other machine. `more` are
    further words of its command line.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*SANDBOX, ALONE, *more])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def with_camera(chrome: Browser, folder: Path, shows: bytes = b"") -> Iterator[Browser]:
    """The same browser on a machine whose camera shows these 640 × 360 grey dots, or a test card."""
    arguments = [*SANDBOX, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    if shows:
        film = folder / "film.y4m"
        film.write_bytes(b"YUV4MPEG2 W640 H360 F10:1 Ip A1:1 C420\nFRAME\n" + shows + b"\x80" * (640 * 360 // 2))
        arguments.append(f"--use-file-for-fake-video-capture={film}")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    browser = chrome.browser_type.launch(executable_path=path, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


class Hand:
    """One person at one screen; `strangers` are the addresses outside this machine that a page asked for."""

    def __init__(self, browser: Browser, width: int = 1080, height: int = 1920) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=True, locale="fr-FR", timezone_id="Europe/Paris"
        )
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.new_page()
        self.strangers: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, words: str) -> None:
        pattern = re.compile(re.escape(words))
        wanted = self.page.get_by_role("button", name=pattern).or_(self.page.get_by_role("link", name=pattern))
        wanted.first.tap()

    def write(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.tap()
        field.fill(text)

    def choose(self, label: str) -> None:
        self.page.locator("label.choice", has_text=label).first.tap()

    def answer(self, title: str, written: Mapping[str, str] | None = None, chosen: tuple[str, ...] = ()) -> None:
        """Wait for a step by its title, answer it and continue."""
        self.sees(title)
        for label in chosen:
            self.choose(label)
        for label, text in (written or {}).items():
            self.write(label, text)
        self.press("Continuer")

    def sees(self, words: str, seconds: float = WAIT_MS / 1000) -> None:
        """Check that these words are on the page, now or soon."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=seconds * 1000)

    def finds(self, words: str, seconds: float = 30) -> None:
        """Reload until these words are on the page, as a mediator would."""
        for _ in range(int(seconds * 2)):
            if words in self.page.locator("body").inner_text():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"{words!r} never came to {self.page.url}")

    def _note(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "data:", "blob:", "about:")):
            self.strangers.append(address)

"""What two people typed is in no file, no log and no process list, and each hears only what is theirs."""

import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk.services.box.box import Box
from kiosk.services.voices.sound import confined
from tests.gallery.site.page import Browser
from tests.screens.arriving.test_speech import post

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
CANARIES = ("Zorblaxine Quintefeuille", "Mirabolande Trouspinette")


class Lists(threading.Thread):
    """Reads the process list, again and again, while something is said."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[str] = set()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.002):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
                except OSError:
                    continue

    def end(self) -> None:
        self._over.set()
        self.join(20)


@pytest.fixture
def lists() -> Iterator[Lists]:
    watching = Lists()
    watching.start()
    yield watching
    watching.end()


def traces(folder: Path) -> list[str]:
    """Files that hold a word of a canary, in either of two writings."""
    words = [word for canary in CANARIES for word in canary.split()]
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found += [path.name for word in words if word.encode() in data or word.encode("utf-16-le") in data]
    return found


def test_two_sessions_leave_nothing(box: Box, app: Flask, lists: Lists, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = []
    browsers = [Browser(app.test_client()) for _ in CANARIES]
    for browser, canary in zip(browsers, CANARIES, strict=True):
        browser.get("/comfort")
        said = {"language": "fr", "text": f"Vous avez écrit : {canary}", "private": "1"}
        assert post(browser, "/speech/say", **said)[0] == 403, "not before they were asked"
        post(browser, "/speech/settings", private="headset", reading="on", rate="150", volume="10")
        addresses.append(str(post(browser, "/speech/say", **said)[1]["address"]))
        post(browser, "/speech/say", language="fr", text=canary, private="1", style="spell")
    assert [browser.client.get(at).status_code for browser, at in zip(browsers, addresses, strict=True)] == [200, 200]
    crossed = zip(browsers, reversed(addresses), strict=True)
    assert [browser.client.get(at).status_code for browser, at in crossed] == [404, 404]
    lists.end()
    if lists.seen:  # where the system has such lists
        assert any("espeak-ng" in line for line in lists.seen), "the list was read while it spoke"
        assert not [line for line in lists.seen for word in " ".join(CANARIES).split() if word in line]
    assert not traces(box.settings.data) and not traces(box.settings.paths.runtime)
    assert not [word for word in " ".join(CANARIES).split() if word in caplog.text]
    assert not box.settings.paths.sounds.exists(), "nothing is cached on demand"


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The check above can fail."""
    (tmp_path / "kept.txt").write_text(CANARIES[0], "utf-8")
    assert traces(tmp_path)
    assert confined.ENVIRONMENT and not set(confined.ENVIRONMENT) & {"KIOSK_DATA"}

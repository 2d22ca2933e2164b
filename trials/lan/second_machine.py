"""Walk the road of a second machine: trust the box by its fingerprint, enrol, start again, be taken off.

    python -m trials.lan.second_machine

As root on Linux, in a network and a file system of its own (unshare(1)), so that the policies that it installs hold no
other Chromium of this machine. A real box serves a private network; `kiosk install` runs into the folder of an image,
whose policies then lie where Chromium reads them; `kiosk browser` opens a real Chromium. Ends with status 1 where
something is not as the pages for town halls say.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.domain.screen.station_role import StationRole
from kiosk.process import lan_addresses
from kiosk.process.lan_server import LanServer
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.lan import certificate, enrolled
from kiosk.services.lan.codes import Codes, Wanted
from kiosk.services.lan.lan import Lan
from kiosk.services.loops.lan_loop import LanLoop
from kiosk.settings import Settings
from kiosk.store.people import enrolled_stations
from kiosk.web.request.app_state import state_of
from tests.gallery.site.cast import at_work, nadia_roux, set_up

ADDRESS = "10.77.0.1"
POLICIES = Path("/etc/chromium")
_INSIDE = "--inside"
_WITHIN_S = 60.0
_CLOCK = Clock()
T = TypeVar("T")


def main(words: list[str]) -> int:
    """Walk it; the number of faults is the status."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("chromium"):
        print("skipped: it needs root, Linux and Chromium")
        return 0
    if _INSIDE not in words:
        command = ["unshare", "--net", "--mount", sys.executable, "-m", "trials.lan.second_machine", _INSIDE]
        return subprocess.run(command, check=False).returncode
    for line in ("link set lo up", f"addr add {ADDRESS}/24 dev lo"):
        subprocess.run(["ip", *line.split()], check=True)
    with tempfile.TemporaryDirectory(prefix="p-", dir="/dev/shm") as folder:
        walk = Walk(Path(folder))
        with _served(walk.folder / "box") as (box, lan):
            walk.all(box, lan)
    print("as it should be" if not walk.faults else f"{walk.faults} faults")
    return int(bool(walk.faults))


class Walk:
    """What is looked at, one step after another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.image, self.home = folder, folder / "image", folder / "home"
        self.faults = 0
        self.home.mkdir(mode=0o700)
        self.kept = self.home / ".config" / "parvis" / "station.cookies"
        _make_image(self.image)

    def all(self, box: Box, lan: Lan) -> None:
        """The whole road."""
        url, fingerprint = f"https://{ADDRESS}:{lan.port}", " ".join(lan.fingerprint)
        with self._screen(url) as page:
            self._look("before it is installed, Chromium does not open the box", _heading(page) == "")
        wrong = fingerprint[:-1] + ("0" if fingerprint[-1] != "0" else "1")
        self._look("another fingerprint is refused", self._install(url, "--fingerprint", wrong) != 0)
        self._look("and changes nothing", not (self.image / "etc" / "chromium").exists())
        self._look("the right one is taken", self._install(url, "--fingerprint", fingerprint) == 0)
        self._look("and asked once", self._install(url) == 0)
        subprocess.run(["mount", "--bind", str(self.image / "etc" / "chromium"), str(POLICIES)], check=True)
        with self._screen(url) as page:
            self._look("Chromium opens the door", "/enrol" in page.url and _heading(page) != "")
            page.fill("[name=code]", lan.codes.show(Wanted(StationRole.DESK, "Accueil")))
            page.click("[type=submit]")
            self._look("a code of the desk lets it in", bool(_soon(lambda: "/enrol" not in page.url)))
            self._look("its cookie is kept while it runs", bool(_soon(self.kept.exists)))
        self._look("for its account alone", self.kept.exists() and self.kept.stat().st_mode & 0o777 == 0o600)
        self._look("and nothing else is", [path for path in self.home.rglob("*") if path.is_file()] == [self.kept])
        with self._screen(url) as page:
            self._look("started again, it is the same screen", "/enrol" not in page.url and _heading(page) != "")
            (station,) = enrolled_stations.every(box.store.read())
            enrolled.revoke(box, station.id, Actor(station.id))
            page.goto(url)
            told = page.inner_text("main")
            self._look("taken off, it says why and what to do", "/enrol" in page.url and "code" in told)
            print(f"    {' / '.join(told.split(chr(10)))[:200]}")
        self._look("uninstalled, it trusts nobody", self._install(url, "--remove") == 0)
        self._look("its policies are gone", not list((self.image / "etc" / "chromium").rglob("*.json")))
        with self._screen(url) as page:
            self._look("and Chromium opens the box no more", _heading(page) == "")

    def _look(self, said: str, right: bool) -> None:
        print(f"{'yes' if right else 'NO '} {said}")
        self.faults += not right

    def _install(self, url: str, *more: str) -> int:
        command = [
            sys.executable,
            "-m",
            "kiosk",
            "install",
            "--desk",
            "--address",
            url,
            "--root",
            str(self.image),
            *more,
        ]
        done = subprocess.run([*command, *more], check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            print(f"    {done.stderr.strip() or done.stdout.strip()}")
        return done.returncode

    @contextmanager
    def _screen(self, url: str) -> Iterator[Page]:
        """The page that `kiosk browser` shows, which is told to stop afterwards."""
        runtime = Path(tempfile.mkdtemp(prefix="r-", dir="/dev/shm"))  # its name is short, as a socket's must be
        given = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        given |= {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "KIOSK_DATA": str(self.folder / "none")}
        command = [sys.executable, "-m", "kiosk", "browser", "--address", url]
        more = ["--", "--headless=new", "--no-sandbox", "--remote-debugging-port=0"]
        nowhere = subprocess.DEVNULL
        process = subprocess.Popen([*command, *more], env=given, stdout=nowhere, stderr=nowhere)
        try:
            with sync_playwright() as playwright:
                port = _soon(lambda: _port(runtime))
                browser: Browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                page = browser.contexts[0].pages[0]
                with suppress(Exception):
                    page.wait_for_load_state("load", timeout=10_000)
                yield page
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            shutil.rmtree(runtime)


def _make_image(root: Path) -> None:
    """A folder that looks like a Debian whose packages are there."""
    for name, text in (
        ("etc/os-release", 'ID=debian\nVERSION_ID="13"\n'),
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
        ("etc/group", "root:x:0:\n"),
        ("usr/bin/chromium", ""),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Box, Lan]]:
    """A box that serves the private network."""
    box = open_box(Settings(data=folder, site_code="SA", site_name="Mairie", printer="file", lan="on"))
    set_up(box)
    at_work(box, nadia_roux())
    app = create_app(box.settings, box=box)
    server = LanServer(app, ADDRESS, 0, 6)
    lan = Lan(certificate.of_box(box, lan_addresses.of_this_machine()), server.port, Codes(box.clock))
    state_of(app).lan = lan
    loop = LanLoop(box, lan, server)
    loop.start()
    try:
        _soon((folder / "lan.pem").exists)
        yield box, lan
    finally:
        loop.stop()
        loop.join(10)
        box.store.close()


def _heading(page: Page) -> str:
    """The first heading of a page of the box; "" on a page of Chromium's own."""
    if not page.url.startswith("https://") or page.locator("html[data-theme], main").count() == 0:
        return ""
    return page.locator("h1").first.inner_text()


def _port(runtime: Path) -> str:
    found = list(runtime.glob("**/DevToolsActivePort"))
    return found[0].read_text("utf-8").splitlines()[0] if found else ""


def _soon(look: Callable[[], T]) -> T:
    """What it gives, as soon as that is something, or at last."""
    ends = _CLOCK.monotonic() + _WITHIN_S
    while not (result := look()) and _CLOCK.monotonic() < ends:
        subprocess.run(["sleep", "0.2"], check=True)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The screen in a real Chromium: where it writes, and what is left of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.commands import browser
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.services.upkeep.machine import Mounts
from kiosk.settings import Settings
from tests.running import running, set_up

WAIT_S = 40
HEADLESS = ("--", "--headless=new", "--no-sandbox", "--remote-debugging-port=0")
IN_CHROMIUM = pytest.mark.skipif(
    sys.platform != "linux" or not any(map(shutil.which, browser.PROGRAMS)), reason="no Chromium here"
)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The session's folder in memory; its name is short, as a socket's must be."""
    folder = Path(tempfile.mkdtemp(prefix="p-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where a desktop program leaves its traces."""
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


def started(settings: Settings, *more: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "kiosk", "browser", *more, *HEADLESS]
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env={**os.environ, "KIOSK_DATA": str(settings.data)}, **nowhere)


def soon(look: Callable[[], Any]) -> Any:
    """What it finds, as soon as it finds something."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        with suppress(OSError, ValueError, httpx.HTTPError):
            if result := look():
                return result
        time.sleep(0.05)
    raise AssertionError(f"nothing after {WAIT_S} s")


def profiles(settings: Settings) -> list[Path]:
    return sorted(settings.paths.runtime.glob("browser-*"))


def shown(profile: Path) -> list[str]:
    """The addresses of the pages that Chromium shows."""
    port = (profile / "DevToolsActivePort").read_text().splitlines()[0]
    pages = httpx.get(f"http://127.0.0.1:{port}/json/list", trust_env=False).json()
    return [page["url"] for page in pages if page["type"] == "page"]


def family(pid: int) -> list[int]:
    """The processes of the browser that this one watches: they have a session of their own."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sessions = {path.name: path for path in Path("/proc").iterdir() if path.name.isdigit()}
    results = []
    for name, process in sessions.items():
        with suppress(OSError):
            if process.joinpath("stat").read_text().rpartition(")")[2].split()[3] in children:
                results.append(int(name))
    return results


def opened(pid: int) -> list[Path]:
    """What a process holds open; nothing once it has ended."""
    with suppress(OSError):
        return list(Path(f"/proc/{pid}/fd").iterdir())
    return []


def written(pids: list[int]) -> set[Path]:
    """Regular files that these processes hold open for writing."""
    results = set()
    for row in (link for pid in pids for link in opened(pid)):
        with suppress(OSError, IndexError):
            flags = row.parent.parent.joinpath("fdinfo", row.name).read_text().split("flags:")[1].split()[0]
            target = os.readlink(row)
            if int(flags, 8) & 0o3 and target.startswith("/") and not target.startswith(("/dev/", "/proc", "/memfd:")):
                results.add(Path(target))
    return results


@IN_CHROMIUM
@pytest.mark.parametrize("kind", [(), ("--terminal",)], ids=["desk", "terminal"])
def test_the_profile_lies_in_memory_and_is_gone_when_it_is_told_to_end(
    settings: Settings, memory: Path, home: Path, kind: tuple[str, ...]
) -> None:
    set_up(settings)
    with running(settings) as box:
        process = started(settings, *kind)
        (profile,) = soon(lambda: profiles(settings))
        soon(lambda: shown(profile) == [f"{box.address}/"])
        mount = Mounts().of(profile)
        assert mount is not None and mount.in_memory
        pids = family(process.pid)
        assert len(pids) > 1
        outside = {file for file in written(pids) if not file.is_relative_to(memory)}
        assert not outside, "everything it writes lies in memory"
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_S) == 0
        assert profiles(settings) == []
        assert not [pid for pid in pids if Path(f"/proc/{pid}/exe").exists()], "none of it goes on"
        left = [path for path in home.rglob("*") if path.is_file()]
        assert left == [home / ".config" / "parvis" / "screen.token"], (
            "it remembers which screen it is, and nothing else"
        )
        assert left[0].stat().st_mode & 0o777 == 0o600
        assert list((home.parent / "tmp").iterdir()) == []
        assert box.stop() == 0


@IN_CHROMIUM
def test_it_ends_with_its_browser_and_what_a_killed_one_left_is_removed(settings: Settings, memory: Path) -> None:
    set_up(settings)
    process = started(settings, "--address", "about:blank")
    (left,) = soon(lambda: profiles(settings))
    soon(lambda: shown(left))
    browsing = family(process.pid)
    process.kill()
    process.wait(WAIT_S)
    for pid in browsing:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert left.exists()
    again = started(settings, "--address", "about:blank")
    (fresh,) = soon(lambda: [profile for profile in profiles(settings) if profile != left and not left.exists()])
    soon(lambda: shown(fresh))
    for pid in family(again.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert again.wait(WAIT_S) != 0, "it was killed, and says so"
    assert profiles(settings) == []


def test_nothing_is_kept_filled_in_or_translated(tmp_path: Path, memory: Path) -> None:
    with browser.profile(Paths(tmp_path)) as folder:
        content = json.loads((folder / "Default" / "Preferences").read_text())
        flags = browser.flags(folder, terminal=False)
        assert "--incognito" in flags and "--disable-sync" in flags
        assert [flag for flag in flags if flag.startswith("--disable-features=") and "Translate" in flag]
        assert f"--user-data-dir={folder}" in flags and f"--disk-cache-dir={folder / 'cache'}" in flags
        assert set(browser.environment(folder).values()) >= {str(folder)}
    assert not content["credentials_enable_service"] and not content["autofill"]["profile_enabled"]
    assert not content["translate"]["enabled"]
    assert not folder.exists()


def test_a_terminal_has_one_page_and_no_way_out_of_it(tmp_path: Path) -> None:
    assert "--kiosk" in browser.flags(tmp_path, terminal=True)
    assert "--kiosk" not in browser.flags(tmp_path, terminal=False)


def test_a_profile_in_use_is_left_alone(tmp_path: Path, memory: Path) -> None:
    with browser.profile(Paths(tmp_path)) as first, browser.profile(Paths(tmp_path)) as second:
        assert first.exists() and second.exists() and first != second


def test_the_box_is_found_where_it_listens(settings: Settings) -> None:
    settings.paths.create()
    assert browser.served_at(settings) == "http://127.0.0.1:0"
    settings.paths.address.write_text("http://127.0.0.1:4321")
    assert browser.served_at(settings) == "http://127.0.0.1:4321"


def test_a_screen_says_at_each_start_which_one_it_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = browser.arriving_at("http://127.0.0.1:4321")
    assert address.startswith("http://127.0.0.1:4321/arrival/") and len(address.rpartition("/")[2]) == 43
    assert browser.arriving_at("http://127.0.0.1:4321") == address
    shutil.rmtree(home / ".config")
    (home / ".config").write_text("no folder")
    assert browser.arriving_at("http://127.0.0.1:4321") == "http://127.0.0.1:4321"
    assert "screen.token" in capsys.readouterr().err, "an account that can keep nothing is told"


def test_a_machine_without_chromium_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=Refusal.NO_BROWSER):
        browser.find_browser()


def test_a_screen_of_this_machine_is_private_and_an_enrolled_one_keeps_its_station(home: Path) -> None:
    assert browser.kept_for("") is None and browser.kept_for("http://127.0.0.1:8600") is None
    kept = browser.kept_for("https://parvis-1a2b.local:8643")
    assert kept is not None and kept.host == "parvis-1a2b.local"
    assert kept.path == home / ".config" / "parvis" / "station.cookies"
    assert browser.PRIVATE in browser.flags(home, terminal=True)
    assert browser.PRIVATE not in browser.flags(home, terminal=True, enrolled=True)


@pytest.mark.skipif(os.name != "posix", reason="a shell")
def test_what_is_kept_is_looked_at_once_more_when_the_browser_has_ended(tmp_path: Path) -> None:
    written, seen = tmp_path / "written", []
    command = ["sh", "-c", f"touch {written}"]
    assert browser.watch(command, dict(os.environ), lambda: seen.append(written.exists())) == 0
    assert seen == [True]

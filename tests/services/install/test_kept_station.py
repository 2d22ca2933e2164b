"""Of all that a browser writes, the cookie of its station stays, for its account alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.services.install import kept_station
from kiosk.services.install.kept_station import Kept

HOST, STATION = "parvis-1a2b.local", "__Host-parvis_station"


def browsed(profile: Path, *cookies: tuple[str, str, bytes]) -> Path:
    """A profile whose browser wrote these cookies: host, name, value."""
    (profile / "Default").mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(profile / "Default" / "Cookies")) as db:
        db.execute("CREATE TABLE IF NOT EXISTS cookies (host_key TEXT, name TEXT, value TEXT, encrypted_value BLOB)")
        db.execute("DELETE FROM cookies")
        db.executemany("INSERT INTO cookies VALUES (?, ?, '', ?)", cookies)
        db.commit()
    return profile


def rows(file: Path) -> list[tuple[str, str, bytes]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("SELECT host_key, name, encrypted_value FROM cookies").fetchall()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "home" / ".config" / "parvis" / kept_station.FILE, HOST)


def test_one_cookie_of_one_host_stays_and_no_byte_of_another(tmp_path: Path, kept: Kept) -> None:
    ours = (HOST, STATION, b"v10-station")
    others = [(HOST, "parvis_session", b"v10-signed-in"), ("elsewhere.example", STATION, b"v10-other-box")]
    assert kept.keep(browsed(tmp_path / "profile", ours, *others))
    assert rows(kept.path) == [ours]
    content = kept.path.read_bytes()
    assert b"signed-in" not in content and b"elsewhere" not in content
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.path.parent.iterdir()] == [kept_station.FILE]


def test_a_fresh_profile_gets_it_back(tmp_path: Path, kept: Kept) -> None:
    kept.keep(browsed(tmp_path / "first", (HOST, STATION, b"v10-1")))
    (tmp_path / "second").mkdir()
    kept.put_back(tmp_path / "second")
    assert rows(tmp_path / "second" / "Default" / "Cookies") == [(HOST, STATION, b"v10-1")]
    assert (tmp_path / "second" / "Default" / "Cookies").stat().st_mode & 0o777 == 0o600


def test_the_next_cookie_takes_the_place_of_the_former_and_the_same_is_not_written_again(
    tmp_path: Path, kept: Kept
) -> None:
    profile = browsed(tmp_path / "profile", (HOST, STATION, b"v10-1"))
    assert kept.keep(profile)
    before = kept.path.stat().st_ino
    assert not kept.keep(profile) and kept.path.stat().st_ino == before
    assert kept.keep(browsed(profile, (HOST, STATION, b"v10-2")))
    assert rows(kept.path) == [(HOST, STATION, b"v10-2")]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_cannot_be_read_leaves_what_is_kept(tmp_path: Path, kept: Kept, content: bytes) -> None:
    profile = browsed(tmp_path / "profile", (HOST, STATION, b"v10-1"))
    kept.keep(profile)
    (profile / "Default" / "Cookies").write_bytes(content)
    assert not kept.keep(profile)
    assert rows(kept.path) == [(HOST, STATION, b"v10-1")]


def test_a_screen_that_nobody_enrolled_keeps_nothing(tmp_path: Path, kept: Kept) -> None:
    assert not kept.keep(tmp_path / "no-profile")
    assert not kept.keep(browsed(tmp_path / "profile", (HOST, "parvis_session", b"v10-signed-in")))
    assert not kept.path.exists()
    kept.put_back(tmp_path / "profile")


def test_it_lies_beside_what_says_which_screen_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert kept_station.of_account(HOST).path == tmp_path / kept_station.IN_HOME

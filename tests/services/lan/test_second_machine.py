"""A screen on a second machine: the one cookie that it keeps, and how it comes to trust the box."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.crypto import certificates
from kiosk.crypto.certificates import Authority
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process.lan_server import LanServer
from kiosk.services.lan import box_trust
from kiosk.services.lan.box_trust import StationCookieFile
from tests.services.lan.a_box import Box, an_authority

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
def kept(tmp_path: Path) -> StationCookieFile:
    return StationCookieFile(tmp_path / "home" / ".config" / "parvis" / box_trust.FILE, HOST)


def test_one_cookie_of_one_host_stays_and_no_byte_of_another(tmp_path: Path, kept: StationCookieFile) -> None:
    ours = (HOST, STATION, b"v10-station")
    others = [(HOST, "parvis_session", b"v10-signed-in"), ("elsewhere.example", STATION, b"v10-other-box")]
    assert kept.keep(browsed(tmp_path / "profile", ours, *others))
    assert rows(kept.path) == [ours]
    content = kept.path.read_bytes()
    assert b"signed-in" not in content and b"elsewhere" not in content
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.path.parent.iterdir()] == [box_trust.FILE]


def test_a_fresh_profile_gets_it_back(tmp_path: Path, kept: StationCookieFile) -> None:
    kept.keep(browsed(tmp_path / "first", (HOST, STATION, b"v10-1")))
    (tmp_path / "second").mkdir()
    kept.put_back(tmp_path / "second")
    assert rows(tmp_path / "second" / "Default" / "Cookies") == [(HOST, STATION, b"v10-1")]
    assert (tmp_path / "second" / "Default" / "Cookies").stat().st_mode & 0o777 == 0o600


def test_the_next_cookie_takes_the_place_of_the_former_and_the_same_is_not_written_again(
    tmp_path: Path, kept: StationCookieFile
) -> None:
    profile = browsed(tmp_path / "profile", (HOST, STATION, b"v10-1"))
    assert kept.keep(profile)
    before = kept.path.stat().st_ino
    assert not kept.keep(profile) and kept.path.stat().st_ino == before
    assert kept.keep(browsed(profile, (HOST, STATION, b"v10-2")))
    assert rows(kept.path) == [(HOST, STATION, b"v10-2")]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_unreadable_leaves_what_is_kept(tmp_path: Path, kept: StationCookieFile, content: bytes) -> None:
    profile = browsed(tmp_path / "profile", (HOST, STATION, b"v10-1"))
    kept.keep(profile)
    (profile / "Default" / "Cookies").write_bytes(content)
    assert not kept.keep(profile)
    assert rows(kept.path) == [(HOST, STATION, b"v10-1")]


def test_a_screen_that_nobody_enrolled_keeps_nothing(tmp_path: Path, kept: StationCookieFile) -> None:
    assert not kept.keep(tmp_path / "no-profile")
    assert not kept.keep(browsed(tmp_path / "profile", (HOST, "parvis_session", b"v10-signed-in")))
    assert not kept.path.exists()
    kept.put_back(tmp_path / "profile")


def test_it_lies_beside_what_says_which_screen_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert box_trust.of_account(HOST).path == tmp_path / ".config/parvis" / box_trust.FILE


Serve = Callable[..., Box]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    boxes: list[Box] = []

    def begun(given: bytes, holds: Authority, address: str = "127.0.0.1") -> Box:
        boxes.append(Box(tmp_path, given, holds, address))
        return boxes[-1]

    yield begun
    for box in boxes:
        box.server.stop()


def code_of(what: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        what()
    return refused.value.code


def test_the_certificate_is_fetched_compared_and_then_tried(serve: Serve) -> None:
    authority = an_authority()
    box = serve(certificates.encode_certificate_der(authority.certificate), authority)
    fetched = box_trust.fetch_authority_certificate(box.address)
    at_desk = " ".join(certificates.certificate_fingerprint(authority.certificate))
    assert box_trust.is_same(fetched, at_desk) and box_trust.is_same(fetched, at_desk.lower().replace(" ", ":"))
    assert not box_trust.is_same(fetched, at_desk[:-1]) and not box_trust.is_same(fetched, "")
    box_trust.try_line(box.address, fetched)


def test_who_shows_the_boxs_certificate_and_has_not_its_key_is_not_trusted(serve: Serve) -> None:
    real = certificates.encode_certificate_der(an_authority().certificate)
    between = serve(real, an_authority())
    assert box_trust.fetch_authority_certificate(between.address) == real
    assert code_of(lambda: box_trust.try_line(between.address, real)) == Refusal.NOT_THAT_BOX
    authority = an_authority()
    box = serve(certificates.encode_certificate_der(authority.certificate), authority, "127.0.0.9")
    assert (
        code_of(lambda: box_trust.try_line(box.address, box_trust.fetch_authority_certificate(box.address)))
        == Refusal.NOT_THAT_BOX
    )


@pytest.mark.parametrize("given", [b"", b"<html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_certificate_is_not_shown_to_be_compared(serve: Serve, given: bytes) -> None:
    box = serve(given, an_authority())
    assert code_of(lambda: box_trust.fetch_authority_certificate(box.address)) == Refusal.NOT_THAT_BOX


def test_an_address_where_nobody_answers_is_told() -> None:
    closed = LanServer(None, "127.0.0.1", 0, 2)
    closed.stop()
    address = f"https://127.0.0.1:{closed.port}"
    assert code_of(lambda: box_trust.fetch_authority_certificate(address)) == Refusal.BOX_NOT_REACHED
    known = certificates.encode_certificate_der(an_authority().certificate)
    assert code_of(lambda: box_trust.try_line(address, known)) == Refusal.BOX_NOT_REACHED


def test_an_address_elsewhere_begins_with_https() -> None:
    for typed, meant in [
        ("https://parvis-1a2b.local:8643/", "https://parvis-1a2b.local:8643"),
        ("https://192.168.1.20", "https://192.168.1.20:8643"),
        ("https://192.168.1.20:9000/trust", "https://192.168.1.20:9000"), ("http://192.168.1.20:8600", ""),
        ("parvis-1a2b.local:8643", ""), ("https://parvis:many", ""), ("https://", ""),
    ]:  # fmt: skip
        assert box_trust.origin(typed) == meant

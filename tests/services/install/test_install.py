"""What keeps an installation from beginning, the stick and the cookie of a screen, and whom a second machine trusts."""

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import Clock
from kiosk.crypto import certificates
from kiosk.crypto.certificates import Authority
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process.lan_server import LanServer
from kiosk.services.install import accounts, box_trust, kept_station, stick
from kiosk.services.install.kept_station import Kept
from kiosk.services.install.machine_state import MachineState, refuse_taken
from kiosk.services.install.plan import Plan, Role
from kiosk.services.install.roles import plan_for
from kiosk.services.upkeep.machine import STICKS
from tests.services.install.a_box import Box, an_authority
from tests.services.install.image import FOR_REAL, LAYOUT, an_image

BOX = plan_for([Role.BOX], LAYOUT)


def refusal(machine: MachineState, plan: Plan = BOX, program: Path = LAYOUT.program) -> Refusal:
    with pytest.raises(Refused) as refused:
        machine.refuse_what_cannot_work(plan, program)
    return Refusal(refused.value.code)


@pytest.fixture
def someone() -> Iterator[None]:
    """An account without rights, for the length of a test."""
    os.seteuid(65_534)
    yield
    os.seteuid(0)


@FOR_REAL
def test_an_installation_needs_root(tmp_path: Path, someone: None) -> None:
    assert refusal(MachineState()) == Refusal.NOT_ROOT


@FOR_REAL
def test_another_system_is_not_touched(tmp_path: Path) -> None:
    assert refusal(an_image(tmp_path / "image", system="fedora")) == Refusal.NOT_DEBIAN
    an_image(tmp_path / "pi", system="raspbian").refuse_what_cannot_work(BOX, LAYOUT.program)


@FOR_REAL
def test_a_machine_without_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(an_image(tmp_path / "image")) == Refusal.NO_SYSTEMD


@FOR_REAL
def test_a_data_folder_with_another_account_s_files_is_left_alone(tmp_path: Path) -> None:
    machine = an_image(tmp_path / "image")
    folder = machine.root / "var" / "lib" / "parvis"
    folder.mkdir(parents=True)
    machine.refuse_what_cannot_work(BOX, LAYOUT.program)
    (folder / "parvis.db").touch()
    assert refusal(machine) == Refusal.FOLDER_OF_ANOTHER


@FOR_REAL
def test_a_program_that_services_cannot_read_is_not_installed() -> None:
    program = Path("/root/parvis/bin/python")
    assert refusal(MachineState(), program=program) in (Refusal.PROGRAM_HIDDEN, Refusal.NOT_DEBIAN)


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused) as refused:
            refuse_taken([port])
    assert (refused.value.code, refused.value.details["port"]) == (Refusal.PORT_TAKEN, port)
    refuse_taken([port])


def test_an_image_has_no_code_of_a_first_start(tmp_path: Path) -> None:
    assert an_image(tmp_path / "image").first_code(Clock(), 0.1) == ""


def test_it_is_mounted_for_the_box_alone_and_runs_nothing() -> None:
    mount, rule = stick.files(accounts.BOX)
    options = next(line for line in mount.text.splitlines() if line.startswith("Options=")).removeprefix("Options=")
    assert {"rw", "noexec", "nosuid", "nodev", "uid=parvis", "gid=parvis", "umask=0077"} <= set(options.split(","))
    assert mount.path.name == "media-parvis.mount" and any(stick.WHERE.is_relative_to(place) for place in STICKS)
    assert 'ENV{ID_FS_LABEL}=="PARVIS"' in rule.text and mount.path.name in rule.text
    assert "[Install]" not in mount.text, "it is started by the stick, and waited for by nothing"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    mount, _ = stick.files(accounts.BOX)
    path = tmp_path / mount.path.name
    path.write_text(mount.text, "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert not [line for line in said.stderr.splitlines() if path.name in line and "ailed to" not in line]


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


Serve = Callable[..., Box]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Begins a box, and ends it after the test."""
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
    box = serve(certificates.der(authority.certificate), authority)
    fetched = box_trust.fetch(box.address)
    at_desk = " ".join(certificates.fingerprint(authority.certificate))
    assert box_trust.is_same(fetched, at_desk) and box_trust.is_same(fetched, at_desk.lower().replace(" ", ":"))
    assert not box_trust.is_same(fetched, at_desk[:-1]) and not box_trust.is_same(fetched, "")
    box_trust.try_line(box.address, fetched)
    assert box_trust.read(box_trust.written(fetched)) == fetched


def test_who_shows_the_boxs_certificate_and_has_not_its_key_is_not_trusted(serve: Serve) -> None:
    real = certificates.der(an_authority().certificate)
    between = serve(real, an_authority())
    assert box_trust.fetch(between.address) == real
    assert code_of(lambda: box_trust.try_line(between.address, real)) == Refusal.NOT_THAT_BOX


def test_a_box_that_does_not_hold_this_address_is_not_trusted(serve: Serve) -> None:
    authority = an_authority()
    box = serve(certificates.der(authority.certificate), authority, "127.0.0.9")
    assert code_of(lambda: box_trust.try_line(box.address, box_trust.fetch(box.address))) == Refusal.NOT_THAT_BOX


@pytest.mark.parametrize("given", [b"", b"<html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_certificate_is_not_shown_to_be_compared(serve: Serve, given: bytes) -> None:
    box = serve(given, an_authority())
    assert code_of(lambda: box_trust.fetch(box.address)) == Refusal.NOT_THAT_BOX


def test_an_address_where_nobody_answers_is_told() -> None:
    closed = LanServer(None, "127.0.0.1", 0, 2)
    closed.stop()
    address = f"https://127.0.0.1:{closed.port}"
    assert code_of(lambda: box_trust.fetch(address)) == Refusal.BOX_NOT_REACHED
    known = certificates.der(an_authority().certificate)
    assert code_of(lambda: box_trust.try_line(address, known)) == Refusal.BOX_NOT_REACHED


def test_an_address_elsewhere_begins_with_https() -> None:
    for typed, meant in [
        ("https://parvis-1a2b.local:8643/", "https://parvis-1a2b.local:8643"),
        ("https://192.168.1.20", "https://192.168.1.20:8643"),
        ("https://192.168.1.20:9000/trust", "https://192.168.1.20:9000"), ("http://192.168.1.20:8600", ""),
        ("parvis-1a2b.local:8643", ""), ("https://parvis:many", ""), ("https://", ""),
    ]:  # fmt: skip
        assert box_trust.origin(typed) == meant


def test_this_machine_needs_no_certificate() -> None:
    assert box_trust.is_this_machine("http://127.0.0.1:8600") and box_trust.is_this_machine("http://localhost:8600")
    assert not box_trust.is_this_machine("https://parvis-1a2b.local:8643")
    assert not box_trust.is_this_machine("http://192.168.1.20:8600")


def test_what_is_no_certificate_in_a_file_of_policies_is_none() -> None:
    assert box_trust.read("%%%") == b""

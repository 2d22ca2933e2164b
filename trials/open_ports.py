"""List what a stranger in the town hall's network finds open, from a network namespace of its own.

    python -m trials.open_ports

As root on Linux: a box runs in one namespace, a stranger in another, with nothing but a line between them. The stranger
tries every TCP port twice, of a box that serves the network and of one that does not, and reads what answers. Ends with
status 1 where anything but the port of the network is open, or where it gives a stranger anything but the door.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import Clock
from kiosk.services.box.box import open_box
from kiosk.settings import READER, Settings
from tests.gallery.site.cast import at_work, nadia_roux, set_up

BOX, STRANGER = "parvis-box", "parvis-stranger"
ADDRESS, THEIRS = "10.77.0.1", "10.77.0.2"
PORT, OF_MACHINE = 8643, 8600
_STARTS_WITHIN_S = 60.0
_SCAN = """
import asyncio, sys
async def tried(port, turn):
    async with turn:
        try:
            _, line = await asyncio.wait_for(asyncio.open_connection(sys.argv[1], port), 2)
        except (OSError, asyncio.TimeoutError):
            return None
        line.close()
        return port
async def every():
    turn = asyncio.Semaphore(500)
    found = await asyncio.gather(*(tried(port, turn) for port in range(1, 65536)))
    print(*(port for port in found if port))
asyncio.run(every())
"""
_ASK = """
import http.client, ssl, sys
def said(line, path, method="GET"):
    try:
        line.request(method, path, headers={"Host": f"{sys.argv[1]}:{sys.argv[2]}"})
        answer = line.getresponse()
    except (OSError, http.client.HTTPException):
        return "nothing"
    answer.read()
    return f"{answer.status} {answer.headers.get('Location', '')} {answer.headers.get('Set-Cookie', '')[:7]}".strip()
unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
for path in ("/", "/desk", "/sign-in", "/procedures", "/control/doctor", "/static/js/page/desk_pages.js", "/nowhere"):
    plain = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=20)
    secure = http.client.HTTPSConnection(sys.argv[1], int(sys.argv[2]), timeout=20, context=unchecked)
    print(path, "|", said(plain, path), "|", said(secure, path))
"""


def main() -> int:
    if os.name == "nt" or os.geteuid() != 0:
        print("skipped: only root makes network namespaces")
        return 0
    faults = 0
    with _two_networks():
        for lan, expected in (("off", ""), ("on", str(PORT))):
            with tempfile.TemporaryDirectory() as folder, _box(Path(folder), lan):
                found = _by_stranger(_SCAN, ADDRESS)
                print(f"lan = {lan}: open from outside: {found or 'nothing'}")
                faults += found != expected
                if lan == "on" and found == expected:
                    faults += _is_more_than_the_door(_by_stranger(_ASK, ADDRESS, str(PORT)))
    print("as it should be" if not faults else f"{faults} faults")
    return int(bool(faults))


def _is_more_than_the_door(told: str) -> int:
    """How many answers give a stranger anything but the way to the door, or anything at all in clear."""
    print(told)
    answers = [[part.strip() for part in line.split("|")] for line in told.splitlines()]
    return sum(plain != "nothing" or not secure.startswith("303 /enrol") for _, plain, secure in answers)


@contextmanager
def _two_networks() -> Iterator[None]:
    try:
        for name in (BOX, STRANGER):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("link", "add", "pv0", "netns", BOX, "type", "veth", "peer", "name", "pv1", "netns", STRANGER)
        for name, device, address in ((BOX, "pv0", ADDRESS), (STRANGER, "pv1", THEIRS)):
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", device)
            _ip("-n", name, "link", "set", device, "up")
        yield
    finally:
        for name in (BOX, STRANGER):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@contextmanager
def _box(folder: Path, lan: str) -> Iterator[None]:
    settings = Settings(
        data=folder, site_code="SA", site_name="Mairie", printer="file", port=OF_MACHINE, lan=lan, lan_port=PORT
    )
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")
    box = open_box(settings)
    set_up(box)
    at_work(box, nadia_roux())
    box.store.close()
    command = ["ip", "netns", "exec", BOX, sys.executable, "-m", "kiosk", "run"]
    environment = {**os.environ, "KIOSK_DATA": str(folder)}
    process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http"), "the box did not start"
        if lan == "on":
            _wait_for(folder / "lan.pem")
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(file: Path) -> None:
    clock, ends = Clock(), Clock().monotonic() + _STARTS_WITHIN_S
    while not file.exists() and clock.monotonic() < ends:
        subprocess.run(["sleep", "0.2"], check=True)
    subprocess.run(["sleep", "1"], check=True)


def _by_stranger(program: str, *arguments: str) -> str:
    command = ["ip", "netns", "exec", STRANGER, sys.executable, "-c", program, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout.strip()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())

"""See whether Chromium holds the box's authority to the names and networks of its certificate (RFC 5280, 4.2.1.10).

    python -m trials.lan.name_constraints

As root on Linux, in a network and a file system of its own (unshare(1)), with a real Chromium that trusts a box's
authority by its policy, as `kiosk install` writes it, and then by the user's NSS database. Servers on one address show
certificates that whoever stole the authority's key could make: for another name, for the box's name and another one,
for an address elsewhere. An authority without a constraint, trusted the same way, shows that nothing else refuses them.
Ends with status 1 where Chromium opens what it should refuse, or refuses what it should open.
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, sync_playwright

from kiosk.clock import Clock
from kiosk.crypto import certificates
from kiosk.crypto.certificates import Authority, Networks
from kiosk.frozen import Frozen
from kiosk.services.install import box_trust, chromium_policies

BOX, ELSEWHERE = "10.77.0.1", "203.0.113.7"
NAME, OTHER = "parvis-1a2b.local", "impots.example"
POLICIES = Path("/etc/chromium")
_INSIDE = "--inside"
_CHROMIUM = "/usr/bin/chromium"
_TRUSTED = "CACertificates"
_NETWORKS: Networks = (ip_network("10.77.0.0/24"),)
_EVERYWHERE: Networks = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""Where an authority permits every address and no name is named, it may vouch for every name too."""


class Shown(Frozen):
    """A certificate that a server shows: who vouches, for what, where it is opened, and whether it should open."""

    said: str
    authority: Authority
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    host: str
    opens: bool


def main(words: list[str]) -> int:
    """Try both ways of trusting; the status says whether each certificate was taken as it should be."""
    if os.name == "nt" or os.geteuid() != 0 or not Path(_CHROMIUM).exists():
        print("skipped: it needs root, Linux and Chromium")
        return 0
    if _INSIDE not in words:
        command = ["unshare", "--net", "--mount", sys.executable, "-m", "trials.lan.name_constraints", _INSIDE]
        return subprocess.run(command, check=False).returncode
    for line in ("link set lo up", f"addr add {BOX}/24 dev lo", f"addr add {ELSEWHERE}/32 dev lo"):
        subprocess.run(["ip", *line.split()], check=True)
    now = Clock().now()
    held = certificates.new_authority("Parvis, Mairie", (NAME,), _NETWORKS, now)
    free = certificates.new_authority("An authority of everything", (), _EVERYWHERE, now)
    with tempfile.TemporaryDirectory(prefix="p-", dir="/dev/shm") as folder:
        faults = sum(_tried(Path(folder) / way, way, held, free, now) for way in _ways())
    print("as it should be" if not faults else f"{faults} faults")
    return int(bool(faults))


def _ways() -> tuple[str, ...]:
    return ("policy", "NSS") if shutil.which("certutil") else ("policy",)


def _tried(folder: Path, way: str, held: Authority, free: Authority, now: datetime) -> int:
    """How many certificates Chromium did not take as it should."""
    folder.mkdir()
    faults = 0
    trust = _by_policy if way == "policy" else _by_nss
    with ExitStack() as servers, trust(folder, (held, free)) as home, _chromium(folder, home) as browser:
        for shown in _certificates(held, free):
            pem = folder / "server.pem"
            pem.write_bytes(certificates.issue(shown.authority, shown.names, shown.addresses, now))
            port = servers.enter_context(_server(pem))
            fault = _opened(browser, f"https://{shown.host}:{port}/")
            right = shown.opens == (not fault)
            faults += not right
            print(f"{'yes' if right else 'NO '} {way}: {shown.said}: {fault or 'opened'}")
    return faults


def _certificates(held: Authority, free: Authority) -> tuple[Shown, ...]:
    return (
        Shown("the box's name", held, (NAME,), (BOX,), NAME, True),
        Shown("the box's address", held, (NAME,), (BOX,), BOX, True),
        Shown("another name", held, (OTHER,), (), OTHER, False),
        Shown("a name below the box's", held, (f"www.{NAME}",), (), f"www.{NAME}", True),
        Shown("the box's name beside another", held, (NAME, OTHER), (), NAME, False),
        Shown("an address elsewhere", held, (NAME,), (ELSEWHERE,), ELSEWHERE, False),
        Shown("another name, of an authority without a constraint", free, (OTHER,), (), OTHER, True),
        Shown("an address elsewhere, of the same", free, (OTHER,), (ELSEWHERE,), ELSEWHERE, True),
    )


@contextmanager
def _by_policy(folder: Path, authorities: tuple[Authority, ...]) -> Iterator[Path]:
    """Trust them as `kiosk install` makes a desk trust its box; gives the home of who browses."""
    home, policies = folder / "home", folder / "etc"
    written = [box_trust.written(certificates.der(authority.certificate)) for authority in authorities]
    managed = policies / chromium_policies.PATH.relative_to(POLICIES)
    managed.parent.mkdir(parents=True)
    managed.write_text(json.dumps(json.loads(chromium_policies.desk(written[0]).text) | {_TRUSTED: written}), "utf-8")
    home.mkdir()
    subprocess.run(["mount", "--bind", str(policies), str(POLICIES)], check=True)
    try:
        yield home
    finally:
        subprocess.run(["umount", str(POLICIES)], check=True)


@contextmanager
def _by_nss(folder: Path, authorities: tuple[Authority, ...]) -> Iterator[Path]:
    """Trust them in the user's NSS database, in both places where a Chromium may look."""
    home = folder / "home"
    for place in (home / ".pki" / "nssdb", home / ".local" / "share" / "pki" / "nssdb"):
        place.mkdir(parents=True)
        store = f"sql:{place}"
        subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
        for number, authority in enumerate(authorities):
            added = ["certutil", "-A", "-d", store, "-n", f"authority {number}", "-t", "C,,"]
            subprocess.run([*added, "-a"], input=authority.certificate, check=True)
    yield home


@contextmanager
def _chromium(folder: Path, home: Path) -> Iterator[BrowserContext]:
    """A Chromium that finds every name at the box's address, and opens no certificate by force."""
    rules = f"--host-resolver-rules=MAP {NAME} {BOX}, MAP *.{NAME} {BOX}, MAP {OTHER} {BOX}"
    given = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")} | {"HOME": str(home)}
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile", executable_path=_CHROMIUM, args=["--no-sandbox", rules], env=dict(given)
        )
        try:
            yield context
        finally:
            context.close()


@contextmanager
def _server(pem: Path) -> Iterator[int]:
    """A server on every address of this network, under this certificate; gives its port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>Parvis</h1>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("0.0.0.0", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _opened(browser: BrowserContext, url: str) -> str:
    """What Chromium says in the place of the page; "" where it came."""
    page = browser.new_page()
    try:
        page.goto(url, timeout=20_000)
        return "" if page.locator("h1").inner_text() == "Parvis" else "another page"
    except Error as error:
        return error.message.split(" at ")[0].rpartition(": ")[2]
    finally:
        page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How a second machine comes to trust the box: fetch its authority's certificate, compare its fingerprint, try it.

Keeps the one cookie by which the box knows an enrolled screen, while all else of its browser's profile is removed.

Chromium writes its cookies into a file of SQLite, some 30 seconds late. That file is read while the browser runs, and
kept with every other cookie taken out of it; at the next start it is where Chromium looks for it. Its tables are
Chromium's own, so that a newer Chromium reads an older one's as it does in any profile.
"""

import http.client
import os
import socket
import sqlite3
import ssl
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from kiosk import paths
from kiosk.connectors.tls import context_of_one
from kiosk.crypto import certificates, keys
from kiosk.domain.screen.station import LAN_COOKIE
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from printers.ipp.client import unverified_context

FILE = "station.cookies"
_IN_PROFILE = Path("Default/Cookies")
_OURS = "name = ? AND host_key = ?"


class StationCookieFile(Struct, frozen=True):
    """The file of this account, and for which `host` it holds the cookie."""

    path: Path
    host: str

    def put_back(self, profile: Path) -> None:
        try:
            read = self.path.read_bytes()
        except OSError:
            return
        (profile / _IN_PROFILE).parent.mkdir(exist_ok=True)
        keys.write_secret_file(profile / _IN_PROFILE, read)

    def keep(self, profile: Path) -> bool:
        """Keep the cookie of this profile if it has another than the one that is kept; says whether.

        A file that is being written, or that is none, changes nothing: the next look will tell.
        """
        found = _alone(_read_whole(profile / _IN_PROFILE), self.host)
        before = _alone(_read_whole(self.path), self.host)
        if found is None or (before and before[0] == found[0]):
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path.with_name(f".{FILE}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        keys.write_secret_file(draft, found[1])
        os.replace(draft, self.path)
        return True


def of_account(host: str) -> StationCookieFile:
    return StationCookieFile(paths.screen_token().with_name(FILE), host)


def _read_whole(path: Path) -> bytes:
    """A file that nobody wrote into while it was read; empty where somebody did, or there is none."""
    try:
        before = path.stat()
        read = path.read_bytes()
        after = path.stat()
    except OSError:
        return b""
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return read if same and len(read) == after.st_size else b""


def _alone(read: bytes, host: str) -> tuple[bytes, bytes] | None:
    """The station's cookie as Chromium wrote it, with a copy of the file in which every other row is gone."""
    if not read:
        return None
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        try:
            db.deserialize(read)
            (state,) = db.execute("PRAGMA quick_check").fetchone()
            row = db.execute(f"SELECT value, encrypted_value FROM cookies WHERE {_OURS}", (LAN_COOKIE, host)).fetchone()
            if state != "ok" or row is None:
                return None
            db.execute(f"DELETE FROM cookies WHERE NOT ({_OURS})", (LAN_COOKIE, host))
            db.execute("VACUUM")  # what was deleted is in no page any more
            return repr(row).encode(), db.serialize()
        except sqlite3.Error:
            return None


PORT = 8643
"""Where a box serves the local network unless its settings say another (`lan_port`)."""
_WHERE = "/trust/parvis.crt"
_LARGEST = 16 * 1024
_PATIENCE_S = 10.0


def origin(address: str) -> str:
    """The address of a box elsewhere as `https://name:port`, whose port may be left out; "" where it is no such one.

    In clear, whoever is in the network could read what a person answers.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        return ""
    if not host or parts.scheme != "https":
        return ""
    return f"https://{host}:{port}"


def fetch_authority_certificate(address: str) -> bytes:
    """The certificate of the authority (DER) that the box at this address says is its own; nobody vouches for it yet.

    Raises `Refused`: `box-not-reached`, `not-that-box` where what comes is no authority that is held to few names (RFC
    5280, 4.2.1.10): a browser that trusts another could be deceived about every site.
    """
    host, port = _host_and_port(address)
    line = http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=unverified_context())
    try:
        line.request("GET", _WHERE)
        answer = line.getresponse()
        read = answer.read(_LARGEST)
    except (OSError, http.client.HTTPException) as fault:
        raise Refused(Refusal.BOX_NOT_REACHED, address=address) from fault
    finally:
        line.close()
    if answer.status != http.client.OK or not certificates.is_confined(read):
        raise Refused(Refusal.NOT_THAT_BOX, address=address)
    return read


def list_fingerprint_groups(certificate: bytes) -> tuple[str, ...]:
    return certificates.certificate_fingerprint(ssl.DER_cert_to_PEM_cert(certificate).encode())


def is_same(certificate: bytes, typed: str) -> bool:
    """Whether somebody wrote the fingerprint of this certificate, whatever stands between its digits."""
    return "".join(filter(str.isalnum, typed)).upper() == "".join(list_fingerprint_groups(certificate))


def try_line(address: str, certificate: bytes) -> None:
    """Open a line as the browser will, that trusts this authority and no other.

    Raises `Refused`: `box-not-reached`, `not-that-box` where the box at this address does not hold the authority's key,
    or the authority may not vouch for this name.
    """
    host, port = _host_and_port(address)
    try:
        with (
            socket.create_connection((host, port), _PATIENCE_S) as line,
            context_of_one(certificate).wrap_socket(line, server_hostname=host),
        ):
            return
    except ssl.SSLError as fault:
        raise Refused(Refusal.NOT_THAT_BOX, address=address) from fault
    except OSError as fault:
        raise Refused(Refusal.BOX_NOT_REACHED, address=address) from fault


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or PORT

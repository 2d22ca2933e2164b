"""Keeps the one cookie by which the box knows an enrolled screen, while all else of its browser's profile is removed.

Chromium writes its cookies into a file of SQLite, some 30 seconds late. That file is read while the browser runs, and
kept with every other cookie taken out of it; at the next start it is where Chromium looks for it. Its tables are
Chromium's own, so that a newer Chromium reads an older one's as it does in any profile.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from kiosk import paths
from kiosk.crypto import keys
from kiosk.domain.screen.station import LAN_COOKIE

FILE = "station.cookies"
IN_HOME = Path(".config/parvis") / FILE
"""Where it lies in the home of an account that did not move its configuration."""
_IN_PROFILE = Path("Default/Cookies")
_OURS = "name = ? AND host_key = ?"


class Kept(Struct, frozen=True):
    """The file of this account, and for which `host` it holds the cookie."""

    path: Path
    host: str

    def put_back(self, profile: Path) -> None:
        """Give a fresh profile the cookie, where there is one."""
        try:
            read = self.path.read_bytes()
        except OSError:
            return
        (profile / _IN_PROFILE).parent.mkdir(exist_ok=True)
        keys.write_secret(profile / _IN_PROFILE, read)

    def keep(self, profile: Path) -> bool:
        """Keep the cookie of this profile if it has another than the one that is kept; says whether.

        A file that is being written, or that is none, changes nothing: the next look will tell.
        """
        found = _alone(_read_whole(profile / _IN_PROFILE), self.host)
        before = _alone(_read_whole(self.path), self.host)
        if found is None or (before and before.value == found.value):
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path.with_name(f".{FILE}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        keys.write_secret(draft, found.file)
        os.replace(draft, self.path)
        return True


class _Found(Struct, frozen=True):
    """The cookie as Chromium wrote it, and a file of cookies that holds no other."""

    value: bytes
    file: bytes


def of_account(host: str) -> Kept:
    """What the account that runs this keeps for the box of this name."""
    return Kept(paths.screen_token().with_name(FILE), host)


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


def _alone(read: bytes, host: str) -> _Found | None:
    """The station's cookie out of a file of cookies, with a copy of that file in which every other row is gone."""
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
            return _Found(repr(row).encode(), db.serialize())
        except sqlite3.Error:
            return None

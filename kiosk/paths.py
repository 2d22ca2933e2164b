"""Where a box keeps its things: the data folder, the names inside it, and a folder in memory for what is in clear."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from kiosk.errors import Refused

_SHARED_MEMORY = Path("/dev/shm")  # nosec B108: a folder of our own inside it, refused where it is planted
_COPYING = ".copying-"


@dataclass(frozen=True, slots=True)
class Paths:
    """Every path inside one data folder."""

    data: Path

    @property
    def settings(self) -> Path:
        return self.data / "kiosk.toml"

    @property
    def database(self) -> Path:
        return self.data / "parvis.db"

    @property
    def database_key(self) -> Path:
        return self.data / "database.key"

    @property
    def site_key(self) -> Path:
        """The Ed25519 seed with which this site signs what it sends."""
        return self.data / "site.key"

    @property
    def control_token(self) -> Path:
        """The secret with which a command reaches the running application over loopback."""
        return self.data / "control.token"

    @property
    def lock(self) -> Path:
        return self.data / "running.lock"

    @property
    def address(self) -> Path:
        """Where the running application listens, written by it."""
        return self.data / "running.address"

    @property
    def runtime(self) -> Path:
        """A folder of this data folder's own that lies in memory, for what must reach no disk.

        systemd's (`RuntimeDirectory=`), the session's, or shared memory; the data folder on a system with none.
        """
        name = hashlib.sha256(str(self.data.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        if systemd := os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]:
            return Path(systemd)
        session = os.environ.get("XDG_RUNTIME_DIR", "")
        if session and os.access(session, os.W_OK):
            return Path(session) / f"parvis-{name}"
        if _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK):
            return _SHARED_MEMORY / f"parvis-{os.getuid()}-{name}"
        return self.data

    @property
    def printed(self) -> Path:
        """Where the `file` carrier puts what it prints, in clear: in memory, so gone when the machine stops."""
        return self.runtime / "printed"

    @property
    def procedures(self) -> Path:
        """The town hall's own procedures."""
        return self.data / "procedures"

    @property
    def translations(self) -> Path:
        """The town hall's own catalogues: another language, or its own procedures in ours."""
        return self.data / "translations"

    def copying(self) -> "tempfile.TemporaryDirectory[str]":
        """A folder beside the database for a copy of it that is being made."""
        return tempfile.TemporaryDirectory(prefix=_COPYING, dir=self.data)

    def sweep(self) -> None:
        """Remove the copies of a process that was cut off: their keys would outlive the cases they open."""
        for folder in self.data.glob(f"{_COPYING}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def create(self) -> None:
        """Make the folders, readable by their owner only."""
        for folder in (self.data, self.procedures):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.create_runtime()

    def create_runtime(self) -> None:
        """Make the folder in memory. Raises `Refused("folder-taken")` where somebody else made one of that name.

        Shared memory is a folder where every account of the machine may write.
        """
        self.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = self.runtime.lstat()
        foreign = hasattr(os, "getuid") and found.st_uid != os.getuid()
        if foreign or not stat.S_ISDIR(found.st_mode) or (os.name != "nt" and found.st_mode & 0o022):
            raise Refused("folder-taken", path=str(self.runtime))
        self.printed.mkdir(exist_ok=True, mode=0o700)


def default_data() -> Path:
    """`KIOSK_DATA`, or the user's data folder of the platform."""
    named = os.environ.get("KIOSK_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("parvis", appauthor=False))


def screen_token() -> Path:
    """Where the account of a screen keeps which screen it is: the user's configuration folder of the platform."""
    return Path(platformdirs.user_config_dir("parvis", appauthor=False)) / "screen.token"

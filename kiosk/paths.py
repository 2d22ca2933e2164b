"""The paths of a box: its data folder, the files inside it, and a folder in memory for unencrypted files."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_SHARED_MEMORY = Path("/dev/shm")  # nosec B108: a folder of our own inside it, refused where it is planted
SETTINGS_FILE = "kiosk.toml"
_COPYING = ".copying-"
TRAINING = "training-"
"""How the names of the folders of trainings begin, which lie in memory."""
_NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def name_what_is_wrong(path: Path) -> Iterator[None]:
    """What the system says of a file or folder below `path` that cannot be used, as a refusal that names it.

    Raises `Refused`: `no-access` (it belongs to another account, or lies on a disk that is read only), `not-a-file`
    (a folder bears the file's name), `not-a-folder`. Any other `OSError` passes through.
    """
    try:
        yield
    except OSError as fault:
        named = str(fault.filename or path)
        if fault.errno in _NO_ACCESS:
            # A file that is not there could not be made, or not be seen: its folder is what has to be given.
            raise Refused(
                Refusal.NO_ACCESS, path=named if os.path.lexists(named) else str(Path(named).parent)
            ) from fault
        if isinstance(fault, IsADirectoryError):
            raise Refused(Refusal.NOT_A_FILE, path=named) from fault
        if isinstance(fault, NotADirectoryError) or (isinstance(fault, FileExistsError) and Path(named).is_file()):
            raise Refused(Refusal.NOT_A_FOLDER, path=named) from fault
        raise


class _Inside:
    """A file or folder of this name inside a data folder."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, paths: "Paths", _: object = None) -> Path:
        return paths.data / self._name


class Paths(Struct, frozen=True):
    """Every path inside one data folder."""

    data: Path

    settings = _Inside(SETTINGS_FILE)
    database = _Inside("parvis.db")
    first_start = _Inside("first-start")
    """There from just before a new box's keys are made until its database stands; without it they are a loss."""
    mark = _Inside("database.mark")
    """How far the database had come, and where its copies lie."""
    program_version = _Inside("program.version")
    """The file in which the program that opened the folder last wrote its version."""
    version_before = _Inside("parvis.db.before.version")
    """The version of the program that wrote the copy from before the last upgrade."""
    database_key = _Inside("database.key")
    site_key = _Inside("site.key")
    """The Ed25519 seed with which this site signs what it sends."""
    next_site_key = _Inside("site.key.next")
    """The seed that is to take the place of a revoked one; the hub may know its public half already."""
    control_token = _Inside("control.token")
    """The file of the secret with which a command reaches the running application over loopback."""
    first_start_code = _Inside("first-start.code")
    """The file of the one-time code of the first start's wizard, while there is one."""
    lock = _Inside("running.lock")
    logs = _Inside("logs")
    """The folder of what the program noted for its operator."""
    address = _Inside("running.address")
    """The file in which the running application writes its address."""
    sounds = _Inside("sounds")
    """Sounds of the catalogues' sentences, made ahead; deleting them loses nothing but time."""
    clips = _Inside("audio")
    """Sentences that the town hall has recorded itself, one folder a language."""
    voices = _Inside("voices")
    """The files of the voices that the town hall has brought."""
    pictograms = _Inside("pictograms")
    """Pictograms of the town hall's own, which its procedure files name."""
    signs = _Inside("signs")
    """Clips in sign language, in a folder a language."""
    procedures = _Inside("procedures")
    """The town hall's own procedures."""
    sound_procedures = _Inside("procedures.sound")
    """A copy of each own procedure file as it was last sound, which serves while the file is broken."""
    translations = _Inside("translations")
    """The town hall's own catalogues: another language, or its own procedures in ours."""

    @property
    def runtime(self) -> Path:
        """A folder of this data folder's own that lies in memory, for what must reach no disk.

        systemd's (`RuntimeDirectory=`), the session's, or shared memory; the data folder on a system with none.
        """
        if self.data.name.startswith(TRAINING):
            return self.data
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
        """The folder for unencrypted papers of the `file` carrier; in memory, so gone when the machine stops."""
        return self.runtime / "printed"

    def holds_database(self) -> bool:
        """Whether there is a database file with anything in it."""
        return self.database.exists() and self.database.stat().st_size > 0

    def copying(self) -> "tempfile.TemporaryDirectory[str]":
        """A folder beside the database for a copy of it that is being made."""
        return tempfile.TemporaryDirectory(prefix=_COPYING, dir=self.data)

    def sweep(self) -> None:
        """Remove what an interrupted process left: copies, whose keys would outlive the destroyed cases they open, and
        trainings."""
        for folder in self.data.glob(f"{_COPYING}*"):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in self.runtime.glob(f"{TRAINING}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def create(self) -> None:
        """Make the folders, readable by their owner only.

        Raises `Refused`: `no-access` also where nothing can be written into the data folder, `not-a-folder`, and what
        `create_runtime` raises.
        """
        with name_what_is_wrong(self.data):
            for folder in (self.data, self.procedures):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._try_writing()
            self.create_runtime()

    def _try_writing(self) -> None:
        """Only a try tells: what the mode of a folder says is not all that a system asks. A full disk is no refusal."""
        probe = self.data / f".probe-{os.getpid()}"
        try:
            probe.touch(mode=0o600)
            probe.unlink()
        except OSError as fault:
            if fault.errno in _NO_ACCESS:
                raise PermissionError(fault.errno, fault.strerror, str(self.data)) from fault

    def create_runtime(self) -> None:
        """Make the folder in memory. Raises `Refused` (`folder-taken`) where somebody else made one of that name.

        Shared memory is a folder where every account of the machine may write.
        """
        self.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        status = self.runtime.lstat()
        foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
        if foreign or not stat.S_ISDIR(status.st_mode) or (os.name != "nt" and status.st_mode & 0o022):
            raise Refused(Refusal.FOLDER_TAKEN, path=str(self.runtime))
        self.printed.mkdir(exist_ok=True, mode=0o700)


def make_durable(path: Path) -> None:
    """Sync a folder, so that new and renamed files survive a power cut, or a file. Does nothing on Windows, which needs
    none."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def default_data() -> Path:
    """`KIOSK_DATA`, or the user's data folder of the platform."""
    named = os.environ.get("KIOSK_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("parvis", appauthor=False))


def screen_token() -> Path:
    """Where the account of a screen keeps which screen it is: the user's configuration folder of the platform."""
    return Path(platformdirs.user_config_dir("parvis", appauthor=False)) / "screen.token"

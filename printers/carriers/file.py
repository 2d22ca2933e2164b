"""A carrier that writes each job as one file into a folder, atomically."""

import errno
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from printers.carrier import COMPLETED, NOT_PRINTED, Carrier, NotPrintedFault, Setting, UnknownFault

_EXTENSIONS = {"application/pdf": ".pdf", "text/plain; charset=utf-8": ".txt"}
_JOB_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class File(Carrier):
    """A folder of files, each named by its job and readable by its owner only (mode 0600)."""

    kind: ClassVar[str] = "file"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("folder", "", "The folder that receives one file for each print job; it must exist."),
        Setting(
            "media_type", "application/pdf", "What the files hold: PDF, or plain text.", choices=tuple(_EXTENSIONS)
        ),
    )
    instant: ClassVar[bool] = True
    gives_paper: ClassVar[bool] = False

    folder: str | Path
    media_type: str = "application/pdf"

    def what_is_wrong(self) -> str | None:
        """`unknown-media-type`, `folder-missing`, `folder-not-writable`, or None."""
        if self.media_type not in _EXTENSIONS:
            return "unknown-media-type"
        if not str(self.folder) or not Path(self.folder).is_dir():
            return "folder-missing"
        return None if os.access(self.folder, os.W_OK | os.X_OK) else "folder-not-writable"

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Write the job's file and flush it to disk; the same job again replaces its own file.

        Raises NotPrinted with a code of `what_is_wrong`, `bad-job-id` or `disk-full`; Unknown("not-confirmed") when
        the file is written but its name may not survive a power cut.
        """
        if wrong := self.what_is_wrong():
            raise NotPrintedFault(wrong)
        if not _JOB_ID.fullmatch(job_id):
            raise NotPrintedFault("bad-job-id")
        # The name of the unfinished file comes from the job, so that a retry after a power cut overwrites it.
        unfinished = Path(self.folder, f".{job_id}.part")
        try:
            _write(unfinished, data)
            os.replace(unfinished, Path(self.folder, job_id + _EXTENSIONS[self.media_type]))
        except OSError as fault:
            # A disk that refuses this too has already been reported by the fault in hand.
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise NotPrintedFault("disk-full" if full else "folder-not-writable") from fault
        try:
            _confirm(Path(self.folder))
        except OSError as fault:
            raise UnknownFault("not-confirmed") from fault

    def state_of(self, job_id: str) -> str:
        """Whether its file exists: a file gets its name only once it is complete."""
        exists = Path(self.folder, job_id + _EXTENSIONS.get(self.media_type, "")).is_file()
        return COMPLETED if exists else NOT_PRINTED


def _write(path: Path, data: bytes) -> None:
    # Never write a citizen's paper into an old file of another owner, or through a symbolic link.
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _confirm(folder: Path) -> None:
    # Windows cannot open a folder, and does not need this.
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

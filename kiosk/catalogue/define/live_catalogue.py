"""The catalogue of a running box: the town hall's own files are read again when they change, between two requests.

A file that is broken, or half written, leaves the version before in place until it is mended, through restarts too;
a file that is taken away takes its procedure along. What an authority publishes replaces what ships, and a file of the
town hall's own has the last word. Nothing here is a thread: whoever answers a request calls
`refresh` first.
"""

import logging
import os
import threading
from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk import logs
from kiosk.catalogue.define.catalogue import SUFFIXES, Catalogue, load_procedure, sorted_by_title
from kiosk.catalogue.read.source import CatalogueFaults, Fault
from kiosk.domain.procedure.procedure import Procedure

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.5
"""Seconds between two looks at the folder: a page with its pictures is ten requests."""
SETTLES_S = 1.0
"""Seconds for which a file must lie unchanged: an editor may still be writing it."""
_Signature = tuple[int, int, int]
"""Length, time of change (ns) and inode of a file: what tells that it is another."""


@dataclass(slots=True)
class _OwnFile:
    signature: _Signature
    procedure: Procedure | None = None
    """As it was last sound; None if it never was."""
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class LiveCatalogue:
    """What can be offered now, as `current`. `folder` is the town hall's own; None for a catalogue that never changes.

    `withdrawn` are the ids that an authority has withdrawn: known, and not offered. `sound` is a folder of ours for a
    copy of each file as it was last sound. Safe between threads: `current` is replaced as a whole.
    """

    shipped: Catalogue
    folder: Path | None = None
    sound: Path | None = None
    current: Catalogue = field(init=False)
    withdrawn: frozenset[str] = field(default=frozenset(), init=False)
    _files: dict[str, _OwnFile] = field(default_factory=dict, init=False)
    _seen: dict[str, _Signature] = field(default_factory=dict, init=False)
    _looked_s: float = field(default=float("-inf"), init=False)
    _published: tuple[Procedure, ...] = field(default=(), init=False)
    _published_faults: tuple[Fault, ...] = field(default=(), init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self.current = self.shipped
        if self.folder is not None:
            self._look(self.folder, None)

    def refresh(self, now: datetime, monotonic_s: float) -> bool:
        """Look at the folder, if it is time; whether the catalogue changed."""
        if self.folder is None or monotonic_s - self._looked_s < LOOK_EVERY_S:
            return False
        if not self._turn.acquire(blocking=False):
            return False
        try:
            self._looked_s = monotonic_s
            return self._look(self.folder, now.timestamp())
        finally:
            self._turn.release()

    def publish(self, procedures: Iterable[Procedure], faults: Iterable[Fault] = ()) -> None:
        """Offer what is published now, in place of what was published before; `faults` are of files left out."""
        with self._turn:
            self._published, self._published_faults = tuple(procedures), tuple(faults)
            self.current = self._combined()

    def _look(self, folder: Path, now_s: float | None) -> bool:
        """Read the files that changed. With `now_s`, files that changed a moment ago are left for the next look."""
        try:
            seen = _signatures(folder)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.current = self._combined([Fault(str(folder), 1, 1, "unreadable", {"reason": reason})])
            return False
        if seen == self._seen:
            return False
        changed = [name for name, signature in seen.items() if self._seen.get(name) != signature]
        if now_s is not None and any(0 <= now_s - seen[name][1] / 1e9 < SETTLES_S for name in changed):
            return False
        self._seen = seen
        for name in self._files.keys() - seen.keys():
            del self._files[name]
        for name in changed:
            self._files[name] = self._read(folder / name, seen[name])
        _tidy(self.sound, seen)
        self.current = self._combined()
        return True

    def _read(self, path: Path, signature: _Signature) -> _OwnFile:
        copy = self.sound / path.name if self.sound else None
        try:
            procedure = load_procedure(path)
        except CatalogueFaults as error:
            before = self._files.get(path.name)
            last = before.procedure if before else _copied(copy)
            return _OwnFile(signature, last, error.faults)
        if copy is not None:
            _copy(copy, procedure.file)
        return _OwnFile(signature, procedure)

    def _combined(self, faults: Iterable[Fault] = ()) -> Catalogue:
        """The shipped procedures, with published ones in their place, then the town hall's own.

        Of two own files of one id, the first counts.
        """
        told, kept, first = [*self._published_faults, *faults], list[str](), dict[str, str]()
        by_id = {procedure.id: procedure for procedure in (*self.shipped.procedures, *self._published)}
        for name in sorted(self._files):
            file = self._files[name]
            path = str(self.folder / name) if self.folder else name
            told += file.faults
            if file.procedure is None:
                continue
            if file.procedure.id in first:
                details = {"value": file.procedure.id, "file": first[file.procedure.id]}
                told.append(Fault(path, 1, 1, "repeated-procedure", details))
                continue
            first[file.procedure.id] = name
            by_id[file.procedure.id] = file.procedure
            if file.faults:
                kept.append(path)
        faults = tuple(sorted((*self.shipped.faults, *told)))
        return Catalogue(sorted_by_title(by_id.values()), faults, tuple(kept))


def _signatures(folder: Path) -> dict[str, _Signature]:
    """Every procedure file of the folder; none where there is no folder."""
    found: dict[str, _Signature] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIXES) and not entry.name.startswith("."):
                    status = os.stat(entry.path)
                    found[entry.name] = (status.st_size, status.st_mtime_ns, status.st_ino)
    except (FileNotFoundError, NotADirectoryError):
        return found
    return found


def _copied(copy: Path | None) -> Procedure | None:
    """What a copy holds; None where there is none, or where this version of Parvis reads it no more."""
    try:
        return load_procedure(copy) if copy is not None and copy.is_file() else None
    except CatalogueFaults:
        return None


def _copy(copy: Path, file: bytes) -> None:
    """Keep a sound file. A disk that is full, or read only, costs nothing but this."""
    partial = copy.with_name(f".{copy.name}.part")
    try:
        if copy.is_file() and copy.read_bytes() == file:
            return
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        partial.write_bytes(file)
        os.replace(partial, copy)
    except OSError as fault:
        logs.log_failure(log, "no copy of a sound procedure file was kept", fault)


def _tidy(sound: Path | None, names: Container[str]) -> None:
    """Remove the copies of files that are gone."""
    with suppress(OSError):
        for copy in sound.iterdir() if sound is not None and sound.is_dir() else ():
            if copy.name not in names:
                copy.unlink()

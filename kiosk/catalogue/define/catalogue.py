"""The catalogue: the shipped procedures and those of the town hall's own folder.

The catalogue of a running box: the town hall's own files are read again when they change, between two requests.

A file that is broken, or half written, leaves the version before in place until it is mended, through restarts too;
a file that is taken away takes its procedure along. What an authority publishes replaces what ships, and a file of the
town hall's own has the last word. Nothing here is a thread: whoever answers a request calls
`refresh` first.
"""

import hashlib
import logging
import os
import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kiosk import logs
from kiosk.catalogue.define.procedures import find_example_faults, read_procedure
from kiosk.catalogue.read.source import (
    LIMIT_BYTES,
    CatalogueFault,
    CatalogueFaults,
    Node,
    Notes,
    Scalar,
    read_root_node,
)
from kiosk.catalogue.read.table import ReadingState, Table, typeset
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.published.documents import FRENCH, DeskMessage, InformationSheet, InLanguages
from kiosk.domain.published.public_message import AHEAD, LONGEST, LONGEST_HOLE
from kiosk.domain.search.query import fold_for_search

SUFFIXES = (".yaml", ".yml")


def load_procedure(source: bytes | Path | Traversable, name: str = "") -> Procedure:
    """Load one file, or its bytes with `name` as their path. Raises `CatalogueFaults` with every fault."""
    return _loaded(source, Notes(name or ("" if isinstance(source, bytes) else str(source))))


def _loaded(source: bytes | Path | Traversable, notes: Notes) -> Procedure:
    reading = ReadingState(notes)
    data = source if isinstance(source, bytes) else read_source_file(source, notes)
    procedure = None
    if data is not None:
        root = read_root_node(data, notes)
        procedure = read_procedure(root, reading) if root is not None else None
    if procedure is None and not notes.faults:
        notes.note(Node(1, 1), "no-procedure")
    if procedure is None or data is None or notes.faults:
        raise CatalogueFaults(notes.faults)
    return replace(procedure, file=data, sha256=hashlib.sha256(data).hexdigest())


def read_source_file(file: Path | Traversable, notes: Notes) -> bytes | None:
    """The bytes of a file, at most one more than is allowed; None where it cannot be read, which is noted."""
    try:
        with file.open("rb") as stream:
            return stream.read(LIMIT_BYTES + 1)  # a huge file is never in memory
    except OSError as error:
        notes.note(Node(1, 1), "unreadable", reason=error.strerror or type(error).__name__)
    return None


def check_files(paths: Iterable[Path | Traversable], today: date) -> list[CatalogueFault]:
    """Every fault and warning of these files and folders, including their examples' answers as judged on that day."""
    faults: list[CatalogueFault] = []
    for path in paths:
        for file, procedure in each_file(path, faults):
            faults.extend(find_example_faults(procedure, str(file), today))
        for file in list_files(path):
            notes = Notes(str(file))
            with suppress(CatalogueFaults):  # told above, and no reason to hold a warning back
                _loaded(file, notes)
            faults.extend(notes.warnings)
    return sorted(faults)


def each_procedure(path: Path | Traversable, faults: list[CatalogueFault]) -> Iterator[Procedure]:
    """The valid procedures of a file or folder, in the order of file names; adds the faults of the others to `faults`.
    A second file with the same id in one folder is a fault: only a file of another folder may replace it."""
    return (procedure for _, procedure in each_file(path, faults))


def each_file(path: Path | Traversable, faults: list[CatalogueFault]) -> Iterator[tuple[Path | Traversable, Procedure]]:
    """The same procedures, each after its file."""
    seen: dict[str, str] = {}
    for file in list_files(path):
        try:
            procedure = load_procedure(file)
        except CatalogueFaults as error:
            faults.extend(error.faults)
            continue
        if procedure.id in seen:
            details = {"value": procedure.id, "file": seen[procedure.id]}
            faults.append(CatalogueFault(str(file), 1, 1, "repeated-procedure", details))
            continue
        seen[procedure.id] = file.name
        yield file, procedure


def list_files(path: Path | Traversable) -> list[Path | Traversable]:
    """The procedure files of a folder, by their names; a file itself."""
    if not path.is_dir():
        return [path]
    inside = (file for file in path.iterdir() if file.name.endswith(SUFFIXES) and not file.name.startswith("."))
    return sorted((file for file in inside if file.is_file()), key=lambda file: file.name)


class Catalogue(Struct, frozen=True):
    """Every valid procedure, sorted by title in French order, and the faults of the files left out. `kept` are the
    paths of faulty files whose last sound version is still offered (`live_catalogue`)."""

    procedures: tuple[Procedure, ...]
    faults: tuple[CatalogueFault, ...] = ()
    kept: tuple[str, ...] = ()

    def get(self, procedure_id: str) -> Procedure | None:
        return next((procedure for procedure in self.procedures if procedure.id == procedure_id), None)


def open_catalogue(folders: Sequence[Path | Traversable]) -> Catalogue:
    """Read the procedures of these folders; a file of a later folder replaces one of an earlier with the same id.

    A faulty file never stops the application: it is left out, and what it would have replaced stays. A folder that
    does not exist is empty.
    """
    faults: list[CatalogueFault] = []
    by_id: dict[str, Procedure] = {}
    for folder in folders:
        if folder.is_dir():
            by_id.update((procedure.id, procedure) for procedure in each_procedure(folder, faults))
    return Catalogue(sorted_by_title(by_id.values()), tuple(sorted(faults)))


def sorted_by_title(procedures: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """The procedures as a French reader looks them up."""
    return tuple(sorted(procedures, key=lambda one: (fold_for_search(one.title.text), one.id)))


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
    faults: tuple[CatalogueFault, ...] = ()


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
    _published_faults: tuple[CatalogueFault, ...] = field(default=(), init=False)
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

    def publish(self, procedures: Iterable[Procedure], faults: Iterable[CatalogueFault] = ()) -> None:
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
            self.current = self._combined([CatalogueFault(str(folder), 1, 1, "unreadable", {"reason": reason})])
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

    def _combined(self, faults: Iterable[CatalogueFault] = ()) -> Catalogue:
        """The shipped procedures, with published ones in their place, then the town hall's own. Of two own files of one
        id, the first counts."""
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
                told.append(CatalogueFault(path, 1, 1, "repeated-procedure", details))
                continue
            first[file.procedure.id] = name
            by_id[file.procedure.id] = file.procedure
            if file.faults:
                kept.append(path)
        faults = tuple(sorted((*self.shipped.faults, *told)))
        return Catalogue(sorted_by_title(by_id.values()), faults, tuple(kept))


def _signatures(folder: Path) -> dict[str, _Signature]:
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
    with suppress(OSError):
        for copy in sound.iterdir() if sound is not None and sound.is_dir() else ():
            if copy.name not in names:
                copy.unlink()


PROCEDURE_KIND = "procedure"
"""The word of this kind of item in a signed list."""
SHEET_KEYS = ("title", "text", "source", "checked", "until")
FOR_PUBLIC = "public"
MESSAGE_KEYS = ("title", "text", "since", "until", "for", "from")
_LANGUAGE = re.compile("[a-z]{2,3}")
P = TypeVar("P", InformationSheet, DeskMessage)


def procedure_faults(items: Mapping[str, bytes], day: date) -> list[CatalogueFault]:
    """Every fault of these files, by name, that would be in force together; examples are judged as on that day."""
    found, names = list[CatalogueFault](), dict[str, str]()
    for name in sorted(items):
        try:
            procedure = load_procedure(items[name], name)
        except CatalogueFaults as error:
            found += error.faults
            continue
        if procedure.id in names:
            details = {"value": procedure.id, "file": names[procedure.id]}
            found.append(CatalogueFault(name, 1, 1, "repeated-procedure", details))
        names.setdefault(procedure.id, name)
        found += find_example_faults(procedure, name, day)
    return found


def sound_procedures(items: Iterable[tuple[str, bytes]]) -> tuple[tuple[Procedure, ...], tuple[CatalogueFault, ...]]:
    """The procedures in these files, and the faults of those that this version of Parvis reads no more."""
    procedures, found = list[Procedure](), list[CatalogueFault]()
    for name, content in items:
        try:
            procedures.append(load_procedure(content, name))
        except CatalogueFaults as error:
            found += error.faults
    return tuple(procedures), tuple(found)


def read_sheet(content: bytes, name: str) -> InformationSheet:
    """The sheet in a file. Raises `CatalogueFaults`."""
    table, notes = _table(content, name, SHEET_KEYS)
    title, text = _written(table, "title"), _written(table, "text")
    source, checked = table.word("source", required=True), table.day("checked", required=True)
    read_sheet = InformationSheet(name, title, text, typeset(source), checked or date.min, table.day("until"))
    return _sound(read_sheet, notes)


def read_desk_message(content: bytes, name: str) -> DeskMessage:
    """The message in a file. Raises `CatalogueFaults`."""
    table, notes = _table(content, name, MESSAGE_KEYS)
    title, text = _written(table, "title"), _written(table, "text")
    since, until = table.day("since"), table.day("until", required=True)
    public = table.one_of("for", (FOR_PUBLIC,), required=False)
    from_whom = table.word("from", required=bool(public))
    if from_whom and not public:
        notes.note(table.place("from"), "missing-key", key="for")
    for part, most in ((title, LONGEST_HOLE), (text, LONGEST)) if public else ():
        if any(len(words) > most for words in part.texts.values()):
            notes.note(table.place("title" if part is title else "text"), "public-too-long", most=most)
    return _sound(DeskMessage(name, title, text, since, until or date.min, typeset(from_whom)), notes)


def sheet_faults(items: Mapping[str, bytes], day: date) -> list[CatalogueFault]:
    return _faults(read_sheet, items)


def message_faults(items: Mapping[str, bytes], day: date) -> list[CatalogueFault]:
    """The faults of messages; one to the public ends at the latest `AHEAD` after that day, on which it is signed."""

    def read_one(content: bytes, name: str) -> None:
        message = read_desk_message(content, name)
        if message.from_whom and message.until > day + AHEAD:
            raise CatalogueFaults([CatalogueFault(name, 1, 1, "public-end-far", {"most": AHEAD.days})])

    return _faults(read_one, items)


def _faults(read_one: Callable[[bytes, str], object], items: Mapping[str, bytes]) -> list[CatalogueFault]:
    faults: list[CatalogueFault] = []
    for name in sorted(items):
        try:
            read_one(items[name], name)
        except CatalogueFaults as error:
            faults += error.faults
    return faults


def _table(content: bytes, name: str, keys: tuple[str, ...]) -> tuple[Table, Notes]:
    notes = Notes(name)
    root = read_root_node(content, notes)
    return Table(root if root is not None else Node(1, 1), ReadingState(notes), keys), notes


def _sound(made: P, notes: Notes) -> P:
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return made


def _written(table: Table, key: str) -> InLanguages:
    node = table.value(key, required=True)
    if node is None:
        return InLanguages({})
    inner, texts = Table(node, table.reading), dict[str, str]()
    for language, value in inner.node.pairs:
        if not _LANGUAGE.fullmatch(language.value):
            table.notes.note(language, "unknown-key", key=language.value, value=language.value)
        elif isinstance(value, Scalar) and not value.empty:
            texts[language.value] = _paragraphs(language.value, value.value)
    if FRENCH not in texts and not inner.broken:
        table.notes.note(node, "missing-key", key=FRENCH)
    return InLanguages(texts)


def _paragraphs(language: str, words: str) -> str:
    """Each paragraph on one line; French with its own spaces and apostrophes."""
    if language == FRENCH:
        return typeset(words)
    parts = re.split(r"\n\s*\n", words.strip())
    return "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in parts)

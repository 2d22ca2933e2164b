"""The catalogue: the shipped procedures and those of the town hall's own folder."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue.define.examples import wrong
from kiosk.catalogue.define.procedures import read_procedure
from kiosk.catalogue.read.source import LIMIT_BYTES, CatalogueFaults, Fault, Node, Notes, read
from kiosk.catalogue.read.table import Reading
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import folded

SUFFIXES = (".yaml", ".yml")


def load_procedure(source: bytes | Path | Traversable, name: str = "") -> Procedure:
    """Load one file, or its bytes with `name` as their path. Raises `CatalogueFaults` with every fault."""
    return _loaded(source, Notes(name or ("" if isinstance(source, bytes) else str(source))))


def _loaded(source: bytes | Path | Traversable, notes: Notes) -> Procedure:
    reading = Reading(notes)
    data = source if isinstance(source, bytes) else _bytes(source, notes)
    procedure = None
    if data is not None:
        root = read(data, notes)
        procedure = read_procedure(root, reading) if root is not None else None
    if procedure is None and not notes.faults:
        notes.note(Node(1, 1), "no-procedure")
    if procedure is None or data is None or notes.faults:
        raise CatalogueFaults(notes.faults)
    return replace(procedure, file=data, sha256=hashlib.sha256(data).hexdigest())


def check_files(paths: Iterable[Path | Traversable], today: date) -> list[Fault]:
    """Every fault and warning of these files and folders, including their examples' answers as judged on that day."""
    faults: list[Fault] = []
    for path in paths:
        for file, procedure in each_file(path, faults):
            faults.extend(wrong(procedure, str(file), today))
            faults.extend(_warnings(procedure, str(file)))
    return sorted(faults)


def _warnings(procedure: Procedure, name: str) -> list[Fault]:
    notes = Notes(name)
    _loaded(procedure.file, notes)
    return notes.warnings


def each_procedure(path: Path | Traversable, faults: list[Fault]) -> Iterator[Procedure]:
    """The valid procedures of a file or folder, in the order of file names; adds the faults of the others to `faults`.

    A second file with the same id in one folder is a fault: only a file of another folder may replace it.
    """
    return (procedure for _, procedure in each_file(path, faults))


def each_file(path: Path | Traversable, faults: list[Fault]) -> Iterator[tuple[Path | Traversable, Procedure]]:
    """The same procedures, each after its file."""
    seen: dict[str, str] = {}
    for file in _files(path):
        try:
            procedure = load_procedure(file)
        except CatalogueFaults as error:
            faults.extend(error.faults)
            continue
        if procedure.id in seen:
            details = {"value": procedure.id, "file": seen[procedure.id]}
            faults.append(Fault(str(file), 1, 1, "repeated-procedure", details))
            continue
        seen[procedure.id] = file.name
        yield file, procedure


def _files(path: Path | Traversable) -> list[Path | Traversable]:
    if not path.is_dir():
        return [path]
    inside = (file for file in path.iterdir() if file.name.endswith(SUFFIXES) and not file.name.startswith("."))
    return sorted((file for file in inside if file.is_file()), key=lambda file: file.name)


def _bytes(file: Path | Traversable, notes: Notes) -> bytes | None:
    """The file's bytes, at most one more than allowed, so that a huge file is never in memory; None if unreadable."""
    try:
        with file.open("rb") as stream:
            return stream.read(LIMIT_BYTES + 1)
    except OSError as error:
        notes.note(Node(1, 1), "unreadable", reason=error.strerror or type(error).__name__)
        return None


class Catalogue(Struct, frozen=True):
    """Every valid procedure, sorted by title in French order, and the faults of the files left out.

    `kept` are the paths of faulty files whose last sound version is still offered (`live_catalogue`).
    """

    procedures: tuple[Procedure, ...]
    faults: tuple[Fault, ...] = ()
    kept: tuple[str, ...] = ()

    def get(self, procedure_id: str) -> Procedure | None:
        """The procedure with that id; None if there is none."""
        return next((procedure for procedure in self.procedures if procedure.id == procedure_id), None)


def open_catalogue(folders: Sequence[Path | Traversable]) -> Catalogue:
    """Read the procedures of these folders; a file of a later folder replaces one of an earlier with the same id.

    A faulty file never stops the application: it is left out, and what it would have replaced stays. A folder that
    does not exist is empty.
    """
    faults: list[Fault] = []
    by_id: dict[str, Procedure] = {}
    for folder in folders:
        if folder.is_dir():
            by_id.update((procedure.id, procedure) for procedure in each_procedure(folder, faults))
    return Catalogue(sorted_by_title(by_id.values()), tuple(sorted(faults)))


def sorted_by_title(procedures: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """The procedures as a French reader looks them up."""
    return tuple(sorted(procedures, key=_as_sorted))


def _as_sorted(procedure: Procedure) -> tuple[str, str]:
    return folded(procedure.title.text), procedure.id

"""A copy of the box and its way back, after which no reference is ever used twice."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kiosk.clock import Clock, stamp
from kiosk.domain import reference as references
from kiosk.errors import Refused, Unreachable
from kiosk.paths import Paths
from kiosk.services import retention
from kiosk.services.box import Box, open_box
from kiosk.services.sync import hub_of
from kiosk.settings import read
from kiosk.store import cases, counters
from kiosk.version import VERSION

MARGIN = 1000
"""References left unused after a restore: what was minted since the copy, unheard of by the hub, keeps its own."""
FORMAT = 2
LARGEST_BYTES = 4 << 30
"""A member of a backup larger than this is refused."""
_MEMBERS = ("manifest.json", "parvis.db", "database.key", "site.key", "kiosk.toml")
_PREFIX, _SUFFIX = "parvis-", ".backup"
_NEEDED = frozenset(_MEMBERS) - {"kiosk.toml"}


@dataclass(frozen=True, slots=True)
class Restored:
    """Where references go on: the first counter that may be used is after `counter`; `hub_asked` says who knew."""

    counter: int
    hub_asked: bool


def backup(box: Box, target: Path) -> Path:
    """Write one file with everything, whole or not at all, readable by its owner only (0600).

    It holds the database's key, as the box does: who has the file has what a thief of the box has, and no more. In a
    folder it gets a name of its own, and copies of this site made there longer ago than cases are kept are removed.
    Raises `Refused("file-exists")`.
    """
    if target.is_dir():
        _expire(box, target)
        target = target / f"{_PREFIX}{box.site.code}-{box.clock.now():%Y%m%dT%H%M%SZ}{_SUFFIX}"
    if target.exists():
        raise Refused("file-exists", path=str(target))
    paths = box.settings.paths
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    with paths.copying() as folder:
        copy = Path(folder) / "parvis.db"
        retention.due(box)
        box.store.copy_to(copy)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": stamp(box.clock.now()),
            "site": box.site.code,
            "counter": counters.value(box.store.read()),
        }
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                _add(archive, "manifest.json", json.dumps(manifest).encode())
                archive.add(copy, "parvis.db")
                archive.add(paths.database_key, "database.key")
                archive.add(paths.site_key, "site.key")
                if paths.settings.exists():
                    archive.add(paths.settings, "kiosk.toml")
            file.flush()
            os.fsync(file.fileno())
    os.replace(unfinished, target)
    return target


def restore(source: Path, data: Path, ask: Callable[[], str], clock: Clock | None = None) -> Restored:
    """Bring a copy back into an empty data folder.

    References go on after the hub's highest; where the hub cannot be reached, after the latest printed reference,
    which `ask` asks for ("" where nobody has one). Either way after what the copy holds, and `MARGIN` further.
    Nothing stands in the folder before that is known, so that a command broken off leaves no box that mints what is
    on paper already. Raises `Refused`: `not-empty`, `not-a-backup`, `not-a-reference`, `mistyped-reference`.
    """
    paths = Paths(data)
    if paths.database.exists():
        raise Refused("not-empty", path=str(data))
    paths.create()
    with paths.copying() as folder:
        copy = Path(folder)
        _unpack(source, copy)
        box = open_box(read(copy), clock)
        try:
            restored = _go_on(box, ask)
            retention.due(box)  # what has had its time since the copy was made does not come back
        finally:
            box.store.close()
        # The database comes last: whoever finds it finds its key, and a counter that is safe.
        for name in ("kiosk.toml", "site.key", "database.key", "parvis.db"):
            if (copy / name).exists():
                os.replace(copy / name, data / name)
    return restored


def _expire(box: Box, folder: Path) -> None:
    """Remove copies of this site that hold keys of cases which are destroyed by now, and those nobody finished."""
    for unfinished in folder.glob(f".{_PREFIX}{box.site.code}-*{_SUFFIX}.part"):
        unfinished.unlink()
    oldest = box.clock.now() - timedelta(days=box.settings.retention_days)
    for copy in folder.glob(f"{_PREFIX}{box.site.code}-*{_SUFFIX}"):
        made = copy.name.removeprefix(f"{_PREFIX}{box.site.code}-").removesuffix(_SUFFIX)
        if made < f"{oldest:%Y%m%dT%H%M%SZ}":
            copy.unlink()


def _go_on(box: Box, ask: Callable[[], str]) -> Restored:
    """Move the counter beyond every reference that anyone knows of."""
    db = box.store.read()
    try:
        heard, hub_asked = _hub_highest(box), True
    except Unreachable:
        heard, hub_asked = _printed_counter(box, ask()), False
    known = max(counters.value(db), cases.highest_counter(db), heard)
    with box.store.write() as writer:
        counters.set_value(writer, known + MARGIN)
    return Restored(known + MARGIN, hub_asked)


def _printed_counter(box: Box, printed: str) -> int:
    """The counter of a reference as a person typed it, 0 for none."""
    if not printed.strip():
        return 0
    reference = references.read(printed)
    if references.site_of(reference) != box.site.code:
        raise Refused("not-a-reference")
    return references.counter_of(reference)


def _hub_highest(box: Box) -> int:
    hub = hub_of(box)
    if wrong := hub.what_is_wrong():
        raise Unreachable(wrong)
    try:
        return hub.highest_counter()
    finally:
        hub.close()


def _unpack(source: Path, data: Path) -> None:
    """Only the members a backup has, plain files, under their own names; anything else is no backup."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            members = {member.name: member for member in archive.getmembers()}
            if not _NEEDED <= members.keys() <= set(_MEMBERS):
                raise Refused("not-a-backup", path=str(source))
            manifest = json.loads(_read(archive, members["manifest.json"]))
            if manifest.get("format") != FORMAT:
                raise Refused("not-a-backup", path=str(source))
            for name in members.keys() - {"manifest.json"}:
                descriptor = os.open(data / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_read(archive, members[name]))
                    file.flush()
                    os.fsync(file.fileno())
    except (tarfile.TarError, OSError, ValueError, AttributeError) as fault:
        raise Refused("not-a-backup", path=str(source)) from fault


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isfile() and member.size <= LARGEST_BYTES else None
    if file is None:
        raise Refused("not-a-backup", member=member.name)
    return file.read()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))

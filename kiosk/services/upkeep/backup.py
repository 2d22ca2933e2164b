"""Back up a box: one sealed file with everything that it holds, which the words of its recovery sheet open."""

import shutil
from datetime import timedelta
from pathlib import Path

from kiosk.clock import stamp
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.services.box import database_mark
from kiosk.services.box.box import Box
from kiosk.services.upkeep import archive, retention
from kiosk.store.events import counters
from kiosk.store.people import people
from kiosk.version import VERSION

PREFIX, SUFFIX = "parvis-", ".backup"


def backup(box: Box, target: Path) -> Path:
    """Write one file with everything, whole or not at all, and read back from the disk.

    That is the database and its key, the site's key, `kiosk.toml`, and the town hall's own procedures and
    translations, sealed to the recovery sheet's public key: whoever finds the file reads nothing of it, and no secret
    has to be given to make it. In a folder it gets a name of its own, and copies of this site made there longer ago
    than cases are kept are removed; the newest of them only once this one stands.
    Raises `Refused`: `not-set-up` (there is no recovery sheet), `file-exists`, `unreadable-file`, `no-access`,
    `not-a-folder`, and what `archive.pack` raises.
    """
    sheet = people.recovery(box.store.read())
    if sheet is None:
        raise Refused(Refusal.NOT_SET_UP)
    folder = target if target.is_dir() else None
    if folder is not None:
        with name_what_is_wrong(folder):
            _expire(box, folder)
        target = folder / _name(box)
    if target.exists():
        raise Refused(Refusal.FILE_EXISTS, path=str(target))
    paths = box.settings.paths
    with paths.copying() as made_in:
        copy = Path(made_in)
        retention.due(box)
        box.store.copy_to(copy / "parvis.db")
        members = {"parvis.db": copy / "parvis.db", "database.key": paths.database_key, "site.key": paths.site_key}
        settings = {archive.SETTINGS: paths.settings} if paths.settings.exists() else {}
        for name, path in {**settings, **archive.own_files(paths.data)}.items():
            # Somebody may be writing it: what is digested and what is packed are the same bytes.
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            members[name] = Path(shutil.copyfile(path, copy / name))
        manifest = {
            "version": VERSION,
            "made_at": stamp(box.clock.now()),
            "site": box.site.code,
            "name": box.site.name,
            "counter": counters.value(box.store.read()),
        }
        archive.pack(target, sheet.public, manifest, members)
    if folder is not None:
        _expire(box, folder)
    database_mark.note_copy(paths, target, box.clock.now())
    return target


def keep_newest(box: Box, folder: Path, kept: int) -> None:
    """Delete this site's backups in a folder but for the `kept` newest ones."""
    for copy in copies(box, folder)[:-kept]:
        copy.unlink(missing_ok=True)


def copies(box: Box, folder: Path) -> list[Path]:
    """This site's backups in a folder that got their names there, the oldest first.

    One that is dated after now comes before all others: it was made while the clock was ahead.
    """
    found = folder.glob(f"{PREFIX}{box.site.code}-[0-9]*T[0-9]*Z{SUFFIX}")
    return sorted(found, key=lambda copy: (copy.name <= _name(box), copy.name))


def _name(box: Box) -> str:
    """The name of a backup that is made now in a folder."""
    return f"{PREFIX}{box.site.code}-{box.clock.now():%Y%m%dT%H%M%SZ}{SUFFIX}"


def _expire(box: Box, folder: Path) -> None:
    """Delete unfinished backups, and this site's that hold keys of cases destroyed by now, but for the newest one."""
    for unfinished in folder.glob(f".{PREFIX}{box.site.code}-*{SUFFIX}.part"):
        unfinished.unlink()
    today = box.watch.settled()
    if today is None:
        return
    oldest = today.now - timedelta(days=box.settings.retention_days)
    newest = copies(box, folder)[-1:]
    for copy in set(folder.glob(f"{PREFIX}{box.site.code}-*{SUFFIX}")) - {*newest}:
        made_at = copy.name.removeprefix(f"{PREFIX}{box.site.code}-").removesuffix(SUFFIX)
        if made_at < f"{oldest:%Y%m%dT%H%M%SZ}":
            copy.unlink()

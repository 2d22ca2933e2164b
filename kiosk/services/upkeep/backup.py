"""Back up a box: one sealed file with everything that it holds, which the words of its recovery sheet open.

When the next one is due, how the last ones went, and which copies stay in a folder, are told here, too.
"""

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock, stamp
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, name_what_is_wrong
from kiosk.services.box import database_mark
from kiosk.services.box.box import Box, open_box
from kiosk.services.people.first_day import is_set_up
from kiosk.services.upkeep import archive, retention
from kiosk.services.upkeep.machine import Mounts
from kiosk.services.upkeep.restore import MARGIN, AskLatest, go_on, move_in, without_database
from kiosk.settings import read_settings
from kiosk.settings_file.reader import USB
from kiosk.store import counters, people, upkeep_notes
from kiosk.version import VERSION

RETRY = timedelta(hours=1)
"""How long after a backup that failed the next one is tried."""
GRACE = timedelta(days=1)
"""How long after its hour a backup is said to be late: the machine may have been off."""
FOLDER = "Parvis"
"""The folder on a stick in which backups lie."""
UNKNOWN_MARGIN = 100_000
"""References left unused where nobody knows the last one: more than a town hall gives in years."""
PREFIX, SUFFIX = "parvis-", ".backup"
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # nosec B108: compared with, never written to


def next_at(last: datetime, every_days: int, hour: int, zone: ZoneInfo) -> datetime:
    """The moment from which the next backup is due: at that hour of the site's day, so many days after the last one."""
    day = last.astimezone(zone).date() + timedelta(days=every_days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def is_due(
    now: datetime, last: datetime | None, failed: datetime | None, every_days: int, hour: int, zone: ZoneInfo
) -> bool:
    """Whether to make a backup now; `last` is the last that was made, `failed` the last try since that failed.

    A box without any is due at once, and so is one whose clock has gone back behind its last backup.
    """
    if failed is not None and timedelta() <= now - failed < RETRY:
        return False
    return last is None or now < last or now >= next_at(last, every_days, hour, zone)


def is_late(now: datetime, last: datetime | None, every_days: int, hour: int, zone: ZoneInfo) -> bool:
    return last is not None and now >= next_at(last, every_days, hour, zone) + GRACE


class BackupState(Struct, frozen=True):
    """How backups stand: where they go ("" for nowhere), when the last one was made, and the code of what is wrong.

    `fault` is `late` where none was made in time, else the code with which the last try failed, "" where it is well.
    """

    place: str
    last_at: datetime | None
    fault: str


def make_backup(box: Box, target: Path | None, mounts: Mounts | None = None) -> Path:
    """At `target`, None for the USB stick. Raises `Refused` as `stick_folder` and `write_backup_file` do."""
    with _noting(box, str(target) if target else USB) as done:
        done.append(write_backup_file(box, target or stick_folder(mounts or Mounts())))
    return done[0]


def stick_folder(mounts: Mounts) -> Path:
    """The folder for backups on the one USB stick. Raises `Refused`: `no-stick`, `several-sticks`, `no-access`."""
    mounts.open_sticks()
    sticks = mounts.sticks()
    if not sticks:
        raise Refused(Refusal.NO_STICK)
    if len(sticks) > 1:
        raise Refused(Refusal.SEVERAL_STICKS, paths=", ".join(stick.name for stick in sticks))
    folder = sticks[0] / FOLDER
    with name_what_is_wrong(folder):
        folder.mkdir(exist_ok=True)
    return folder


def make_due(box: Box, mounts: Mounts | None = None) -> Path | None:
    """Make the backup that the settings ask for, if it is due; older ones beyond `backup_kept` go.

    Gives its file, None where none is due. Raises what `make_backup` raises, once it is noted; the next try is in an
    hour.
    """
    settings = box.settings
    if not settings.backup_folder or not is_set_up(box):
        return None
    db = box.store.read()
    last, failed = upkeep_notes.read_last_backup(db), upkeep_notes.read_failed_backup(db)
    last_at, failed_at = last.at if last else None, failed.at if failed else None
    if not is_due(box.clock.now(), last_at, failed_at, settings.backup_days, settings.backup_hour, settings.zone):
        return None
    with _noting(box, settings.backup_folder) as done:
        done.append(write_backup_file(box, _folder(settings.backup_folder, mounts or Mounts())))
    for copy in _list_copies(box, done[0].parent)[: -settings.backup_kept]:
        copy.unlink(missing_ok=True)
    return done[0]


def read_backup_state(box: Box) -> BackupState:
    settings, db = box.settings, box.store.read()
    last, failed = upkeep_notes.read_last_backup(db), upkeep_notes.read_failed_backup(db)
    last_at = last.at if last else None
    late = bool(settings.backup_folder) and is_late(
        box.clock.now(), last_at, settings.backup_days, settings.backup_hour, settings.zone
    )
    return BackupState(settings.backup_folder, last_at, failed.fault if failed else "late" if late else "")


def _folder(place: str, mounts: Mounts) -> Path:
    """The folder that the settings name, made where it is missing.

    Raises `Refused`: `folder-gone` where its parent is missing too, because a network drive or a disk that is not there
    would else be replaced by a folder beside it; `folder-of-the-service` in a /tmp that lies in memory, as that of the
    service does: it goes when the service stops.
    """
    if place == USB:
        return stick_folder(mounts)
    folder = Path(place)
    mount = mounts.of(folder)
    if mount is not None and mount.in_memory and mount.point in _TEMPORARY:
        raise Refused(Refusal.FOLDER_OF_THE_SERVICE, path=place)
    if not folder.parent.is_dir():
        raise Refused(Refusal.FOLDER_GONE, path=place)
    with name_what_is_wrong(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _noting(box: Box, place: str) -> Iterator[list[Path]]:
    """Note how a backup went: made where the block put its file into the list, or the code of what it raises."""
    done: list[Path] = []
    try:
        yield done
    except Refused as refused:
        _note(box, place, refused.code)
        raise
    except OSError as fault:  # a stick that is pulled out, or breaks
        _note(box, place, Refusal.BACKUP_NOT_WRITTEN)
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=place) from fault
    _note(box, str(done[0]), "")


def _note(box: Box, place: str, fault: str) -> None:
    with box.store.write() as db:
        upkeep_notes.insert_backup_attempt(db, box.clock.now(), place, fault)


def go_on_with_older(data: Path, ask: AskLatest, clock: Clock | None = None) -> int:
    """Go on with a database that is an older copy of itself, because there is no newer one; gives the counter.

    References go on as in `begin_again`. Raises `Refused`: `not-a-reference`, `mistyped-reference`.
    """
    settings = read_settings(data)
    mark = database_mark.read_database_mark(settings.paths)
    database_mark.delete_database_mark(settings.paths)
    box = open_box(settings, clock)
    try:
        counter = max(go_on(box, ask, UNKNOWN_MARGIN), mark.counter + MARGIN)
        with box.store.write() as db:
            counters.update_reference_counter(db, counter)
    except BaseException:  # broken off: this is still an older database
        database_mark.write_database_mark(
            settings.paths, replace(mark, starts=upkeep_notes.count_starts(box.store.read()) + 1)
        )
        raise
    finally:
        box.store.close()
    return counter


def begin_again(data: Path, ask: AskLatest, clock: Clock | None = None) -> int:
    """Put an empty database into a data folder that lost its own and has no backup; its keys stay.

    Gives the counter after which references go on: `MARGIN` after the latest printed one, which `ask` asks for; where
    nobody has one, `UNKNOWN_MARGIN` further. Enrolling then moves it beyond the hub's highest. As in `restore`, the
    database comes last.

    Raises `Refused`: `not-empty`, `no-site-code`, `not-a-reference`, `mistyped-reference`.
    """
    paths, settings = without_database(data), read_settings(data)
    if not settings.site_code:
        raise Refused(Refusal.NO_SITE_CODE, path=str(paths.settings))
    with paths.copying() as folder:
        copy = Paths(Path(folder))
        copy.first_start.touch()
        for name in ("site.key", "database.key"):
            if (data / name).exists():
                shutil.copy2(data / name, copy.data / name)
        box = open_box(dataclasses.replace(settings, data=copy.data), clock)
        try:
            counter = go_on(box, ask, UNKNOWN_MARGIN)
        finally:
            box.store.close()
        move_in(copy.data, data)
    return counter


def write_backup_file(box: Box, target: Path) -> Path:
    """Write one file with everything, whole or not at all, and read back from the disk.

    That is the database and its key, the site's key, `kiosk.toml`, and the town hall's own procedures and
    translations, sealed to the recovery sheet's public key: whoever finds the file reads nothing of it, and no secret
    has to be given to make it. In a folder it gets a name of its own, and copies of this site made there longer ago
    than cases are kept are removed; the newest of them only once this one stands.
    Raises `Refused`: `not-set-up` (there is no recovery sheet), `file-exists`, `unreadable-file`, `no-access`,
    `not-a-folder`, and what `archive.pack_backup` raises.
    """
    sheet = people.read_recovery_sheet(box.store.read())
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
        retention.destroy_expired_data(box)
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
            "counter": counters.read_reference_counter(box.store.read()),
        }
        archive.pack_backup(target, sheet.public, manifest, members)
    if folder is not None:
        _expire(box, folder)
    database_mark.note_copy(paths, target, box.clock.now())
    return target


def _list_copies(box: Box, folder: Path) -> list[Path]:
    """This site's backups in a folder that got their names there, the oldest first.

    One that is dated after now comes before all others: it was made while the clock was ahead.
    """
    found = folder.glob(f"{PREFIX}{box.site.code}-[0-9]*T[0-9]*Z{SUFFIX}")
    return sorted(found, key=lambda copy: (copy.name <= _name(box), copy.name))


def _name(box: Box) -> str:
    return f"{PREFIX}{box.site.code}-{box.clock.now():%Y%m%dT%H%M%SZ}{SUFFIX}"


def _expire(box: Box, folder: Path) -> None:
    """Delete unfinished backups, and this site's that hold keys of cases destroyed by now, but for the newest one."""
    for unfinished in folder.glob(f".{PREFIX}{box.site.code}-*{SUFFIX}.part"):
        unfinished.unlink()
    today = box.watch.settled()
    if today is None:
        return
    oldest = today.now - timedelta(days=box.settings.retention_days)
    newest = _list_copies(box, folder)[-1:]
    for copy in set(folder.glob(f"{PREFIX}{box.site.code}-*{SUFFIX}")) - {*newest}:
        made_at = copy.name.removeprefix(f"{PREFIX}{box.site.code}-").removesuffix(SUFFIX)
        if made_at < f"{oldest:%Y%m%dT%H%M%SZ}":
            copy.unlink()

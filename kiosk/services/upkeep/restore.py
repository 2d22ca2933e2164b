"""Bring a backup back into an empty data folder, so that no reference is ever used twice."""

import dataclasses
import filecmp
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused, Unreachable
from kiosk.paths import Paths, make_durable
from kiosk.services.box import database_mark
from kiosk.services.box.box import Box, list_site_codes, open_box, was_set_up
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.upkeep import archive, retention
from kiosk.settings import read_settings
from kiosk.settings_file.reader import SITE_CODE
from kiosk.store import cases, counters, database, people, upkeep_notes
from kiosk.store.database import DatabaseError, Store, open_bare_database
from kiosk.version import VERSION


class RolledBack(Struct, frozen=True):
    """The `version` of the program to install, and the file in which the newer database is kept; `since` is how many
    cases and events it has that the older one lacks.
    """

    version: str
    aside: Path
    since: int


class _Held(Struct, frozen=True):
    """What a database holds: the ids of its cases, with when each was changed, and of its events; the last counter."""

    cases: frozenset[tuple[str, str]]
    events: frozenset[str]
    counter: int


def roll_back(data: Path, *, set_aside: bool = False, clock: Clock | None = None) -> RolledBack:
    """Put the copy from before the last upgrade back in place of the database. The newer one is renamed, never deleted.

    Numbers go on after the newer one's. The folder is held by the caller alone. Raises `Refused`: `no-earlier-store`
    (there was no upgrade, or it is longer ago than `calendar.UPGRADE`), `damaged-backup`, and `cases-since`
    where the newer one has cases, drafts or events that would not be there any more, unless `set_aside` says so.
    """
    paths = Paths(data)
    copy = database.upgrade_copy_path(paths.database)
    if not copy.exists():
        raise Refused(Refusal.NO_EARLIER_STORE, path=str(copy))
    key = keys.read_seed(paths.database_key)
    older = _held(copy, key)
    if older is None:
        raise Refused(Refusal.DAMAGED_BACKUP, path=str(copy))
    newer = _held(paths.database, key)
    # While an upgrade has not proved itself the box has not opened since, and has taken nothing.
    served = not database.upgrade_marker_path(paths.database).exists()
    since = len(newer.cases - older.cases) + len(newer.events - older.events) if newer else 0
    if served and not set_aside and (since or newer is None):
        raise Refused(Refusal.CASES_SINCE, count=since)
    aside = paths.database.with_name(f"parvis.db.after-{(clock or Clock()).now():%Y%m%dT%H%M%SZ}")
    ready = paths.database.with_name(".parvis.db.rollback")
    shutil.copyfile(copy, ready)
    ready.chmod(0o600)
    with open_bare_database(ready, key) as db:
        counters.update_reference_counter(
            db, (newer or older).counter + (references.MARGIN if since or newer is None else 0)
        )
    database_mark.write_database_mark(paths, replace(database_mark.read_database_mark(paths), starts=0, counter=0))
    for beside in ("", "-wal", "-shm"):
        log = paths.database.with_name(paths.database.name + beside)
        if log.exists():
            os.replace(log, aside.with_name(aside.name + beside))
    os.replace(ready, paths.database)
    make_durable(paths.data)
    # A program that has not proved its upgrade has not written its version yet: what is noted is the one before.
    noted = [file.read_text("utf-8").strip() for file in (paths.program_version, paths.version_before) if file.exists()]
    version = next((version for version in noted if version != VERSION), "")
    paths.program_version.write_text(version, "utf-8")
    database.finish_upgrade(paths.database)
    return RolledBack(version, aside, since)


def _held(path: Path, key: bytes) -> _Held | None:
    """What a database holds, None where it does not open or is damaged; its tables are left as they are."""
    try:
        with open_bare_database(path, key) as db:
            if not database.is_upgrade_sound(db):
                return None
            cases = db.conn.execute("SELECT id, changed_at FROM cases").fetchall()
            events = db.conn.execute("SELECT id FROM events").fetchall()
            return _Held(frozenset(cases), frozenset(event for (event,) in events), counters.read_reference_counter(db))
    except DatabaseError:
        return None


MARGIN = references.MARGIN
"""References left unused after a restore: what was minted since the copy, unheard of by the hub, keeps its own."""
BEFORE = ".before"
"""What is added to the name of another site's settings that stand where a backup is brought back."""
_LAST = (archive.SETTINGS, "site.key", "database.key", "parvis.db")
"""The order in which files are moved in: the database last, after its key, with a counter that is safe."""
_DAMAGED = (Refusal.UNREADABLE_STORE, Refusal.DAMAGED_SECRET)


class BackupContents(Struct, frozen=True):
    """What a backup holds, for a person to recognise it: when and where it was made, and how many of each thing.

    `waiting` are events that the hub has not acknowledged.
    """

    made_at: str
    site: str
    name: str
    version: str
    submitted: int
    drafts: int
    waiting: int
    attachments: int
    people: int
    procedures: int
    translations: int


class RestoredBackup(Struct, frozen=True):
    """What came back; references continue after `counter`."""

    counter: int
    contents: BackupContents


class UnwantedBackupError(Exception):
    """The person who was shown what a backup holds does not want it back."""


AskLatest = Callable[[Callable[[str], int]], int]
"""Asks a person for the latest printed reference until the function that it is given takes it, and gives the counter.

That function gives 0 for "", where nobody has one, and raises `Refused`: `not-a-reference`, `mistyped-reference`.
"""


class RestoreQuestions(Struct, frozen=True):
    """What a person is asked meanwhile: the private key of the recovery sheet with this public one, and the latest
    printed reference, where the hub cannot be reached.

    Where the copy is a day old or more, `is_today` asks whether the machine's date is right: what has had its time
    since the copy was made does not come back then; otherwise it waits for the desk to say the date. `agrees` is shown
    what the backup holds before anything stands in the folder.
    """

    private_of: Callable[[bytes], bytes]
    latest_printed: AskLatest
    is_today: Callable[[date], bool] = lambda day: False
    agrees: Callable[[BackupContents], bool] = lambda shown: True


def restore_backup(
    source: Path, data: Path, ask: RestoreQuestions, clock: Clock | None = None, *, other_site: bool = False
) -> RestoredBackup:
    """Restore a backup into a data folder where nobody has worked yet; gives what came back.

    References go on after the hub's highest or the latest printed one, in any case after what the copy holds, and
    `MARGIN` further. Nothing stands in the folder before that is known, so that a command broken off leaves no box that
    mints what is on paper already. With `other_site` settings of another site that stand there are set aside.
    Raises `UnwantedBackupError`, and `Refused`: `not-empty`, `file-exists` (settings or an own file, other than the
    copy's), `not-a-backup`, `damaged-backup`, `newer-backup`, `another-sites-backup`, `no-room`, `not-a-reference`,
    `mistyped-reference`, and what `private_of` raises.
    """
    paths = Paths(data)
    untouched = _is_untouched(paths)
    if not untouched:
        without_database(data)
    with paths.copying() as folder:
        copy = Path(folder)
        unpacked = archive.unpack_backup(source, copy, ask.private_of)
        own = sorted(unpacked.names - {*_LAST})
        aside = _of_another_site(paths, unpacked, other_site=other_site)
        for name in sorted(unpacked.names - archive.NEEDED - ({archive.SETTINGS} if aside else set())):
            if (data / name).exists() and not filecmp.cmp(copy / name, data / name, shallow=False):
                raise Refused(Refusal.FILE_EXISTS, path=str(data / name))
        box = _opened(copy, source, unpacked, clock)
        try:
            shown = _contents(box, own, unpacked)
            if not ask.agrees(shown):
                raise UnwantedBackupError
            counter = go_on(box, ask.latest_printed)
            if box.watch.waits() and ask.is_today(day := box.watch.today().day):
                box.watch.confirm(day)
            retention.destroy_expired_data(box)
        finally:
            box.store.close()
        if aside:
            os.replace(paths.settings, paths.settings.with_name(f"{paths.settings.name}{BEFORE}"))
        if untouched:
            paths.database.unlink()
        move_in(copy, data, own)
    return RestoredBackup(counter, shown)


def _is_untouched(paths: Paths) -> bool:
    """Whether the database is what a first start made, before anybody worked there: a service starts by itself."""
    if not paths.holds_database():
        return False
    try:
        store = Store(paths.database, keys.read_seed(paths.database_key))
    except (ParvisError, OSError):
        return False
    try:
        return not was_set_up(store)
    finally:
        store.close()


def without_database(data: Path) -> Paths:
    """The paths of a data folder that a database may be put into. Raises `Refused` (`not-empty`)."""
    paths = Paths(data)
    if paths.holds_database():
        raise Refused(Refusal.NOT_EMPTY, path=str(data))
    paths.create()
    return paths


def move_in(copy: Path, data: Path, own: Iterable[str] = ()) -> None:
    """Move what was made ready in `copy`, with the `own` files of the town hall, to its place in the data folder."""
    database_mark.delete_database_mark(Paths(data))
    # SQLite would play the write-ahead log of a lost database into the new one.
    for leftover in ("parvis.db-wal", "parvis.db-shm"):
        (data / leftover).unlink(missing_ok=True)
    for name in (*own, *_LAST):
        if (copy / name).exists():
            missing = [folder for folder in (data / name).parents if not folder.exists()]
            (data / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(copy / name, data / name)
            for folder in {(data / name).parent, *(child.parent for child in missing)}:
                make_durable(folder)


def _of_another_site(paths: Paths, unpacked: archive.UnpackedBackup, *, other_site: bool) -> bool:
    """Raises `Refused` (`another-sites-backup`)."""
    try:
        here = read_settings(paths.data).site_code if paths.settings.exists() else ""
    except ParvisError:  # broken settings are another file than the copy's, and are not written over
        return False
    there = str(unpacked.manifest.get("site", ""))
    if here in ("", there):
        return False
    if not other_site:
        raise Refused(Refusal.ANOTHER_SITES_BACKUP, code=there, here=here)
    return True


def _opened(copy: Path, source: Path, unpacked: archive.UnpackedBackup, clock: Clock | None) -> Box:
    """Open an unpacked backup as a box, with the site code of its manifest: it may hold no settings.

    Raises `Refused`: `damaged-backup` where its pages or keys cannot be right, `not-a-backup` where it is of no site.
    """
    site_code = str(unpacked.manifest.get("site", ""))
    if not SITE_CODE.fullmatch(site_code):
        raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
    try:
        box = open_box(dataclasses.replace(read_settings(copy), site_code=site_code), clock)
    except Refused as fault:
        if fault.code in _DAMAGED:
            raise Refused(Refusal.DAMAGED_BACKUP, path=str(source)) from fault
        if fault.code == Refusal.NEWER_STORE:
            version = str(unpacked.manifest.get("version", ""))
            raise Refused(Refusal.NEWER_BACKUP, path=str(source), version=version) from fault
        raise
    if not box.store.is_sound():
        box.store.close()
        raise Refused(Refusal.DAMAGED_BACKUP, path=str(source))
    return box


def _contents(box: Box, own: list[str], unpacked: archive.UnpackedBackup) -> BackupContents:
    db, made = box.store.read(), unpacked.manifest
    procedures, translations = (
        sum(name.startswith(f"{folder}/") for name in own) for folder in ("procedures", "translations")
    )
    return BackupContents(
        str(made.get("made_at", "")), box.site.code, str(made.get("name", "") or box.site.name),
        str(made.get("version", "")), upkeep_notes.count_submitted_cases(db), upkeep_notes.count_drafts(db),
        upkeep_notes.count_unsent_events(db),
        upkeep_notes.count_attachments(db), len(people.select_mediators(db)), procedures, translations,
    )  # fmt: skip


def go_on(box: Box, latest_printed: AskLatest, unknown: int = MARGIN) -> int:
    """Move the counter `MARGIN` beyond every known reference, and give it; `unknown` further where nobody knows of any.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`.
    """
    db, hub = box.store.read(), hub_of(box)
    try:
        if wrong := hub.what_is_wrong():
            raise Unreachable(wrong)
        heard = hub.site().highest_counter
    except Unreachable:
        heard = latest_printed(lambda typed: _read_printed_counter(box, typed))
    finally:
        hub.close()
    highest = max(counters.read_reference_counter(db), cases.read_highest_counter(db), heard)
    counter = highest + (MARGIN if heard else unknown)
    with box.store.write() as writer:
        counters.update_reference_counter(writer, counter)
    return counter


def _read_printed_counter(box: Box, typed: str) -> int:
    """The counter of a printed reference, 0 for none. Raises `Refused`: `not-a-reference`, `mistyped-reference`."""
    if not typed.strip():
        return 0
    reference = references.parse_reference(typed)
    if references.parse_site_code(reference) not in list_site_codes(box.settings):
        raise Refused(Refusal.NOT_A_REFERENCE)
    return references.parse_reference_counter(reference)

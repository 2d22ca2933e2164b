"""Two sites and their hub in one folder, copied from a world that was set up once for the process."""

import hashlib
import logging
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from hub.hub import EXTENSION, Hub
from hub.people import people
from hub.people.people import Staff
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events import submission
from kiosk.domain.events.additions import Supplement, SupplementItem, Withdrawal
from kiosk.domain.events.submission import Confirmation, Correction
from kiosk.domain.language.words import Preferences
from kiosk.domain.time.retry import CAP_S
from kiosk.errors import Refused
from kiosk.services.box.box import open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol, send_events
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.submitted import requests, supplements
from kiosk.services.upkeep import backup, restore
from kiosk.settings import Settings
from kiosk.store.database import Database, Store
from tests.gallery.site.cast import PIN, Watch, at_work, every_service, nadia_roux, set_up, sheet_private
from tests.gallery.site.gestures import helped
from tests.gallery.site.work_once import work_out_once
from trials.rig import disks
from trials.rig.central import Central, Lines
from trials.rig.disks import WAYS, Carrier, Disk
from trials.rig.ledger import Draft, Ledger, digest, meant
from trials.townhall.site import Person, draft, person, scan

NADIA = "a" * 32
TERMINAL = "t" * 32
CONFIRMED = Confirmation("citizen", "touch")
TORN = 0.5
"""The share of deaths that come within a commit instead of after it."""


class Killed(BaseException):
    """The box's process is killed here (-9): what follows in the program does not happen."""


class Site:
    def __init__(self, folder: Path, code: str, watch: Watch, drafts: list[Draft], dice: random.Random) -> None:
        self.folder, self.code, self.watch, self.drafts, self._dice = folder, code, watch, drafts, dice
        self.backups: list[Path] = []
        self._dies_after = 0
        self.open()

    def open(self) -> None:
        self.box = open_box(settings_of(self.folder, self.code), self.watch)
        self.box.shifts.begin(NADIA, "Nadia Roux", every_service(self.box), PIN)
        self._desk = replace(
            helped(self.box), session=self._dice.randbytes(32).hex(), session_key=self._dice.randbytes(32)
        )
        self.loop = SyncLoop(self.box)
        self._files = disks.sizes(self.box.store.path)

    def close(self) -> None:
        self.loop.close()
        self.box.store.close()

    def restart(self) -> None:
        self.close()
        self.open()
        self.sign_in()

    def sign_in(self) -> None:
        """What signing in does for sending: what is sealed to no key, or to one of before, is sealed again."""
        send_events.reseal_waiting_events(self.box, every_service(self.box))

    def dies_after(self, commits: int) -> None:
        """From now on: after so many commits the process is killed."""
        self._dies_after = commits

    def committed(self) -> None:
        """A transaction is on the disk. Raises `Killed` where it was the last of this process: after it, or within it,
        so that what lies there is cut in the middle of it."""
        before, self._files = self._files, disks.sizes(self.box.store.path)
        if self._dies_after:
            self._dies_after -= 1
            if not self._dies_after:
                kept = self.folder.with_suffix(".killed")
                shutil.copytree(self.folder, kept, ignore=shutil.ignore_patterns("*-shm"))
                if self._dice.random() < TORN:
                    disks.tear(kept / self.box.store.path.name, before, self._files, self._dice)
                raise Killed

    def tried(self, gesture: Callable[[], object]) -> bool:
        """Do something that may be cut off by the end of the process; then it starts again. Whether it was."""
        try:
            gesture()
        except Killed:
            self._start_on_what_lay_there()
            return True
        finally:
            self._dies_after = 0
        return False

    def answer(self, someone: Person, case: str, file: bytes = b"") -> Draft:
        draft(self.box, someone, helped(self.box), file, case)
        return Draft(case, someone.name, digest(meant(someone)), bool(file))

    def submit(self, draft: Draft) -> tuple[str, str]:
        done = submit_case.submit_case(self.box, draft.case, helped(self.box), CONFIRMED)
        return done.reference, done.follow_code

    def add(self, reference: str, words: str, event_id: str) -> None:
        supplements.append_supplement(self.box, reference, Supplement(words, ()), self._desk, event_id)

    def join(self, reference: str, event_id: str, number: int) -> Attachment:
        """Join the file of that number to the form that bears this id, as often as the form is sent."""
        file_id, item = hashlib.sha256(f"{event_id} {number}".encode()).hexdigest()[:32], SupplementItem("", "Copie")
        data = scan(int(event_id, 16) + number, side=24)
        return supplements.add_supplement_file(
            self.box, reference, event_id, item, data, f"{number}.png", self._desk, file_id
        )

    def waiting(self, reference: str) -> list[str]:
        """The hashes of the files that the form of this case shows, as it is opened now."""
        draft_id = supplements.draft_of(self.box, reference, self._desk)
        documents = supplements.list_waiting_documents(self.box, draft_id, self._desk)
        return sorted(file.sha256 for document in documents for file in document.files)

    def correct(self, reference: str, words: str, event_id: str) -> None:
        corrected = Correction((submission.make_correction_in_words("Téléphone", "01 02 03 04 05"),), words)
        requests.correct_answers(self.box, reference, corrected, helped(self.box), event_id)

    def withdraw(self, reference: str, words: str, event_id: str) -> None:
        confirmed = Withdrawal("citizen", "touch", words)
        requests.withdraw_case(self.box, reference, confirmed, helped(self.box), event_id)

    def withdraw_alone(self, reference: str, code: str, words: str, form_id: str) -> str:
        return requests.withdraw_alone(self.box, reference, code, words, Preferences(), TERMINAL, form_id)

    def back_up(self) -> None:
        place = self.folder.parent / f"{self.code}-{len(self.backups)}.backup"
        self.backups.append(backup.write_backup_file(self.box, place))

    def bring_back(self, number: int, latest: str) -> None:
        """The disk is lost; a backup comes back on a new one. `latest` is the last reference on paper."""
        self.close()
        shutil.rmtree(self.folder)
        asked = restore.RestoreQuestions(sheet_private, lambda counter_of: counter_of(latest), lambda _: True)
        restore.restore_backup(self.backups[number % len(self.backups)], self.folder, asked, self.watch)
        self.open()

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Until the block ends the database cannot grow: SQLite's own SQLITE_FULL."""
        with self.box.store.write() as db:
            db.conn.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
        try:
            yield
        finally:
            with self.box.store.write() as db:
                db.conn.execute("PRAGMA max_page_count = 4294967294")

    def rows(self, sql: str) -> list[dict[str, object]]:
        return list(self.db.query(sql))

    def ids(self, sql: str) -> set[str]:
        return {str(row[0]) for row in self.db.conn.execute(sql)}

    @property
    def db(self) -> Database:
        return self.box.store.read()

    def _start_on_what_lay_there(self) -> None:
        self.close()
        shutil.rmtree(self.folder)
        self.folder.with_suffix(".killed").rename(self.folder)
        self.open()


def settings_of(folder: Path, code: str) -> Settings:
    return Settings(data=folder, site_code=code, site_name=f"Mairie {code}", printer="dummy", port=0)


@contextmanager
def watched_commits(told: Callable[[Path], None]) -> Iterator[None]:
    """Tell of each transaction that is on the disk of a box, by the path of its database, until the block ends."""
    real = Store.write

    @contextmanager
    def write(store: Store) -> Iterator[Database]:
        with real(store) as db:
            yield db
        if not db.conn.in_transaction:
            told(store.path)

    Store.write = write  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Store.write = real  # type: ignore[method-assign]


CODES = ("SA", "BZ")
DRAFTS, WITH_FILE = 8, 3
"""Drafts that each site starts with; those of them with a file, which come at every other place."""
HUB = "http://127.0.0.1:1"
MEMORY = Path("/dev/shm")
SETTLES = 40
"""Exchanges after which what has not arrived, with everything mended, counts as stuck."""
QUIET = 2
"""Exchanges in a row with nothing to send: what the last batch has caused is told with the next."""


class Ground(msgspec.Struct, frozen=True):
    """A folder with a hub and sites that are enrolled there; `drafts`, and the ids of the files that were joined to
    them, by site code."""

    folder: Path
    claire: Staff
    drafts: dict[str, tuple[Draft, ...]]
    files: dict[str, set[str]]


@contextmanager
def ground() -> Iterator[Ground]:
    """Set up a world to copy, in memory where there is room, until the block ends. No request leaves this process, and
    nothing is logged."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="parvis-rig-", dir=place) as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", name)
        work_out_once(patch)
        logging.disable(logging.CRITICAL)
        folder = Path(name) / "ground"
        app = create_hub(HubSettings(data=folder / "hub"))
        served = httpx.WSGITransport(app=app)
        patch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: served.handle_request(request))
        hub: Hub = app.extensions[EXTENSION]
        new = people.NewStaff("claire", "Claire Morel", quality="Maire")
        claire = people.add_staff(hub, new, "la rivière en hiver")
        drafts = {code: _site(hub, folder / code, code, number) for number, code in enumerate(CODES)}
        close_hub(app)
        try:
            yield Ground(folder, claire, drafts, {code: _files(folder / code, code) for code in CODES})
        finally:
            logging.disable(logging.NOTSET)


def _site(hub: Hub, folder: Path, code: str, number: int) -> tuple[Draft, ...]:
    add_site(hub.store, code, f"Mairie {code}", hub.clock)
    box = open_box(settings_of(folder, code))
    set_up(box)
    at_work(box, nadia_roux())
    enrol.enrol_at_hub(box, HUB, invite(hub, code))
    box.store.close()
    site = Site(folder, code, Watch(), [], random.Random(number))
    made = []
    for place in range(DRAFTS):
        mine = number * 1000 + place
        file = scan(mine, side=24) if place % 2 == 0 and place < 2 * WITH_FILE else b""
        made.append(site.answer(someone(mine), site.box.clock.new_id(), file))
    site.close()
    return tuple(made)


def _files(folder: Path, code: str) -> set[str]:
    box = open_box(settings_of(folder, code))
    known = {str(row["id"]) for row in box.store.read().query("SELECT id FROM attachments")}
    box.store.close()
    return known


def someone(number: int) -> Person:
    return person(number, random.Random(number))


class Unlucky(Watch):
    """A clock that tests set; where dice decide how long a pause is, it is nearly the longest."""

    def dice(self) -> float:
        return 0.999


class World:
    """One world, in a copy of the ground: on a `disk` of its own where one is given. `close` it. `dice` decide all that
    happens, `met` counts it; `steps` are what happened, in its order. While the clock of a site has `leapt`, papers are
    asked for by another date."""

    def __init__(self, made: Ground, dice: random.Random, disk: Disk | None = None) -> None:
        self._patch = pytest.MonkeyPatch()
        self.folder = disk.place / "world" if disk else Path(tempfile.mkdtemp(prefix="w", dir=made.folder.parent))
        shutil.copytree(made.folder, self.folder, dirs_exist_ok=True)
        self.made, self.dice, self.disk, self.ledger = made, dice, disk, Ledger()
        self.days, self.leapt, self.people = 0, False, 5000
        self.steps: list[str] = []
        self.met: Counter[str] = Counter()
        self.watches = {code: Unlucky() for code in ("hub", *CODES)}
        self.central = Central(self.folder / "hub", self.watches["hub"], made.claire, dice)
        self.lines = Lines(self.central.serve, self.central.harm, dice)
        carry = self.lines.carry
        self._patch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: carry(request))
        self.sites = [
            Site(self.folder / code, code, self.watches[code], list(made.drafts[code]), dice) for code in CODES
        ]
        self.carriers = {site.code: Carrier(dice) for site in self.sites}
        self._commits = watched_commits(self._committed)
        self._commits.__enter__()

    def site(self) -> Site:
        return self.dice.choice(self.sites)

    def draft(self, here: Site) -> Draft:
        if not here.drafts:
            self.people += 1
            here.drafts.append(here.answer(someone(self.people), here.box.clock.new_id()))
        return here.drafts.pop(0)

    def settle(self) -> None:
        quiet = 0
        for _ in range(SETTLES):
            busy = 0.0 in [talk(site) for site in self.sites] or any(map(_waits, self.sites))
            quiet = 0 if busy else quiet + 1
            if quiet == QUIET:
                return

    def restart_on(self, disk: Disk, how: str) -> None:
        """Start box and hub again on a disk that broke in this way, once it is mended. Where it gave errors they are
        killed, and start on what the system had: one that ends in order folds its log into a file that the disk may not
        take, and takes the log away (seen with SQLite 3.53 on ext4)."""
        lay = disk.place.with_name("lay")
        if how == WAYS[1]:
            shutil.copytree(self.folder, lay, ignore=shutil.ignore_patterns("*-shm"))
        self._end()
        disk.repair()
        if how == WAYS[1]:
            shutil.rmtree(self.folder)
            shutil.move(lay, self.folder)
        self.central.open()
        for site in self.sites:
            site.open()

    def close(self) -> None:
        self._commits.__exit__(None, None, None)
        self._end()
        self._patch.undo()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        for close in (*(site.close for site in self.sites), self.central.close):
            with suppress(OSError, OperationalError, Refused):
                close()

    def _committed(self, database: Path) -> None:
        for site in self.sites:
            if site.folder == database.parent:
                site.committed()


def talk(site: Site) -> float:
    """One turn of the loop; what it wants to wait is never longer than five minutes (OpenCRVS, ODK Collect)."""
    pause = site.loop.once()
    assert 0 <= pause <= CAP_S, f"given up: the loop of {site.code} waits {pause} s"
    return pause


def _waits(site: Site) -> bool:
    """Whether a box still sends; what stands behind a refused event waits for the desk."""
    return bool(site.ids("SELECT id FROM outbox WHERE reference NOT IN (SELECT reference FROM attention)"))

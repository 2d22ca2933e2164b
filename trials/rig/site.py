"""A site of a world: a real box and its sync loop, killed after any commit or within one, put back from a backup."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.events import submission
from kiosk.domain.events.additions import Supplement, Withdrawal
from kiosk.domain.events.submission import Confirmation, Correction
from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import send_events
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.submitted import requests, supplements
from kiosk.services.upkeep import backup, restore
from kiosk.settings import Settings
from kiosk.store.database import Database, Store
from tests.gallery.site.cast import PIN, Watch, every_service, sheet_private
from tests.gallery.site.gestures import helped
from trials.rig import disks
from trials.rig.ledger import Draft, digest, meant
from trials.townhall import deposit
from trials.townhall.person import Person

NADIA = "a" * 32
TERMINAL = "t" * 32
CONFIRMED = Confirmation("citizen", "touch")
TORN = 0.5
"""The share of deaths that come within a commit instead of after it."""


class Killed(BaseException):
    """The box's process is killed here (-9): what follows in the program does not happen."""


class Site:
    """One site in a folder. `drafts` are ready to be submitted."""

    def __init__(self, folder: Path, code: str, watch: Watch, drafts: list[Draft], dice: random.Random) -> None:
        self.folder, self.code, self.watch, self.drafts, self._dice = folder, code, watch, drafts, dice
        self.backups: list[Path] = []
        self._dies_after = 0
        self.open()

    def open(self) -> None:
        """Start the box on what lies in its folder."""
        self.box = open_box(settings_of(self.folder, self.code), self.watch)
        self.box.shifts.begin(NADIA, "Nadia Roux", every_service(self.box), PIN)
        self.loop = SyncLoop(self.box)
        self._files = disks.sizes(self.box.store.path)

    def close(self) -> None:
        self.loop.close()
        self.box.store.close()

    def restart(self) -> None:
        """The box is switched off in order, and on again."""
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
        """Somebody answers every question of a new case, whose id their form carries."""
        deposit.draft(self.box, someone, helped(self.box), file, case)
        return Draft(case, someone.name, digest(meant(someone)), bool(file))

    def submit(self, draft: Draft) -> tuple[str, str]:
        """Somebody presses « Envoyer »; gives the reference and the follow code."""
        done = submit_case.submit_case(self.box, draft.case, helped(self.box), CONFIRMED)
        return done.reference, done.follow_code

    def add(self, reference: str, words: str, event_id: str) -> None:
        """Somebody adds a message, with the id that the form carries."""
        supplements.append_supplement(self.box, reference, Supplement(words, ()), helped(self.box), event_id)

    def correct(self, reference: str, words: str, event_id: str) -> None:
        """Somebody corrects an answer, with a reason."""
        corrected = Correction((submission.make_correction_in_words("Téléphone", "01 02 03 04 05"),), words)
        requests.correct_answers(self.box, reference, corrected, helped(self.box), event_id)

    def withdraw(self, reference: str, words: str, event_id: str) -> None:
        confirmed = Withdrawal("citizen", "touch", words)
        requests.withdraw_case(self.box, reference, confirmed, helped(self.box), event_id)

    def withdraw_alone(self, reference: str, code: str, words: str, form_id: str) -> str:
        """At a terminal, with a follow code that only the hub can check; gives the event's id."""
        return requests.withdraw_alone(self.box, reference, code, words, Preferences(), TERMINAL, form_id)

    def back_up(self) -> None:
        place = self.folder.parent / f"{self.code}-{len(self.backups)}.backup"
        self.backups.append(backup.write_backup_file(self.box, place))

    def bring_back(self, number: int, latest: str) -> None:
        """The disk is lost; a backup comes back on a new one. `latest` is the last reference on paper."""
        self.close()
        shutil.rmtree(self.folder)
        asked = restore.RestoreQuestions(sheet_private, lambda: latest, lambda _: True)
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
    """The settings of a site's box."""
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

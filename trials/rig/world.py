"""Two sites and their hub in one folder, copied from a world that was set up once for the process."""

import logging
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
from kiosk.domain.time.retry import CAP_S
from kiosk.errors import Refused
from kiosk.services.box.box import open_box
from kiosk.services.exchange import enrol
from tests.gallery.site.cast import Watch, at_work, nadia_roux, set_up
from tests.gallery.site.work_once import work_out_once
from trials.rig.central import Central
from trials.rig.disks import WAYS, Disk
from trials.rig.ledger import Draft, Ledger
from trials.rig.site import Site, settings_of, watched_commits
from trials.rig.stick import Carrier
from trials.rig.wire import Lines
from trials.townhall.deposit import scan
from trials.townhall.person import Person, person

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
    """The person of that number; no two are the same."""
    return person(number, random.Random(number))


class Unlucky(Watch):
    """A clock that tests set; where dice decide how long a pause is, it is nearly the longest."""

    def dice(self) -> float:
        return 0.999


class World:
    """One world, in a copy of the ground: on a `disk` of its own where one is given. `close` it.

    `dice` decide all that happens, `met` counts it; `steps` are what happened, in its order. While the clock of a site
    has `leapt`, papers are asked for by another date.
    """

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
        """One of the two."""
        return self.dice.choice(self.sites)

    def draft(self, here: Site) -> Draft:
        """The next who has answered everything at a site."""
        if not here.drafts:
            self.people += 1
            here.drafts.append(here.answer(someone(self.people), here.box.clock.new_id()))
        return here.drafts.pop(0)

    def settle(self) -> None:
        """Let the loops talk until they are quiet, or for so long that something is stuck."""
        quiet = 0
        for _ in range(SETTLES):
            busy = 0.0 in [talk(site) for site in self.sites] or any(map(_waits, self.sites))
            quiet = 0 if busy else quiet + 1
            if quiet == QUIET:
                return

    def restart_on(self, disk: Disk, how: str) -> None:
        """Start box and hub again on a disk that broke in this way, once it is mended.

        Where it gave errors they are killed, and start on what the system had: one that ends in order folds its log
        into a file that the disk may not take, and takes the log away (seen with SQLite 3.53 on ext4).
        """
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
        """End box and hub in order, also where the disk takes nothing any more."""
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

"""Two sites and their hub in one folder, copied from a world that was set up once for the process."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from hub.app import close_hub, create_hub
from hub.hub import EXTENSION, Hub
from hub.people import people
from hub.people.people import Staff
from hub.settings import HubSettings
from hub.sites.enrolments import invite
from hub.sites.sites import add_site
from kiosk.services.box.box import open_box
from kiosk.services.exchange import enrol
from kiosk.store.database import rows
from tests.gallery.site.cast import Watch, at_work, nadia_roux, set_up
from tests.gallery.site.gestures import helped
from tests.gallery.site.work_once import work_out_once
from trials.exactly_once.central import Central
from trials.exactly_once.ledger import Draft, Ledger
from trials.exactly_once.site import Site, settings_of, watched_commits
from trials.exactly_once.wire import Lines
from trials.townhall.deposit import draft, scan
from trials.townhall.person import person

CODES = ("SA", "BZ")
DRAFTS, WITH_FILE = 8, 3
"""Drafts that each site starts with; those of them with a file, which come at every other place."""
HUB = "http://127.0.0.1:1"
MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder with a hub and sites that are enrolled there; `drafts` by site code."""

    folder: Path
    claire: Staff
    drafts: dict[str, tuple[Draft, ...]]
    files: dict[str, set[str]]
    """Ids of the files that were joined to them, by site code."""


@contextmanager
def ground() -> Iterator[Ground]:
    """Set up a world to copy, in memory where there is room, until the block ends. No request leaves this process."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="p-once-", dir=place) as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", name)
        work_out_once(patch)
        folder = Path(name) / "ground"
        app = create_hub(HubSettings(data=folder / "hub"))
        served = httpx.WSGITransport(app=app)
        patch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: served.handle_request(request))
        hub: Hub = app.extensions[EXTENSION]
        claire = people.add_staff(
            hub.store, "claire", "Claire Morel", "la rivière en hiver", hub.clock, quality="Maire"
        )
        drafts = {code: tuple(_site(hub, folder / code, code, number)) for number, code in enumerate(CODES)}
        close_hub(app)
        yield Ground(folder, claire, drafts, {code: _files(folder / code, code) for code in CODES})


def _site(hub: Hub, folder: Path, code: str, number: int) -> Iterator[Draft]:
    add_site(hub.store, code, f"Mairie {code}", hub.clock)
    box = open_box(settings_of(folder, code))
    set_up(box)
    at_work(box, nadia_roux())
    enrol.enroll(box, HUB, invite(hub, code))
    for place in range(DRAFTS):
        mine = number * 1000 + place
        someone = person(mine, random.Random(mine))
        file = scan(mine, side=24) if place % 2 == 0 and place < 2 * WITH_FILE else b""
        yield Draft(draft(box, someone, helped(box), file), someone.name, bool(file))
    box.store.close()


def _files(folder: Path, code: str) -> set[str]:
    box = open_box(settings_of(folder, code))
    known = {str(row["id"]) for row in rows(box.store.read(), "SELECT id FROM attachments")}
    box.store.close()
    return known


class Unlucky(Watch):
    """A clock that tests set; where dice decide how long a pause is, it is nearly the longest."""

    def dice(self) -> float:
        return 0.999


class World:
    """One run of the machine, in a copy of the ground; `close` it."""

    def __init__(self, made: Ground) -> None:
        self._patch = pytest.MonkeyPatch()
        self._folder = Path(tempfile.mkdtemp(prefix="world-", dir=made.folder.parent))
        shutil.copytree(made.folder, self._folder, dirs_exist_ok=True)
        self.made, self.ledger = made, Ledger()
        self.watches = {code: Unlucky() for code in ("hub", *CODES)}
        self.central = Central(self._folder / "hub", self.watches["hub"], made.claire)
        self.lines = Lines(self.central.serve, self.central.harm)
        carry = self.lines.carry
        self._patch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: carry(request))
        self.sites = [Site(self._folder / code, code, self.watches[code], list(made.drafts[code])) for code in CODES]
        self._commits = watched_commits(self._committed)
        self._commits.__enter__()

    def _committed(self, database: Path) -> None:
        for site in self.sites:
            if site.folder == database.parent:
                site.committed()

    def close(self) -> None:
        self._commits.__exit__(None, None, None)
        for site in self.sites:
            site.close()
        self.central.close()
        self._patch.undo()
        shutil.rmtree(self._folder)

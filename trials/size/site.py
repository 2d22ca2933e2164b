"""A town hall with so many past cases, made once and kept on disk until the product's tables or stories change."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from kiosk import settings
from kiosk.app import create_app
from kiosk.services.box.box import open_box
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.store import migrations
from kiosk.store.database import Database, Store
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town, town
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import central_hub
from tests.gallery.site.page import Browser
from trials.size import stories

FOLDER = Path("build/size")
BEFORE = timedelta(days=60)
"""How long ago the stories were lived, so that their time is over now."""
KEPT_DAYS = 28
"""Days over which the cases lie that are still kept; fewer than the setting `retention_days`."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a site holds: past cases, of them `kept` that can still be opened, drafts, and mandates."""

    cases: int = 100_000
    kept: int = 2_500
    drafts: int = 60

    @classmethod
    def of(cls, cases: int) -> "Size":
        return cls(cases, max(10, cases // 40), min(60, max(5, cases // 100)))


@contextmanager
def filled(folder: Path, size: Size) -> Iterator[Town]:
    watch = Watch()
    watch.jump(-BEFORE)
    with town(folder, watch) as place:
        lived = stories.made(place)
        watch.jump(BEFORE)
        state_of(place.app).sync.talk()  # type: ignore[union-attr]  # the town has one; the hub's date makes ours sure
        stories.fill(place.box, stories.ended(place, lived), size.cases - size.kept)
        kept = stories.kept(place)
        stories.add(place.box, stories.opened(place.box, kept), size.kept, KEPT_DAYS)
        draft = stories.draft(place)
        stories.add(place.box, stories.opened(place.box, draft), size.drafts, KEPT_DAYS)
        made = replace(place.box.settings, sync_every_s=5)
        made.paths.settings.write_text(settings.READER.toml(made), "utf-8")
        yield place


def kept(size: Size, below: Path = FOLDER) -> Path:
    """The folder of a filled site of that size; made where there is none of what the code makes today."""
    folder = below / f"{size.cases}-{_key(size)}"
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        with filled(unfinished, size):
            pass
        unfinished.rename(folder)
    return folder


@contextmanager
def copied(size: Size, folder: Path) -> Iterator[Town]:
    shutil.copytree(kept(size), folder, dirs_exist_ok=True)
    clock = Watch()
    with central_hub(folder / "hub", clock, cloned=True) as central:
        box = open_box(settings.read_settings(folder / "site"), clock)
        with box.store.write() as db:
            db.conn.execute("UPDATE enrolments SET url = ?", (central.url,))  # the hub has another port today
        app = create_app(box.settings, box=box)
        state_of(app).sync = SyncLoop(box)
        try:
            yield Town(app, box, central, clock, Browser(app.test_client()))
        finally:
            box.store.close()


def _key(size: Size) -> str:
    """What the content of a site follows from: the tables, the writers of this folder, and the size."""
    digest = hashlib.sha256(repr(size).encode())
    own = [Path(__file__).with_name(f"{name}.py") for name in ("stories", "site")]
    for module in sorted([*own, *Path(migrations.__file__).parent.glob("*.py")]):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:12]


EVERY = 20
"""Steps after which SQLite reports; what is less is not counted."""


@dataclass(slots=True)
class Work:
    steps: int = 0

    def taken(self) -> int:
        """The steps until now; counts from 0 again."""
        steps, self.steps = self.steps, 0
        return steps


@contextmanager
def counted(store: Store) -> Iterator[Work]:
    work = Work()

    def step() -> int:
        work.steps += EVERY
        return 0

    with _both(store) as both:
        for database in both:
            database.conn.set_progress_handler(step, EVERY)
        yield work
        for database in both:
            database.conn.set_progress_handler(None, EVERY)


@contextmanager
def told(store: Store) -> Iterator[set[str]]:
    statements: set[str] = set()
    with _both(store) as both:
        for database in both:
            database.conn.set_trace_callback(statements.add)
        yield statements
        for database in both:
            database.conn.set_trace_callback(None)


@contextmanager
def _both(store: Store) -> Iterator[tuple[Database, Database]]:
    reading = store.read()
    with store.write() as writing:
        pass
    yield reading, writing

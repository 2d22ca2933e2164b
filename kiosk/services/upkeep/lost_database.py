"""Continue with an empty database where the old one is lost and has no backup; no reference is used again."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.services.box import database_mark
from kiosk.services.box.box import open_box
from kiosk.services.upkeep.restore import MARGIN, go_on, move_in, without_database
from kiosk.settings import read
from kiosk.store.events import counters

UNKNOWN_MARGIN = 100_000
"""References left unused where nobody knows the last one: more than a town hall gives in years."""


def go_on_with_older(data: Path, ask: Callable[[], str], clock: Clock | None = None) -> int:
    """Go on with a database that is an older copy of itself, because there is no newer one; gives the counter.

    References go on as in `begin_again`. Raises `Refused`: `not-a-reference`, `mistyped-reference`.
    """
    settings = read(data)
    mark = database_mark.read(settings.paths)
    database_mark.forget(settings.paths)
    box = open_box(settings, clock)
    try:
        counter = max(go_on(box, ask, UNKNOWN_MARGIN)[0], mark.counter + MARGIN)
        with box.store.write() as db:
            counters.set_value(db, counter)
    except BaseException:  # broken off: this is still an older database
        database_mark.put_back(settings.paths, replace(mark, starts=counters.starts(box.store.read()) + 1))
        raise
    finally:
        box.store.close()
    return counter


def begin_again(data: Path, ask: Callable[[], str], clock: Clock | None = None) -> int:
    """Put an empty database into a data folder that lost its own and has no backup; its keys stay.

    Gives the counter after which references go on: `MARGIN` after the latest printed one, which `ask` asks for; where
    nobody has one, `UNKNOWN_MARGIN` further. Enrolling then moves it beyond the hub's highest. As in `restore`, the
    database comes last.

    Raises `Refused`: `not-empty`, `no-site-code`, `not-a-reference`, `mistyped-reference`.
    """
    paths, settings = without_database(data), read(data)
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
            counter, _ = go_on(box, ask, UNKNOWN_MARGIN)
        finally:
            box.store.close()
        move_in(copy.data, data)
    return counter

"""More past cases are no more work for a page or a loop; the copies are what the product would have left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.services.upkeep import retention
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town, town
from tests.gallery.site.cast import Watch
from tests.gallery.site.steps_taken import sign_in
from trials.size import screens, stories
from trials.size.site import BEFORE, KEPT_DAYS, counted
from trials.size.stories import TABLES, Story

FEW, MANY = 100, 1200
PAGES = (
    "/desk",
    "/desk/box",
    "/desk/find",
    "/desk/printing",
    "/desk/team",
    "/desk/mandates",
    "/desk/numbers",
    "/procedures",
)
SLACK = 1500
"""Steps by which a page may differ for what it shows: another mix of fifty cases. One scan of the rest takes 5,000."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, list[Story]]]:
    watch = Watch()
    watch.jump(-BEFORE)
    with town(tmp_path_factory.mktemp("size"), watch) as place:
        made = stories.made(place)
        watch.jump(BEFORE)
        state_of(place.app).sync.talk()  # type: ignore[union-attr]
        yield place, stories.ended(place, made)


def test_a_copy_of_a_story_has_the_rows_and_the_shapes_that_the_product_left(lived: tuple[Town, list[Story]]) -> None:
    place, told = lived
    stories.fill(place.box, told, 20)
    db = place.box.store.read()
    for table in TABLES.keys() - {"journal", "updates"}:  # a number of the journal, a word of the hub
        made = {_shape(row) for story in told for row in story.rows[table]}
        assert {_shape(row) for row in db.query(f"SELECT * FROM {table}")} <= made, table
    assert not retention.report_journal(place.box).faults


def _shape(row: dict[str, object]) -> tuple[object, ...]:
    """Each column with its type, and how long it is."""
    return tuple(
        (name, type(value), len(value) if isinstance(value, str | bytes) else 0) for name, value in row.items()
    )


def test_more_cases_are_no_more_work(lived: tuple[Town, list[Story]], tmp_path: Path) -> None:
    place, told = lived
    stories.fill(place.box, told, FEW)
    stories.add(place.box, stories.opened(place.box, stories.kept(place)), 60, KEPT_DAYS)
    sign_in(place.browser)
    before = _steps(place, tmp_path)
    stories.fill(place.box, told, MANY)
    after = _steps(place, tmp_path)
    assert {name: (before[name], steps) for name, steps in after.items() if steps > before[name] + SLACK} == {}
    with place.box.store.write() as db:  # and the check can fail
        db.conn.execute("DROP INDEX events_of_stream")
    broken = _steps(place, tmp_path)
    assert [name for name, steps in broken.items() if steps > after[name] + SLACK]


def _steps(place: Town, folder: Path) -> dict[str, int]:
    """What each page and each loop costs when it is seen again."""
    newest = list(place.box.store.read().query("SELECT reference FROM submissions ORDER BY counter DESC LIMIT 1"))
    result: dict[str, int] = {}
    with counted(place.box.store) as work:
        for path in (*PAGES, f"/desk/references/{newest[0]['reference']}"):
            place.browser.get(path)
            work.taken()
            place.browser.get(path)
            result[path.rstrip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")] = work.taken()
        for name, do, often in screens.done(place, folder):
            if often:
                do()
                work.taken()
                do()
                result[name] = work.taken()
    return result

"""Stores of earlier commits are upgraded with drafts, outbox and spool full, go on, and can be brought back."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.people.sign_in_factors import sheet
from kiosk.services.upkeep import retention
from kiosk.services.upkeep.rollback import roll_back
from kiosk.settings import read
from kiosk.store import contents, upgrade
from kiosk.store.database import bare, rows
from kiosk.store.events import counters
from kiosk.store.people import people
from kiosk.store.printing import spool
from kiosk.version import VERSION
from scripts.upgrade_from import SETTINGS
from tests.gallery.site.cast import PIN, SHEET, Watch, every_service
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import fault_of, opened
from tests.store.conftest import KEY
from tests.store.test_schema import written_out
from tests.store.test_upgrade import COMMITS, EARLIER


@pytest.fixture(params=COMMITS)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The data folder of Saint-Aubin as an earlier commit left it: two drafts, three cases to send, three receipts."""
    data = tmp_path / "earlier"
    (data / "procedures").mkdir(parents=True)
    written_out(data / "parvis.db", (EARLIER / f"{request.param}.sql").read_text("utf-8"))
    (data / "database.key").write_bytes(KEY)
    (data / "site.key").write_bytes(b"s" * 32)
    (data / "kiosk.toml").write_text(SETTINGS, "utf-8")
    return data


def at_work_again(box: Box) -> Actor:
    """Nadia takes the desk: the keys of every service are on shift, and what waits is sealed to the hub."""
    ring = every_service(box)
    box.shifts.begin("a" * 32, "Nadia Roux", ring, PIN)
    return Actor("", "a" * 32, "Nadia Roux", ring=ring)


def test_what_an_earlier_version_took_reaches_the_hub_once_and_its_drafts_go_on(
    earlier: Path, central: Central
) -> None:
    box = open_box(read(earlier, {}))
    assert box.store.upgraded and not upgrade.marker(box.store.path).exists()
    assert people.recovery(box.store.read()).public == sheet(SHEET).public  # type: ignore[union-attr]
    db = box.store.read()
    assert (contents.drafts(db), contents.submitted(db), contents.waiting(db)) == (2, 3, 3)
    assert len(spool.recent(db)) == 3
    nadia = at_work_again(box)
    enrol.enroll(box, central.url, central.code)
    drafts = rows(db, "SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM submissions) ORDER BY id")
    for draft in drafts:
        assert open_case(box, draft["id"], nadia).case.answers
        submit_case.submit(box, draft["id"], nadia, BY_TOUCH)
    for _ in range(2):
        talk(box, hub_of(box))
    assert len(opened(central)) == 5 and contents.waiting(box.store.read()) == 0
    box.store.close()


def test_the_earlier_database_comes_back_and_the_newer_one_is_kept(earlier: Path) -> None:
    open_box(read(earlier, {})).store.close()
    assert (earlier / "program.version").read_text("utf-8") == VERSION
    (earlier / "parvis.db.before.version").write_text("0.0.9", "utf-8")
    done = roll_back(earlier)
    assert (done.version, done.since, done.aside.exists()) == ("0.0.9", 0, True)
    with bare(earlier / "parvis.db", KEY) as db:
        assert not rows(db, "SELECT 1 FROM sqlite_schema WHERE name = 'backups'")
    again = open_box(read(earlier, {}))
    assert (contents.drafts(again.store.read()), contents.submitted(again.store.read())) == (2, 3)
    again.store.close()


def test_cases_taken_since_are_not_lost_by_going_back(earlier: Path) -> None:
    box = open_box(read(earlier, {}))
    late, draft = submitted(box), answered(box)
    box.store.close()
    with pytest.raises(Refused) as refused:
        roll_back(earlier)
    assert (fault_of(refused), refused.value.details["count"]) == (Refusal.CASES_SINCE, 3)
    done = roll_back(earlier, set_aside=True)
    with bare(done.aside, KEY) as db:
        assert rows(db, "SELECT 1 FROM cases WHERE id = ?", draft), "kept apart"
    with bare(earlier / "parvis.db", KEY) as db:
        assert counters.value(db) > late.counter + 900, "no number is given twice"


def test_an_upgrade_that_did_not_prove_itself_needs_no_word(earlier: Path) -> None:
    open_box(read(earlier, {})).store.close()
    upgrade.marker(earlier / "parvis.db").touch()
    (earlier / "parvis.db").write_bytes(b"garbled" * 1000)
    assert roll_back(earlier).since == 0
    again = open_box(read(earlier, {}))
    assert again.store.is_sound()
    again.store.close()


def test_where_nothing_was_upgraded_nothing_is_brought_back(box: Box) -> None:
    box.store.close()
    with pytest.raises(Refused) as refused:
        roll_back(box.settings.data)
    assert fault_of(refused) == Refusal.NO_EARLIER_STORE


def test_the_copy_from_before_goes_after_two_weeks(box: Box, watch: Watch) -> None:
    copy = upgrade.before(box.store.path)
    copy.touch()
    box.watch.confirm(box.watch.today().day)
    retention.due(box)
    assert copy.exists()
    watch.wait(timedelta(days=15))
    box.watch.look()
    box.watch.confirm(box.watch.today().day)
    retention.due(box)
    assert not copy.exists()

"""The store of the version before is upgraded with drafts, outbox and spool full, goes on, and can be brought back."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.crypto.keys import read_seed
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.upkeep import retention
from kiosk.services.upkeep.restore import roll_back
from kiosk.settings import READER, read_settings
from kiosk.store import counters, database, spool, upkeep_notes
from kiosk.store.database import open_bare_database
from kiosk.version import VERSION
from tests.gallery.site.cast import PIN, Watch, every_service
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import fault_of, opened
from tests.store.next_version import next_version


@pytest.fixture
def earlier(box: Box, nadia: Actor) -> Path:
    """The data folder of Saint-Aubin as this version leaves it: two drafts, three cases to send, three receipts."""
    for _ in range(2):
        answered(box)
    for _ in range(3):
        submitted(box)
    box.store.close()
    box.settings.paths.settings.write_text(READER.toml(box.settings), "utf-8")
    return box.settings.data


def at_work_again(box: Box) -> Actor:
    """Nadia takes the desk: the keys of every service are on shift, and what waits is sealed to the hub."""
    ring = every_service(box)
    box.shifts.begin("a" * 32, "Nadia Roux", ring, PIN)
    return Actor("", "a" * 32, "Nadia Roux", ring=ring)


def test_what_the_version_before_took_reaches_the_hub_once_its_drafts_go_on(earlier: Path, central: Central) -> None:
    with next_version():
        box = open_box(read_settings(earlier, {}))
        assert box.store.upgraded and not database.upgrade_marker_path(box.store.path).exists()
        db = box.store.read()
        assert (
            upkeep_notes.count_drafts(db),
            upkeep_notes.count_submitted_cases(db),
            upkeep_notes.count_unsent_events(db),
        ) == (
            2,
            3,
            3,
        )
        assert len(spool.select_recent_jobs(db)) == 3
        nadia = at_work_again(box)
        enrol.enrol_at_hub(box, central.url, central.code)
        drafts = list(db.query("SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM submissions) ORDER BY id"))
        for draft in drafts:
            assert open_case(box, draft["id"], nadia).case.answers
            submit_case.submit_case(box, draft["id"], nadia, BY_TOUCH)
        for _ in range(2):
            exchange_with_hub(box, hub_of(box))
        assert len(opened(central)) == 5 and upkeep_notes.count_unsent_events(box.store.read()) == 0
        box.store.close()


def test_the_earlier_database_comes_back_and_the_newer_one_is_kept(earlier: Path) -> None:
    key = read_seed(earlier / "database.key")
    (earlier / "program.version").write_text("0.0.9", "utf-8")
    with next_version():
        open_box(read_settings(earlier, {})).store.close()
        assert (earlier / "program.version").read_text("utf-8") == VERSION
    with pytest.raises(Refused, match=Refusal.NEWER_STORE):  # the program before knows that it cannot
        open_box(read_settings(earlier, {}))
    done = roll_back(earlier)
    assert (done.version, done.since) == ("0.0.9", 0)
    with open_bare_database(done.aside, key) as db:
        assert list(db.query("SELECT 1 FROM sqlite_schema WHERE name = 'floors'"))
    again = open_box(read_settings(earlier, {}))
    assert (upkeep_notes.count_drafts(again.store.read()), upkeep_notes.count_submitted_cases(again.store.read())) == (
        2,
        3,
    )
    again.store.close()


def test_cases_taken_since_are_not_lost_by_going_back(earlier: Path) -> None:
    key = read_seed(earlier / "database.key")
    with next_version():
        box = open_box(read_settings(earlier, {}))
        late, draft = submitted(box), answered(box)
        box.store.close()
    with pytest.raises(Refused) as refused:
        roll_back(earlier)
    assert (fault_of(refused), refused.value.details["count"]) == (Refusal.CASES_SINCE, 3)
    done = roll_back(earlier, set_aside=True)
    with open_bare_database(done.aside, key) as db:
        assert list(db.query("SELECT 1 FROM cases WHERE id = ?", [draft])), "kept apart"
    with open_bare_database(earlier / "parvis.db", key) as db:
        assert counters.read_reference_counter(db) > late.counter + 900, "no number is given twice"


def test_an_upgrade_that_did_not_prove_itself_needs_no_word(earlier: Path) -> None:
    with next_version():
        open_box(read_settings(earlier, {})).store.close()
    database.upgrade_marker_path(earlier / "parvis.db").touch()
    (earlier / "parvis.db").write_bytes(b"garbled" * 1000)
    (earlier / "parvis.db.before.version").write_text("0.0.8", "utf-8")  # of an upgrade before
    (earlier / "program.version").write_text("0.0.9", "utf-8")
    done = roll_back(earlier)
    assert (done.since, done.version) == (0, "0.0.9")
    again = open_box(read_settings(earlier, {}))
    assert again.store.is_sound()
    again.store.close()


def test_where_nothing_was_upgraded_nothing_is_brought_back(box: Box) -> None:
    box.store.close()
    with pytest.raises(Refused, match=Refusal.NO_EARLIER_STORE):
        roll_back(box.settings.data)


def test_the_copy_from_before_goes_after_two_weeks(box: Box, watch: Watch) -> None:
    copy = database.upgrade_copy_path(box.store.path)
    copy.touch()
    box.watch.confirm(box.watch.today().day)
    retention.destroy_expired_data(box)
    assert copy.exists()
    watch.wait(timedelta(days=15))
    box.watch.look()
    box.watch.confirm(box.watch.today().day)
    retention.destroy_expired_data(box)
    assert not copy.exists()

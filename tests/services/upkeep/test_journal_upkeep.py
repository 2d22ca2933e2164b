"""The journal over the years: a year is kept, what is older leaves a place that the site has signed."""

from datetime import timedelta

from msgspec.structs import asdict

from kiosk.domain.events.wire.batch import JournalHead
from kiosk.domain.trail.hash_chain import Fault
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import heartbeat
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.upkeep import journal_upkeep, retention
from kiosk.store.people import journal as lines
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import submitted

YEAR = timedelta(days=366)


def kept(box: Box) -> list[str]:
    return [row["action"] for row in box.store.read().query("SELECT action FROM journal ORDER BY number")]


def test_a_year_is_kept_and_what_is_older_leaves_a_signed_place(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    assert journal_upkeep.purge(box, box.site_seed) == 0
    old = box.store.read().table("journal").count_where()
    watch.wait(YEAR + timedelta(days=1))
    submitted(box, actor=nadia)
    assert journal_upkeep.purge(box, box.site_seed) == old
    assert kept(box)[-1] == "journal-purged" and len(kept(box)) == old + 1
    assert journal_upkeep.report(box).faults == ()
    assert journal_upkeep.purge(box, box.site_seed) == 0


def test_nothing_is_purged_while_the_date_is_in_doubt(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    before = kept(box)
    watch.jump(YEAR * 3)
    assert journal_upkeep.purge(box, box.site_seed) == 0
    assert kept(box) == before


def test_a_place_another_site_signed_is_said(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    watch.wait(YEAR * 2)
    assert journal_upkeep.purge(box, bytes(32))
    assert [fault.code for fault in journal_upkeep.report(box).faults] == ["bad-checkpoint"]


def test_a_head_that_was_noted_elsewhere_is_held_against_it(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    seen = lines.head(box.store.read())
    submitted(box, actor=nadia)
    assert journal_upkeep.report(box, seen.count, seen.head).faults == ()
    assert journal_upkeep.report(box, seen.count, "f" * 64).faults == (Fault(seen.count, "not-that-head"),)


def test_the_head_travels_with_every_transmission(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    assert heartbeat.make(box, hub_of(box)).journal == JournalHead(**asdict(lines.head(box.store.read())))


def test_retention_purges_the_journal_too(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    watch.wait(YEAR + timedelta(days=1))
    retention.due(box)
    assert "journal-purged" in kept(box) and "submitted" not in kept(box)
    assert journal_upkeep.report(box).faults == ()

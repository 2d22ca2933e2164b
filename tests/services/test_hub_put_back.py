"""The hub's database is put back to an older copy, and nobody says so: box and hub notice, and nothing is lost."""

import shutil
from pathlib import Path

from gallery.site.central import Central
from gallery.site.gestures import submitted, supplemented
from kiosk.hub.hub import Hub
from kiosk.hub.trail.audit import lines
from kiosk.services.box.box import Box
from kiosk.services.exchange import hear_hub
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import follow_keys, talk
from kiosk.store.events import outbox, updates
from kiosk.store.people import journal
from tests.services.conftest import held, reached_at, say


def copied(hub: Hub, copy: Path) -> None:
    with hub.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))


def put_back(hub: Hub, copy: Path) -> None:
    """As an operator does it, who stops the hub meanwhile."""
    live = hub.settings.data / "hub.db"
    hub.store.engine.dispose()
    for leftover in ("hub.db-wal", "hub.db-shm"):
        (live.parent / leftover).unlink(missing_ok=True)
    shutil.copy2(copy, live)


def exchanged(box: Box) -> None:
    for _ in range(4):
        talk(box, hub_of(box))


def test_cases_and_decisions_after_an_older_copy_arrive_exactly_once(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    kept = submitted(linked)
    exchanged(linked)
    copied(central.hub, copy)
    lost = submitted(linked)
    supplemented(linked, kept.reference)
    exchanged(linked)
    say(central, kept.reference, "in_progress")
    exchanged(linked)
    before = sorted(held(central))
    put_back(central.hub, copy)
    assert sorted(held(central)) != before
    say(central, kept.reference, "incomplete", "Apportez le livret de famille.")  # the same cursor once more
    exchanged(linked)
    assert sorted(held(central)) == before
    assert [line.action for line in lines(central.hub.store)].count("database-went-back") == 1
    assert hear_hub.went_back(linked)
    assert "hub-went-back" in [line.action for line in journal.of(linked.store.read(), "")]
    last = updates.of(linked.store.read(), kept.reference)[-1]
    assert (last.state, bool(last.body)) == ("incomplete", True), "its cursor had been given before"
    say(central, lost.reference, "accepted", "Venez.")
    exchanged(linked)
    assert updates.of(linked.store.read(), lost.reference)[-1].state == "accepted"


def test_a_new_key_and_an_older_copy_at_once_lose_nothing(linked: Box, central: Central) -> None:
    """The hub is put back while the box asks for its new key: the epoch is followed by sending again, never before."""
    submitted(linked)
    talk(linked, hub_of(linked))
    reached_at(linked, epoch="of before the copy", key_made_at="")
    follow_keys(linked, hub_of(linked))
    talk(linked, hub_of(linked))
    assert hear_hub.went_back(linked)
    assert outbox.unsent(linked.store.read())[0] == 1

"""The hub's database is put back to an older copy, and nobody says so: box and hub notice, and nothing is lost."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from hub import opening
from hub.hub import Hub
from hub.keyring import rotate_sealing_key
from hub.opening import begin_new_epoch
from hub.store.schema import attachment
from hub.trail import list_audit_lines
from kiosk.clock import Clock
from kiosk.connectors.hub import hub as hub_connector
from kiosk.domain.events.event import EventType
from kiosk.services.box.box import Box
from kiosk.services.exchange import receive_updates, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import ask_hub_key, exchange_with_hub
from kiosk.services.submitted.requests import request_data_right
from kiosk.store import journal, outbox, updates
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import held, opened, reached_at, say
from tests.services.exchange.test_file_transfers import submitted as submitted_with_copy


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


def copied_keys(hub: Hub, copy: Path) -> None:
    shutil.copytree(hub.ring.folder, copy)


def put_keys_back(hub: Hub, copy: Path) -> None:
    shutil.rmtree(hub.ring.folder)
    shutil.copytree(copy, hub.ring.folder)
    hub.ring._sealing = ()


def files_at(hub: Hub) -> int:
    with hub.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(attachment)).scalar_one()


def exchanged(box: Box) -> None:
    for _ in range(4):
        exchange_with_hub(box, hub_of(box))


def test_cases_and_decisions_after_an_older_copy_arrive_once(linked: Box, central: Central, tmp_path: Path) -> None:
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
    assert [line.action for line in list_audit_lines(central.hub.store)].count("database-went-back") == 1
    assert receive_updates.was_hub_put_back(linked)
    assert "hub-went-back" in [line.action for line in journal.select_journal_lines(linked.store.read(), "")]
    last = updates.select_updates(linked.store.read(), kept.reference)[-1]
    assert (last.state, bool(last.body)) == ("incomplete", True), "its cursor had been given before"
    say(central, lost.reference, "accepted", "Venez.")
    exchanged(linked)
    assert updates.select_updates(linked.store.read(), lost.reference)[-1].state == "accepted"


def test_a_file_that_the_older_copy_lacks_comes_again(linked: Box, central: Central, tmp_path: Path) -> None:
    """No event came since the copy, of which the box could show what the hub signed."""
    submitted_with_copy(linked, helped(linked))
    send_events.send_due(linked, hub_of(linked))
    copied(central.hub, tmp_path / "copy.db")
    exchanged(linked)
    assert files_at(central.hub) == 1
    put_back(central.hub, tmp_path / "copy.db")
    opening.check_database_mark(central.hub)  # as a hub does that opens
    assert files_at(central.hub) == 0
    exchanged(linked)
    assert receive_updates.was_hub_put_back(linked) and files_at(central.hub) == 1


def test_a_new_key_and_an_older_copy_at_once_lose_nothing(linked: Box, central: Central) -> None:
    """The hub is put back while the box asks for its new key: the epoch is followed by sending again, never before."""
    submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    reached_at(linked, epoch="of before the copy", key_made_at="")
    ask_hub_key(linked, hub_of(linked))
    exchange_with_hub(linked, hub_of(linked))
    assert receive_updates.was_hub_put_back(linked)
    assert outbox.read_unsent_summary(linked.store.read())[0] == 1


def test_a_snapshot_with_keys_of_before_a_rotation_stops_no_case(linked: Box, central: Central, tmp_path: Path) -> None:
    """The box seals to a key that is gone for good: it follows the older one in the hub's new epoch."""
    exchanged(linked)
    copied(central.hub, tmp_path / "copy.db")
    copied_keys(central.hub, tmp_path / "keys")
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    ask_hub_key(linked, hub_of(linked))
    taken = submitted(linked)
    exchanged(linked)
    put_back(central.hub, tmp_path / "copy.db")
    put_keys_back(central.hub, tmp_path / "keys")
    waiting = submitted(linked)
    exchanged(linked)
    assert receive_updates.was_hub_put_back(linked)
    send_events.reseal_waiting_events(linked, helped(linked).ring)  # whoever is at the desk, at their next sign-in
    exchanged(linked)
    assert sorted(reference for _, _, reference in held(central)) == sorted([taken.reference, waiting.reference])
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0


def test_an_answer_of_the_epoch_before_does_not_bring_an_old_key_back(
    linked: Box, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever kept an old signed key shows it after a restore: only the new epoch's word counts."""
    exchanged(linked)
    old = hub_of(linked).site()
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    ask_hub_key(linked, hub_of(linked))
    newest = linked.enrolment()
    begin_new_epoch(central.hub.store, Clock())
    exchange_with_hub(linked, hub_of(linked))
    with monkeypatch.context() as line:
        line.setattr(hub_connector.Hub, "site", lambda _: old)
        ask_hub_key(linked, hub_of(linked))
    now = linked.enrolment()
    assert newest is not None
    assert now is not None
    assert (now.seal_key, now.key_made_at) == (newest.seal_key, "")
    ask_hub_key(linked, hub_of(linked))
    assert linked.enrolment() == replace(newest, epoch=now.epoch)


def test_a_clone_that_runs_beside_its_hub_loses_and_doubles_nothing(
    linked: Box, central: Central, watch: Watch, tmp_path: Path
) -> None:
    """A name that leads to one of two machines, each with the same database and keys: the box finds either."""
    exchanged(linked)
    (tmp_path / "clone").mkdir()
    copied(central.hub, tmp_path / "clone" / "hub.db")
    copied_keys(central.hub, tmp_path / "clone" / "keys")
    with central_hub(tmp_path / "clone", watch, cloned=True) as clone:
        sent = []
        for at in (central, clone, central, clone, central):
            reached_at(linked, url=at.url)
            sent.append(submitted(linked).reference)
            exchanged(linked)
            assert outbox.read_unsent_summary(linked.store.read())[0] == 0
        for at in (central, clone):
            reached_at(linked, url=at.url)
            exchanged(linked)
            assert sorted(opened(at)) == sorted(sent), "each has every case once, whichever took it first"
        noticed = [line.action for at in (central, clone) for line in list_audit_lines(at.hub.store)]
        assert "database-went-back" in noticed, "their operators are told"


def test_an_erasure_after_an_older_copy_is_done_again(linked: Box, central: Central, tmp_path: Path) -> None:
    case = submitted(linked)
    exchanged(linked)
    copied(central.hub, tmp_path / "copy.db")
    request_data_right(linked, case.reference, EventType.ERASURE, helped(linked), linked.clock.new_id())
    exchanged(linked)
    assert held(central)[-1][1] == "erasure"
    put_back(central.hub, tmp_path / "copy.db")
    exchanged(linked)
    assert held(central)[-1][1] == "erasure", "it stands before the team again"

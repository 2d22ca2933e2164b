"""Joined files leave after their case, sealed and in chunks, whole or not at all, and hold up no other."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from msgspec.structs import asdict

from hub.files import kept_file
from hub.files.listed_file import open_case_file
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys, sealing
from kiosk.domain.events.sealed import sealing_key_id
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Refused, Unreachable, Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.box.in_memory import FilesOnTheWay
from kiosk.services.drafts import join_files, submit_case
from kiosk.services.exchange import enrol, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store import file_transfers as store
from kiosk.store import outbox
from kiosk.store.outbox import Enrolment, insert_acknowledgement
from kiosk.store.people import Mediator
from tests.gallery.site.cast import Watch, at_work, set_up
from tests.gallery.site.central import Central as RealCentral
from tests.gallery.site.central import central_hub
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.services.conftest import submitted_event
from tests.services.drafts.test_submit_case import CONFIRMED, FIELD, at_papers, papers
from tests.services.receiving import OTHER, PAIR, SEED, SITE_SEED, Receiving


@pytest.fixture
def central() -> Receiving:
    return Receiving()


@pytest.fixture
def real_central(tmp_path: Path) -> Iterator[RealCentral]:
    with central_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def linked(real_central: RealCentral, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that is enrolled at the real hub; elsewhere here a peer stands in that can lie."""
    opened = open_box(settings, watch)
    set_up(opened)
    enrol.enrol_at_hub(opened, real_central.url, real_central.code)
    yield opened
    opened.store.close()


@pytest.fixture
def hub(central: Receiving) -> Iterator[Hub]:
    server = Server(("127.0.0.1", 0), central.app, numthreads=1)
    server.prepare()
    server.expiration_interval = 0.02
    threading.Thread(target=server.serve, daemon=True).start()
    where = f"http://127.0.0.1:{server.bind_addr[1]}"
    hub_client = Hub(where, "token", keys.verify_key(SEED), PAIR.public.hex(), "SA", seed=SITE_SEED)
    yield hub_client
    hub_client.close()
    server.stop()


def enrolled(box: Box, public: bytes = PAIR.public) -> None:
    with box.store.write() as db:
        outbox.insert_enrolment(
            db, Enrolment("http://hub", "Hub", "token", keys.verify_key(SEED), public), box.clock.now()
        )


def submitted(box: Box, actor: Actor, data: bytes = b"") -> tuple[str, str]:
    """A case with one copy, submitted; its id and the copy's."""
    case_id = at_papers(box, actor)
    added = join_files.join_file(box, case_id, FIELD, data or picture("PNG"), "x.png", Preferences(), actor)
    submit_case.submit_case(box, case_id, actor, CONFIRMED)
    return case_id, added.id


def taken(box: Box, case_id: str) -> str:
    """The hub has acknowledged the case's event; its id."""
    event = submitted_event(box, case_id)
    with box.store.write() as db:
        insert_acknowledgement(db, event.id, box.clock.now(), b"{}", b"", "")
    return event.id


def test_a_file_leaves_after_its_event_and_arrives_whole(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia, saved(plain_pdf("Bonjour", pages=3)))
    assert send_events.send_files(box, hub).confirmed == 0, "the hub does not know the event yet"
    taken(box, case_id)
    assert send_events.send_files(box, hub).confirmed == 1
    assert central.files[name] == join_files.read_joined_file(box, case_id, name, nadia).data
    assert send_events.send_files(box, hub).confirmed == 0, "once"


def test_the_event_lists_what_will_come(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.join_file(box, case_id, FIELD, picture("PNG"), "carte.png", Preferences(), nadia)
    opened = open_case(box, case_id, nadia)
    submit_case.submit_case(box, case_id, nadia, CONFIRMED)
    kept = submitted_event(box, case_id)
    document = json.loads(kept.event(opened.key).body)["documents"][0]
    assert (document["state"], document["attachments"]) == ("joined", [asdict(added)])


def test_what_is_no_answer_any_more_does_not_leave(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.join_file(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    papers(box, case_id, nadia, "seen")
    submit_case.submit_case(box, case_id, nadia, CONFIRMED)
    assert store.count_waiting_parcels(box.store.read(), case_id) == 0
    assert box.store.read().table("attachment_pieces").count_where() == 0


def test_the_box_cannot_read_what_waits_with_nobody_signed_in(box: Box, nadia: Actor) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    (parcel,) = store.select_due_parcels(box.store.read(), sealing_key_id(PAIR.public), box.clock.now())
    with pytest.raises(Unreadable):
        sealing.unseal_bytes(OTHER.private, parcel.sealed)


def test_a_box_without_a_hub_seals_its_files_at_the_sign_in_after_enrolment(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    case_id, name = submitted(box, nadia)
    enrolled(box)
    send_events.reseal_waiting_events(box, nadia.ring)
    taken(box, case_id)
    assert send_events.send_files(box, hub).confirmed == 1
    assert name in central.files


def test_a_file_sealed_to_a_former_key_is_sealed_again(box: Box, nadia: Actor, hub: Hub) -> None:
    enrolled(box, OTHER.public)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    enrolled(box)
    assert send_events.send_files(box, hub).confirmed == 0
    assert send_events.reseal_file_keys(box, nadia.ring) == 1
    assert send_events.send_files(box, hub).confirmed == 1


@pytest.mark.parametrize(
    "strange", [{"sha256": "0" * 64}, {"attachment": "0" * 32}, {"event": "0" * 32}, {"site": "BR"}]
)
def test_a_receipt_for_something_else_is_not_believed(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, strange: dict[str, str]
) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    central.lies = strange
    with pytest.raises(Unreachable, match="bad-answer"):
        send_events.send_files(box, hub)
    assert store.count_waiting_parcels(box.store.read(), case_id) == 1


def test_a_receipt_that_another_signed_is_not_believed(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    central.signs = b"x" * 32
    with pytest.raises(Unreachable, match="bad-signature"):
        send_events.send_files(box, hub)


def test_a_dead_line_loses_nothing(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    central.says = 503
    with pytest.raises(Unreachable):
        send_events.send_files(box, hub)
    central.says = ""
    assert send_events.send_files(box, hub).confirmed == 1 and name in central.files


def test_a_case_is_not_destroyed_before_its_files_have_arrived(box: Box, nadia: Actor, hub: Hub, watch: Watch) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    box.held.drop_subject(case_id)
    watch.wait(timedelta(days=400))
    retention.destroy_expired_data(box)
    assert join_files.read_joined_file(box, case_id, name, nadia).data
    send_events.send_files(box, hub)
    retention.destroy_expired_data(box)
    assert box.store.read().table("attachments").count_where() == 0


def test_what_the_hub_has_is_wiped_a_week_later_and_goes_again_to_a_restored_hub_before(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, watch: Watch
) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    send_events.send_files(box, hub)
    central.files.clear()
    with box.store.write() as db:
        assert store.requeue_all_parcels(db) == 1
    assert send_events.send_files(box, hub).confirmed == 1 and name in central.files
    watch.wait(timedelta(days=8))
    retention.destroy_expired_data(box)
    # the hub may be an older copy, and was not heard since
    assert join_files.read_joined_file(box, case_id, name, nadia)
    standing = HubStanding("SA", "e" * 32, 7, "a" * 32, box.clock.now(), 2)
    with box.store.write() as db:
        outbox.save_hub_standing(db, signed_statement.sign_message(standing, SEED), box.clock.now())
    retention.destroy_expired_data(box)
    with pytest.raises(Refused, match="no-such-attachment"):
        join_files.read_joined_file(box, case_id, name, nadia)
    with box.store.write() as db:
        assert store.requeue_all_parcels(db) == 0, "there is nothing left to send"


__all__ = ["linked", "real_central"]


def test_it_goes_in_chunks_and_the_desk_sees_how_far(linked: Box, nadias: Mediator, real_central: RealCentral) -> None:
    nadia = at_work(linked, nadias)
    case_id, name = submitted(linked, nadia, saved(plain_pdf("Bonjour", pages=2)))
    with closing(hub_of(linked)) as line:
        exchange_with_hub(linked, line)
        with linked.store.write() as db:
            store.requeue_all_parcels(db)
        assert send_events.send_files(linked, line, seconds=0) == send_events.FilesSent(0, True), "no time for it"
        assert send_events.send_files(linked, line).confirmed == 1
    objects = list(real_central.hub.objects.below(kept_file.folder_of(name)))
    assert [len(item.name.rpartition("/")[2]) for item in objects] == [64]
    assert linked.hub_line.files == FilesOnTheWay(), "nothing is left"
    assert b"".join(open_case_file(real_central.hub, case_id, name))


def test_events_go_before_what_is_left_of_a_file(
    linked: Box, nadias: Mediator, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = at_work(linked, nadias)
    submitted(linked, nadia)
    monkeypatch.setattr(send_events.send_files, "__defaults__", (0.0,))
    with closing(hub_of(linked)) as line:
        first = exchange_with_hub(linked, line)
        assert (first.files, first.more) == (0, True), "it goes on at once"
        later, _ = submitted(linked, nadia)
        assert (
            exchange_with_hub(linked, line).acknowledged == 1
            and store.count_waiting_parcels(linked.store.read(), later) == 1
        )


__all__ = ["central", "hub"]


@pytest.mark.parametrize("code", ["unknown-attachment", "wrong-hash", "unreadable"])
def test_a_file_the_hub_will_not_have_waits_and_holds_up_no_other(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, code: str
) -> None:
    enrolled(box)
    for _ in range(2):
        taken(box, submitted(box, nadia)[0])
    central.says = code
    assert send_events.send_files(box, hub).confirmed == 0
    central.says = ""
    assert send_events.send_files(box, hub).confirmed == 2


def test_files_refused_for_ever_hold_up_none_that_follows(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    for _ in range(10):  # as many as are sent in one talk
        taken(box, submitted(box, nadia)[0])
    central.says = "unknown-attachment"
    assert send_events.send_files(box, hub).confirmed == 0
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    central.says, central.only = "", name
    assert send_events.send_files(box, hub).confirmed == 1 and list(central.files) == [name]


def test_a_file_that_is_refused_for_ever_is_tried_ever_more_rarely_and_taken_in_the_end(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, watch: Watch
) -> None:
    enrolled(box)
    taken(box, submitted(box, nadia)[0])
    central.says = "unknown-attachment"
    for times in range(2):
        send_events.send_files(box, hub)
        assert central.asked == times + 1, "once more at once: the line may have garbled it"
    for wait in (*store.WAITS[1:], store.WAITS[-1]):
        watch.wait(wait - timedelta(seconds=1))
        asked = central.asked
        send_events.send_files(box, hub)
        assert central.asked == asked, "not before its time"
        watch.wait(timedelta(seconds=2))
        send_events.send_files(box, hub)
        assert central.asked == asked + 1
    watch.wait(timedelta(days=1))
    central.says = ""
    assert send_events.send_files(box, hub).confirmed == 1


def test_a_hub_that_breaks_at_one_file_is_told_the_others(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    names = [name for case_id, name in (submitted(box, nadia) for _ in range(3)) if taken(box, case_id)]
    central.breaks_at = names[0]
    with pytest.raises(Unreachable, match="hub-broken"):
        send_events.send_files(box, hub)
    assert set(central.files) == set(names[1:]) and store.count_waiting_parcels(box.store.read()) == 1

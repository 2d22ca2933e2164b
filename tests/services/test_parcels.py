"""Joined files leave after their case, sealed to the hub, whole or not at all, and stay until the hub has signed."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cheroot.wsgi import Server

from kiosk import keys, sealing
from kiosk.connectors.hub import Hub
from kiosk.domain.sealed import key_id
from kiosk.errors import Refused, Unreachable
from kiosk.hub import attachments as received
from kiosk.services import desk, enrolling, joining, parcels, retention, transmission
from kiosk.services.box import Actor, Box, open_box
from kiosk.services.sync import hub_of, talk
from kiosk.settings import Settings
from kiosk.store import enrolment, outbox
from kiosk.store import parcels as store
from kiosk.store.answers import acknowledge
from kiosk.store.database import number
from kiosk.store.enrolment import Enrolment
from kiosk.store.people import Mediator
from scripts.fuzzing.seeds import picture, plain_pdf, saved
from tests.cast import Watch, at_work, set_up
from tests.central import Central as RealCentral
from tests.central import central_hub
from tests.services.receiving import OTHER, PAIR, SEED, Receiving
from tests.services.test_joining import CONFIRMED, FIELD, at_papers, papers


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
    enrolling.enroll(opened, real_central.url, real_central.code)
    yield opened
    opened.store.close()


@pytest.fixture
def hub(central: Receiving) -> Iterator[Hub]:
    server = Server(("127.0.0.1", 0), central.app, numthreads=1)
    server.prepare()
    server.expiration_interval = 0.02
    threading.Thread(target=server.serve, daemon=True).start()
    found = Hub(f"http://127.0.0.1:{server.bind_addr[1]}", "token", keys.verify_key(SEED), PAIR.public.hex(), "SA")
    yield found
    found.close()
    server.stop()


def enrolled(box: Box, public: bytes = PAIR.public) -> None:
    with box.store.write() as db:
        enrolment.add(db, Enrolment("http://hub", "Hub", "token", keys.verify_key(SEED), public), box.clock.now())


def submitted(box: Box, actor: Actor, data: bytes = b"") -> tuple[str, str]:
    """A case with one copy, submitted; its id and the copy's."""
    case_id = at_papers(box, actor)
    added = joining.add(box, case_id, FIELD, data or picture("PNG"), "x.png", actor)
    desk.submit(box, case_id, actor, CONFIRMED)
    return case_id, added.id


def taken(box: Box, case_id: str) -> str:
    """The hub has acknowledged the case's event; its id."""
    event = outbox.current(box.store.read(), case_id, "submitted")
    assert event is not None
    with box.store.write() as db:
        acknowledge(db, event.id, box.clock.now(), b"{}", b"", "")
    return event.id


def test_a_file_leaves_after_its_event_and_arrives_as_it_was(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia, saved(plain_pdf("Bonjour", pages=3)))
    assert parcels.send(box, hub) == 0, "the hub does not know the event yet"
    taken(box, case_id)
    assert parcels.send(box, hub) == 1
    assert central.files[name] == joining.read(box, case_id, name, nadia).data
    assert parcels.send(box, hub) == 0, "once"


def test_the_event_lists_what_will_come(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = joining.add(box, case_id, FIELD, picture("PNG"), "carte.png", nadia)
    opened = desk.open_case(box, case_id, nadia)
    desk.submit(box, case_id, nadia, CONFIRMED)
    kept = outbox.current(box.store.read(), case_id, "submitted")
    assert kept is not None
    document = json.loads(kept.event(opened.key).body)["documents"][0]
    assert (document["state"], document["attachments"]) == ("joined", [added.listed()])


def test_what_is_no_answer_any_more_does_not_leave(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    papers(box, case_id, nadia, "seen")
    desk.submit(box, case_id, nadia, CONFIRMED)
    assert store.waiting(box.store.read(), case_id) == 0
    assert number(box.store.read(), "SELECT count(*) FROM attachment_pieces") == 0


def test_the_box_cannot_read_what_waits_with_nobody_signed_in(box: Box, nadia: Actor) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    (parcel,) = store.due(box.store.read(), key_id(PAIR.public))
    with pytest.raises(Refused, match="unreadable"):
        sealing.unseal(OTHER.private, parcel.sealed)


def test_a_box_without_a_hub_seals_its_files_at_the_sign_in_after_enrolment(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    case_id, name = submitted(box, nadia)
    enrolled(box)
    transmission.seal_again(box, nadia.ring)
    taken(box, case_id)
    assert parcels.send(box, hub) == 1
    assert name in central.files


def test_a_file_sealed_to_a_key_the_hub_gave_up_is_sealed_again(
    box: Box, nadia: Actor, hub: Hub, central: Receiving
) -> None:
    enrolled(box, OTHER.public)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    enrolled(box)
    assert parcels.send(box, hub) == 0
    assert parcels.seal_again(box, nadia.ring) == 1
    assert parcels.send(box, hub) == 1


@pytest.mark.parametrize(
    "strange",
    [{"sha256": "0" * 64}, {"attachment": "0" * 32}, {"event": "0" * 32}, {"site": "BR"}],
)
def test_a_receipt_for_something_else_is_not_believed(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, strange: dict[str, str]
) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    central.lies = strange
    with pytest.raises(Unreachable, match="bad-answer"):
        parcels.send(box, hub)
    assert store.waiting(box.store.read(), case_id) == 1


def test_a_receipt_that_another_signed_is_not_believed(box: Box, nadia: Actor, hub: Hub) -> None:
    enrolled(box)
    case_id, _ = submitted(box, nadia)
    taken(box, case_id)
    hub.verify_key = keys.verify_key(b"x" * 32)
    with pytest.raises(Unreachable, match="bad-signature"):
        parcels.send(box, hub)


@pytest.mark.parametrize("status", [404, 409, 413])
def test_a_file_the_hub_will_not_have_waits_and_holds_up_no_other(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, status: int
) -> None:
    enrolled(box)
    for _ in range(2):
        taken(box, submitted(box, nadia)[0])
    central.says = status
    assert parcels.send(box, hub) == 0
    central.says = 200
    assert parcels.send(box, hub) == 2


def test_a_dead_line_loses_nothing(box: Box, nadia: Actor, hub: Hub, central: Receiving) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    central.says = 503
    with pytest.raises(Unreachable):
        parcels.send(box, hub)
    central.says = 200
    assert parcels.send(box, hub) == 1 and name in central.files


def test_a_case_is_not_destroyed_before_its_files_have_arrived(box: Box, nadia: Actor, hub: Hub, watch: Watch) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    box.held.drop_subject(case_id)
    watch.wait(timedelta(days=400))
    retention.due(box)
    assert joining.read(box, case_id, name, nadia).data
    parcels.send(box, hub)
    retention.due(box)
    assert number(box.store.read(), "SELECT count(*) FROM attachments") == 0


def test_what_the_hub_has_is_wiped_a_week_later_and_goes_again_to_a_restored_hub_before(
    box: Box, nadia: Actor, hub: Hub, central: Receiving, watch: Watch
) -> None:
    enrolled(box)
    case_id, name = submitted(box, nadia)
    taken(box, case_id)
    parcels.send(box, hub)
    central.files.clear()
    with box.store.write() as db:
        assert store.send_again(db) == 1
    assert parcels.send(box, hub) == 1 and name in central.files
    watch.wait(timedelta(days=8))
    retention.due(box)
    with pytest.raises(Refused, match="no-such-attachment"):
        joining.read(box, case_id, name, nadia)
    with box.store.write() as db:
        assert store.send_again(db) == 0, "there is nothing left to send"


def test_the_real_hub_takes_a_case_and_then_its_copy(linked: Box, nadias: Mediator, real_central: RealCentral) -> None:
    nadia = at_work(linked, nadias)
    case_id, name = submitted(linked, nadia, saved(plain_pdf("Bonjour", pages=2)))
    line = hub_of(linked)
    first = talk(linked, line)
    assert first.files + talk(linked, line).files == 1
    assert store.waiting(linked.store.read(), case_id) == 0
    found = received.read_back(real_central.hub, case_id, name)
    assert found == joining.read(linked, case_id, name, nadia).data

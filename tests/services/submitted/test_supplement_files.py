"""Files that are added to a submitted case wait for « Envoyer », then leave with their supplement, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub.files.listed_file import open_case_file
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import join_files
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import append_event, refused_events, requests, supplements
from kiosk.services.upkeep import retention
from kiosk.store import file_transfers, sessions
from kiosk.store.sessions import NewSession
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.gallery.site.strange_files import picture
from tests.services.conftest import another_box, body_of, case_at, count, rejected

NOTHING_ELSE = Supplement("", ())
ASKED = SupplementItem("identity", "Pièce d’identité", "a" * 32)
LETTER = SupplementItem("", "Attestation d’hébergement")
EVENT, FILE = "e" * 32, "f" * 32


def at_desk(box: Box, session: str = "s") -> Actor:
    return replace(helped(box), session=session * 64, session_key=session.encode() * 32)


@pytest.fixture
def desk(box: Box, nadia: Actor) -> Actor:
    return replace(nadia, session="s" * 64, session_key=b"s" * 32)


def add(box: Box, reference: str, actor: Actor, item: SupplementItem = ASKED, file_id: str = FILE) -> str:
    """A picture waits for « Envoyer »; its id."""
    return supplements.add_supplement_file(box, reference, EVENT, item, picture("JPEG"), "carte.jpg", actor, file_id).id


def send(box: Box, reference: str, actor: Actor, words: Supplement = NOTHING_ELSE) -> dict[str, Any]:
    """« Envoyer » is pressed; what the event says."""
    return body_of(box, supplements.append_supplement(box, reference, words, actor, EVENT), actor)


def at_a_screen(box: Box, actor: Actor) -> None:
    now = box.clock.now()
    with box.store.write() as db:
        sessions.save_session(db, NewSession(actor.session, "", "", "fr", False, "", "", "", "", now, now))


def nothing_waits(box: Box) -> bool:
    return not (count(box, "supplement_drafts") or count(box, "attachments") or count(box, "attachment_pieces"))


def test_a_file_reaches_the_service_under_what_it_asked_for(linked: Box, central: Central) -> None:
    reference, desk = submitted(linked).reference, at_desk(linked)
    add(linked, reference, desk)
    add(linked, reference, desk, LETTER, "b" * 32)
    before = join_files.read_joined_file(linked, EVENT, FILE, desk).data
    send(linked, reference, desk)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    case = case_at(central, reference)
    ((_, body),) = case.supplements
    first, second = body["documents"]
    assert (first["id"], first["answers"], first["attachments"][0]["name"]) == ("identity", "a" * 32, "carte.jpg")
    assert (second["label"], second["attachments"][0]["id"]) == ("Attestation d’hébergement", "b" * 32)
    assert b"".join(open_case_file(central.hub, case.id, FILE)) == before
    assert [file["id"] for file in case.files] == [FILE, "b" * 32]
    assert file_transfers.count_waiting_parcels(linked.store.read()) == 0


def test_a_case_of_another_town_hall_takes_files_here(linked: Box, central: Central, tmp_path: Any) -> None:
    with another_box(tmp_path / "bruz", central, "BZ", "Mairie de Bruz") as bruz:
        elsewhere = submitted(bruz)
        exchange_with_hub(bruz, hub_of(bruz))
    desk = at_desk(linked)
    add(linked, elsewhere.reference, desk)
    send(linked, elsewhere.reference, desk)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    assert b"".join(open_case_file(central.hub, elsewhere.case_id, FILE)).startswith(b"\xff\xd8")


def test_a_double_tap_adds_and_sends_once(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    for _ in range(2):
        add(box, reference, desk)
    assert count(box, "attachments") == 1
    first = send(box, reference, desk)
    assert send(box, reference, desk) == first
    assert len(first["documents"][0]["attachments"]) == 1
    assert (count(box, "attachments"), count(box, "parcels"), count(box, "supplement_drafts")) == (1, 1, 0)


def test_words_and_originals_go_with_the_files(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    body = send(box, reference, desk, Supplement("Voilà.", (AddedDocument(ASKED, "seen"),)))
    assert body["message"] == "Voilà."
    assert [document["state"] for document in body["documents"]] == ["seen", "joined"]


def test_what_waits_is_seen_by_its_own_session_alone(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    other = at_desk(box, "t")
    assert supplements.draft_of(box, reference, desk) == EVENT
    assert supplements.draft_of(box, reference, other) == ""
    assert supplements.list_waiting_documents(box, EVENT, other) == ()
    for gesture in (
        lambda: join_files.read_joined_file(box, EVENT, FILE, other),
        lambda: supplements.remove_supplement_file(box, EVENT, FILE, other),
        lambda: add(box, reference, other, file_id="b" * 32),
        lambda: add(box, submitted(box).reference, desk, file_id="c" * 32),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()
    with pytest.raises(Refused, match="nothing-added"):  # another session's « Envoyer » takes nothing of it
        send(box, reference, other)


def test_a_file_that_is_taken_away_leaves_nothing(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    add(box, reference, desk, LETTER, "b" * 32)
    supplements.remove_supplement_file(box, EVENT, FILE, desk)
    assert [document.item for document in supplements.list_waiting_documents(box, EVENT, desk)] == [LETTER]
    supplements.remove_supplement_file(box, EVENT, "b" * 32, desk)
    assert nothing_waits(box)


def test_what_nobody_sends_goes_after_a_day(box: Box, desk: Actor, watch: Watch) -> None:
    at_a_screen(box, desk)
    add(box, submitted(box).reference, desk)
    for _ in range(4):
        watch.wait(timedelta(hours=5))
        retention.destroy_expired_data(box)
        at_a_screen(box, desk)
    assert not nothing_waits(box)
    watch.wait(timedelta(hours=5))
    retention.destroy_expired_data(box)
    assert nothing_waits(box)


def test_what_waits_ends_with_its_session(box: Box, desk: Actor) -> None:
    at_a_screen(box, desk)
    add(box, submitted(box).reference, desk)
    retention.destroy_expired_data(box)
    assert not nothing_waits(box)
    with box.store.write() as db:
        sessions.delete_session(db, desk.session)
    retention.destroy_expired_data(box)
    assert nothing_waits(box)


def test_a_case_of_a_service_that_is_not_theirs_takes_no_file(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    with pytest.raises(Refused, match="not-your-service"):
        add(box, reference, replace(desk, ring=type(desk.ring)({})))
    assert nothing_waits(box)


def test_a_fault_between_files_and_event_leaves_both_as_they_were(box: Box, desk: Actor) -> None:
    """The power goes while « Envoyer » writes: the files wait on, and the second press sends them, once."""
    reference = submitted(box).reference
    add(box, reference, desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(append_event, "append_in_transaction", _cut)
        with pytest.raises(OSError, match="cut"):
            send(box, reference, desk)
    assert (count(box, "supplement_drafts"), count(box, "parcels")) == (1, 0)
    assert send(box, reference, desk)["documents"][0]["attachments"][0]["id"] == FILE


def _cut(*_: object, **__: object) -> None:
    raise OSError("cut")


def test_a_refused_supplement_is_mended_without_its_files_being_chosen_again(linked: Box, central: Central) -> None:
    reference, desk = submitted(linked).reference, at_desk(linked)
    add(linked, reference, desk)
    send(linked, reference, desk)
    rejected(linked, EVENT, "two-cases")
    refused_events.mend_supplement(linked, EVENT, Supplement("Autrement dit.", ()), desk)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    case = case_at(central, reference)
    assert [body["message"] for _, body in case.supplements] == ["Autrement dit."]
    assert b"".join(open_case_file(central.hub, case.id, FILE))


def test_a_supplement_that_is_set_aside_takes_its_files_along(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    send(box, reference, desk)
    later = supplements.append_supplement(box, reference, Supplement("Plus tard.", ()), desk, "d" * 32)
    rejected(box, EVENT, "two-cases")
    refused_events.set_aside(box, EVENT, desk)
    assert (count(box, "attachments"), count(box, "parcels")) == (0, 0)
    assert body_of(box, later, desk)["message"] == "Plus tard."


def test_files_behind_a_supplement_that_is_set_aside_move_up_with_theirs(linked: Box, central: Central) -> None:
    reference, desk = submitted(linked).reference, at_desk(linked)
    supplements.append_supplement(linked, reference, Supplement("Refusé.", ()), desk, "d" * 32)
    add(linked, reference, desk)
    send(linked, reference, desk)
    rejected(linked, "d" * 32, "two-cases")
    refused_events.set_aside(linked, "d" * 32, desk)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    case = case_at(central, reference)
    assert b"".join(open_case_file(central.hub, case.id, FILE))


def test_the_person_is_told_of_the_files_and_their_end_is_that_of_the_case(box: Box, desk: Actor) -> None:
    case = submitted(box)
    add(box, case.reference, desk)
    send(box, case.reference, desk)
    said = requests.export_personal_data(box, case.reference, desk)["events"][-1]["said"]
    assert said["documents"][0]["attachments"][0]["name"] == "carte.jpg"

"""Files that are added to a submitted case wait for « Envoyer », then leave with their supplement, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub.files.listed_file import open_case_file
from kiosk.domain.events import reference as references
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.event import EventType
from kiosk.domain.time import calendar
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import join_files
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import append_event, follow_case, refused_events, requests, supplements
from kiosk.services.upkeep import retention
from kiosk.store import file_transfers, outbox, sessions
from kiosk.store.cases import UnsentFiles
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
        sessions.save_session(
            db, NewSession(actor.session, "", actor.mediator_id, "fr", False, "", "", "", "", now, now)
        )


def signed_out(box: Box, actor: Actor) -> None:
    with box.store.write() as db:
        sessions.delete_session(db, actor.session)


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


def test_a_colleague_sends_nothing_while_the_one_who_joined_it_is_there(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    at_a_screen(box, desk)
    add(box, reference, desk)
    colleague = replace(at_desk(box, "t"), mediator_id="b" * 32, name="Un collègue")
    assert supplements.draft_of(box, reference, desk) == EVENT
    assert supplements.draft_of(box, reference, colleague) == ""
    assert supplements.list_unsent_files(box, colleague) == []
    with pytest.raises(Refused, match="files-not-sent"):
        send(box, reference, colleague, Supplement("Sans les pièces.", ()))
    with pytest.raises(Refused, match="no-such-case"):  # the form of one case is no form of another
        add(box, submitted(box).reference, desk, file_id="c" * 32)
    signed_out(box, desk)
    assert supplements.draft_of(box, reference, colleague) == EVENT


def test_whoever_does_not_hold_the_service_sees_nothing_of_it(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    other = replace(at_desk(box, "t"), ring=type(desk.ring)({}))
    assert supplements.draft_of(box, reference, other) == ""
    assert supplements.list_waiting_documents(box, EVENT, other) == ()
    assert supplements.list_unsent_files(box, other) == []
    for gesture in (
        lambda: join_files.read_joined_file(box, EVENT, FILE, other),
        lambda: supplements.remove_supplement_file(box, EVENT, FILE, other),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()


def test_files_are_found_again_after_a_power_cut_and_leave_with_their_words(
    box: Box, desk: Actor, watch: Watch
) -> None:
    reference = submitted(box).reference
    at_a_screen(box, desk)
    add(box, reference, desk)
    add(box, reference, desk, LETTER, "b" * 32)
    signed_out(box, desk)
    watch.wait(timedelta(days=2))
    retention.destroy_expired_data(box)
    again = replace(desk, session="t" * 64, session_key=b"t" * 32)
    assert supplements.list_unsent_files(box, again) == [UnsentFiles(reference, 2)]
    assert supplements.draft_of(box, reference, again) == EVENT
    assert supplements.is_found_again(box, EVENT, again)
    body = send(box, reference, again, Supplement("Voilà.", ()))
    assert [len(document["attachments"]) for document in body["documents"]] == [1, 1]
    assert supplements.list_unsent_files(box, again) == []


def test_an_old_form_never_sends_words_without_the_files_that_are_elsewhere(box: Box, desk: Actor) -> None:
    """The form of one case, posted to another, takes nothing from the first, and leaves nothing behind."""
    reference, other = submitted(box).reference, submitted(box).reference
    add(box, reference, desk)
    with pytest.raises(Refused, match="files-not-sent") as refused:
        send(box, other, desk, Supplement("Voilà.", ()))
    assert refused.value.details == {"many": 1, "reference": references.format_reference(reference)}
    assert outbox.read_event(box.store.read(), EVENT) is None
    assert send(box, reference, desk)["documents"]


def test_two_presses_at_the_same_instant_are_both_answered(box: Box, desk: Actor) -> None:
    """The file of the second, which has left already, is no fault."""
    reference = submitted(box).reference
    add(box, reference, desk)
    send(box, reference, desk)
    assert add(box, reference, desk) == FILE
    assert (count(box, "attachments"), count(box, "supplement_drafts")) == (1, 0)
    with pytest.raises(Refused, match="already-submitted"):  # another file does not vanish behind what was sent
        add(box, reference, desk, file_id="c" * 32)


def test_no_form_takes_the_key_of_a_case(box: Box, desk: Actor) -> None:
    case = submitted(box)
    with pytest.raises(Refused, match="no-such-case"):
        supplements.add_supplement_file(
            box, case.reference, case.case_id, ASKED, picture("JPEG"), "carte.jpg", desk, FILE
        )
    assert follow_case.follow_case(box, case.reference, helped(box)).readable


def test_a_clock_that_is_years_ahead_takes_no_file(box: Box, desk: Actor, watch: Watch) -> None:
    add(box, submitted(box).reference, desk)
    watch.jump(timedelta(days=3650))
    retention.destroy_expired_data(box)
    assert not nothing_waits(box)


def test_erasure_takes_what_still_waits_along(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    requests.request_data_right(box, reference, EventType.ERASURE, desk, "d" * 32)
    assert nothing_waits(box)


def test_a_file_that_is_taken_away_leaves_nothing(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    add(box, reference, desk)
    add(box, reference, desk, LETTER, "b" * 32)
    supplements.remove_supplement_file(box, EVENT, FILE, desk)
    assert [document.item for document in supplements.list_waiting_documents(box, EVENT, desk)] == [LETTER]
    supplements.remove_supplement_file(box, EVENT, "b" * 32, desk)
    assert nothing_waits(box)


def test_what_nobody_sends_goes_with_the_drafts_of_the_desk(box: Box, desk: Actor, watch: Watch) -> None:
    add(box, submitted(box).reference, desk)
    watch.wait(calendar.DESK_DRAFT - timedelta(minutes=1))
    retention.destroy_expired_data(box)
    assert not nothing_waits(box)
    watch.wait(timedelta(minutes=2))
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


WRITTEN = Supplement("Son bail arrive jeudi.", (AddedDocument(ASKED, "seen"), AddedDocument(LETTER, "seen")))


def test_what_is_typed_and_ticked_is_found_again_after_a_power_cut_and_leaves_once(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    at_a_screen(box, desk)
    supplements.save_typed_supplement(box, reference, EVENT, Supplement("Son bail", ()), desk)
    supplements.save_typed_supplement(box, reference, EVENT, WRITTEN, desk)
    colleague = replace(at_desk(box, "u"), mediator_id="b" * 32, name="Un collègue")
    assert supplements.draft_of(box, reference, colleague) == "", "while she is at it"
    signed_out(box, desk)
    again = replace(desk, session="t" * 64, session_key=b"t" * 32)
    assert supplements.list_unsent_files(box, again) == [UnsentFiles(reference, 0)]
    assert supplements.draft_of(box, reference, again) == EVENT
    assert supplements.is_found_again(box, EVENT, again)
    assert supplements.read_typed_supplement(box, EVENT, again) == WRITTEN
    body = send(box, reference, again, WRITTEN)
    assert body["message"] == WRITTEN.message and len(body["documents"]) == 2
    assert nothing_waits(box)
    supplements.save_typed_supplement(box, reference, EVENT, WRITTEN, again)  # what the page sent last comes too late
    assert nothing_waits(box)


def test_words_that_are_wiped_leave_nothing_and_words_beside_a_file_stay_with_it(box: Box, desk: Actor) -> None:
    reference = submitted(box).reference
    supplements.save_typed_supplement(box, reference, EVENT, NOTHING_ELSE, desk)
    assert nothing_waits(box), "a form that was looked at is no draft"
    supplements.save_typed_supplement(box, reference, EVENT, WRITTEN, desk)
    supplements.save_typed_supplement(box, reference, EVENT, NOTHING_ELSE, desk)
    assert nothing_waits(box)
    supplements.save_typed_supplement(box, reference, EVENT, WRITTEN, desk)
    add(box, reference, desk)
    supplements.remove_supplement_file(box, EVENT, FILE, desk)
    assert supplements.read_typed_supplement(box, EVENT, desk) == WRITTEN
    requests.request_data_right(box, reference, EventType.ERASURE, desk, "d" * 32)
    assert nothing_waits(box)


def test_nobody_reads_the_words_of_a_service_that_is_not_theirs_nor_finds_them_on_the_disk(
    box: Box, desk: Actor
) -> None:
    reference = submitted(box).reference
    supplements.save_typed_supplement(box, reference, EVENT, WRITTEN, desk)
    other = replace(at_desk(box, "t"), ring=type(desk.ring)({}))
    assert supplements.read_typed_supplement(box, EVENT, other) == NOTHING_ELSE
    with pytest.raises(Refused, match="not-your-service"):
        supplements.save_typed_supplement(box, reference, EVENT, NOTHING_ELSE, other)
    row = next(iter(box.store.read().query("SELECT * FROM supplement_drafts")))
    assert "bail" not in str(row) and supplements.read_typed_supplement(box, EVENT, desk) == WRITTEN

"""Two boxes and a telephone on one case: what they say arrives once, and each desk is told what came elsewhere."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hub.decisions.decisions import Asking, DraftDecision, decide_case
from kiosk.domain.events.case_line import Holder
from kiosk.domain.events.case_state import CaseState
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.screens import follow
from kiosk.services.access.open_case import of_ring
from kiosk.services.box.box import Box
from kiosk.services.exchange import receive_updates
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers.kinds import hub_update
from kiosk.services.submitted import follow_case, refused_events, requests
from kiosk.services.work import worklist
from kiosk.services.work.worklist import Work, WorklistAnswer
from kiosk.store import open_answers, outbox, updates
from kiosk.store.cases import Submission
from kiosk.store.open_answers import WorkKind
from kiosk.words.words import Words
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.line import Line
from tests.services.conftest import case_at, held, say, state_of
from tests.services.submitted.test_case_changes import STREET, correct, withdrawn


@pytest.fixture
def case(linked: Box) -> Submission:
    """A case of Saint-Aubin, at the hub."""
    made = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    return made


def send(*boxes: Box) -> None:
    for box in boxes:
        exchange_with_hub(box, hub_of(box))


def at_once(*gestures: Callable[[], object]) -> None:
    gate = threading.Barrier(len(gestures))

    def make(gesture: Callable[[], object]) -> None:
        gate.wait()
        gesture()

    with ThreadPoolExecutor(len(gestures)) as pool:
        list(pool.map(make, gestures))


def kinds(central: Central) -> list[tuple[str, str]]:
    return sorted((site, kind) for site, kind, _ in held(central))


def states(case: Submission, *boxes: Box) -> list[str]:
    return [follow_case.follow_case(box, case.reference, helped(box)).state for box in boxes]


def refusals(box: Box) -> list[str]:
    return [event.code for event in outbox.select_refused_events(box.store.read())]


def test_additions_of_both_at_one_instant_arrive_once_each_and_both_hear_the_answer(
    linked: Box, bruz: Box, central: Central, case: Submission
) -> None:
    for box in (linked, bruz):
        supplemented(box, case.reference)
        correct(box, case.reference)
    at_once(*[lambda box=box: send(box) for box in (linked, bruz) for _ in range(2)])
    send(linked, bruz)
    assert kinds(central) == [
        ("BZ", "correction"), ("BZ", "supplement"), ("SA", "correction"), ("SA", "submitted"), ("SA", "supplement"),
    ]  # fmt: skip
    file = case_at(central, case.reference)
    assert (len(file.supplements), len(file.corrections)) == (2, 2)
    say(central, case.reference, "accepted", "Venez.")
    send(linked, bruz)
    assert states(case, linked, bruz) == ["accepted", "accepted"]
    for box in (linked, bruz):
        (update,) = follow_case.follow_case(box, case.reference, helped(box)).updates
        assert update.message == "Venez."
        send(box)
        assert len(follow_case.follow_case(box, case.reference, helped(box)).updates) == 1


@pytest.mark.parametrize("first", ["correction", "withdrawal"])
def test_a_correction_and_withdrawal_cross(
    linked: Box, bruz: Box, central: Central, case: Submission, first: str
) -> None:
    """Saint-Aubin corrects and Bruz withdraws, both without a line; the hub goes by what arrives first."""
    correct(linked, case.reference)
    withdrawn(bruz, case.reference)
    send(*([linked, bruz] if first == "correction" else [bruz, linked]))
    send(linked, bruz)
    expected = [("BZ", "withdrawal"), ("SA", "submitted")]
    if first == "correction":
        assert kinds(central) == [*expected[:1], ("SA", "correction"), *expected[1:]]
        assert states(case, linked, bruz) == ["withdrawn", "withdrawn"] and refusals(linked) == []
        return
    assert kinds(central) == expected
    assert refusals(linked) == ["closed-case"], "whoever corrected is told, and nothing is lost meanwhile"
    (refused,) = outbox.select_refused_events(linked.store.read())
    assert refused_events.read_refused_event(linked, refused.id, helped(linked)).said["message"] == STREET.message
    refused_events.set_aside(linked, refused.id, helped(linked))
    assert states(case, linked, bruz) == ["withdrawn", "withdrawn"]
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0


def test_two_withdrawals_at_one_instant_are_one_and_no_desk_is_left_with_an_open_end(
    linked: Box, bruz: Box, central: Central, case: Submission
) -> None:
    for box in (linked, bruz):
        withdrawn(box, case.reference)
    at_once(lambda: send(linked), lambda: send(bruz))
    send(linked, bruz)
    assert [kind for _, kind in kinds(central)].count("withdrawal") == 1
    late = linked if refusals(linked) else bruz
    assert refusals(late) == ["closed-case"]
    (refused,) = outbox.select_refused_events(late.store.read())
    refused_events.set_aside(late, refused.id, helped(late))
    assert states(case, linked, bruz) == ["withdrawn", "withdrawn"]
    for box in (linked, bruz):
        with pytest.raises(Refused, match="already-withdrawn"):
            supplemented(box, case.reference)


def test_a_decision_reaches_a_box_that_added_later(linked: Box, bruz: Box, central: Central, case: Submission) -> None:
    """Bruz has never heard of the case; its addition comes too late, and it learns why."""
    say(central, case.reference, "refused", "Hors de la commune.")
    supplemented(bruz, case.reference)
    send(bruz)
    assert refusals(bruz) == ["closed-case"] and kinds(central) == [("SA", "submitted")]
    send(linked)
    assert states(case, linked) == ["refused"]


FIRST, SECOND = "a" * 32, "b" * 32
PHOTO = picture("JPEG", size=(600, 400))


@pytest.fixture
def asked(linked: Box, central: Central) -> Submission:
    """A case of Saint-Aubin of which an identity paper is asked for, as its desk knows by now."""
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    asks = Asking(("identity",), "")
    decide_case(
        central.hub, central.claire, case.reference, DraftDecision("incomplete", "", 0, in_a_month(central.hub), asks)
    )
    exchange_with_hub(linked, hub_of(linked))
    return case


@pytest.fixture
def telephone(central: Central, asked: Submission) -> Telephone:
    return Telephone(central.app.test_client(), asked.reference, asked.follow_code)


def sent_from(telephone: Telephone) -> None:
    assert telephone.put(PHOTO) == 200
    assert telephone.send() == 200


def exchanged(box: Box) -> None:
    exchange_with_hub(box, hub_of(box))


def the_line(box: Box) -> Work:
    work = worklist.worklist(box, box.store.read(), helped(box))
    (line,) = work.mine + work.sent
    return line


def completed(box: Box) -> bool:
    line = the_line(box)
    assert line.kind == WorkKind.PAPERS and isinstance(line.thing, WorklistAnswer)
    whole = bool(line.thing.case_line and line.thing.case_line.state == CaseState.COMPLETED)
    assert worklist.worklist(box, box.store.read(), helped(box)).sent == ((line,) if whole else ())
    return whole


def told(box: Box, reference: str) -> list[str]:
    return [update.kind for update in updates.select_updates(box.store.read(), reference)]


def test_what_a_telephone_sends_completes_the_desks_line(linked: Box, asked: Submission, telephone: Telephone) -> None:
    before = the_line(linked)
    assert not completed(linked) and before.due is not None
    sent_from(telephone)
    for _ in range(2):
        exchanged(linked)
    assert completed(linked) and the_line(linked).subject == before.subject
    assert told(linked, asked.reference) == ["state", "added"], "told once"
    assert len(open_answers.select_open_answers(linked.store.read(), helped(linked).ring.services, 9)) == 1
    followed = follow_case.follow_typed_reference(linked, asked.reference, helped(linked))
    assert [update.kind for update in followed.updates] == ["state"]
    drawn = follow_case.of_followed(linked, followed)
    assert drawn and (drawn.state, drawn.holder, drawn.papers_by) == (CaseState.COMPLETED, Holder.SERVICE, None)
    assert state_of(linked, asked.case_id) == "incomplete", "the service has not moved"
    (line, *_) = follow.list_history_lines((), (), Words(), (), followed.elsewhere)
    assert line.words == "Pièces ajoutées depuis le téléphone de la personne" and "Fichiers\u00a0: 1" in line.more


def test_it_is_no_answer_of_the_service(linked: Box, asked: Submission, telephone: Telephone) -> None:
    sent_from(telephone)
    exchanged(linked)
    actor = helped(linked)
    (added,) = follow_case.follow_typed_reference(linked, asked.reference, actor).elsewhere
    with pytest.raises(Refused, match=Refusal.NOTHING_TO_PRINT):
        hub_update.make_hub_update_slip(linked, f"{asked.reference}:{added.id}", Words(), of_ring(actor.ring))
    assert not open_answers.is_answer_open(linked.store.read(), added.id)
    assert [
        entry["source"] for entry in requests.export_personal_data(linked, asked.reference, actor)["added_elsewhere"]
    ] == ["telephone"]


def test_at_another_town_it_is_told_with_its_name(linked: Box, bruz: Box, asked: Submission) -> None:
    exchanged(bruz)
    supplemented(bruz, asked.reference)
    exchanged(bruz)
    exchanged(bruz)
    assert told(bruz, asked.reference) == [], "it knows what it sent"
    exchanged(linked)
    assert completed(linked)
    (added,) = follow_case.follow_typed_reference(linked, asked.reference, helped(linked)).elsewhere
    assert (added.by, added.said["source"], added.message) == ("Mairie de Bruz", "desk", "")
    assert [document["id"] for document in added.said["documents"]] == ["identity"]
    supplemented(linked, asked.reference)
    exchanged(linked)
    exchanged(bruz)
    assert told(bruz, asked.reference) == ["added"], "and the other learns what comes here"
    assert follow_case.follow_typed_reference(bruz, asked.reference, helped(bruz)).state == "incomplete"


def test_a_lost_answer_tells_it_once(afar: Box, line: Line, asked: Submission, telephone: Telephone) -> None:
    sent_from(telephone)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        exchanged(afar)
    for _ in range(2):
        exchanged(afar)
    assert told(afar, asked.reference) == ["state", "added"]


def test_a_new_request_for_papers_is_open_again_and_what_came_before_does_not_complete_it(
    linked: Box, asked: Submission, central: Central, telephone: Telephone
) -> None:
    sent_from(telephone)
    say(central, asked.reference, "incomplete", "La photo est floue.", seen=1)
    exchanged(linked)  # both come in one answer
    assert told(linked, asked.reference) == ["state", "added", "state"]
    assert not completed(linked)


def test_what_was_done_stays_done_and_can_be_taken_back(linked: Box, asked: Submission, telephone: Telephone) -> None:
    subject, actor = the_line(linked).subject, helped(linked)
    with linked.store.write() as db:
        open_answers.insert_done_answer(db, subject, actor.mediator_id, linked.clock.now())
    sent_from(telephone)
    exchanged(linked)
    assert open_answers.select_open_answers(linked.store.read(), actor.ring.services, 9) == []
    with linked.store.write() as db:
        open_answers.delete_done_answer(db, subject)
    assert completed(linked)


def test_a_case_decided_or_withdrawn_is_over(
    linked: Box, asked: Submission, central: Central, telephone: Telephone
) -> None:
    sent_from(telephone)
    say(central, asked.reference, "accepted", "", seen=1)
    exchanged(linked)
    assert the_line(linked).kind == WorkKind.ANSWER
    followed = follow_case.follow_typed_reference(linked, asked.reference, helped(linked))
    assert (followed.state, len(followed.elsewhere)) == ("accepted", 1)
    drawn = follow_case.of_followed(linked, followed)
    assert drawn and drawn.outcome == "accepted"


def test_a_paper_added_elsewhere_is_not_asked_for_again(linked: Box, asked: Submission, telephone: Telephone) -> None:
    followed = follow_case.follow_typed_reference(linked, asked.reference, helped(linked))
    assert followed.papers and [paper.document for paper in followed.papers.named] == ["identity"]
    sent_from(telephone)
    exchanged(linked)
    later = follow_case.follow_typed_reference(linked, asked.reference, helped(linked))
    assert later.papers and (later.papers.count, later.papers.named) == (1, ())


def test_whoever_cannot_open_it_knows_that_something_came(linked: Box, asked: Submission, telephone: Telephone) -> None:
    sent_from(telephone)
    exchanged(linked)
    actor = helped(linked)
    with linked.store.write() as db:
        updates.wipe_update_words(db, asked.reference, linked.clock.now().replace(year=2100))
    followed = follow_case.follow_typed_reference(linked, asked.reference, actor)
    (line,) = follow.list_history_lines((), (), Words(), (), followed.elsewhere)
    assert (line.words, line.more) == ("Complément ajouté ailleurs", "")
    assert followed.state_shown(follow_case.of_followed(linked, followed)) == CaseState.COMPLETED
    assert completed(linked)


def test_word_of_an_addition_that_comes_again_is_no_open_answer(linked: Box, asked: Submission) -> None:
    """Put back by hand, an update of that kind changes neither the line nor the state of its case."""
    update = {
        "id": SECOND,
        "cursor": 90,
        "reference": asked.reference,
        "kind": "added",
        "state": "incomplete",
        "message": "",
        "at": linked.clock.now().isoformat(),
        "by": "",
        "source": "by-pigeon",
        "legal_date": "2026-11-30",
        "documents": [],
    }
    enrolled = linked.enrolment()
    assert enrolled is not None
    receive_updates.save_hub_updates(linked, [update], str(enrolled.epoch))
    receive_updates.save_hub_updates(linked, [update], str(enrolled.epoch))
    assert linked.store.read().table("open_answers").count_where() == 1
    (added,) = follow_case.follow_typed_reference(linked, asked.reference, replace(helped(linked))).elsewhere
    (line,) = follow.list_history_lines((), (), Words(), (), [added])
    assert line.words == "Complément ajouté ailleurs", "a newer hub may say another word"

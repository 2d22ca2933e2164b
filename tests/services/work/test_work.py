"""The desk's work: what is noted, dealt with, to call; a person's cases and mandates."""

import dataclasses
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from hub.cases.cases import read_case
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.mandates.mandate import Mandate
from kiosk.domain.notices.wish import Wish
from kiosk.domain.printing.print_job import JobState
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange import enrol, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.mandates import mandates
from kiosk.services.people.people_search import Directory, DirectoryEntry
from kiosk.services.submitted import change_notices, requests
from kiosk.services.work import worklist
from kiosk.services.work.person import (
    CasePerson,
    list_person_mandates,
    note_person_fact,
    person_of,
    person_of_mandate,
)
from kiosk.services.work.worklist import ToCall, Work, WorklistAnswer
from kiosk.store import journal, outbox, spool
from kiosk.store.open_answers import WorkKind
from tests.conftest import a_mediator, at_work
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site import mandated
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped, submitted, supplemented
from tests.gallery.site.mandated import DAY, DRAWN, JEANNE, TERMS, at_the_desk
from tests.gallery.site.steps_taken import ANSWERS
from tests.services.conftest import destroyed, say
from tests.services.notified import MOBILE, serves_sms, submitted_with, texts, with_mobile


def whose(box: Box, case_id: str, actor: Actor) -> CasePerson:
    person = person_of(box, box.store.read(), actor, Directory(), case_id)
    assert person is not None
    return person


def at_the_hub(central: Central, reference: str) -> list[dict[str, Any]]:
    with central.hub.store.reading() as connection:
        return [dict(entry) for entry in read_case(connection, central.hub.ring, reference).noted]


def types(box: Box, reference: str) -> list[str]:
    return [event.type for event in outbox.select_event_history(box.store.read(), reference)]


def test_a_death_is_noted_once_with_every_case_and_the_service_sees_it(linked: Box, central: Central) -> None:
    first, second, nadia = submitted(linked), submitted(linked), helped(linked)
    exchange_with_hub(linked, hub_of(linked))
    for _ in range(2):
        note_person_fact(linked, Directory(), first.case_id, "deceased", nadia)
    assert types(linked, second.reference) == ["submitted", "notices"], "once"
    for case in (first, second):
        person = whose(linked, case.case_id, nadia)
        assert [(entry.fact, entry.by) for entry in person.noted] == [("deceased", nadia.name)] and not person.untold
    exchange_with_hub(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, second.reference)] == ["deceased"]
    [noted] = requests.export_personal_data(linked, first.reference, nadia)["noted_of_the_person"]
    assert noted["fact"] == "deceased"


def test_taken_back_it_is_gone_here_and_at_the_hub(linked: Box, central: Central) -> None:
    case, nadia = submitted(linked), helped(linked)
    exchange_with_hub(linked, hub_of(linked))
    note_person_fact(linked, Directory(), case.case_id, "phone", nadia)
    note_person_fact(linked, Directory(), case.case_id, "address", nadia)
    for _ in range(2):
        note_person_fact(linked, Directory(), case.case_id, "phone", nadia, holds=False)
    assert [entry.fact for entry in whose(linked, case.case_id, nadia).noted] == ["address"]
    exchange_with_hub(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, case.reference)] == ["address"]


def test_after_a_death_nobody_is_written_to_until_taken_back(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    made, nadia = submitted_with(linked, ["sms", "call"]), helped(linked)
    exchange_with_hub(linked, hub_of(linked))
    before = len(texts(central, gateway))
    note_person_fact(linked, Directory(), made.case_id, "deceased", nadia)
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia) == Wish()
    exchange_with_hub(linked, hub_of(linked))
    say(central, made.reference, "accepted")
    assert len(texts(central, gateway)) == before
    note_person_fact(linked, Directory(), made.case_id, "deceased", nadia, holds=False)
    exchange_with_hub(linked, hub_of(linked))
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia).sms


def test_what_is_noted_of_a_draft_goes_with_it_when_it_is_submitted(linked: Box, central: Central) -> None:
    nadia = helped(linked)
    exchange_with_hub(linked, hub_of(linked))
    opened = with_mobile(linked, nadia)
    change_notices.choose_notices(linked, opened, ["call"])
    note_person_fact(linked, Directory(), opened.case.id, "phone", nadia)
    assert not change_notices.find_chosen_notices(linked, linked.store.read(), open_case(linked, opened.case.id, nadia))
    made = submit_case.submit_case(linked, opened.case.id, nadia, BY_TOUCH)
    assert types(linked, made.reference) == ["submitted"]
    exchange_with_hub(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, made.reference)] == ["phone"]


def test_without_a_hub_nobody_is_told_and_the_desk_says_so(box: Box) -> None:
    case, nadia = submitted(box), helped(box)
    note_person_fact(box, Directory(), case.case_id, "deceased", nadia)
    assert types(box, case.reference) == ["submitted"]
    person = whose(box, case.case_id, nadia)
    assert person.untold and not person.tellable


def test_noting_again_tells_a_hub_that_is_there_by_now(box: Box, central: Central) -> None:
    case, nadia = submitted(box), helped(box)
    for _ in range(2):
        note_person_fact(box, Directory(), case.case_id, "deceased", nadia)
    enrol.enrol_at_hub(box, central.url, central.code)
    person = whose(box, case.case_id, nadia)
    assert person.untold and person.tellable
    for _ in range(2):
        note_person_fact(box, Directory(), case.case_id, "deceased", nadia)
    assert types(box, case.reference) == ["submitted", "notices"]
    assert not whose(box, case.case_id, nadia).untold
    send_events.reseal_waiting_events(box, nadia.ring)
    exchange_with_hub(box, hub_of(box))
    assert [entry["fact"] for entry in at_the_hub(central, case.reference)] == ["deceased"]


def test_a_case_begun_since_is_told_by_noting_again(linked: Box, central: Central) -> None:
    first, nadia = submitted(linked), helped(linked)
    exchange_with_hub(linked, hub_of(linked))
    note_person_fact(linked, Directory(), first.case_id, "phone", nadia)
    since = submitted(linked)
    assert whose(linked, first.case_id, nadia).untold
    note_person_fact(linked, Directory(), first.case_id, "phone", nadia)
    assert types(linked, first.reference) == ["submitted", "notices"], "its service knew"
    assert not whose(linked, since.case_id, nadia).untold
    exchange_with_hub(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, since.reference)] == ["phone"]


def test_who_does_not_hold_the_service_notes_nothing(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    stranger = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    with pytest.raises(Refused):
        note_person_fact(box, Directory(), case.case_id, "deceased", stranger)
    with pytest.raises(Refused):
        note_person_fact(box, Directory(), case.case_id, "moved", nadia)
    assert whose(box, case.case_id, nadia).noted == ()


def test_a_namesake_s_case_is_untouched(box: Box, nadia: Actor) -> None:
    case, other = submitted(box), answered(box, actor=nadia)
    born_later = {**ANSWERS["birth-certificate"]["birth"], "f.birth_date.day": "4"}
    drafts.answer_step(box, other, "birth", form(born_later), Preferences(), nadia)
    note_person_fact(box, Directory(), case.case_id, "deceased", nadia)
    assert whose(box, case.case_id, nadia).noted and not whose(box, other, nadia).noted


OMARS_WORDS, OMARS_PIN = "bocal cerise dauphin éolien fougère girafe", "739164"


def colleague(box: Box, *services: str) -> Actor:
    return at_work(box, a_mediator("omar", "Omar Haddad", "b", OMARS_WORDS, OMARS_PIN), DESK, *services)


def an_answer(box: Box, central: Central) -> tuple[str, str]:
    """The reference of a case that the hub has decided, and the id of its answer at the desk."""
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    say(central, case.reference, "accepted")
    exchange_with_hub(box, hub_of(box))
    (line,) = worklist.worklist(box, box.store.read(), helped(box)).mine
    return case.reference, line.subject


def lists(box: Box, actor: Actor) -> tuple[int, int]:
    listed = worklist.worklist(box, box.store.read(), actor)
    return len(listed.mine), len(listed.others)


def test_done_is_in_the_history_of_the_case_once_and_so_is_taking_it_back(linked: Box, central: Central) -> None:
    reference, update = an_answer(linked, central)
    nadia = helped(linked)
    for _ in range(2):
        worklist.finish_answer(linked, update, nadia)
    assert lists(linked, nadia) == (0, 0)
    for _ in range(2):
        worklist.finish_answer(linked, update, nadia, done=False)
    assert lists(linked, nadia) == (1, 0)
    said = [line.action for line in journal.select_journal_lines(linked.store.read(), reference)]
    assert said[-2:] == ["answer-done", "answer-reopened"]
    assert said.count("answer-done") == 1


def test_who_does_not_hold_the_service_changes_nothing(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia = helped(linked)
    stranger = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    for gesture in (worklist.finish_answer, partial(worklist.finish_answer, done=False), worklist.colleagues):
        with pytest.raises(Refused, match=Refusal.NO_SUCH_WORK):
            gesture(linked, update, stranger)
        with pytest.raises(Refused):
            gesture(linked, "nothing", nadia)
    assert lists(linked, nadia) == (1, 0)


def test_what_is_handed_on_stays_in_sight_of_who_gave_it_until_it_is_done(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia, omar = helped(linked), colleague(linked, "etat-civil")
    assert [person.name for person in worklist.colleagues(linked, update, nadia)] == ["Omar Haddad"]
    worklist.hand_work_on(linked, update, omar.mediator_id, nadia)
    assert (lists(linked, nadia), lists(linked, omar)) == ((0, 1), (1, 0))
    worklist.hand_work_on(linked, update, "", nadia)
    assert (lists(linked, nadia), lists(linked, omar)) == ((1, 0), (1, 0))
    worklist.hand_work_on(linked, update, omar.mediator_id, nadia)
    worklist.finish_answer(linked, update, omar)
    assert (lists(linked, nadia), lists(linked, omar)) == ((0, 0), (0, 0))


def test_nothing_is_handed_to_who_could_not_open_it(linked: Box, central: Central) -> None:
    _, update = an_answer(linked, central)
    nadia, omar = helped(linked), colleague(linked)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_MEDIATOR):
        worklist.hand_work_on(linked, update, omar.mediator_id, nadia)


ANSWERED = "accepted"


def decided(box: Box, central: Central, ways: list[str]) -> tuple[str, Actor]:
    """The reference of a case that is decided, whose person wished to be told by these ways."""
    made, nadia = submitted_with(box, ways), helped(box)
    exchange_with_hub(box, hub_of(box))
    say(central, made.reference, ANSWERED)
    exchange_with_hub(box, hub_of(box))
    return made.reference, nadia


def to_call(box: Box, actor: Actor) -> list[tuple[str, ToCall]]:
    lines = worklist.worklist(box, box.store.read(), actor).mine
    return [(line.subject, line.thing) for line in lines if isinstance(line.thing, ToCall)]


def test_who_wished_a_call_is_called_until_reached_and_it_can_be_taken_back(linked: Box, central: Central) -> None:
    reference, nadia = decided(linked, central, ["call", "message"])
    [(subject, first)] = to_call(linked, nadia)
    assert (first.number, first.may_leave_message, first.tried) == (MOBILE, True, ())
    worklist.record_call(linked, subject, "no-answer", nadia)
    [(_, again)] = to_call(linked, nadia)
    assert [call.outcome for call in again.tried] == ["no-answer"]
    for _ in range(2):
        worklist.record_call(linked, subject, "reached", nadia)
    assert to_call(linked, nadia) == []
    made = worklist.find_last_call(linked.store.read(), subject, nadia)
    assert made is not None and made.outcome == "reached"
    for _ in range(2):
        worklist.take_call_back(linked, subject, str(made.id), nadia)
    [(_, open_again)] = to_call(linked, nadia)
    assert [call.outcome for call in open_again.tried] == ["no-answer"], "a double tap was one call"
    said = [line.action for line in journal.select_journal_lines(linked.store.read(), reference)]
    assert said[-3:] == ["called", "called", "call-taken-back"]
    assert [call["outcome"] for call in requests.export_personal_data(linked, reference, nadia)["calls"]] == [
        "no-answer"
    ]


def test_no_message_is_left_for_who_did_not_allow_it(linked: Box, central: Central) -> None:
    _, nadia = decided(linked, central, ["call"])
    [(subject, line)] = to_call(linked, nadia)
    assert not line.may_leave_message
    for outcome in ("message", "shouted"):
        with pytest.raises(Refused):
            worklist.record_call(linked, subject, outcome, nadia)
    with pytest.raises(Refused):
        worklist.record_call(linked, subject, "reached", Actor("", "x" * 32))
    assert worklist.find_last_call(linked.store.read(), subject, Actor("", "x" * 32)) is None


def test_who_wished_no_call_or_is_written_to_is_not_called(linked: Box, central: Central, gateway: Gateway) -> None:
    _, nadia = decided(linked, central, [])
    assert to_call(linked, nadia) == []
    serves_sms(linked, central, gateway)
    decided(linked, central, ["call", "sms"])
    assert to_call(linked, nadia) == []
    kinds = {line.kind for line in worklist.worklist(linked, linked.store.read(), nadia).mine}
    assert kinds == {WorkKind.ANSWER}


MARIE = DirectoryEntry("a", "", (), "1965-02-03", "M. B.", "Marie Benali", "", ("benali", "martin"), "marie", "")


def test_a_case_says_who_the_person_is_and_names_their_others(box: Box, nadia: Actor) -> None:
    first, second = submitted(box), submitted(box)
    whose = person_of(box, box.store.read(), helped(box), Directory(), first.case_id)
    assert whose is not None
    assert whose.entry.said and whose.age is not None and whose.language == "fr"
    assert [other.reference for other in whose.submitted] == [second.reference]
    assert whose.drafts == () and whose.mandates == () and whose.noted == ()
    (other,) = whose.submitted
    assert other.procedure is not None and other.state == "submitted" and other.case_id == second.case_id


def test_nothing_is_said_of_a_person_whose_answers_are_gone_or_another_service_s(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    stranger = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    assert person_of(box, box.store.read(), stranger, Directory(), case.case_id) is None
    destroyed(box, case.case_id)
    assert person_of(box, box.store.read(), nadia, Directory(), case.case_id) is None


def test_one_person_is_known_by_day_of_birth_a_family_name_and_a_given_name() -> None:
    """A twin bears the day and the family's name, a namesake the names."""
    assert MARIE.is_of(replace(MARIE, family=("martin",)))
    assert not MARIE.is_of(replace(MARIE, given="louise"))
    assert not MARIE.is_of(replace(MARIE, birth_date="1965-02-04"))
    assert not MARIE.is_of(replace(MARIE, family=("durand",)))
    assert not replace(MARIE, birth_date="").is_of(replace(MARIE, birth_date=""))


def test_who_gave_a_mandate_is_known_with_all_of_their_cases(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    person = mandated.MandateGiver("Benali", "Marie Louise", "1965-02-03")
    made = mandates.issue_mandate(
        box, replace(mandated.TERMS, person=person), mandated.DRAWN, mandated.at_the_desk(box)
    ).mandate
    whose = person_of_mandate(box, box.store.read(), helped(box), Directory(), made)
    assert whose is not None and [other.reference for other in whose.submitted] == [case.reference]
    other = replace(made, person=replace(person, birth_date="1965-02-04"))
    assert person_of_mandate(box, box.store.read(), helped(box), Directory(), other) is None


def mine(box: Box, actor: Actor) -> list[Work]:
    return list(worklist.worklist(box, box.store.read(), actor).mine)


def without_services(actor: Actor) -> Actor:
    return dataclasses.replace(actor, ring=Ring({DESK: actor.ring.privates[DESK]}))


def test_papers_asked_for_are_work_and_what_was_added_since_is_said(
    linked: Box, central: Central, watch: Watch
) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    exchange_with_hub(linked, hub_of(linked))
    nadia = helped(linked)
    (line,) = mine(linked, nadia)
    assert (line.kind, line.reference, line.case_id) == (WorkKind.PAPERS, case.reference, case.case_id)
    assert isinstance(line.thing, WorklistAnswer) and line.thing.case_line and line.thing.case_line.asks
    assert line.due is not None
    assert line.thing.read.message == "Apportez le livret de famille."
    supplemented(linked, case.reference)
    listed = worklist.worklist(linked, linked.store.read(), nadia)
    (line,) = listed.sent
    assert isinstance(line.thing, WorklistAnswer) and line.thing.case_line and not listed.mine
    assert (line.thing.case_line.state, line.due) == ("completed", None)
    watch.jump(timedelta(hours=25))
    assert not worklist.worklist(linked, linked.store.read(), nadia).sent, "what is complete leaves by itself"
    assert mine(linked, without_services(nadia)) == []


def test_what_has_a_day_comes_first_and_drafts_are_apart(linked: Box, central: Central) -> None:
    an_answer(linked, central)
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    exchange_with_hub(linked, hub_of(linked))
    nadia = helped(linked)
    draft = answered(linked, actor=nadia)
    listed = worklist.worklist(linked, linked.store.read(), nadia)
    assert [line.kind for line in listed.mine] == [WorkKind.PAPERS, WorkKind.ANSWER]
    assert [line.subject for line in listed.drafts] == [draft]


def test_a_paper_in_doubt_is_work_of_the_service_of_its_case(box: Box, nadia: Actor) -> None:
    submitted(box)
    (job,) = spool.select_jobs_in_state(box.store.read(), JobState.PENDING)
    with box.store.write() as db:
        spool.insert_job_state(db, job.id, box.clock.now(), JobState.UNKNOWN)
    assert [line.kind for line in mine(box, nadia)] == [WorkKind.PAPER]
    assert mine(box, without_services(nadia)) == []


HERS = DirectoryEntry("a", "", (), "1945-03-12", "J. M.", "Jeanne Martin", "", ("martin",), "jeanne", "")


def of(box: Box, actor: Actor, directory: Directory, entry: DirectoryEntry = HERS) -> list[Mandate]:
    return list(list_person_mandates(box, box.store.read(), actor, directory, entry))


def test_the_mandates_of_a_person_are_those_that_she_signed_and_that_last(box: Box, watch: Watch) -> None:
    holder, directory = at_the_desk(box), Directory()
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    mandates.issue_mandate(box, replace(TERMS, manner="paper"), None, holder)
    mandates.issue_mandate(box, replace(TERMS, person=replace(JEANNE, given_names="Louise")), DRAWN, holder)
    assert of(box, holder, directory) == [made]
    assert of(box, holder, directory) == [made], "from memory"
    assert of(box, holder, directory, replace(HERS, birth_date="1945-03-13")) == []
    watch.wait(40 * DAY)
    assert of(box, holder, directory) == []


def test_who_holds_no_key_of_the_desk_learns_of_none(box: Box) -> None:
    mandates.issue_mandate(box, TERMS, DRAWN, at_the_desk(box))
    assert of(box, Actor("", "x" * 32, ring=NOBODY), Directory()) == []

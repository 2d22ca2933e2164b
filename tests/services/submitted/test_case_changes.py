"""What happens to a submitted case: corrected, withdrawn, mended, each an event that waits its turn."""

import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import sqlcipher3.dbapi2 as driver
from msgspec.structs import replace

from hub.sites.sites import invite
from kiosk.domain.events import submission
from kiosk.domain.events.additions import LONGEST_MESSAGE, Supplement, Withdrawal
from kiosk.domain.events.case_line import CaseLine, Holder, NextAction, Stage
from kiosk.domain.events.reference import mint_reference, parse_site_code
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.events.submission import LONGEST_LABEL, Correction, make_correction_in_words
from kiosk.domain.events.wire.bodies import CorrectedAnswer
from kiosk.domain.language.words import Preferences
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import Talk, exchange_with_hub
from kiosk.services.papers.kinds.supplement_papers import REQUEST
from kiosk.services.submitted import append_event, follow_case, refused_events, requests, supplements
from kiosk.services.upkeep import doctor
from kiosk.settings import Settings
from kiosk.store import cases, journal, outbox, spool, updates
from kiosk.store.cases import Submission
from kiosk.store.people import Mediator
from tests.gallery.site.cast import Watch, at_work, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import form, helped, submitted, supplemented
from tests.line import Line
from tests.services.conftest import body_of, destroyed, held, opened, rejected, say, state_of, submitted_event

ELSEWHERE, _ = mint_reference("BZ", 1041)
ACCESS = partial(submission.make_rights_event, "access")


def ask(box: Box, reference: str, actor: Actor, event_id: str, also: append_event.Also | None = None) -> str:
    access = append_event.CaseAddition(ACCESS, JournalAction.ACCESS, REQUEST, decided=True)
    return append_event.append_to_case(box, reference, access, actor, event_id, also)


def test_where_one_of_them_fails_there_is_none(box: Box, nadia: Actor) -> None:
    case = submitted(box)

    def fail(db: object, reference: str) -> None:
        raise driver.OperationalError("disk full")

    with pytest.raises(driver.OperationalError):
        ask(box, case.reference, nadia, "e" * 32, also=fail)
    db = box.store.read()
    assert outbox.read_event(db, "e" * 32) is None
    assert [job.kind for job in spool.select_jobs_in_state(db, "pending")] == ["receipt"]
    assert [entry.action for entry in journal.select_journal_lines(db, case.reference)] == ["submitted"]


STREET = Correction((make_correction_in_words("La rue", "Rue des Lilas"),), "Je me suis trompée.")
BORN = {"f.birth_date.day": "4", "f.birth_date.month": "2", "f.birth_date.year": "1965"}


def typed(box: Box, reference: str, field: str, answers: Mapping[str, str]) -> requests.GivenCorrection:
    asked = requests.find_correctable_question(box, follow_case.follow_case(box, reference, helped(box)), field)
    assert asked is not None
    return requests.read_correction_form(box, asked, form(answers), "")


def correct(box: Box, reference: str, said: Correction = STREET) -> str:
    return requests.correct_answers(box, reference, said, helped(box), box.clock.new_id())


def test_the_questions_are_those_this_person_was_asked(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    listed = {
        field.id
        for _, fields in requests.list_correctable_questions(box, follow_case.follow_case(box, case.reference, nadia))
        for field in fields
    }
    assert {"birth_name", "birth_date", "phone"} <= listed
    assert "applicant_family_name" not in listed, "she asked for herself"
    assert "identity_shown" not in listed, "a paper is added, not corrected"


def test_the_question_s_own_control_judges_the_new_answer(box: Box) -> None:
    case = submitted(box)
    right = typed(box, case.reference, "birth_date", BORN)
    assert right.faults == {}
    assert right.correction.corrections == (
        CorrectedAnswer(
            field="birth_date", label="Date de naissance", kind="date", value="1965-02-04", shown="4 février 1965"
        ),
    )
    assert typed(box, case.reference, "birth_date", {"f.birth_date.day": "40"}).faults
    assert typed(box, case.reference, "birth_name", {}).faults == {"answer": "text-missing"}
    phone = typed(box, case.reference, "phone", {})
    assert (phone.faults, phone.correction.corrections[0].shown) == ({}, ""), "what may be left out can be taken back"


def test_words_of_ones_own_name_a_question_and_its_answer() -> None:
    assert requests.given_in_words(" La rue ", "Rue des Lilas", "").faults == {}
    assert requests.given_in_words("", " ", "").faults == {"label": "missing", "answer": "missing"}
    long = requests.given_in_words("x" * (LONGEST_LABEL + 1), "x" * (LONGEST_MESSAGE + 1), "")
    assert long.faults == {"label": "too-long", "answer": "too-long"}


def test_what_was_answered_last_stands_beside_the_question(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    assert (
        requests.find_last_answer(follow_case.follow_case(box, case.reference, nadia), "birth_date") == "3 février 1965"
    )
    correct(box, case.reference, typed(box, case.reference, "birth_date", BORN).correction)
    followed = follow_case.follow_case(box, case.reference, nadia)
    assert requests.find_last_answer(followed, "birth_date") == "4 février 1965"
    assert requests.find_last_answer(followed, "") == ""


def test_a_correction_is_kept_printed_and_noted(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    added = correct(box, case.reference)
    body = body_of(box, added, nadia)
    assert (body["helper"], body["message"]) == ("Nadia Roux", "Je me suis trompée.")
    assert {job.kind for job in spool.select_jobs_in_state(box.store.read(), "pending")} == {"receipt", "correction"}
    assert [entry.action for entry in journal.select_journal_lines(box.store.read(), case.reference)] == [
        "submitted",
        "corrected",
    ]


def test_nothing_is_not_corrected_and_neither_is_a_book(box: Box) -> None:
    case = submitted(box)
    for correction, code in (
        (Correction(()), "nothing-corrected"),
        (replace(STREET, message="a" * (LONGEST_MESSAGE + 1)), "too-long"),
    ):
        with pytest.raises(Refused, match=code):
            correct(box, case.reference, correction)


def test_the_same_correction_comes_out_of_what_was_refused(box: Box, nadia: Actor) -> None:
    body = body_of(box, correct(box, submitted(box).reference), nadia)
    assert requests.read_correction_body(body) == STREET


BY_TOUCH = Withdrawal("citizen", "touch", "J’ai déménagé.")
WRONG = "AAAAA-AAAAA"
FORM = "f" * 32


def send(box: Box) -> Talk:
    return exchange_with_hub(box, hub_of(box))


def withdrawn(box: Box, reference: str, event_id: str = "") -> str:
    return requests.withdraw_case(box, reference, BY_TOUCH, helped(box), event_id or box.clock.new_id())


def alone(box: Box, case: Submission, code: str = "", form: str = FORM) -> str:
    """Marie at the terminal, with the receipt of that case."""
    return requests.withdraw_alone(
        box, case.reference, code or case.follow_code, "", Preferences("en"), "station", form
    )  # fmt: skip


def refused_with(code: str, gesture: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=code):
        gesture()


def test_at_the_desk_it_takes_the_next_place_and_is_printed_and_noted(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    event = outbox.read_event(box.store.read(), withdrawn(box, case.reference))
    assert event is not None and (event.stream, event.sequence, event.type) == (case.case_id, 2, "withdrawal")
    body = body_of(box, event.id, nadia)
    assert (body["confirmation"], body["follow_sha256"]) == ({"by": "citizen", "how": "touch"}, "")
    assert {job.kind for job in spool.select_jobs_in_state(box.store.read(), "pending")} == {"receipt", "withdrawal"}
    assert [entry.action for entry in journal.select_journal_lines(box.store.read(), case.reference)][
        -1
    ] == "case-withdrawn"


def test_what_is_not_sent_yet_is_only_asked_for_and_the_hub_makes_it_so(linked: Box, central: Central) -> None:
    case = submitted(linked)
    withdrawn(linked, case.reference)
    assert state_of(linked, case.case_id) == "withdrawing"
    assert send(linked).acknowledged == 2
    assert held(central) == [("SA", "submitted", case.reference), ("SA", "withdrawal", case.reference)]
    assert state_of(linked, case.case_id) == "withdrawn"
    send(linked)
    (update,) = updates.select_updates(linked.store.read(), case.reference)
    assert (update.kind, update.state) == ("state", "withdrawn")
    assert not open_case(linked, case.case_id, helped(linked)).editable


def test_a_case_is_withdrawn_once_however_often_it_is_asked(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    together = threading.Barrier(4)

    def tap(number: int) -> str:
        together.wait()
        return withdrawn(box, case.reference, str(number) * 32)

    with ThreadPoolExecutor(4) as four:
        (event_id,) = set(four.map(tap, range(4)))
    assert withdrawn(box, case.reference) == event_id
    assert len(follow_case.follow_case(box, case.reference, nadia).history) == 2


def test_after_it_was_confirmed_and_destroyed_it_is_still_the_same_event(linked: Box) -> None:
    case = submitted(linked)
    event_id = withdrawn(linked, case.reference)
    send(linked)
    destroyed(linked, case.case_id)
    assert withdrawn(linked, case.reference) == event_id


def test_a_lost_answer_is_not_a_second_withdrawal(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    withdrawn(afar, case.reference)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        send(afar)
    assert send(afar).acknowledged == 2
    assert [row[1] for row in held(central)] == ["submitted", "withdrawal"]
    send(afar)
    assert len(updates.select_updates(afar.store.read(), case.reference)) == 1


def test_nothing_is_added_after_it(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    withdrawn(box, case.reference)
    for gesture in (
        lambda: supplemented(box, case.reference),
        lambda: requests.correct_answers(box, case.reference, STREET, nadia, "c" * 32),
    ):
        refused_with("already-withdrawn", gesture)


def test_a_decided_case_is_not_withdrawn(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "accepted")
    crossed = withdrawn(linked, case.reference)
    send(linked)
    assert refused_events.read_refused_event(linked, crossed, helped(linked)).event.code == "closed-case"
    refused_events.set_aside(linked, crossed, helped(linked))
    assert state_of(linked, case.case_id) == "accepted"
    refused_with("already-decided", lambda: withdrawn(linked, case.reference))


def test_a_book_is_no_withdrawal(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    long = replace(BY_TOUCH, message="a" * (LONGEST_MESSAGE + 1))
    refused_with("too-long", lambda: requests.withdraw_case(box, case.reference, long, nadia, FORM))


@pytest.mark.parametrize("by", ["desk", "alone"])
def test_behind_a_refused_case_it_waits_until_that_is_mended(linked: Box, central: Central, by: str) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    withdrawn(linked, case.reference) if by == "desk" else alone(linked, case)
    refused = submitted_event(linked, case.case_id).id
    rejected(linked, refused)
    assert state_of(linked, case.case_id) == "needs_attention"
    assert open_case(linked, case.case_id, nadia).editable, "or it could never be mended"
    assert send(linked).acknowledged == 0
    refused_events.mend_case(linked, case.case_id, nadia)
    for _ in range(2):
        send(linked)
    assert [row[1] for row in held(central)] == ["submitted", "withdrawal"]
    assert state_of(linked, case.case_id) == "withdrawn"


def test_from_another_town_it_reaches_the_case_and_both_learn_of_it(linked: Box, bruz: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    withdrawn(bruz, case.reference)
    assert follow_case.follow_case(bruz, case.reference, helped(bruz)).state == "withdrawing"
    for box in (bruz, bruz, linked):
        send(box)
    states = [follow_case.follow_case(item, case.reference, helped(item)).state for item in (bruz, linked)]
    assert states == ["withdrawn", "withdrawn"]
    refused_with("already-withdrawn", lambda: withdrawn(linked, case.reference))


def line_of(box: Box, case_id: str, silence: SilenceDay | None = None) -> CaseLine:
    submission = cases.read_submission(box.store.read(), case_id)
    assert submission
    line = follow_case.of_submission(box, submission, silence)
    assert line
    return line


def test_a_case_is_kept_here_until_the_hub_has_it(linked: Box) -> None:
    box = linked
    case = submitted(box)
    kept = line_of(box, case.case_id)
    assert (kept.current.stage, kept.holder, kept.next_action) == (Stage.KEPT, Holder.HERE, NextAction.SEND)
    assert kept.current.day == box.watch.today().day
    exchange_with_hub(box, hub_of(box))
    sent = line_of(box, case.case_id)
    assert (sent.current.stage, sent.holder) == (Stage.SENT, Holder.SERVICE)


def test_what_the_service_asks_stands_on_the_line_until_given(linked: Box, nadias: Mediator, central: Central) -> None:
    box, nadia = linked, at_work(linked, nadias)
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    say(central, case.reference, "incomplete", "Il manque le livret.")
    exchange_with_hub(box, hub_of(box))
    asked = line_of(box, case.case_id)
    assert asked.asks and asked.papers_by
    supplements.append_supplement(box, case.reference, Supplement("Le voici.", ()), nadia, "e" * 32)
    assert line_of(box, case.case_id).state == "completed"


def test_a_withdrawal_ends_the_line_once_it_is_confirmed(linked: Box, nadias: Mediator) -> None:
    box, nadia = linked, at_work(linked, nadias)
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    requests.withdraw_case(box, case.reference, Withdrawal("citizen", "touch"), nadia, "e" * 32)
    assert line_of(box, case.case_id).next_action is NextAction.CONFIRM
    exchange_with_hub(box, hub_of(box))
    assert line_of(box, case.case_id).outcome == "withdrawn"


def test_of_a_case_of_another_site_nothing_is_said_that_nobody_told(box: Box) -> None:
    assert follow_case.draw_case_line(box, "BZ-1041-X", "unknown", None) is None


FRENCH = Preferences()


@pytest.fixture
def stranded(settings: Settings, central: Central, watch: Watch) -> Iterator[tuple[Box, Submission]]:
    """A box whose code was another before it was enrolled: its case has a new number, and was refused all the same."""
    old = open_box(dataclasses.replace(settings, site_code="XX"), watch)
    set_up(old)
    case = submitted(old)
    old.store.close()
    box = open_box(settings, watch)
    enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
    send_events.reseal_waiting_events(box, helped(box).ring)
    event = submitted_event(box, case.case_id)
    rejected(box, event.id, "wrong-site", "reference")
    yield box, case
    box.store.close()


def mended(box: Box, case_id: str) -> Submission:
    reference = refused_events.mend_case(box, case_id, helped(box))
    made = cases.read_submission_by_reference(box.store.read(), reference)
    assert made is not None
    return made


def test_a_press_sends_it_again_with_its_alias(stranded: tuple[Box, Submission], central: Central) -> None:
    box, case = stranded
    given = cases.read_submission(box.store.read(), case.case_id)
    for _ in range(2):
        made = mended(box, case.case_id)
        assert given is not None and made.reference == given.reference and parse_site_code(made.reference) == "SA"
    while exchange_with_hub(box, hub_of(box)).more:
        pass
    assert opened(central) == [made.reference] and not outbox.select_refused_events(box.store.read())


def test_doctor_names_old_numbers_until_the_box_is_enrolled(settings: Settings, watch: Watch) -> None:
    old = open_box(dataclasses.replace(settings, site_code="XX"), watch)
    set_up(old)
    case = submitted(old)
    old.store.close()
    box = open_box(settings, watch)
    by_code = {finding.code: finding for finding in doctor.examine_box(box, ask_hub=False)}
    assert (by_code["numbers"].reason, by_code["numbers"].detail) == ("other-numbers", case.reference)
    box.store.close()


def test_a_case_refused_for_another_reason_keeps_its_number(linked: Box) -> None:
    case = submitted(linked)
    event = submitted_event(linked, case.case_id)
    rejected(linked, event.id)
    assert mended(linked, case.case_id).reference == case.reference
    now = outbox.read_newest_event(linked.store.read(), case.case_id, "submitted")
    assert now is not None and now.id != event.id

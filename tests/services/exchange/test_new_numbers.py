"""The stranded box: it took deposits before its code was chosen; all of them arrive, and old numbers find them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.decisions.follow import find_by_code, find_by_receipt
from hub.sites.sites import invite
from kiosk.domain.events.reference import MARGIN, format_reference, parse_site_code
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.receipts import verify_receipt
from kiosk.services.submitted import follow_case, requests
from kiosk.settings import Settings
from kiosk.store import cases, counters, outbox
from kiosk.store.cases import Submission
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import held, opened

FRENCH = Preferences()


@pytest.fixture
def stranded(settings: Settings, watch: Watch) -> Iterator[tuple[Box, list[Submission]]]:
    """A box that ran as XX: three cases, one supplement, and another code chosen since, before it was enrolled."""
    old = open_box(replace(settings, site_code="XX"), watch)
    set_up(old)
    given = [submitted(old) for _ in range(3)]
    supplemented(old, given[1].reference)
    old.store.close()
    box = open_box(settings, watch)
    yield box, given
    box.store.close()


@pytest.fixture
def forgetful(linked: Box, settings: Settings, tmp_path: Path, watch: Watch) -> Iterator[tuple[Box, Submission]]:
    """A box that lost its database: SA1001G is at the hub, and it has given SA1001G again."""
    submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    box = open_box(replace(settings, data=tmp_path / "again"), watch)
    set_up(box)
    yield box, submitted(box)
    box.store.close()


def arrive(box: Box, central: Central) -> None:
    """Enrolled; a mediator signs in; the line is talked over until nothing is due."""
    enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
    send_events.reseal_waiting_events(box, helped(box).ring)
    while exchange_with_hub(box, hub_of(box)).more:
        pass


def proof_on(box: Box, case: Submission) -> str:
    """The text of the code on the receipt of a case, as it was printed."""
    return receipt_proof.encode_receipt_proof(case.proof)


def now_of(box: Box, case: Submission) -> Submission:
    made = cases.read_submission(box.store.read(), case.case_id)
    assert made is not None
    return made


def test_all_of_a_stranded_boxs_cases_arrive_and_their_sealed_events_are_untouched(
    stranded: tuple[Box, list[Submission]], central: Central
) -> None:
    box, given = stranded
    before = [outbox.read_newest_event(box.store.read(), case.case_id, "submitted") for case in given]
    arrive(box, central)
    numbers = [now_of(box, case).reference for case in given]
    assert all(parse_site_code(case.reference) == "XX" for case in given) and all(
        parse_site_code(name) == "SA" for name in numbers
    )
    assert opened(central) == sorted(numbers)
    assert ("SA", "supplement", numbers[1]) in held(central)
    after = [outbox.read_newest_event(box.store.read(), case.case_id, "submitted") for case in given]
    assert [event.sha256 for event in before if event] == [event.sha256 for event in after if event]
    assert outbox.read_unsent_summary(box.store.read()) == (0, "") and not outbox.select_refused_events(
        box.store.read()
    )
    assert [(now_of(box, case).legal_date, now_of(box, case).submitted_at) for case in given] == [
        (case.legal_date, case.submitted_at) for case in given
    ]


def test_numbers_change_at_enrolment_before_a_sign_in(stranded: tuple[Box, list[Submission]], central: Central) -> None:
    box, given = stranded
    enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
    assert [parse_site_code(now_of(box, case).reference) for case in given] == ["SA"] * 3
    assert send_events.give_new_numbers(box) == 0, "once"
    waiting = counters.select_numbers_to_tell(box.store.read(), helped(box).ring.services)
    assert [(row.former, row.reference) for row in waiting] == [
        (case.reference, now_of(box, case).reference) for case in given
    ]


def test_the_old_number_finds_the_case_at_desk_hub_follow_page_and_receipt(
    stranded: tuple[Box, list[Submission]], central: Central
) -> None:
    box, given = stranded
    case = given[0]
    paper = proof_on(box, case)
    arrive(box, central)
    number = now_of(box, case).reference
    assert follow_case.follow_typed_reference(box, format_reference(case.reference), helped(box)).now == (number,)
    with central.hub.store.reading() as connection:
        page = find_cases(connection, central.hub.ring, CaseQuery(words=format_reference(case.reference)))
        assert [row.reference for row in page.rows] == [number]
        assert read_case(connection, central.hub.ring, number).formerly == (case.reference,)
    assert find_by_code(central.hub.store, case.reference, case.follow_code).reference == number
    with pytest.raises(Refused, match="unknown-case"):
        find_by_code(central.hub.store, case.reference, given[1].follow_code)
    verdict, standing = find_by_receipt(central.hub, paper)
    assert verdict.genuine and standing is not None and standing.reference == number
    report = verify_receipt.report_verification(box, paper)
    assert (report.code, report.now) == ("genuine", format_reference(number))
    verify_receipt.follow_list(box, hub_of(box))
    assert verify_receipt.verify_receipt(box, paper, helped(box)).content == "same"


def test_the_receipt_of_the_new_number_is_genuine_too(stranded: tuple[Box, list[Submission]], central: Central) -> None:
    box, given = stranded
    arrive(box, central)
    made = now_of(box, given[0])
    verdict, standing = find_by_receipt(central.hub, proof_on(box, made))
    assert verdict.genuine and standing is not None and standing.reference == made.reference


def test_a_withdrawal_alone_by_the_old_number_arrives(stranded: tuple[Box, list[Submission]], central: Central) -> None:
    box, given = stranded
    requests.withdraw_alone(box, given[2].reference, given[2].follow_code, "", FRENCH, "", "f" * 32)
    arrive(box, central)
    assert ("SA", "withdrawal", now_of(box, given[2]).reference) in held(central)
    standing = cases.read_case_state(box.store.read(), given[2].case_id)
    assert standing is not None and standing.state == "withdrawn"


def test_a_box_that_was_refused_by_an_earlier_version_is_mended_by_its_next_talk(
    stranded: tuple[Box, list[Submission]], central: Central
) -> None:
    box, given = stranded
    enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
    send_events.reseal_waiting_events(box, helped(box).ring)
    with box.store.write() as db:  # as it was left: refused, its numbers unchanged
        for case in given:
            db.conn.execute("DELETE FROM aliases")
            db.conn.execute(
                "UPDATE submissions SET reference = ?, counter = ? WHERE case_id = ?",
                (case.reference, case.counter, case.case_id),
            )
            event = outbox.read_newest_event(db, case.case_id, "submitted")
            assert event is not None
            outbox.insert_rejection(db, event.id, box.clock.now(), "wrong-site", "reference")
    while exchange_with_hub(box, hub_of(box)).more:
        pass
    assert opened(central) == sorted(now_of(box, case).reference for case in given)
    assert not outbox.select_refused_events(box.store.read())


def test_a_number_that_is_taken_becomes_an_alias_of_a_new_one(
    forgetful: tuple[Box, Submission], central: Central
) -> None:
    box, case = forgetful
    assert case.reference in opened(central), "the number is on two papers"
    arrive(box, central)
    made = now_of(box, case)
    assert made.reference != case.reference and made.counter > case.counter + MARGIN
    assert opened(central) == sorted([case.reference, made.reference])
    assert not outbox.select_refused_events(box.store.read()) and outbox.read_unsent_summary(box.store.read()) == (
        0,
        "",
    )


def test_a_number_that_two_cases_bear_opens_the_one_whose_code_or_receipt_is_shown(
    forgetful: tuple[Box, Submission], linked: Box, central: Central
) -> None:
    box, case = forgetful
    paper = proof_on(box, case)
    arrive(box, central)
    first = cases.read_submission_by_reference(linked.store.read(), case.reference)
    assert first is not None
    theirs = cases.read_submission(linked.store.read(), first.case_id, None)
    assert theirs is not None
    number = now_of(box, case).reference
    assert find_by_code(central.hub.store, case.reference, case.follow_code).reference == number
    assert find_by_receipt(central.hub, paper)[1] is not None
    standing = find_by_receipt(central.hub, paper)[1]
    assert standing is not None and standing.reference == number
    standing = find_by_receipt(central.hub, receipt_proof.encode_receipt_proof(theirs.proof))[1]
    assert standing is not None and standing.reference == case.reference
    with central.hub.store.reading() as connection:
        page = find_cases(connection, central.hub.ring, CaseQuery(words=case.reference))
    assert sorted(row.reference for row in page.rows) == sorted([case.reference, number]), "both, neither opened"


def test_no_number_changes_while_a_box_is_enrolled_nowhere(stranded: tuple[Box, list[Submission]]) -> None:
    box, given = stranded
    assert send_events.give_new_numbers(box) == 0
    assert [now_of(box, case).reference for case in given] == [case.reference for case in given]

"""A lost receipt is replaced once, and a case is found again by name within a mediator's services."""

from dataclasses import replace

import pytest

from hub import trail
from hub.cases.case_list import MINUTE
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.lost import replace_receipt
from kiosk.services.lost.replace_receipt import PersonSearch, ReceiptWitness, ReplacementForm, ReplacementReceipt
from kiosk.services.papers.kinds import case_receipt, supplement_papers
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import ShownReceipt, find_case_whereabouts
from kiosk.services.submitted import requests
from kiosk.store import cases, journal, outbox, people, spool
from kiosk.store.cases import Submission
from kiosk.words.words import Words
from printers.slip import Code
from tests.gallery.site.cast import PIN, a_mediator, at_work, nadia_roux
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted, submitted_alone
from tests.line import Line
from tests.services.conftest import body_of, destroyed, say

FORM = "f" * 32
SHOWN = ReplacementForm("identity_card", "lost")
HUB = "https://hub.example"


def given(box: Box, reference: str, form: str = FORM, actor: Actor | None = None) -> ReplacementReceipt:
    """Nadia has seen the identity card, and presses « Donner un nouveau reçu »."""
    actor = actor or helped(box)
    return replace_receipt.read_replacement_receipt(
        box, replace_receipt.replace_receipt(box, reference, SHOWN, actor, form), actor
    )


def opens(box: Box, shown: ShownReceipt) -> str:
    """What the terminal says of it: the number of the case, or why it opens nothing."""
    try:
        news = find_case_whereabouts(box, shown, Words()).news
    except Refused as refused:
        return str(refused.code)
    return news.reference if news else "no line"


def square(proof: bytes) -> ShownReceipt:
    return ShownReceipt(receipt_proof.make_receipt_link(HUB, proof))


def proof_now(box: Box, case: Submission) -> bytes:
    submission = cases.read_submission(box.store.read(), case.case_id)
    assert submission
    return submission.proof


def test_the_old_code_and_the_old_square_open_nothing_and_the_new_ones_do(linked: Box) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    new = given(linked, case.reference)
    assert new.confirmed_at is None
    assert opens(linked, ShownReceipt(case.reference, case.follow_code)) == case.reference, "until the hub has heard"
    exchange_with_hub(linked, hub_of(linked))
    assert replace_receipt.read_replacement_receipt(linked, FORM, helped(linked)).confirmed_at
    assert opens(linked, ShownReceipt(case.reference, new.code)) == case.reference
    assert opens(linked, square(proof_now(linked, case))) == case.reference
    assert opens(linked, ShownReceipt(case.reference, case.follow_code)) == "unknown-receipt"
    assert opens(linked, square(case.proof)) == "receipt-replaced"
    old = verify_receipt.verify_receipt(linked, receipt_proof.make_receipt_link(HUB, case.proof), helped(linked))
    assert (old.verdict.code, old.content) == ("genuine", "replaced"), "it is still a genuine receipt"
    new_one = verify_receipt.verify_receipt(
        linked, receipt_proof.make_receipt_link(HUB, proof_now(linked, case)), helped(linked)
    )
    assert (new_one.verdict.code, new_one.content) == ("genuine", "")


def test_nobody_withdraws_or_adds_with_the_old_code(linked: Box, central: Central) -> None:
    case = submitted(linked)
    new = given(linked, case.reference)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "incomplete", "Il manque une pièce.")
    for code, outcome in ((case.follow_code, "not-theirs"), (new.code, "")):
        event_id = requests.withdraw_alone(linked, case.reference, code, "", Preferences(), "t" * 32, FORM)
        exchange_with_hub(linked, hub_of(linked))
        refused = {row.id: row.code for row in outbox.select_refused_events(linked.store.read())}
        assert refused.get(event_id, "") == outcome


def test_pressed_again_it_is_the_same_code_and_a_lost_answer_is_not_a_second_one(afar: Box, line: Line) -> None:
    case = submitted(afar)
    codes = {given(afar, case.reference).code for _ in range(3)}
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        exchange_with_hub(afar, hub_of(afar))
    exchange_with_hub(afar, hub_of(afar))
    codes.add(given(afar, case.reference).code)
    (code,) = codes
    assert opens(afar, ShownReceipt(case.reference, code)) == case.reference
    jobs = [job.kind for job in spool.select_jobs_in_state(afar.store.read(), "pending")]
    assert jobs.count("new_code") == 1


def test_lost_again_the_newest_alone_counts_and_the_first_is_not_printed_any_more(linked: Box) -> None:
    case = submitted(linked)
    first, second = given(linked, case.reference), given(linked, case.reference, "e" * 32)
    exchange_with_hub(linked, hub_of(linked))
    assert first.code != second.code
    assert [opens(linked, ShownReceipt(case.reference, new.code)) for new in (first, second)] == [
        "unknown-receipt", case.reference,
    ]  # fmt: skip
    assert not replace_receipt.read_replacement_receipt(linked, FORM, helped(linked)).is_newest
    with pytest.raises(Refused, match="nothing-to-print"):
        supplement_papers.make_new_receipt_slip(linked, FORM, linked.words(), KeyHolder(helped(linked)))


def test_another_town_gives_one_meanwhile_and_the_last_counts(linked: Box, bruz: Box) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    here = given(linked, case.reference)  # it lies here: the line is down
    there = given(bruz, case.reference, "e" * 32)
    exchange_with_hub(bruz, hub_of(bruz))
    exchange_with_hub(linked, hub_of(linked))
    assert [opens(linked, ShownReceipt(case.reference, new.code)) for new in (here, there)] == [
        "unknown-receipt", case.reference,
    ]  # fmt: skip


def test_every_paper_of_the_case_bears_the_new_code_from_now_on(box: Box) -> None:
    case = submitted(box)
    new = given(box, case.reference)
    grouped = f"{new.code[:5]}-{new.code[5:]}"
    for slip in (
        supplement_papers.make_new_receipt_slip(box, FORM, box.words(), KeyHolder(helped(box))),
        case_receipt.make_case_receipt_slip(box, case.case_id, box.words(), KeyHolder(helped(box))),
    ):
        (code,) = [block for block in slip.blocks if isinstance(block, Code)]
        assert new.code in code.data.replace("-", "") or grouped in code.caption
        assert case.follow_code not in code.data
    (code,) = [
        block
        for block in case_receipt.make_attestation_slip(box, case.case_id, box.words(), KeyHolder(helped(box))).blocks
        if isinstance(block, Code)
    ]
    assert receipt_proof.encode_receipt_proof(proof_now(box, case)) in code.data and proof_now(box, case) != case.proof


def test_a_refused_case_that_is_mended_keeps_its_new_receipt(box: Box) -> None:
    case = submitted(box)
    given(box, case.reference)
    after, event = proof_now(box, case), outbox.read_newest_event(box.store.read(), case.case_id, "submitted")
    assert event
    key = data_keys.open_key(box.store.read(), case.case_id, helped(box))
    with box.store.write() as db:
        submit_case.prove_again(box, db, case, event.event(key))
    assert proof_now(box, case) == after


def test_who_saw_what_and_why_is_noted_and_neither_the_code_nor_a_number_of_a_paper(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    new = given(box, case.reference, actor=nadia)
    line = journal.select_journal_lines(box.store.read(), case.reference)[-1]
    assert (line.action, line.detail) == ("code-replaced", "identity_card lost")
    body = body_of(box, FORM, nadia)
    assert (body["shown"], body["why"], body["helper"]) == ("identity_card", "lost", nadia.name)
    assert new.code not in str(body)


def witnessed(box: Box, case: Submission, actor: Actor, witness: ReceiptWitness | None, form: str = FORM) -> str:
    """What comes of « Aucune pièce : un collègue connaît la personne »: the new code, or why there is none."""
    asked = ReplacementForm("witness", "stolen", witness=witness)
    try:
        event_id = replace_receipt.replace_receipt(box, case.reference, asked, actor, form)
    except Refused as refused:
        assert outbox.read_event(box.store.read(), form) is None
        return str(refused.code)
    return replace_receipt.read_replacement_receipt(box, event_id, actor).code


def test_without_any_paper_a_colleague_who_knows_the_person_types_their_pin_and_both_are_named(linked: Box) -> None:
    nadia, omar = at_work(linked, nadia_roux()), at_work(linked, a_mediator("omar", "Omar Haddad", "b"))
    case = submitted(linked)
    code = witnessed(linked, case, nadia, ReceiptWitness(omar.mediator_id, f" {PIN} "))
    exchange_with_hub(linked, hub_of(linked))
    assert opens(linked, ShownReceipt(case.reference, code)) == case.reference
    body = body_of(linked, FORM, nadia)
    assert [body[name] for name in ("shown", "why", "helper", "witness")] == [
        "witness", "stolen", "Nadia Roux", "Omar Haddad",
    ]  # fmt: skip
    line = journal.select_journal_lines(linked.store.read(), case.reference)[-1]
    assert (line.action, line.mediator, line.detail) == ("code-replaced", "Nadia Roux", "witness stolen omar")


def test_a_colleagues_wrong_pin_gives_none_and_counts_as_a_try_at_signing_in(box: Box, nadia: Actor) -> None:
    omar = at_work(box, a_mediator("omar", "Omar Haddad", "b"))
    case = submitted(box)
    guess = ReceiptWitness(omar.mediator_id, "000000")
    assert witnessed(box, case, nadia, guess) == "wrong-pin"
    assert people.count_wrong_tries(box.store.read(), omar.mediator_id) == 1
    assert [witnessed(box, case, nadia, guess) for _ in range(4)] == ["wrong-pin"] * 3 + ["locked-out"]
    assert omar.mediator_id not in dict(box.shifts.on_shift())


def test_nobody_is_their_own_witness_and_a_colleague_of_another_service_or_off_shift_is_none(
    box: Box, nadia: Actor
) -> None:
    away = at_work(box, a_mediator("paul", "Paul Morel", "c"))
    box.shifts.end(away.mediator_id)
    elsewhere = at_work(box, a_mediator("omar", "Omar Haddad", "b"), DESK)
    case = submitted(box)
    assert witnessed(box, case, nadia, ReceiptWitness(nadia.mediator_id, PIN)) == "not-oneself"
    for mediator_id in (away.mediator_id, elsewhere.mediator_id, ""):
        assert witnessed(box, case, nadia, ReceiptWitness(mediator_id, PIN)) == "no-witness"
    assert witnessed(box, case, nadia, None) == "no-witness"


def test_a_case_of_a_terminal_whose_answers_are_gone_gets_one_too(linked: Box) -> None:
    alone = at_a_terminal(linked)
    case = submitted_alone(linked, alone)
    leaves(linked, alone)
    exchange_with_hub(linked, hub_of(linked))
    destroyed(linked, case.case_id)
    new = given(linked, case.reference)
    exchange_with_hub(linked, hub_of(linked))
    assert opens(linked, ShownReceipt(case.reference, new.code)) == case.reference
    assert opens(linked, ShownReceipt(case.reference, case.follow_code)) == "unknown-receipt"
    assert supplement_papers.make_new_receipt_slip(linked, FORM, linked.words(), KeyHolder(helped(linked))).blocks


def test_a_decided_case_gets_one_because_the_decision_is_to_be_read(linked: Box, central: Central) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "accepted")
    new = given(linked, case.reference)
    exchange_with_hub(linked, hub_of(linked))
    assert opens(linked, ShownReceipt(case.reference, new.code)) == case.reference


def test_a_colleague_of_another_service_gives_none(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    urbanisme = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    for gesture in (lambda: given(box, case.reference, actor=urbanisme),):
        with pytest.raises(Refused, match="not-your-service"):
            gesture()
    given(box, case.reference)
    with pytest.raises(Refused):
        replace_receipt.read_replacement_receipt(box, FORM, urbanisme)


def test_killed_before_the_paper_came_out_it_is_printed_again_in_the_persons_language(box: Box) -> None:
    case = submitted(box)
    given(box, case.reference)
    replace_receipt.reprint_replacement_receipt(box, FORM, helped(box), Preferences("ar"))
    jobs = [job for job in spool.select_jobs_in_state(box.store.read(), "pending") if job.kind == "new_code"]
    assert [job.language for job in jobs] == ["fr", "ar"]


def sent_alone(box: Box) -> str:
    alone = at_a_terminal(box)
    case = submitted_alone(box, alone)
    leaves(box, alone)
    exchange_with_hub(box, hub_of(box))
    return case.reference


def found(box: Box, *typed: str) -> list[str]:
    return [case.reference for case in replace_receipt.find_named_cases(box, PersonSearch(*typed), helped(box)).named]


def test_a_case_of_a_terminal_is_found_by_name_with_what_tells_the_person_from_others(linked: Box) -> None:
    reference = sent_alone(linked)
    (case,) = replace_receipt.find_named_cases(linked, PersonSearch("benali"), helped(linked)).named
    assert (case.reference, case.person, case.birth_year, case.state) == (
        reference,
        "Marie Louise Benali",
        "1965",
        "received",
    )
    assert found(linked, "Benali marie", "03/02/1965") == [reference]
    assert found(linked, "Benali", "04/02/1965") == [] == found(linked, "Benaly")


def test_cases_of_other_services_and_of_other_towns_are_neither_shown_nor_counted(linked: Box, bruz: Box) -> None:
    sent_alone(linked)
    submitted(bruz)
    exchange_with_hub(bruz, hub_of(bruz))
    nadia = helped(linked)
    other = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK], "urbanisme": nadia.ring.privates[DESK]}))
    told = replace_receipt.find_named_cases(linked, PersonSearch("Benali"), other)
    assert (told.named, told.more) == ((), False)
    assert len(found(linked, "Benali")) == 1 == len(found(bruz, "Benali"))


def test_each_search_is_noted_at_both_ends_without_what_was_typed(linked: Box, central: Central) -> None:
    sent_alone(linked)
    replace_receipt.find_named_cases(linked, PersonSearch("Benali", "03/02/1965"), helped(linked))
    sought = "SELECT mediator_id, detail FROM journal WHERE action = 'name-sought'"
    noted = linked.store.read().execute(sought).fetchall()
    assert [tuple(line) for line in noted] == [("a" * 32, "name birth-date")]
    (line,) = [line for line in trail.list_audit_lines(central.hub.store) if line.action == "site-searched"]
    assert line.detail == f"SA {'a' * 32} birth-date name"


def test_a_mediator_who_asks_too_often_waits(linked: Box) -> None:
    for _ in range(MINUTE.most):
        replace_receipt.find_named_cases(linked, PersonSearch("Benali"), helped(linked))
    with pytest.raises(Refused, match="too-many-searches"):
        replace_receipt.find_named_cases(linked, PersonSearch("Benali"), helped(linked))
    replace_receipt.find_named_cases(linked, PersonSearch("Benali"), replace(helped(linked), mediator_id="b" * 32))


def test_a_birth_date_never_seeks_alone_nor_what_cannot_be_read(linked: Box) -> None:
    for typed, code in [
        (PersonSearch("", "03/02/1965"), "name-too-short"), (PersonSearch("B"), "name-too-short"),
        (PersonSearch("03/02/1965"), "name-too-short"), (PersonSearch("Benali", "hier"), "not-a-birth-date"),
        (PersonSearch("Benali", "", "0612"), "not-a-phone-number"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            replace_receipt.find_named_cases(linked, typed, helped(linked))

"""A case after submit: found by its reference, added to, mended."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kiosk.domain.event import canonical, digest
from kiosk.domain.preferences import Preferences
from kiosk.domain.reference import mint, spoken
from kiosk.domain.supplement import LONGEST_MESSAGE, Supplement
from kiosk.errors import Refused
from kiosk.hub.cases import read_case
from kiosk.services import desk, following
from kiosk.services.box import Box
from kiosk.services.sync import hub_of, talk
from kiosk.store import answers, journal, outbox, spool, updates
from tests.central import Central
from tests.cast import Watch
from tests.gestures import NADIA, PAPER, form, submitted, supplemented
from tests.services.conftest import fault_of, held, opened, say

OTHER_WORDS = Supplement("Autre chose.", ())
ELSEWHERE, _ = mint("BZ", 1041)
DAYS = timedelta(days=3)


def send(box: Box) -> None:
    talk(box, hub_of(box))


def spoil(box: Box) -> str:
    """The only waiting event, as an older build might have written it: the hub cannot read it. Its id."""
    (event,) = outbox.due(box.store.read(), 10)
    body = json.loads(event.body)
    del body["procedure"]["title"]
    spoiled = canonical(body)
    with box.store.write() as db:
        db.conn.execute(
            "UPDATE events SET body = ?, sha256 = ? WHERE id = ?", (spoiled, digest(spoiled), event.id)
        )  # fmt: skip
    return event.id


def refuse(box: Box, event_id: str, code: str = "bad-event") -> None:
    with box.store.write() as db:
        answers.reject(db, event_id, box.clock.now(), code, "")


def test_a_case_is_found_by_its_reference_as_it_is_spoken(box: Box) -> None:
    case = submitted(box)
    found = following.find(box, spoken(case.reference).lower())
    assert (found.case_id, found.state, found.unsent) == (case.case_id, "submitted", 1)
    assert found.title.startswith("Demander une copie")
    assert (found.submitted or {})["reference"] == case.reference
    assert [each["type"] for each in found.history] == ["submitted"]


def test_a_mistyped_reference_is_not_taken_for_another(box: Box) -> None:
    case = submitted(box)
    wrong = case.reference[:-2] + str((int(case.reference[-2]) + 1) % 10) + case.reference[-1]
    for typed, code in ((wrong, "mistyped-reference"), ("bonjour", "not-a-reference")):
        with pytest.raises(Refused) as refused:
            following.find(box, typed)
        assert fault_of(refused) == code


def test_a_case_of_another_site_is_known_by_its_reference_alone(box: Box) -> None:
    found = following.find(box, ELSEWHERE)
    assert (found.case_id, found.state, found.title, found.history) == ("", "unknown", "", [])


def test_a_supplement_takes_the_next_place_in_its_case(box: Box) -> None:
    case = submitted(box)
    added = supplemented(box, case.reference)
    event = outbox.get(box.store.read(), added)
    assert event is not None
    body = json.loads(event.body)
    assert (event.stream, event.sequence, event.type) == (case.case_id, 2, "supplement")
    assert (body["helper"], body["documents"][0]["label"]) == ("Nadia Roux", "Pièce d’identité")
    assert {job["kind"] for job in spool.in_state(box.store.read(), "pending")} == {"receipt", "supplement"}
    assert [each["action"] for each in journal.of(box.store.read(), case.reference)] == ["submitted", "supplemented"]


def test_a_double_tap_adds_once(box: Box) -> None:
    case = submitted(box)
    together = threading.Barrier(4)

    def tap(_: int) -> str:
        together.wait()
        return following.supplement(box, case.reference, PAPER, NADIA, "e" * 32)

    with ThreadPoolExecutor(4) as four:
        assert set(four.map(tap, range(4))) == {"e" * 32}
    assert len(following.follow(box, case.reference).history) == 2


def test_nothing_is_not_added_and_neither_is_a_book(box: Box) -> None:
    case = submitted(box)
    for added, code in (
        (Supplement("  ", ()), "nothing-added"),
        (Supplement("a" * (LONGEST_MESSAGE + 1), ()), "too-long"),
    ):
        with pytest.raises(Refused) as refused:
            supplemented(box, case.reference, added)
        assert fault_of(refused) == code


def test_a_decided_case_takes_no_supplement(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "refused", "Dossier incomplet.")
    send(linked)
    with pytest.raises(Refused) as refused:
        supplemented(linked, case.reference)
    assert fault_of(refused) == "already-decided"


def test_a_supplement_from_another_town_reaches_the_case(linked: Box, bruz: Box, central: Central) -> None:
    """Marie began in Saint-Aubin and brings her paper to Bruz, which knows nothing but the number."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Il manque une pièce.")
    supplemented(bruz, spoken(case.reference))
    supplemented(bruz, case.reference, OTHER_WORDS)
    send(bruz)
    assert held(central)[1:] == [("BZ", "supplement", case.reference)] * 2
    with central.hub.store.reading() as connection:
        file = read_case(connection, case.reference)
    assert [body["message"] for _, body in file.supplements] == [PAPER.message, OTHER_WORDS.message]
    say(central, case.reference, "accepted", seen=1)
    send(bruz)
    send(linked)
    assert following.follow(bruz, case.reference).state == following.follow(linked, case.reference).state == "accepted"


def test_a_refused_case_is_mended_and_the_hub_takes_it(linked: Box, central: Central, watch: Watch) -> None:
    """A new event in the same place, with the same reference and the same legal date, days later."""
    case = submitted(linked)
    refused_id = spoil(linked)
    send(linked)
    assert desk.open_case(linked, case.case_id).state == "needs_attention"
    assert following.attention(linked, refused_id)["code"] == "bad-event"
    watch.wait(DAYS)
    desk.answer(
        linked, case.case_id, "person", form({"f.birth_name": "Bénali", "f.given_names": "Marie"}), Preferences()
    )
    following.mend_case(linked, case.case_id, NADIA)
    (event,) = outbox.due(linked.store.read(), 10)
    body = json.loads(event.body)
    assert (event.replaces, event.sequence, event.reference) == (refused_id, 1, case.reference)
    assert (body["legal_date"], body["replaces"]) == (case.legal_date, refused_id)
    assert body["person"]["family_name"] == "Bénali"
    assert event.recorded_at > case.submitted_at
    send(linked)
    assert (opened(central), desk.open_case(linked, case.case_id).state) == ([case.reference], "received")
    assert outbox.attention(linked.store.read()) == []


def test_mending_twice_sends_once(box: Box) -> None:
    case = submitted(box)
    (event,) = outbox.due(box.store.read(), 1)
    refuse(box, event.id)
    following.mend_case(box, case.case_id, NADIA)
    following.mend_case(box, case.case_id, NADIA)
    assert len(following.follow(box, case.reference).history) == 2


def test_a_case_is_mended_only_when_it_is_complete(box: Box) -> None:
    case = submitted(box)
    (event,) = outbox.due(box.store.read(), 1)
    refuse(box, event.id)
    desk.answer(box, case.case_id, "person", form({"f.birth_name": "", "f.given_names": "Marie"}), Preferences())
    with pytest.raises(Refused) as refused:
        following.mend_case(box, case.case_id, NADIA)
    assert fault_of(refused) == "not-complete"


def test_a_refused_case_is_never_given_up(box: Box) -> None:
    submitted(box)
    (event,) = outbox.due(box.store.read(), 1)
    refuse(box, event.id)
    with pytest.raises(Refused) as refused:
        following.set_aside(box, event.id, NADIA)
    assert fault_of(refused) == "must-be-mended"


def test_a_refused_supplement_is_mended_with_other_words(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    added = supplemented(linked, case.reference)
    refuse(linked, added)
    following.mend_supplement(linked, added, OTHER_WORDS, NADIA)
    send(linked)
    with central.hub.store.reading() as connection:
        (kept,) = read_case(connection, case.reference).supplements
    assert (kept[1]["message"], kept[1]["replaces"]) == (OTHER_WORDS.message, added)
    with pytest.raises(Refused) as refused:
        following.mend_supplement(linked, added, OTHER_WORDS, NADIA)
    assert fault_of(refused) == "no-such-event"


def test_a_supplement_to_a_closed_case_is_given_up_and_stays_in_the_history(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    added = supplemented(linked, case.reference)
    say(central, case.reference, "closed")
    send(linked)
    assert following.attention(linked, added)["code"] == "closed-case"
    following.set_aside(linked, added, NADIA)
    found = following.follow(linked, case.reference)
    assert (found.state, found.unsent, len(found.history)) == ("closed", 0, 2)
    assert outbox.due(linked.store.read(), 10) == []


def test_those_behind_a_supplement_that_is_given_up_move_up(box: Box) -> None:
    reference = submitted(box).reference
    first, second, third = (supplemented(box, reference, Supplement(words, ())) for words in "abc")
    refuse(box, first)
    following.set_aside(box, first, NADIA)
    waiting = outbox.due(box.store.read(), 10)
    said = [(event.sequence, json.loads(event.body).get("message"), event.replaces) for event in waiting]
    assert said[1:] == [(2, "b", first), (3, "c", second)]
    for event in waiting:
        body = json.loads(event.body)
        assert (body["id"], body["sequence"], body["replaces"] or "") == (event.id, event.sequence, event.replaces)
    supplemented(box, reference, Supplement("d", ()))
    last = outbox.due(box.store.read(), 10)[-1]
    assert (last.sequence, last.replaces) == (4, third)


def test_opening_what_the_hub_said_makes_it_no_news(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "in_progress")
    send(linked)
    assert len(updates.unseen(linked.store.read())) == 1
    following.see(linked, case.reference)
    following.see(linked, case.reference)
    assert updates.unseen(linked.store.read()) == []

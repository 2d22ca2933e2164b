"""What the hub refused is put right at the desk: the same place, the same reference, the same legal date."""

from datetime import timedelta

import pytest

from kiosk.domain.events.additions import Supplement
from kiosk.domain.events.submission import Correction, make_correction_in_words
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import refused_events, requests
from kiosk.store import outbox
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import form, helped, submitted, supplemented
from tests.services.conftest import body_of, case_at, held, opened, rejected, submitted_event

OTHER_WORDS = Supplement("Autre chose.", ())
FRENCH = Preferences()
DAYS = timedelta(days=3)
MARIE = form({"f.birth_name": "Bénali", "f.given_names": "Marie"})


def send(box: Box) -> None:
    exchange_with_hub(box, hub_of(box))


def refused_case(box: Box, actor: Actor) -> tuple[str, str, str]:
    """A case the hub would not take: its id, its event's id, its reference."""
    case = submitted(box, actor=actor)
    event_id = submitted_event(box, case.case_id).id
    rejected(box, event_id)
    return case.case_id, event_id, case.reference


def test_a_refused_case_is_mended_and_the_hub_takes_it(linked: Box, central: Central, watch: Watch) -> None:
    """A new event in the same place, with the same reference and the same legal date, days later."""
    nadia = helped(linked)
    case = submitted(linked)
    refused_id = submitted_event(linked, case.case_id).id
    rejected(linked, refused_id)
    assert open_case(linked, case.case_id, nadia).state == "needs_attention"
    assert refused_events.read_refused_event(linked, refused_id, nadia).event.code == "bad-event"
    watch.wait(DAYS)
    drafts.answer_step(linked, case.case_id, "person", MARIE, FRENCH, nadia)
    refused_events.mend_case(linked, case.case_id, nadia)
    (event,) = outbox.select_due_events(linked.store.read(), 10)
    body = body_of(linked, event.id, nadia)
    assert (event.replaces, event.sequence, event.reference) == (refused_id, 1, case.reference)
    assert (body["legal_date"], body["replaces"]) == (case.legal_date, refused_id)
    assert body["person"]["family_name"] == "Bénali"
    assert (body["confirmation"]["by"], body["helper"]) == ("citizen", "Nadia Roux"), "who confirmed is not rewritten"
    kept = outbox.read_event(linked.store.read(), event.id)
    assert kept is not None and kept.recorded_at > case.submitted_at
    send(linked)
    assert (opened(central), open_case(linked, case.case_id, nadia).state) == ([case.reference], "received")
    assert outbox.select_refused_events(linked.store.read()) == []


def test_only_who_holds_the_case_mends_it(box: Box, nadia: Actor) -> None:
    case_id, event_id, reference = refused_case(box, nadia)
    added = supplemented(box, reference)
    rejected(box, added)
    for gesture in (
        lambda: refused_events.read_refused_event(box, event_id, Actor()),
        lambda: refused_events.mend_case(box, case_id, Actor()),
        lambda: refused_events.mend_supplement(box, added, OTHER_WORDS, Actor()),
        lambda: refused_events.set_aside(box, added, Actor()),
    ):
        with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
            gesture()
    assert len(outbox.select_event_history(box.store.read(), reference)) == 2
    assert len(outbox.select_refused_events(box.store.read())) == 2


def test_a_refused_supplement_is_mended_with_other_words(linked: Box, central: Central) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    send(linked)
    added = supplemented(linked, case.reference)
    rejected(linked, added)
    refused_events.mend_supplement(linked, added, OTHER_WORDS, nadia)
    send(linked)
    (kept,) = case_at(central, case.reference).supplements
    assert (kept[1]["message"], kept[1]["replaces"]) == (OTHER_WORDS.message, added)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_EVENT):
        refused_events.mend_supplement(linked, added, OTHER_WORDS, nadia)


def test_a_refused_supplement_is_given_up_and_those_behind_it_go(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    given_up, waiting = supplemented(linked, case.reference), supplemented(linked, case.reference)
    rejected(linked, given_up)
    refused_events.set_aside(linked, given_up, helped(linked))
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    supplemented(linked, case.reference)
    assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    assert len(held(central)) == 3
    assert outbox.read_unsent_summary(linked.store.read()) == (0, "")
    assert not outbox.read_acknowledged_moment(linked.store.read(), waiting)


def test_a_refused_correction_is_mended_with_another_answer(linked: Box, central: Central) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    send(linked)
    first, second = (
        Correction((make_correction_in_words("La rue", street),)) for street in ("Rue des Lilas", "Rue des Roses")
    )
    wrong = requests.correct_answers(linked, case.reference, first, nadia, linked.clock.new_id())
    rejected(linked, wrong)
    refused_events.mend_correction(linked, wrong, second, nadia)
    send(linked)
    (kept,) = case_at(central, case.reference).corrections
    assert (kept[1]["corrections"][0]["shown"], kept[1]["replaces"]) == ("Rue des Roses", wrong)
    with pytest.raises(Refused, match=Refusal.NOTHING_CORRECTED):
        refused_events.mend_correction(linked, wrong, Correction(()), nadia)


def test_a_refused_request_is_sent_again_as_it_is(linked: Box, central: Central) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    send(linked)
    asked = requests.request_data_right(linked, case.reference, "access", nadia, linked.clock.new_id())
    rejected(linked, asked)
    old = body_of(linked, asked, nadia)
    refused_events.mend_as_it_is(linked, asked, nadia)
    send(linked)
    assert held(central)[-1] == ("SA", "access", case.reference)
    new = body_of(linked, outbox.select_event_history(linked.store.read(), case.reference)[-1].id, nadia)
    changed = {name for name in new if new[name] != old[name]}
    assert changed == {"id", "replaces", "recorded_at"}

"""What became of a person is noted once, with all of their cases, told to the service, and can be taken back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.cases.cases import read_case
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.domain.notices.wish import Wish
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, submit_case
from kiosk.services.exchange import enrol, seal_events
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.notices import choose_notices
from kiosk.services.people.people_search import Directory
from kiosk.services.submitted import change_notices, personal_data
from kiosk.services.work import noted_facts
from kiosk.services.work.person import Person, person_of
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped, submitted
from tests.gallery.site.steps_taken import ANSWERS
from tests.services.conftest import say
from tests.services.notified import serves_sms, submitted_with, texts, with_mobile


def whose(box: Box, case_id: str, actor: Actor) -> Person:
    person = person_of(box, box.store.read(), actor, Directory(), case_id)
    assert person is not None
    return person


def at_the_hub(central: Central, reference: str) -> list[dict[str, Any]]:
    with central.hub.store.reading() as connection:
        return [dict(entry) for entry in read_case(connection, central.hub.ring, reference).noted]


def types(box: Box, reference: str) -> list[str]:
    return [event.type for event in outbox.history(box.store.read(), reference)]


def test_a_death_is_noted_once_with_every_case_and_the_service_sees_it(linked: Box, central: Central) -> None:
    first, second, nadia = submitted(linked), submitted(linked), helped(linked)
    talk(linked, hub_of(linked))
    for _ in range(2):
        noted_facts.note(linked, Directory(), first.case_id, "deceased", nadia)
    assert types(linked, second.reference) == ["submitted", "notices"], "once"
    for case in (first, second):
        person = whose(linked, case.case_id, nadia)
        assert [(entry.fact, entry.by) for entry in person.noted] == [("deceased", nadia.name)] and not person.untold
    talk(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, second.reference)] == ["deceased"]
    [noted] = personal_data.export(linked, first.reference, nadia)["noted_of_the_person"]
    assert noted["fact"] == "deceased"


def test_taken_back_it_is_gone_here_and_at_the_hub(linked: Box, central: Central) -> None:
    case, nadia = submitted(linked), helped(linked)
    talk(linked, hub_of(linked))
    noted_facts.note(linked, Directory(), case.case_id, "phone", nadia)
    noted_facts.note(linked, Directory(), case.case_id, "address", nadia)
    for _ in range(2):
        noted_facts.take_back(linked, Directory(), case.case_id, "phone", nadia)
    assert [entry.fact for entry in whose(linked, case.case_id, nadia).noted] == ["address"]
    talk(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, case.reference)] == ["address"]


def test_after_a_death_nobody_is_written_to_and_taken_back_they_are(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    serves_sms(linked, central, tmp_path / "texts")
    made, nadia = submitted_with(linked, ["sms", "call"]), helped(linked)
    talk(linked, hub_of(linked))
    before = len(texts(central, tmp_path / "texts"))
    noted_facts.note(linked, Directory(), made.case_id, "deceased", nadia)
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia) == Wish()
    talk(linked, hub_of(linked))
    say(central, made.reference, "accepted")
    assert len(texts(central, tmp_path / "texts")) == before
    noted_facts.take_back(linked, Directory(), made.case_id, "deceased", nadia)
    talk(linked, hub_of(linked))
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia).sms


def test_what_is_noted_of_a_draft_goes_with_it_when_it_is_submitted(linked: Box, central: Central) -> None:
    nadia = helped(linked)
    talk(linked, hub_of(linked))
    opened = with_mobile(linked, nadia)
    choose_notices.choose(linked, opened, ["call"])
    noted_facts.note(linked, Directory(), opened.case.id, "phone", nadia)
    assert not choose_notices.chosen(linked, linked.store.read(), open_case(linked, opened.case.id, nadia))
    made = submit_case.submit(linked, opened.case.id, nadia, BY_TOUCH)
    assert types(linked, made.reference) == ["submitted"]
    talk(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, made.reference)] == ["phone"]


def test_without_a_hub_nobody_is_told_and_the_desk_says_so(box: Box) -> None:
    case, nadia = submitted(box), helped(box)
    noted_facts.note(box, Directory(), case.case_id, "deceased", nadia)
    assert types(box, case.reference) == ["submitted"]
    person = whose(box, case.case_id, nadia)
    assert person.untold and not person.tellable


def test_noting_again_tells_a_hub_that_is_there_by_now(box: Box, central: Central) -> None:
    case, nadia = submitted(box), helped(box)
    for _ in range(2):
        noted_facts.note(box, Directory(), case.case_id, "deceased", nadia)
    enrol.enroll(box, central.url, central.code)
    person = whose(box, case.case_id, nadia)
    assert person.untold and person.tellable
    for _ in range(2):
        noted_facts.note(box, Directory(), case.case_id, "deceased", nadia)
    assert types(box, case.reference) == ["submitted", "notices"]
    assert not whose(box, case.case_id, nadia).untold
    seal_events.seal_again(box, nadia.ring)
    talk(box, hub_of(box))
    assert [entry["fact"] for entry in at_the_hub(central, case.reference)] == ["deceased"]


def test_a_case_begun_since_is_told_by_noting_again(linked: Box, central: Central) -> None:
    first, nadia = submitted(linked), helped(linked)
    talk(linked, hub_of(linked))
    noted_facts.note(linked, Directory(), first.case_id, "phone", nadia)
    since = submitted(linked)
    assert whose(linked, first.case_id, nadia).untold
    noted_facts.note(linked, Directory(), first.case_id, "phone", nadia)
    assert types(linked, first.reference) == ["submitted", "notices"], "its service knew"
    assert not whose(linked, since.case_id, nadia).untold
    talk(linked, hub_of(linked))
    assert [entry["fact"] for entry in at_the_hub(central, since.reference)] == ["phone"]


def test_who_does_not_hold_the_service_notes_nothing(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    stranger = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    with pytest.raises(Refused):
        noted_facts.note(box, Directory(), case.case_id, "deceased", stranger)
    with pytest.raises(Refused):
        noted_facts.note(box, Directory(), case.case_id, "moved", nadia)
    assert whose(box, case.case_id, nadia).noted == ()


def test_a_namesake_s_case_is_untouched(box: Box, nadia: Actor) -> None:
    case, other = submitted(box), answered(box, actor=nadia)
    born_later = {**ANSWERS["birth-certificate"]["birth"], "f.birth_date.day": "4"}
    answer_step.answer(box, other, "birth", form(born_later), Preferences(), nadia)
    noted_facts.note(box, Directory(), case.case_id, "deceased", nadia)
    assert whose(box, case.case_id, nadia).noted and not whose(box, other, nadia).noted

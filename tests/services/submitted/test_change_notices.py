"""How a person is told of news, changed or ended at the desk; and their number, sent where nothing prints."""

from pathlib import Path

import pytest

from kiosk.domain.events.submission import Confirmation
from kiosk.domain.notices.wish import Wish
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import change_notices, personal_data
from kiosk.store.events import outbox
from kiosk.store.people import journal
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, helped, submitted
from tests.services.notified import MOBILE, serves_sms, submitted_with, texts, with_mobile

FORM_ID = "f" * 32


def test_who_ends_it_at_the_desk_is_told_nothing_more(linked: Box, central: Central, tmp_path: Path) -> None:
    serves_sms(linked, central, tmp_path / "texts")
    made, nadia = submitted_with(linked, ["sms"]), helped(linked)
    assert change_notices.to_reach(linked.store.read(), made.case_id, nadia).by_hub
    for _ in range(2):
        change_notices.change(linked, made.reference, [], nadia, FORM_ID)
    talk(linked, hub_of(linked))
    assert texts(central, tmp_path / "texts") == []
    choice = change_notices.choice(linked, made.case_id, nadia)
    assert choice is not None and not choice.wish and choice.could.sms == MOBILE
    history = outbox.history(linked.store.read(), made.reference)
    assert [event.type for event in history] == ["submitted", "notices"], "once"


def test_at_a_hub_that_writes_nothing_a_call_is_kept_here(box: Box, nadia: Actor) -> None:
    made = submitted_with(box, ["call", "message"])
    assert change_notices.to_reach(box.store.read(), made.case_id, nadia) == Wish(call=MOBILE, message=True)
    assert personal_data.export(box, made.reference, nadia)["told_of_news_by"] == {"call": MOBILE, "message": True}
    change_notices.change(box, made.reference, [], nadia, FORM_ID)
    assert not change_notices.to_reach(box.store.read(), made.case_id, nadia)
    assert [event.type for event in outbox.history(box.store.read(), made.reference)] == ["submitted"]
    assert journal.of(box.store.read(), made.reference)[-1].action == "notices-chosen"


def test_who_holds_no_key_learns_and_changes_nothing(box: Box) -> None:
    made, stranger = submitted_with(box, ["call"]), Actor("", "x" * 32)
    assert not change_notices.to_reach(box.store.read(), made.case_id, stranger)
    assert change_notices.choice(box, made.case_id, stranger) is None
    with pytest.raises(Refused):
        change_notices.change(box, made.reference, ["call"], stranger, FORM_ID)


def test_once_the_answers_are_gone_nothing_is_left_of_it(box: Box, nadia: Actor) -> None:
    made = submitted_with(box, ["call"])
    with box.store.write() as db:
        data_keys.destroy(box, db, made.case_id, box.clock.now())
    assert change_notices.choice(box, made.case_id, nadia) is None
    assert personal_data.export(box, made.reference, nadia)["told_of_news_by"] == {}


def test_the_number_is_sent_once_and_alone(linked: Box, central: Central, tmp_path: Path) -> None:
    serves_sms(linked, central, tmp_path / "texts")
    alone = at_a_terminal(linked)
    opened = with_mobile(linked, alone)
    made = submit_case.submit(linked, opened.case.id, alone, Confirmation("alone", "touch"))
    could = change_notices.could_send_number(linked, made.case_id, alone)
    assert could == Wish(sms=MOBILE) and not change_notices.is_number_sent(linked.store.read(), made.case_id, could)
    for way in ("sms", "sms", "email", "pigeon"):
        change_notices.send_number(linked, made.case_id, way, alone)
    assert change_notices.is_number_sent(linked.store.read(), made.case_id, could)
    talk(linked, hub_of(linked))
    [text] = texts(central, tmp_path / "texts")
    assert made.reference in text["text"] and text["to"] == MOBILE and "http" not in text["text"]


def test_nobody_else_has_a_number_sent(linked: Box, central: Central, tmp_path: Path) -> None:
    serves_sms(linked, central, tmp_path / "texts")
    made = submitted(linked)
    with pytest.raises(Refused):
        change_notices.send_number(linked, made.case_id, "sms", at_a_terminal(linked))

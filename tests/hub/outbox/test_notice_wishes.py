"""How a person wishes to be told, from the bodies of their events."""

from sqlalchemy import select

from hub.hub import Hub
from hub.outbox.notice_wishes import read_wishes, wishes_of
from hub.secrets.vault import lock_of
from hub.store.schema import cases
from kiosk.domain.events.wire.people import NoticeChannel
from tests.hub.samples import Box


def test_only_ways_that_a_hub_serves_have_an_address() -> None:
    wishes = read_wishes({"sms": "+33612345678", "call": "+33612345678", "message": True, "email": ""}, "ar")
    assert wishes.addresses == {"sms": "+33612345678"} and wishes.language == "ar"
    assert wishes.address(NoticeChannel.EMAIL) == ""


def test_the_last_wish_counts_and_a_question_for_the_number_changes_none(hub: Hub, box: Box) -> None:
    sent = box.submitted(notices={"email": "ada@example.org", "hours": "9 h"}, language="uk")
    reference, stream = sent["reference"], sent["stream"]
    number = {"to": {"sms": "+33600000000"}, "language": "fr"}
    box.send(sent, box.asked("notices", reference, stream, 2, number=number))
    with hub.store.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.reference == reference)).scalar_one()
        lock = lock_of(connection, hub.ring, case_id)
        assert lock is not None
        wishes = wishes_of(connection, lock, case_id)
    assert wishes.addresses == {"email": "ada@example.org"} and (wishes.language, wishes.hours) == ("uk", "9 h")
    box.send(box.asked("notices", reference, stream, 3, notices={"sms": "+33611111111"}))
    with hub.store.reading() as connection:
        assert wishes_of(connection, lock, case_id).addresses == {"sms": "+33611111111"}

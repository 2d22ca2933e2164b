"""How the person of a draft wishes to be told: offered by what the hub serves, kept, and said once it is submitted."""

from kiosk.domain.language.words import Preferences
from kiosk.domain.notices.wish import Wish
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import change_notices
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, form, helped, submitted
from tests.services.conftest import body_of, submitted_event
from tests.services.notified import MOBILE, serves_sms, submitted_with, texts, with_mobile


def body(box: Box, case_id: str) -> dict[str, object]:
    event = submitted_event(box, case_id)
    return body_of(box, event.id, helped(box))


def test_without_a_hub_that_writes_a_call_is_offered_and_nothing_is_wished(box: Box) -> None:
    opened = with_mobile(box)
    assert change_notices.find_offered_notices(box, box.store.read(), opened) == Wish(call=MOBILE, message=True)
    assert not change_notices.find_chosen_notices(box, box.store.read(), opened)
    assert "notices" not in body(box, submitted(box).case_id)


def test_who_chose_a_text_message_gets_one_once_it_arrives(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    made = submitted_with(linked, ["sms", "email", "call"])
    said = body(linked, made.case_id)["notices"]
    assert said == {"sms": MOBILE, "call": MOBILE, "phone": linked.site.phone} | (
        {"hours": said["hours"]} if isinstance(said, dict) and "hours" in said else {}
    ), "no e-mail where the hub has none"
    exchange_with_hub(linked, hub_of(linked))
    [text] = texts(central, gateway)
    assert text["to"] == MOBILE and "bien arrivée" in text["text"] and linked.site.phone in text["text"]
    assert made.reference not in text["text"] and "Benali" not in text["text"]


def test_a_number_changed_after_the_choice_was_not_confirmed(linked: Box, central: Central, gateway: Gateway) -> None:
    serves_sms(linked, central, gateway)
    opened = with_mobile(linked)
    change_notices.choose_notices(linked, opened, ["sms"])
    given = form({"f.phone": "+33698765432", "f.email": ""})
    drafts.answer_step(linked, opened.case.id, "contact", given, Preferences(), helped(linked))
    again = open_case(linked, opened.case.id, helped(linked))
    assert not change_notices.find_chosen_notices(linked, linked.store.read(), again)
    submit_case.submit_case(linked, opened.case.id, helped(linked), BY_TOUCH)
    assert "notices" not in body(linked, opened.case.id)

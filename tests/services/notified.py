"""A town hall whose hub sends text messages, and a person with a mobile telephone."""

from dataclasses import replace

from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import read_destinations
from kiosk.domain.language.words import Preferences
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import change_notices
from kiosk.store.cases import Submission
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped

MOBILE = "+33612345678"


def serves_sms(box: Box, central: Central, gateway: Gateway) -> None:
    """The hub sends text messages through a gateway, and the box has heard so."""
    sms = gateway.table(central.hub.settings.data)
    object.__setattr__(central.hub, "settings", replace(central.hub.settings, connectors=(sms,)))
    exchange_with_hub(box, hub_of(box))


def with_mobile(box: Box, actor: Actor | None = None) -> OpenedCase:
    actor = actor or helped(box)
    case_id = answered(box, actor=actor)
    given = form({"f.phone": MOBILE, "f.email": "awa@example.org"})
    drafts.answer_step(box, case_id, "contact", given, Preferences(), actor)
    return open_case(box, case_id, actor)


def submitted_with(box: Box, ways: list[str], actor: Actor | None = None) -> Submission:
    """A case whose person chose these ways."""
    opened = with_mobile(box, actor)
    change_notices.choose_notices(box, opened, ways)
    return submit_case.submit_case(box, opened.case.id, actor or helped(box), BY_TOUCH)


def texts(central: Central, gateway: Gateway) -> list[dict[str, str]]:
    """What the hub has sent, after it delivered what is due."""
    for destination in read_destinations(central.hub.settings):
        Deliverer(central.hub, destination, "a" * 32).run()
    return gateway.messages

"""Sending again, as a press or a command asks for it."""

from datetime import timedelta

import pytest

from hub.cases.scope import Scope
from hub.hub import Hub
from hub.outbox.resend import resend_case, resend_since, try_now
from kiosk.errors import Refused
from tests.hub.conftest import Watch
from tests.hub.outbox.conftest import Drop, deliverer
from tests.hub.samples import Box, Item


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made, box.supplement(made["reference"], made["stream"], 2))
    return made


def test_a_case_is_sent_again_in_its_order_with_the_same_ids(hub: Hub, box: Box, drop: Drop, sent: Item) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    before = [row["id"] for row in drop.rows if row["reference"] == sent["reference"]]
    assert resend_case(hub, "dept", sent["reference"]) == 2
    assert deliverer(hub).run() == 2
    again = [row["id"] for row in drop.rows[-2:]]
    assert again == before and [row["type"] for row in drop.rows[-2:]] == ["submitted", "supplement"]


def test_what_a_destination_lost_since_a_day_is_sent_again(hub: Hub, box: Box, drop: Drop, watch: Watch) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    watch.ahead.append(timedelta(days=3))
    lost = box.submitted()
    box.send(lost)
    deliverer(hub).run()
    assert resend_since(hub, "dept", watch.now() - timedelta(days=1)) == 1
    deliverer(hub).run()
    assert [row["id"] for row in drop.rows[1:]] == [lost["id"]] * 2


def test_a_case_outside_the_scope_and_an_unknown_one_are_not_sent(hub: Hub, sent: Item) -> None:
    for reference, scope in ((sent["reference"], Scope(services=("ccas",))), ("SA9999X", Scope())):
        with pytest.raises(Refused, match="unknown-case"):
            resend_case(hub, "dept", reference, scope)
    for again in (try_now, lambda hub, name: resend_case(hub, name, sent["reference"])):
        with pytest.raises(Refused, match="no-such-destination"):
            again(hub, "nobody")

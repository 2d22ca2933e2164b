"""One event, looked at by itself: it says why it is not taken before anything is written."""

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.intake import one_event
from hub.intake.site_notices import Notices
from hub.store.schema import event
from kiosk.errors import Rejected
from tests.hub.intake.test_unseen import opened
from tests.hub.samples import Box


def test_a_refusal_leaves_the_transaction_usable(hub: Hub, box: Box) -> None:
    made = box.submitted()
    rival, other = box.submitted(reference=made["reference"]), box.submitted()
    with hub.store.writing() as connection:
        for taken in (made, other):
            one_event.take(hub, connection, opened(hub, box, taken), Notices(hub))
        with pytest.raises(Rejected) as refusal:
            one_event.take(hub, connection, opened(hub, box, rival), Notices(hub))
    assert refusal.value.code == "reference-taken"
    with hub.store.reading() as connection:
        assert set(connection.execute(select(event.c.id)).scalars()) == {made["id"], other["id"]}

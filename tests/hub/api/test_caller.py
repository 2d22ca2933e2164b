"""Who calls is known by a token, and nothing else."""

from flask import Flask

from hub.api.caller import calling_site, heard
from hub.hub import Hub
from kiosk.domain.events.wire.batch import Heartbeat
from tests.hub.samples import Box


def test_a_box_that_says_nothing_of_itself_is_heard_all_the_same(app: Flask, hub: Hub, box: Box) -> None:
    with app.test_request_context(headers={"Authorization": f"Bearer {box.token}"}):
        assert heard(hub, calling_site(), Heartbeat(unsent=0, last_counter=0)).epoch == box.enrolled.epoch

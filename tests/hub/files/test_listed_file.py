"""What is taken of a file is what its event, which the site signed, says of it."""

import pytest
from flask.testing import FlaskClient

from hub.files.listed_file import read_listed, stored_receipt
from hub.hub import Hub
from kiosk.errors import Rejected
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box


def test_a_file_is_known_from_its_event_alone(client: FlaskClient, hub: Hub, box: Box) -> None:
    event, plain = listing(box), box.submitted()
    box.send(event, plain)
    listed = read_listed(hub, "SA", NAME, event["id"])
    assert (listed.case_id, listed.size) == (event["stream"], len(FILE))
    for site, name, event_id in (
        ("BR", NAME, event["id"]),
        ("SA", "b" * 32, event["id"]),
        ("SA", NAME, plain["id"]),
        ("SA", NAME, "0" * 32),
    ):
        with pytest.raises(Rejected, match="unknown-attachment"):
            read_listed(hub, site, name, event_id)
    assert stored_receipt(hub, "SA", NAME, event["id"]) is None
    Sender(client, hub, box, event).all()
    assert stored_receipt(hub, "SA", NAME, event["id"])
    with pytest.raises(Rejected, match="unknown-attachment"):
        stored_receipt(hub, "BR", NAME, event["id"])

"""An event is kept short, under the key of its case, with the acknowledgement that names it."""

import json

from hub.hub import Hub
from hub.intake.batch import OpenedEvent
from hub.intake.kept_event import event_row
from hub.intake.opening import open_event
from hub.secrets.vault import CaseLock, event_label
from hub.sites import sites
from hub.wire.read_event import envelope
from kiosk.crypto import sealing
from tests.hub.samples import Box, answers


def test_the_body_is_packed_and_locked_and_comes_back_to_the_byte(hub: Hub, box: Box) -> None:
    many = [{**row, "field": f"{row['field']}_{number}"} for number in range(40) for row in answers()]
    made = box.submitted(answers=many)
    opened = open_event(hub, "SA", envelope(box.sealed(made)), sites.signers(hub.store, "SA"))
    assert isinstance(opened, OpenedEvent)
    lock = CaseLock(sealing.new_key())
    row = event_row("SA", opened.incoming, lock, hub.clock.now())
    assert len(row["body"]) < len(made["body"]) / 10
    assert lock.unlock(event_label(made["id"]), row["body"]) == made["body"]
    assert json.loads(row["statement"])["sha256"] == made["sha256"] == row["sha256"]

"""An event is opened before any transaction, or refused with the place of what is wrong."""

from hub.hub import Hub
from hub.intake.batch import OpenedEvent, RefusedEvent
from hub.intake.opening import open_event
from hub.secrets.vault import unpack
from hub.wire.read_event import envelope
from kiosk.crypto import keys
from kiosk.error_codes import Rejection
from tests.hub.samples import Box


def test_an_opened_event_has_its_clear_body_and_hash(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    opened = open_event(hub, "SA", envelope(box.sealed(sent)), {keys.verify_key(box.seed): False})
    assert isinstance(opened, OpenedEvent) and not opened.revoked
    assert (unpack(opened.incoming.packed).decode(), opened.incoming.sha256) == (sent["body"], sent["sha256"])


def test_a_revoked_key_is_said_and_left_to_intake(hub: Hub, box: Box) -> None:
    opened = open_event(hub, "SA", envelope(box.sealed(box.submitted())), {keys.verify_key(box.seed): True})
    assert isinstance(opened, OpenedEvent) and opened.revoked


def test_what_no_key_of_the_site_signed_is_refused(hub: Hub, box: Box) -> None:
    sealed = envelope(box.sealed(box.submitted()))
    stranger = keys.verify_key(keys.new_signing_key())
    assert open_event(hub, "SA", sealed, {stranger: False}) == RefusedEvent(Rejection.BAD_SIGNATURE, "signature")

"""What a box sent by hand is taken as a batch of the wire is: once, in order, and answered alike however often."""

import pytest

from hub.hub import Hub
from hub.sites.sites import revoke
from kiosk.domain.proofs import acknowledgement
from kiosk.errors import Refused
from tests.hub.bundles.by_hand import Made, bundle, taken, told
from tests.hub.samples import Box


def refused(hub: Hub, data: bytes) -> str:
    with pytest.raises(Refused) as reason:
        taken(hub, data)
    return str(reason.value.code)


def test_an_event_is_stored_once_and_acknowledged_alike_by_hand_and_by_wire(hub: Hub, box: Box) -> None:
    by_hand, by_wire = box.submitted(), box.submitted()
    assert box.outcomes(by_wire) == ["acknowledged"]
    data = bundle(hub, box, by_hand, by_wire)
    first = taken(hub, data)
    assert (first.events, first.taken, first.refused) == (2, 1, 0)
    events, updates = told(hub)
    assert [event["outcome"] for event in events] == ["acknowledged", "duplicate"] and not updates
    for event, sent in zip(events, (by_hand, by_wire), strict=True):
        acknowledgement.read_of_event(
            event, hub.verify_key, event=sent["id"], sha256=sent["sha256"], site="SA", reference=sent["reference"]
        )
    assert taken(hub, data).taken == 0
    again, _ = told(hub)
    assert [event["statement"] for event in again] == [event["statement"] for event in events]
    assert box.outcomes(by_hand) == ["duplicate"]


def test_a_bundle_for_another_hub_of_a_stranger_or_of_a_stolen_box_is_refused_whole(
    hub: Hub, box: Box, other_box: Box
) -> None:
    case = box.submitted()
    assert refused(hub, bundle(hub, box, case, made=Made(hub="ab" * 32))) == "bundle-of-another-hub"
    assert refused(hub, bundle(hub, box, case, made=Made(seed=bytes(32)))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="BZ"))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="ZZ"))) == "unknown-site"
    data = bundle(hub, box, case)
    revoke(hub.store, "SA", hub.clock)
    assert refused(hub, data) == "bundle-of-revoked-site"
    assert other_box.outcomes(other_box.submitted()) == ["acknowledged"]


def test_a_half_written_file_and_an_answer_are_named_as_such(hub: Hub, box: Box) -> None:
    data = bundle(hub, box, box.submitted())
    for place in (0, 15, 60, 130, 200, len(data) - 1):
        assert refused(hub, data[:place]) == "bundle-cut"
    assert refused(hub, b"PARVIS-ANSWER-1\n" + data[16:]) == "answer-for-a-bundle"
    assert refused(hub, data[:40] + bytes(80) + data[120:]) == "bundle-damaged"
    assert refused(hub, data[:32] + bytes(8) + data[40:]) == "bundle-of-another-hub"

"""The events of a bundle are judged one by one, and its heartbeat by its age."""

import json
from datetime import timedelta

from hub.hub import Hub
from hub.sites.sites import site_by_code
from kiosk.domain.bundles.messages import BundledEvent
from kiosk.domain.events.wire.writing import encode
from tests.hub.bundles.by_hand import Made, bundle, taken, told
from tests.hub.samples import Box, heartbeat


def test_one_bad_event_spoils_no_other_and_what_is_no_event_ends_nothing(hub: Hub, box: Box) -> None:
    good, forged = box.submitted(), box.submitted()
    forged["sha256"] = "0" * 64
    strange = encode(BundledEvent(event={"id": 7}))
    done = taken(hub, bundle(hub, box, forged, good, strange=[strange]))
    assert (done.events, done.taken, done.refused) == (3, 1, 2)
    events, _ = told(hub)
    assert [event["outcome"] for event in events] == ["rejected", "acknowledged"]
    assert json.loads(events[0]["statement"])["refused"] == forged["id"]


def test_a_stick_of_last_week_says_nothing_newer_than_the_wire(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(1042, 3))
    old = Made(made_at=hub.clock.now() - timedelta(days=7), said={"unsent": 40, "last_counter": 900})
    case = box.submitted()
    taken(hub, bundle(hub, box, case, made=old))
    site = site_by_code(hub.store, "SA")
    assert (site.unsent, site.highest_counter) == (3, max(1042, int(case["reference"][2:-1])))
    newer = Made(id="c" * 32, made_at=hub.clock.now() + timedelta(days=4000), said={"unsent": 9, "last_counter": 2000})
    taken(hub, bundle(hub, box, made=newer))
    site = site_by_code(hub.store, "SA")
    assert (site.unsent, site.highest_counter) == (9, 2000)
    assert site.heard_at is not None and site.heard_at <= hub.clock.now(), "a clock ten years ahead is heard now"

"""What a box sent by hand is taken as a batch of the wire is: once, in order, and answered."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from hub import bundles
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import ASKED
from hub.sites.sites import revoke_site, site_by_code
from kiosk.crypto import keys
from kiosk.domain.answers import attachment
from kiosk.domain.events.sealed import reader_id, seal_message
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Refused
from kiosk.files.carried_file import open_carried, write_carried
from tests.hub.bundles.by_hand import Made, bundle, parts_of, taken, told
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, listing
from tests.hub.samples import Box, erase_case, heartbeat


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
    events, updates = told(hub, box)
    assert [event["outcome"] for event in events] == ["acknowledged", "duplicate"] and not updates
    for event, sent in zip(events, (by_hand, by_wire), strict=True):
        signed_statement.read_of_event(
            event, hub.ring.verify_key, event=sent["id"], sha256=sent["sha256"], site="SA", reference=sent["reference"]
        )
    assert taken(hub, data).taken == 0
    again, _ = told(hub, box)
    assert [event["statement"] for event in again] == [event["statement"] for event in events]
    assert box.outcomes(by_hand) == ["duplicate"]


def test_a_bundle_for_another_hub_of_a_stranger_or_a_stolen_box_is_refused(hub: Hub, box: Box, other_box: Box) -> None:
    case = box.submitted()
    assert refused(hub, bundle(hub, box, case, made=Made(hub=keys.verify_key(bytes(32))))) == "bundle-of-another-hub"
    assert refused(hub, bundle(hub, box, case, made=Made(seed=bytes(32)))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="BZ"))) == "bundle-forged"
    assert refused(hub, bundle(hub, box, case, made=Made(site="ZZ"))) == "unknown-site"
    data = bundle(hub, box, case)
    revoke_site(hub.store, "SA", hub.clock)
    assert refused(hub, data) == "bundle-of-revoked-site"
    assert other_box.outcomes(other_box.submitted()) == ["acknowledged"]


def test_a_file_that_is_cut_or_changed_an_answer_and_another_hubs_are_named_as_such(hub: Hub, box: Box) -> None:
    """T20: most changed bits were said to be a cut, so that whoever carries it was told the wrong thing."""
    data = bundle(hub, box, box.submitted())
    for place in (2, 15, 60, 130, 200, len(data) - 1):
        assert refused(hub, data[:place]) == "bundle-damaged"
    assert refused(hub, b"") == refused(hub, b"PARVIS") == "not-a-bundle"
    front = data.index(bytes.fromhex(reader_id(hub.ring.verify_key)))
    for place in (front, front + 8, front + 100, data.index(b"events/0"), len(data) - 40):
        assert refused(hub, data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]) == "bundle-damaged"
    taken(hub, data)
    assert refused(hub, bundles.read_answer(hub, "b" * 32)) == "answer-for-a-bundle"
    assert refused(hub, bundle(hub, box, more={"novelties/0": b""})) == "newer-bundle"


def test_a_part_that_another_signed_or_that_is_another_bundles_is_refused(hub: Hub, box: Box, other_box: Box) -> None:
    case = box.submitted()
    theirs = open_carried(BytesIO(bundle(hub, other_box, other_box.submitted())))
    assert refused(hub, bundle(hub, box, case, more={"events/1": theirs.read("events/0")})) == "bundle-forged"
    mine = open_carried(BytesIO(bundle(hub, box, case)))
    moved = b"".join(write_carried("c" * 32, [(name, mine.read(name)) for name in mine.names]))
    assert refused(hub, moved) == "bundle-forged"
    assert taken(hub, bundle(hub, box, case)).events == 1


def test_one_bad_event_spoils_no_other(hub: Hub, box: Box) -> None:
    good, forged = box.submitted(), box.submitted()
    forged["sha256"] = "0" * 64
    done = taken(hub, bundle(hub, box, forged, good))
    assert (done.events, done.taken, done.refused) == (2, 1, 1)
    events, _ = told(hub, box)
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


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_file_goes_by_chunks_and_one_that_no_event_lists_is_refused(hub: Hub, client: FlaskClient, box: Box) -> None:
    sender = Sender(client, hub, box, listing(box))
    manifest = seal_message(encode(sender.manifest()), box.seed, hub.ring.verify_key)
    chunks = {f"chunks/{attachment.hash_chunk(chunk).hex()}": chunk for chunk in sender.chunks}
    taken(hub, bundle(hub, box, sender.event, more={f"files/{NAME}": manifest, f"files/{'1' * 32}": manifest}))
    lacking, stray = (parts_of(hub, box)[f"files/{name}"] for name in (NAME, "1" * 32))
    assert len(lacking["missing"]) == len(chunks) and not lacking["signed"]
    assert (stray["code"], stray["signed"]) == ("unknown-attachment", None)
    taken(hub, bundle(hub, box, more={f"files/{NAME}": manifest} | chunks))
    assert parts_of(hub, box)[f"files/{NAME}"]["signed"]


def test_a_file_that_comes_again_is_answered_anew_in_the_place_of_the_answer_before(hub: Hub, box: Box) -> None:
    case = box.submitted()
    taken(hub, bundle(hub, box, case))
    taken(hub, bundle(hub, box, case))
    assert len(told(hub, box)[0]) == 1
    (shown,) = bundles.list_latest_bundles(hub)
    assert (shown.site, shown.site_name, shown.events, shown.has_answer) == ("SA", "Mairie de Saint-Aubin", 1, True)


def test_an_answer_that_nobody_fetches_goes_and_says_so(hub: Hub, box: Box, watch: Watch) -> None:
    data = bundle(hub, box, box.submitted())
    taken(hub, data)
    watch.ahead.append(timedelta(days=31))
    bundles.delete_old_answers(hub)
    assert not bundles.list_latest_bundles(hub)[0].has_answer
    with pytest.raises(Refused, match="answer-gone"):
        bundles.read_answer(hub, "b" * 32)
    taken(hub, data)
    assert told(hub, box)[0][0]["outcome"] == "duplicate"
    watch.ahead.append(timedelta(days=400))
    bundles.delete_old_answers(hub)
    assert bundles.list_latest_bundles(hub) == []


def test_an_erased_case_takes_the_kept_answers_of_sites_along(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    case = box.submitted()
    taken(hub, bundle(hub, box, case))
    decide_case(hub, paul, case["reference"], DraftDecision("in_progress", "", 0))
    taken(hub, bundle(hub, box, made=Made(id="c" * 32)))
    assert len(told(hub, box, "c" * 32)[1]) >= 1
    taken(hub, bundle(hub, other_box, other_box.submitted(), made=Made(id="d" * 32)))
    erase_case(hub, case["stream"], ASKED)
    with pytest.raises(Refused, match="answer-gone"):
        bundles.read_answer(hub, "c" * 32)
    assert told(hub, other_box, "d" * 32)[0]

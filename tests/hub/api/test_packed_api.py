"""Version 3 of the API: one signature each way, whatever became of each event."""

import json

import pytest
import zstandard
from flask.testing import FlaskClient
from msgspec.structs import replace
from sqlalchemy import func, select

from hub.hub import Hub
from hub.sites import sites
from hub.store.schema import event
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from hub.wire.batch import MOST_BYTES
from kiosk.connectors.hub.packed_batch import SentBatch
from kiosk.crypto import keys
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.packed import PACKED_VERSION, HelloStatement, PackedBatch
from kiosk.domain.events.wire.packing import pack
from kiosk.domain.proofs.signed_statement import from_wire
from tests.hub.packed import ASKED, batch, heartbeat, outcomes, post, sealed, sent
from tests.hub.samples import Box


def test_each_event_has_its_outcome_and_a_proof_of_its_own(client: FlaskClient, hub: Hub, box: Box) -> None:
    first = box.submitted()
    late, closed = box.supplement(first["reference"], "8" * 32, 2), box.supplement(box.submitted()["reference"])
    answers = sent(client, hub, box, batch(box, first, late, closed, first))
    assert outcomes(answers) == ["acknowledged", "later: out-of-order", "rejected: unknown-reference", "duplicate"]
    for answer in (answers.answers[0], answers.answers[3]):
        signed = from_wire({"statement": answer.statement.decode(), "signature": answer.signature.hex()})
        assert signed.verified_fields(hub.verify_key)["sha256"] == first["sha256"]
    with hub.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(event)).scalar_one() == 1


def test_what_version_3_took_version_2_acknowledges_by_itself(client: FlaskClient, hub: Hub, box: Box) -> None:
    """A box that was put back to an earlier version of the program asks again, and believes what it hears."""
    item = box.submitted()
    [packed] = sent(client, hub, box, batch(box, item)).answers
    [again] = box.send(item)["answers"]
    assert (again["outcome"], again["statement"]) == ("duplicate", packed.statement.decode())
    assert keys.verified(hub.verify_key, again["statement"].encode(), bytes.fromhex(again["signature"]))


def test_what_version_2_took_is_known_to_version_3(client: FlaskClient, hub: Hub, box: Box) -> None:
    item = box.submitted()
    [first] = box.send(item)["answers"]
    [again] = sent(client, hub, box, batch(box, item)).answers
    assert (again.outcome, again.statement.decode()) == ("duplicate", first["statement"])


def test_the_same_id_with_another_content_is_a_conflict(client: FlaskClient, hub: Hub, box: Box) -> None:
    one, twin = box.submitted(id="9" * 32), box.submitted(id="9" * 32)
    assert outcomes(sent(client, hub, box, batch(box, one, twin))) == ["acknowledged", "rejected: changed-event"]
    [noted] = [line for line in audit.lines(hub.store) if line.action == AuditAction.CONTENT_CONFLICT]
    assert (noted.reference, noted.detail) == (twin["reference"], "SA")


def test_an_event_that_travels_alone_is_believed_by_its_own_signature(client: FlaskClient, hub: Hub, box: Box) -> None:
    assert outcomes(sent(client, hub, box, batch(box, box.submitted(), alone=True))) == ["acknowledged"]
    stranger = keys.new_signing_key()
    forged = Box(box.enrolled, stranger, box.post, box.counter)
    assert outcomes(sent(client, hub, forged, batch(forged, forged.submitted(), alone=True))) == [
        "rejected: bad-signature"
    ]


def test_a_batch_that_nobody_of_the_site_signed_is_not_looked_at(client: FlaskClient, hub: Hub, box: Box) -> None:
    made = batch(box, box.submitted(), seed=keys.new_signing_key())
    answer = post(client, box, made.body)
    assert (answer.status_code, answer.json) == (422, {"error": "bad-signature"})
    with hub.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(event)).scalar_one() == 0


def test_an_empty_batch_is_a_heartbeat_and_its_answer_says_what_the_hub_takes(
    client: FlaskClient, hub: Hub, box: Box
) -> None:
    answers = sent(client, hub, box, batch(box))
    assert answers.standing is not None and not answers.answers
    assert (answers.standing.takes, answers.standing.dictionaries) == ((2, 3), DICTIONARIES)
    assert sites.all_sites(hub.store)[0].highest_counter == 1041


def test_the_numbers_of_a_batch_are_used_whatever_becomes_of_its_events(
    client: FlaskClient, hub: Hub, box: Box
) -> None:
    refused = box.submitted(follow_sha256="none")
    assert outcomes(sent(client, hub, box, batch(box, refused))) == ["rejected: bad-event"]
    assert sites.all_sites(hub.store)[0].highest_counter == box.counter


def test_a_batch_of_another_site_or_token_is_unknown(client: FlaskClient, box: Box, other_box: Box) -> None:
    assert post(client, box, batch(other_box).body).status_code == 401
    assert post(client, box, batch(box).body, Authorization="Bearer none").status_code == 401


def test_what_is_no_batch_is_refused_whole(client: FlaskClient, box: Box) -> None:
    silent = pack(PackedBatch(PACKED_VERSION, "SA", heartbeat(asked=None), ()))
    for bad in (
        b"",
        b"\xc1",
        pack(PackedBatch(PACKED_VERSION, "SA", heartbeat(), ()))[:-2],
        b"\x93\x02\xa2SA\x80",
        silent,
    ):
        assert post(client, box, bad).status_code == 400
    assert post(client, box, b"{}", **{"Content-Type": "application/json"}).status_code == 415
    assert client.get("/api/v3/events").status_code == 405


def test_two_hundred_megabytes_in_six_kilobytes_are_refused_here_too(client: FlaskClient, box: Box) -> None:
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    answer = post(client, box, bomb, **{"Content-Encoding": "zstd"})
    assert len(bomb) < 20_000 and answer.status_code == 413
    assert post(client, box, bytes(MOST_BYTES + 1)).status_code == 413


@pytest.mark.parametrize("asked", ["", "x", "7" * 31, "G" * 32])
def test_what_is_no_question_is_not_signed(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/api/v3/hello?asked={asked}").status_code == 400


def test_the_hub_signs_the_question_of_whoever_doubts_it(client: FlaskClient, hub: Hub) -> None:
    told = json.loads(client.get(f"/api/v3/hello?asked={ASKED}").data)
    assert from_wire(told).verified(HelloStatement, hub.verify_key).hello == ASKED


def test_an_event_in_a_batch_is_not_worth_less_than_its_header_says(client: FlaskClient, hub: Hub, box: Box) -> None:
    """A body that is another than its header promises is refused, and the box can believe the refusal."""
    [one, other] = sealed(box, box.submitted(), box.submitted())
    made = SentBatch([replace(one, sealed=other.sealed), other], "SA", box.seed, heartbeat())
    assert outcomes(sent(client, hub, box, made)) == ["rejected: wrong-hash", "acknowledged"]

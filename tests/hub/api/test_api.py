"""Whole requests: who may speak, how much, and in which shape."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient

from hub.api.caller import calling_site, heard
from hub.app import close_hub, create_hub
from hub.hub import Hub
from hub.monitoring import readiness
from hub.settings import HubSettings
from hub.sites import sites
from hub.wire.batch import MOST_BYTES
from kiosk.crypto import keys
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import MOST_EVENTS
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs.signed_statement import from_wire
from tests.hub.conftest import new_box
from tests.hub.samples import Box, heartbeat


def _headers(box: Box, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {box.token}", "Content-Type": "application/json", **more}


def _post(client: FlaskClient, box: Box, data: bytes, **more: str) -> tuple[int, Any]:
    answer = client.post("/api/v2/events", data=data, headers=_headers(box, **more))
    return answer.status_code, answer.json


def test_a_batch_travels_compressed(client: FlaskClient, box: Box) -> None:
    data = zstandard.compress(json.dumps(box.batch(box.submitted())).encode())
    status, answer = _post(client, box, data, **{"Content-Encoding": "zstd"})
    assert status == 200
    assert answer["answers"][0]["outcome"] == "acknowledged"


def test_a_streamed_frame_without_its_size_is_read(client: FlaskClient, box: Box) -> None:
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    data = packer.compress(json.dumps(box.batch()).encode()) + packer.flush()
    assert _post(client, box, data, **{"Content-Encoding": "zstd"})[0] == 200


def test_an_empty_batch_is_a_heartbeat(hub: Hub, box: Box) -> None:
    beat = heartbeat(1042, unsent=3, oldest_unsent_at="2026-11-24T13:05:00+00:00")
    assert box.send(heartbeat=beat)["answers"] == []
    [site] = sites.all_sites(hub.store)
    assert (site.unsent, site.highest_counter) == (3, 1042)
    assert site.oldest_unsent_at.isoformat() == "2026-11-24T13:05:00+00:00"
    assert abs((site.heard_at - hub.clock.now()).total_seconds()) < 10


def test_two_hundred_megabytes_in_six_kilobytes_are_refused(client: FlaskClient, box: Box) -> None:
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    assert len(bomb) < 20_000
    assert _post(client, box, bomb, **{"Content-Encoding": "zstd"}) == (413, {"error": "too-large"})


def test_a_frame_that_wants_a_huge_window_is_refused(client: FlaskClient, box: Box) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = packer.compress(json.dumps(box.batch()).encode()) + packer.flush()
    assert _post(client, box, data, **{"Content-Encoding": "zstd"}) == (400, {"error": "bad-request"})


def test_a_clear_body_over_the_cap_is_refused(client: FlaskClient, box: Box) -> None:
    assert _post(client, box, b" " * (MOST_BYTES + 1)) == (413, {"error": "too-large"})


def test_more_than_a_hundred_events_are_a_bad_request(client: FlaskClient, box: Box) -> None:
    events = [{"id": f"{number:032x}"} for number in range(MOST_EVENTS + 1)]
    batch = json.dumps({**box.batch(), "events": events}).encode()
    assert _post(client, box, batch) == (400, {"error": "bad-request"})


def test_what_is_no_batch_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    for data in [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"version":2}', json.dumps("x").encode()]:
        assert _post(client, box, data) == (400, {"error": "bad-request"})


def test_a_batch_of_another_shape_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    for part in [
        {"version": 1}, {"version": True}, {"heartbeat": None}, {"heartbeat": heartbeat(-1)},
        {"heartbeat": heartbeat(10**16)}, {"heartbeat": heartbeat(journal=(-1, "0" * 64))},
        {"heartbeat": heartbeat(journal=(1, "0" * 63))}, {"heartbeat": heartbeat(0, oldest_unsent_at="hier")},
        {"heartbeat": heartbeat(0, oldest_unsent_at="2026-11-24T13:05:00")}, {"events": {}}, {"events": [[]]},
        {"events": [{"id": "x"}]}, {"events": [{}]},
    ]:  # fmt: skip
        assert _post(client, box, json.dumps({**box.batch(), **part}).encode()) == (400, {"error": "bad-request"})


def test_a_torn_frame_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    data = zstandard.compress(json.dumps(box.batch(box.submitted())).encode())
    for torn in (data[:-20], b"\0" * 30, data[:5]):
        assert _post(client, box, torn, **{"Content-Encoding": "zstd"})[0] == 400


def test_another_media_type_or_encoding_is_refused(client: FlaskClient, box: Box) -> None:
    assert _post(client, box, b"{}", **{"Content-Type": "text/plain"}) == (415, {"error": "unknown-media-type"})
    assert _post(client, box, b"{}", **{"Content-Encoding": "gzip"}) == (415, {"error": "unknown-media-type"})


def test_nobody_speaks_without_a_token(client: FlaskClient, box: Box) -> None:
    for address in ["/api/v2/site", "/api/v2/updates"]:
        for header in ["", "Bearer ", "Bearer x", "Basic eDp5", "Bearer é", "bearer"]:
            answer = client.get(address, headers={"Authorization": header})
            assert (answer.status_code, answer.json) == (401, {"error": "unknown-site"})


def test_a_site_speaks_for_itself_only(client: FlaskClient, box: Box, other_box: Box) -> None:
    batch = json.dumps(other_box.batch()).encode()
    assert _post(client, box, batch) == (401, {"error": "unknown-site"})


def test_a_replaced_token_opens_nothing(hub: Hub, client: FlaskClient, box: Box) -> None:
    new = new_box(hub, "SA", box.post)
    assert client.get("/api/v2/site", headers=_headers(box)).status_code == 401
    assert client.get("/api/v2/site", headers=_headers(new)).status_code == 200


def test_a_revoked_site_is_a_stranger(hub: Hub, client: FlaskClient, box: Box, other_box: Box) -> None:
    sites.revoke(hub.store, "SA", hub.clock)
    assert client.get("/api/v2/site", headers=_headers(box)).status_code == 401
    assert client.get("/api/v2/updates", headers=_headers(box)).status_code == 401
    assert _post(client, box, json.dumps(box.batch()).encode()) == (401, {"error": "unknown-site"})
    assert client.get("/api/v2/site", headers=_headers(other_box)).status_code == 200


def test_a_site_learns_its_highest_counter(client: FlaskClient, box: Box) -> None:
    sent = box.submitted()
    box.send(sent, heartbeat=heartbeat(0))
    answer = client.get("/api/v2/site", headers=_headers(box)).json
    signed = answer.pop("keys")
    assert answer == {
        "version": 2,
        "site": "SA",
        "name": "Mairie de Saint-Aubin",
        "highest_counter": box.counter,
        "epoch": box.enrolled.epoch,
        "release": None,
    }
    assert keys.verified(box.enrolled.verify_key, signed["statement"].encode(), bytes.fromhex(signed["signature"]))
    assert json.loads(signed["statement"])["seal_key"] == box.enrolled.seal_key


def test_a_cursor_that_is_no_number_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    for query in ["after=-1", "after=x", "after=1e3", "limit=²", f"after={2**63}", "limit=99999999999"]:
        answer = client.get(f"/api/v2/updates?{query}", headers=_headers(box))
        assert (answer.status_code, answer.json) == (400, {"error": "bad-request"})


def test_what_is_not_there_is_said_in_json(client: FlaskClient) -> None:
    assert client.get("/api/v2/nothing").json == {"error": "not-found"}
    assert client.get("/api/v2/events").json == {"error": "not-allowed"}


def test_health_asks_the_database(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_what_is_no_question_is_not_signed(client: FlaskClient) -> None:
    for asked in ["", "x", "7" * 31, "G" * 32]:
        assert client.get(f"/api/v2/hello?asked={asked}").status_code == 400


def test_the_hub_signs_the_question_of_whoever_doubts_it(client: FlaskClient, hub: Hub) -> None:
    told = client.get(f"/api/v2/hello?asked={'7' * 32}").json
    assert from_wire(told).verified(HelloStatement, hub.verify_key).hello == "7" * 32


def test_an_answer_is_packed_for_whoever_takes_that(client: FlaskClient, box: Box) -> None:
    sent = box.submitted()
    _, plain = _post(client, box, json.dumps(box.batch(sent)).encode())
    data = json.dumps(box.batch(sent)).encode()
    answer = client.post("/api/v2/events", data=data, headers=_headers(box, **{"Accept-Encoding": "gzip, zstd"}))
    assert answer.headers["Content-Encoding"] == "zstd"
    [again] = json.loads(zstandard.decompress(answer.data))["answers"]
    assert again["statement"] == plain["answers"][0]["statement"]


def test_a_box_that_says_nothing_of_itself_is_heard_all_the_same(app: Flask, hub: Hub, box: Box) -> None:
    with app.test_request_context(headers={"Authorization": f"Bearer {box.token}"}):
        assert heard(hub, calling_site(), Heartbeat(unsent=0, last_counter=0)).epoch == box.enrolled.epoch


TOKEN = "a token of thirty-two characters"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def watched(settings: HubSettings, tmp_path: Path) -> Iterator[FlaskClient]:
    """A hub behind a proxy, with a token for its figures."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    app = create_hub(
        replace(settings, metrics_token_file=str(tmp_path / "token"), address="https://hub.example", proxies=1)
    )
    yield app.test_client()
    close_hub(app)


def test_a_load_balancer_learns_whether_the_hub_is_ready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    answer = client.get("/readyz", environ_base=ELSEWHERE)
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "faults": []})
    monkeypatch.setattr(readiness, "LEAST_BYTES", 10**18)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not-ready", "faults": ["disk-full"]})


def test_this_machine_may_read_the_figures_and_nobody_elsewhere(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain; version=")
    for stranger in (
        {"environ_base": ELSEWHERE},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Host": "hub.example"}},
        {"headers": {"Authorization": "Bearer "}, "environ_base": ELSEWHERE},
    ):
        answer = client.get("/metrics", **stranger)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json) == (401, {"error": "unknown-site"}), stranger
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_opens_the_figures_from_elsewhere(watched: FlaskClient) -> None:
    from_elsewhere = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    for token, status in ((TOKEN, 200), (TOKEN + "x", 401), ("", 401)):
        headers = from_elsewhere | {"Authorization": f"Bearer {token}"}
        assert watched.get("/metrics", headers=headers).status_code == status
    assert watched.get("/metrics", headers=from_elsewhere).status_code == 401

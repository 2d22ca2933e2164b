"""Whole requests: who may speak, how much, and in which shape."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from psycopg import errors
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from hub.api.api import EXTENSION, Turns, calling_site, its_turn, take_heartbeat
from hub.api.openapi import description
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.monitoring import instruments
from hub.people.people import Staff
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites import sites
from hub.sites.sites import enrol, invite
from hub.wire import MOST_BYTES
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.events.sealed import MEDIA_TYPE, reader_id, seal_message
from kiosk.domain.events.wire.batch import EnrolmentAnswer, Heartbeat
from kiosk.domain.events.wire.reading import MOST_EVENTS
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs.enrolment import make_question
from kiosk.domain.proofs.signed_statement import statement_from_wire
from tests.gallery.site.cast import Watch
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.line_client import opened
from tests.hub.conftest import new_box
from tests.hub.described import shape_faults
from tests.hub.samples import Box, heartbeat


def _headers(box: Box, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {box.token}", "Content-Type": "application/json", **more}


def _post(client: FlaskClient, box: Box, data: bytes, **more: str) -> tuple[int, Any]:
    answer = client.post("/api/v2/events", data=data, headers=_headers(box, **more))
    return answer.status_code, answer.json


def _sealed(hub: Hub, packed: bytes) -> bytes:
    """What anybody can seal to the hub: it needs no site's key."""
    return bytes.fromhex(reader_id(hub.ring.verify_key)) + sealing.seal_bytes(
        sealing.public_of_signer(hub.ring.verify_key), packed
    )


def _post_sealed(client: FlaskClient, box: Box, message: bytes) -> tuple[int, Any]:
    return _post(client, box, message, **{"Content-Type": MEDIA_TYPE})


def test_nothing_that_a_site_is_told_can_be_read_on_the_way(app: Flask, hub: Hub, box: Box, paul: Staff) -> None:
    """T6: who was refused what, and why, stood in clear within the body, for whoever opens TLS."""
    case = box.send_case()
    decide_case(hub, paul, case["reference"], DraftDecision("refused", "Il manque le timbre fiscal.", 0))
    line = FlaskClient(app, app.response_class)
    for address in ("/api/v2/site", "/api/v2/updates"):
        answer = line.get(address, headers=_headers(box))
        assert answer.mimetype == MEDIA_TYPE
        for word in (b"timbre fiscal", b"Benali", case["reference"].encode(), b"Saint-Aubin", b"statement"):
            assert word not in answer.data
    assert "timbre fiscal" in opened(answer.data, box.token).decode()


def test_a_site_is_answered_to_its_key_of_today_even_if_it_is_an_old_one_that_came_back(hub: Hub, box: Box) -> None:
    new_box(hub, "SA", box.post)
    secret = invite(hub, "SA")
    again = enrol(hub, make_question(secret, keys.verify_key(box.seed), "7" * 32), "127.0.0.1")
    assert isinstance(again, EnrolmentAnswer)
    assert sites.site_by_token(hub.store, again.token).verify_key == keys.verify_key(box.seed)


def test_an_empty_batch_is_a_heartbeat(hub: Hub, box: Box) -> None:
    beat = heartbeat(1042, unsent=3, oldest_unsent_at="2026-11-24T13:05:00+00:00")
    assert box.send(heartbeat=beat)["answers"] == []
    [site] = sites.all_sites(hub.store)
    assert (site.unsent, site.highest_counter) == (3, 1042)
    assert site.oldest_unsent_at.isoformat() == "2026-11-24T13:05:00+00:00"
    assert abs((site.heard_at - hub.clock.now()).total_seconds()) < 10


def test_two_hundred_megabytes_in_twenty_kilobytes_and_a_huge_window_are_refused(
    hub: Hub, client: FlaskClient, box: Box
) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200_000_000))
    assert len(bomb) < 20_000
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    wide = packer.compress(json.dumps(box.batch()).encode()) + packer.flush()
    for packed in (bomb, wide, b"no frame"):
        assert _post_sealed(client, box, _sealed(hub, packed)) == (400, {"error": "bad-request"})
    assert _post_sealed(client, box, b" " * (MOST_BYTES + 1)) == (413, {"error": "too-large"})


def test_what_another_key_signed_or_is_sealed_to_another_or_cut_is_refused(
    hub: Hub, client: FlaskClient, box: Box, other_box: Box
) -> None:
    batch = json.dumps(box.batch()).encode()
    whole = seal_message(batch, box.seed, hub.ring.verify_key)
    assert _post_sealed(client, box, seal_message(batch, other_box.seed, hub.ring.verify_key)) == (
        422, {"error": "bad-signature"},
    )  # fmt: skip
    for wrong in (seal_message(batch, box.seed, keys.verify_key(box.seed)), whole[:-1], whole[:20], b""):
        assert _post_sealed(client, box, wrong) == (400, {"error": "bad-request"})
    assert _post_sealed(client, box, whole)[0] == 200


def test_what_is_no_batch_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    for data in [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"version":2}', json.dumps("x").encode()]:
        assert _post(client, box, data) == (400, {"error": "bad-request"})
    events = [{"id": f"{number:032x}"} for number in range(MOST_EVENTS + 1)]
    batch = json.dumps({**box.batch(), "events": events}).encode()
    assert _post(client, box, batch) == (400, {"error": "bad-request"})
    for part in [
        {"version": 1}, {"version": True}, {"heartbeat": None}, {"heartbeat": heartbeat(-1)},
        {"heartbeat": heartbeat(10**16)}, {"heartbeat": heartbeat(journal=(-1, "0" * 64))},
        {"heartbeat": heartbeat(journal=(1, "0" * 63))}, {"heartbeat": heartbeat(0, oldest_unsent_at="hier")},
        {"heartbeat": heartbeat(0, oldest_unsent_at="2026-11-24T13:05:00")}, {"events": {}}, {"events": [[]]},
        {"events": [{"id": "x"}]}, {"events": [{}]},
    ]:  # fmt: skip
        assert _post(client, box, json.dumps({**box.batch(), **part}).encode()) == (400, {"error": "bad-request"})


def test_what_is_not_sealed_is_refused(app: Flask, box: Box) -> None:
    line = FlaskClient(app, app.response_class)
    for media in ("text/plain", "application/json"):
        answer = line.post("/api/v2/events", data=b"{}", headers=_headers(box, **{"Content-Type": media}))
        assert (answer.status_code, answer.json) == (415, {"error": "unknown-media-type"})


def test_nobody_speaks_without_a_token_and_a_site_for_itself(client: FlaskClient, box: Box, other_box: Box) -> None:
    for address in ["/api/v2/site", "/api/v2/updates"]:
        for header in ["", "Bearer ", "Bearer x", "Basic eDp5", "Bearer é", "bearer"]:
            answer = client.get(address, headers={"Authorization": header})
            assert (answer.status_code, answer.json) == (401, {"error": "unknown-site"})
    batch = json.dumps(other_box.batch()).encode()
    assert _post(client, box, batch) == (401, {"error": "unknown-site"})


def test_a_replaced_token_opens_nothing(hub: Hub, client: FlaskClient, box: Box) -> None:
    new = new_box(hub, "SA", box.post)
    assert client.get("/api/v2/site", headers=_headers(box)).status_code == 401
    assert client.get("/api/v2/site", headers=_headers(new)).status_code == 200


def test_a_revoked_site_is_a_stranger(hub: Hub, client: FlaskClient, box: Box, other_box: Box) -> None:
    sites.revoke_site(hub.store, "SA", hub.clock)
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
    assert keys.is_valid_signature(
        box.enrolled.verify_key, signed["statement"].encode(), bytes.fromhex(signed["signature"])
    )
    assert json.loads(signed["statement"])["seal_key"] == box.enrolled.seal_key


def test_a_cursor_that_is_no_number_is_a_bad_request(client: FlaskClient, box: Box) -> None:
    for query in ["after=-1", "after=x", "after=1e3", "limit=²", f"after={2**63}", "limit=99999999999"]:
        answer = client.get(f"/api/v2/updates?{query}", headers=_headers(box))
        assert (answer.status_code, answer.json) == (400, {"error": "bad-request"})


def test_the_hub_signs_the_question_of_whoever_doubts_it(client: FlaskClient, hub: Hub) -> None:
    assert client.get("/api/v2/nothing").json == {"error": "not-found"}
    assert client.get("/api/v2/events").json == {"error": "not-allowed"}
    assert client.get("/healthz").json == {"status": "ok"}
    for asked in ["", "x", "7" * 31, "G" * 32]:
        assert client.get(f"/api/v2/hello?asked={asked}").status_code == 400
    told = client.get(f"/api/v2/hello?asked={'7' * 32}").json
    assert statement_from_wire(told).verified(HelloStatement, hub.ring.verify_key).hello == "7" * 32


def test_a_box_that_says_nothing_of_itself_is_heard_all_the_same(app: Flask, hub: Hub, box: Box) -> None:
    with app.test_request_context(headers={"Authorization": f"Bearer {box.token}"}):
        assert take_heartbeat(hub, calling_site(), Heartbeat(unsent=0, last_counter=0)).epoch == box.enrolled.epoch


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
    monkeypatch.setattr(instruments, "LEAST_BYTES", 10**18)
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


def test_behind_more_cases_than_are_taken_in_two_seconds_one_is_told_when_to_come_again() -> None:
    """Cases are counted, not batches: there is a place behind small ones, and none behind one that is large."""
    turns, watch = Turns(), Watch()
    with turns.turn(watch, 100):
        watch.wait(timedelta(seconds=50))  # a tenth of a second a case, as it is reckoned from now on
    with turns.turn(watch, 20), turns.turn(watch, 20) as second:
        assert second == 0
    with turns.turn(watch, 100), turns.turn(watch, 1) as late:
        assert 5 <= late <= 15
    with turns.turn(watch, 100) as again:
        assert again == 0


def test_whoever_waits_gets_the_turn_that_is_given_back_or_is_told_to_come_again() -> None:
    turns, clock, heard = Turns(at_once=1), Clock(), list[int]()

    def wait() -> None:
        with turns.turn(clock, 1) as late:
            heard.append(late)

    waiting = threading.Thread(target=wait)
    with turns.turn(clock, 1):
        waiting.start()
    waiting.join()
    assert heard == [0]
    turns, clock = Turns(at_once=1, wait_s=0.01), Clock()
    with turns.turn(clock, 1), turns.turn(clock, 1) as late:
        assert late > 0
    turns, clock = Turns(at_once=1, wait_s=0), Clock()
    with pytest.raises(ValueError), turns.turn(clock, 1):
        raise ValueError
    with turns.turn(clock, 1) as again:
        assert again == 0


def test_a_busy_hub_says_so_takes_nothing_and_still_shows_its_pages(app: Flask, box: Box, instructor: Browser) -> None:
    app.extensions[EXTENSION] = turns = Turns(at_once=1, wait_s=0)
    batch = box.batch(box.submitted())
    client, headers = app.test_client(), {"Authorization": f"Bearer {box.token}"}
    with turns.turn(Clock(), 1):
        busy = client.post("/api/v2/events", json=batch, headers=headers)
        assert instructor.open("/").status == 200
    assert (busy.status_code, busy.json) == (503, {"error": "unavailable"}) and int(busy.headers["Retry-After"]) >= 1
    [answer] = client.post("/api/v2/events", json=batch, headers=headers).json["answers"]
    assert answer["outcome"] == "acknowledged"


def test_a_lock_that_does_not_come_says_when_to_come_again_and_a_database_away_does_not(app: Flask, hub: Hub) -> None:
    late = OperationalError("SELECT", None, errors.LockNotAvailable())
    with app.app_context(), pytest.raises(ServiceUnavailable) as told, its_turn(hub, 1):
        raise late
    assert isinstance(told.value.retry_after, int) and told.value.retry_after > 0
    away = OperationalError("SELECT", None, errors.ConnectionFailure())
    with app.app_context(), pytest.raises(OperationalError), its_turn(hub, 1):
        raise away


def test_every_route_of_the_api_is_described_and_no_other(app: Flask) -> None:
    validate(description())
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule in ("/healthz", "/readyz", "/metrics")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, methods in description()["paths"].items() for method in methods}
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            endpoint, _ = app.url_map.bind("localhost").match(path, method.upper())
            assert endpoint.rpartition(".")[2] == operation["operationId"]
    assert app.test_client().get("/api/openapi.json").json == description()


def test_what_a_box_sends_and_what_it_is_told_have_the_described_shapes(box: Box) -> None:
    sent = box.submitted()
    kinds = (box.supplement, box.correction, box.withdrawal)
    added = [make(sent["reference"], sent["stream"], place) for place, make in enumerate(kinds, 2)]
    batch = box.batch(sent, *added, box.prepared())
    assert shape_faults("Batch", batch) == []
    for given in box.post(batch, box.token)["answers"]:
        assert shape_faults("EventAcknowledgement", json.loads(given["statement"])) == []

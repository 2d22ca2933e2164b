"""The same event many times at once, over a real HTTP server (OpenCRVS #7477, KoboToolbox #470)."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from flask import Flask

from hub.server import make_server
from tests.gallery.site.line_client import opened, sealed_batch
from tests.hub.samples import Box

TWINS = 5


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server(app)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield "http://{}:{}".format(*server.bind_addr)
    server.stop()
    thread.join(60)


def _at_once(address: str, box: Box, batches: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    gate = threading.Barrier(len(batches), timeout=60)

    def send(batch: dict[str, Any]) -> list[dict[str, Any]]:
        with httpx.Client(trust_env=False) as client:
            gate.wait()
            answer = client.post(f"{address}/api/v2/events", **sealed_batch(batch, box.token), timeout=30)
        assert answer.status_code == 200, answer.text
        given: list[dict[str, Any]] = json.loads(opened(answer.content, box.token))["answers"]
        return given

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(send, batches))


def test_five_rivals_for_one_reference_leave_one_case(address: str, box: Box) -> None:
    for _ in range(5):
        first = box.submitted()
        rivals = [first, *(box.submitted(reference=first["reference"]) for _ in range(TWINS - 1))]
        answers = [answer for [answer] in _at_once(address, box, [box.batch(rival) for rival in rivals])]
        codes = Counter(answer.get("code", answer["outcome"]) for answer in answers)
        assert codes == {"acknowledged": 1, "reference-taken": TWINS - 1}


def test_five_rivals_for_one_place_leave_one_event(address: str, box: Box) -> None:
    sent = box.send_case()
    rivals = [box.supplement(sent["reference"], sent["stream"], 2) for _ in range(TWINS)]
    answers = [answer for [answer] in _at_once(address, box, [box.batch(rival) for rival in rivals])]
    codes = Counter(answer.get("code", answer["outcome"]) for answer in answers)
    assert codes == {"acknowledged": 1, "sequence-taken": TWINS - 1}


def test_whole_batches_sent_twice_at_once_in_other_orders_meet_in_one_truth(address: str, box: Box) -> None:
    sent = [box.submitted() for _ in range(30)]
    answers = _at_once(address, box, [box.batch(*sent), box.batch(*reversed(sent))])
    flat = [answer for batch in answers for answer in batch]
    assert Counter(answer["outcome"] for answer in flat) == {"acknowledged": 30, "duplicate": 30}

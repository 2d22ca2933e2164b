"""A site's question by name is signed by its own key, its answer by the hub; whoever has the token alone is refused."""

import json
from typing import Any

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.sites.sites import revoke
from hub.work.named_for_site import MINUTE
from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from tests.hub.samples import Box

ASKED = "a" * 32


def ask(client: FlaskClient, box: Box, seed: bytes = b"", **changes: Any) -> tuple[int, dict[str, Any]]:
    """The status, and what the hub signed."""
    question = {
        "version": 2, "asked": ASKED, "site": box.code, "at": "2026-12-02T09:00:00.000000+00:00", "mediator": "b" * 32,
        "services": ["etat-civil"], "name": "Benali",
    } | changes  # fmt: skip
    statement = canonical(question)
    signed = {"version": 2, "statement": statement.decode(), "signature": keys.sign(seed or box.seed, statement).hex()}
    answer = client.post("/api/v2/named", json=signed, headers={"Authorization": f"Bearer {box.token}"})
    return answer.status_code, json.loads((answer.json or {}).get("statement", "{}"))


def test_the_hub_answers_what_the_site_signed_and_names_nothing_else_of_the_case(client: FlaskClient, box: Box) -> None:
    made = box.submitted()
    box.send(made)
    status, told = ask(client, box)
    assert (status, told["asked"], told["more"]) == (200, ASKED, False)
    (case,) = told["named"]
    assert (case["reference"], case["person"], case["birth_year"]) == (made["reference"], "Awa Benali", "1945")
    for secret in ("1945-03-02", "Ma retraite", "33612345678"):
        assert secret not in json.dumps(told)


def test_another_key_another_site_and_no_shape_are_refused(
    client: FlaskClient, hub: Hub, box: Box, other_box: Box
) -> None:
    assert ask(client, box, seed=other_box.seed)[0] == 422
    assert ask(client, box, site="BZ")[0] == 401
    assert ask(client, box, services=[])[0] == 400
    assert ask(client, box, name="02/03/1945")[0] == 400
    assert client.post("/api/v2/named", json={}).status_code == 401
    revoke(hub.store, "SA", hub.clock)
    assert ask(client, box)[0] == 401


def test_what_is_no_signature_is_no_question(client: FlaskClient, box: Box) -> None:
    for signature in ["", "zz" * 64]:
        signed = {"version": 2, "statement": "{}", "signature": signature}
        answer = client.post("/api/v2/named", json=signed, headers={"Authorization": f"Bearer {box.token}"})
        assert answer.status_code == 400


def test_who_asks_too_often_is_told_to_wait(client: FlaskClient, box: Box) -> None:
    for _ in range(MINUTE.most):
        assert ask(client, box)[0] == 200
    assert ask(client, box) == (429, {})

"""A site asks where a case is for somebody at its terminal; the answer is signed, and says nothing to who guesses."""

import json
from typing import Any

from flask.testing import FlaskClient

from hub.api.whereabouts_api import GUESSES
from kiosk.crypto import keys
from tests.hub.samples import FOLLOW_CODE, Box
from tests.hub.screens.test_receipt import paper

ASKED = "a" * 32


def ask(client: FlaskClient, box: Box, **question: str) -> tuple[int, dict[str, Any]]:
    """The status, and what the hub signed."""
    asked = {"version": 2, "asked": ASKED} | question
    answer = client.post("/api/v2/whereabouts", json=asked, headers={"Authorization": f"Bearer {box.token}"})
    return answer.status_code, json.loads(answer.json.get("statement", "{}"))


def test_a_number_with_its_code_or_a_receipt_is_told_where_the_case_is(
    client: FlaskClient, box: Box, other_box: Box
) -> None:
    made = box.submitted()
    box.send(made)
    follow = keys.token_hash(FOLLOW_CODE)
    for question in ({"reference": made["reference"], "follow_sha256": follow}, {"proof": paper(made, box)}):
        status, told = ask(client, other_box, **question)
        assert (status, told["reference"], told["asked"], told["words"]) == (200, made["reference"], ASKED, "")
        assert "Benali" not in json.dumps(told)


def test_a_wrong_number_a_wrong_code_and_nothing_at_all_hear_the_same(client: FlaskClient, box: Box) -> None:
    made = box.submitted()
    box.send(made)
    unknown = box.submitted()["reference"]
    right, wrong = keys.token_hash(FOLLOW_CODE), keys.token_hash("AAAAAAAAAA")
    answers = [
        ask(client, box, **question)
        for question in (
            {"reference": made["reference"], "follow_sha256": wrong},
            {"reference": unknown, "follow_sha256": right},
            {"reference": made["reference"]},
            {"proof": "ABC"},
            {},
        )
    ]
    assert answers == [(200, {"version": 2, "asked": ASKED, "unknown": True})] * 5


def test_a_stranger_is_told_nothing_and_a_site_that_guesses_is_stopped(client: FlaskClient, box: Box) -> None:
    assert client.post("/api/v2/whereabouts", json={"version": 2, "asked": ASKED}).status_code == 401
    for _ in range(GUESSES.most):
        ask(client, box)
    assert ask(client, box) == (429, {})

"""Sites ask by a number or a name, and what was published; the answers are signed."""

import hashlib
import json
from typing import Any

from flask.testing import FlaskClient

from hub import publications
from hub.api.api import GUESSES
from hub.cases.case_list import MINUTE
from hub.hub import Hub
from hub.sites.sites import revoke
from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import convert
from kiosk.domain.published.documents import Told
from tests.gallery.site.authority import Authority
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
    made = box.send_case()
    follow = keys.token_hash(FOLLOW_CODE)
    for question in ({"reference": made["reference"], "follow_sha256": follow}, {"proof": paper(made, box)}):
        status, told = ask(client, other_box, **question)
        assert (status, told["reference"], told["asked"], told["words"]) == (200, made["reference"], ASKED, "")
        assert "Benali" not in json.dumps(told)


def test_a_wrong_number_a_wrong_code_and_nothing_at_all_hear_the_same(client: FlaskClient, box: Box) -> None:
    made = box.send_case()
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


def ask_by_name(client: FlaskClient, box: Box, **changes: Any) -> tuple[int, dict[str, Any]]:
    """The status, and what the hub signed."""
    question = {
        "version": 2, "asked": ASKED, "site": box.code, "at": "2026-12-02T09:00:00.000000+00:00", "mediator": "b" * 32,
        "services": ["etat-civil"], "name": "Benali",
    } | changes  # fmt: skip
    answer = client.post("/api/v2/named", json=question, headers={"Authorization": f"Bearer {box.token}"})
    return answer.status_code, json.loads((answer.json or {}).get("statement", "{}"))


def test_the_hub_answers_what_the_site_signed_and_names_nothing_else_of_the_case(client: FlaskClient, box: Box) -> None:
    made = box.send_case()
    status, told = ask_by_name(client, box)
    assert (status, told["asked"], told["more"]) == (200, ASKED, False)
    (case,) = told["named"]
    assert (case["reference"], case["person"], case["birth_year"]) == (made["reference"], "Awa Benali", "1945")
    for secret in ("1945-03-02", "Ma retraite", "33612345678"):
        assert secret not in json.dumps(told)


def test_another_site_and_no_shape_are_refused(client: FlaskClient, hub: Hub, box: Box) -> None:
    assert ask_by_name(client, box, site="BZ")[0] == 401
    assert ask_by_name(client, box, services=[])[0] == 400
    assert ask_by_name(client, box, name="02/03/1945")[0] == 400
    assert client.post("/api/v2/named", json={}).status_code == 401
    revoke(hub.store, "SA", hub.clock)
    assert ask_by_name(client, box)[0] == 401


def test_who_asks_too_often_is_told_to_wait(client: FlaskClient, box: Box) -> None:
    for _ in range(MINUTE.most):
        assert ask_by_name(client, box)[0] == 200
    assert ask_by_name(client, box) == (429, {})


FILES = {("sheet", "a.yaml"): b"one"}


def test_a_site_is_told_its_own_lists_and_how_far_it_has_come_is_kept(client: FlaskClient, hub: Hub, box: Box) -> None:
    authority, bearer = Authority(), {"Authorization": f"Bearer {box.enrolled.token}"}
    publications.take(hub, authority.bundle(1, FILES))
    told = convert(Told, client.get("/api/v2/published?after=0", headers=bearer).json)
    assert (told.cursor, told.roots, told.lists) == (2, (authority.root(),), (authority.list(1, FILES),))
    assert client.get("/api/v2/published?after=2&fault=no-root", headers=bearer).json["lists"] == []
    assert [(site.cursor, site.fault) for site in publications.every(hub)] == [(2, "no-root")]
    wanted = hashlib.sha256(b"one").hexdigest()
    assert client.get(f"/api/v2/published/{wanted}", headers=bearer).data == b"one"


def test_nothing_is_told_to_a_stranger_nor_of_what_is_not_there(client: FlaskClient, hub: Hub, box: Box) -> None:
    bearer = {"Authorization": f"Bearer {box.enrolled.token}"}
    assert client.get("/api/v2/published").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}", headers=bearer).status_code == 404
    assert client.get("/api/v2/published?after=-1", headers=bearer).status_code == 400
    assert client.get("/api/v2/published?fault=<script>", headers=bearer).status_code == 400

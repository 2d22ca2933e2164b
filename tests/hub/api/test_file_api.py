"""The addresses that take and give files: the shape is checked before anything is done, a full disk keeps nothing."""

import dataclasses
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from hub import publications
from hub.api.api import GUESSES
from hub.cases.case_list import MINUTE
from hub.decisions.decisions import DraftDecision, decide_case
from hub.files import kept_file
from hub.files.listed_file import NewDocument
from hub.hub import EXTENSION, Hub
from hub.objects import Folder
from hub.people.people import Staff
from hub.retention import ASKED as BY_REQUEST
from hub.sites.sites import revoke_site
from hub.store.schema import given_document
from kiosk.crypto import keys
from kiosk.domain.answers import attachment
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.domain.events.sealed import MEDIA_TYPE
from kiosk.domain.events.wire.batch import MOST_MANIFEST_BYTES, GivenManifest
from kiosk.domain.events.wire.reading import convert
from kiosk.domain.proofs import signed_statement
from kiosk.domain.published.documents import PublicationsAnswer
from tests.gallery.site.authority import Authority
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, lacks, listing
from tests.hub.samples import FOLLOW_CODE, Box, Item, erase_case, leave_due, query_rows
from tests.hub.screens.test_receipt import paper

CHUNK = "0" * 64
JSON, BYTES = "application/json", "application/octet-stream"


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box)
    box.send(event)
    return Sender(client, hub, box, event)


def test_the_shape_of_the_request_is_checked_first(client: FlaskClient, box: Box) -> None:
    for path, body, media_type, status in [
        (NAME, b"{}", JSON, 400), (NAME, b"", BYTES, 415), ("x", b"{}", JSON, 400),
        (NAME, bytes(MOST_MANIFEST_BYTES + 1), MEDIA_TYPE, 413), (f"{NAME}/{CHUNK}", b"", JSON, 415),
        (f"{NAME}/{CHUNK}?from=-1", b"", BYTES, 400), (f"{NAME}/{CHUNK}?from=²", b"", BYTES, 400),
        (f"{NAME}/{CHUNK[1:]}", b"", BYTES, 400), (f"{NAME[1:]}/{CHUNK}", b"", BYTES, 400),
        (f"{NAME}/{CHUNK}", bytes(CHUNK_BYTES + 1), BYTES, 413),
    ]:  # fmt: skip
        headers = {"Authorization": f"Bearer {box.token}", "Content-Type": media_type}
        assert client.put(f"/api/v2/files/{path}", data=body, headers=headers).status_code == status


def test_nobody_without_a_token_is_heard(client: FlaskClient) -> None:
    for path in (NAME, f"{NAME}/{CHUNK}"):
        assert client.put(f"/api/v2/files/{path}", headers={"Content-Type": JSON}).status_code == 401


def test_a_body_without_a_length_is_not_waited_for(client: FlaskClient, box: Box) -> None:
    headers = {"Authorization": f"Bearer {box.token}", "Content-Type": BYTES, "Transfer-Encoding": "chunked"}
    assert client.put(f"/api/v2/files/{NAME}/{CHUNK}", headers=headers).status_code == 411


def test_a_full_disk_is_503_and_nothing_half_there(hub: Hub, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    sender.ask()
    real = Folder.put

    def full(folder: Folder, name: str, content: bytes) -> None:
        real(folder, f"{name}.part", content[:1_000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    with pytest.raises(AssertionError, match="unavailable"):
        sender.chunk(0)
    monkeypatch.undo()
    sender.hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    assert lacks(sender.ask()) == [(0, 0)] and sender.all().signed


def test_a_line_that_breaks_within_a_chunk_leaves_what_came(sender: Sender) -> None:
    sender.ask()
    chunk = sender.chunks[0]
    headers = {"Authorization": f"Bearer {sender.box.token}", "Content-Type": BYTES}
    path = f"/api/v2/files/{NAME}/{attachment.hash_chunk(chunk).hex()}"
    sender.client.put(path, data=chunk[:50_000], headers=headers | {"Content-Length": str(len(chunk))})
    assert lacks(sender.ask()) == [(0, 50_000)]


LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 letter")
ASKED = "a" * 32


def _document(hub: Hub) -> str:
    return str(query_rows(hub, given_document.select()).one().id)


def _ask(client: FlaskClient, box: Box, document: str, **changes: Any) -> Any:
    said: dict[str, Any] = {"version": 2, "site": box.code, "given": document, "asked": ASKED, **changes}
    return client.post("/api/v2/given", json=said, headers={"Authorization": f"Bearer {box.token}"})


def test_the_site_is_told_what_it_is_made_of_and_gets_each_chunk(
    hub: Hub, client: FlaskClient, box: Box, paul: Staff, sent: Item
) -> None:
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    document = _document(hub)
    signed = signed_statement.statement_from_wire(_ask(client, box, document).json)
    manifest = signed.verified(GivenManifest, hub.ring.verify_key)
    assert (manifest.asked, manifest.given) == (ASKED, document)
    headers = {"Authorization": f"Bearer {box.token}"}
    chunks = [client.get(f"/api/v2/given/{document}/{name}", headers=headers).data for name in manifest.chunks]
    opens = (document, bytes.fromhex(manifest.key), bytes.fromhex(manifest.header))
    assert b"".join(attachment.decrypt_chunks(*opens, chunks)) == LETTER.data
    assert client.get(f"/api/v2/given/{document}/{'0' * 64}", headers=headers).status_code == 404
    assert client.get(f"/api/v2/given/{document}/x", headers=headers).status_code == 400


def test_nobody_else_gets_it(hub: Hub, client: FlaskClient, box: Box, other_box: Box, paul: Staff, sent: Item) -> None:
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    document = _document(hub)
    assert _ask(client, other_box, document).status_code == 404
    assert _ask(client, box, document, site="BZ").status_code == 401
    assert _ask(client, box, document, given="x").status_code == 400
    assert client.post("/api/v2/given", json={}).status_code == 401


def test_nobody_gets_it_before_it_left_nor_after_it_was_erased(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch, sent: Item
) -> None:
    slow = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = slow
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    document = _document(slow)
    assert _ask(client, box, document).status_code == 404
    watch.ahead.append(timedelta(minutes=10))
    assert leave_due(slow) == 1
    assert _ask(client, box, document).status_code == 200
    erase_case(slow, sent["stream"], BY_REQUEST)
    assert _ask(client, box, document).status_code == 404


def ask(client: FlaskClient, box: Box, **question: str) -> tuple[int, dict[str, Any]]:
    asked = {"version": 2, "asked": ASKED} | question
    answer = client.post("/api/v2/whereabouts", json=asked, headers={"Authorization": f"Bearer {box.token}"})
    return answer.status_code, json.loads(answer.json.get("statement", "{}"))


def test_a_number_with_code_or_receipt_is_told_where_the_case_is(client: FlaskClient, box: Box, other_box: Box) -> None:
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
    revoke_site(hub.store, "SA", hub.clock)
    assert ask_by_name(client, box)[0] == 401


def test_who_asks_too_often_is_told_to_wait(client: FlaskClient, box: Box) -> None:
    for _ in range(MINUTE.most):
        assert ask_by_name(client, box)[0] == 200
    assert ask_by_name(client, box) == (429, {})


FILES = {("sheet", "a.yaml"): b"one"}


def test_a_site_is_told_its_own_lists_and_how_far_it_has_come_is_kept(client: FlaskClient, hub: Hub, box: Box) -> None:
    authority, bearer = Authority(), {"Authorization": f"Bearer {box.enrolled.token}"}
    publications.take_publication(hub, authority.bundle(1, FILES))
    told = convert(PublicationsAnswer, client.get("/api/v2/published?after=0", headers=bearer).json)
    assert (told.cursor, told.roots, told.lists) == (2, (authority.root(),), (authority.list(1, FILES),))
    assert client.get("/api/v2/published?after=2&fault=no-root", headers=bearer).json["lists"] == []
    assert [(site.cursor, site.fault) for site in publications.list_site_publications(hub)] == [(2, "no-root")]
    wanted = hashlib.sha256(b"one").hexdigest()
    assert client.get(f"/api/v2/published/{wanted}", headers=bearer).data == b"one"


def test_nothing_is_told_to_a_stranger_nor_of_what_is_not_there(client: FlaskClient, hub: Hub, box: Box) -> None:
    bearer = {"Authorization": f"Bearer {box.enrolled.token}"}
    assert client.get("/api/v2/published").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}").status_code == 401
    assert client.get(f"/api/v2/published/{'0' * 64}", headers=bearer).status_code == 404
    assert client.get("/api/v2/published?after=-1", headers=bearer).status_code == 400
    assert client.get("/api/v2/published?fault=<script>", headers=bearer).status_code == 400

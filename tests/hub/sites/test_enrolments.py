"""A one-time code lets one box in, once."""

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from msgspec import to_builtins
from msgspec.structs import replace
from sqlalchemy import select

from hub.hub import Hub
from hub.sites.enrolments import TRIES, enrol, invite
from hub.sites.sites import add_site, revoke, signers, site_by_token
from hub.store.schema import enrolment
from kiosk.crypto import keys
from kiosk.domain.events.wire.batch import Enrolled, NotEnrolled
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs.enrolment import is_answer_to, locator, make_question, proof_key, read_code
from kiosk.errors import Refused
from tests.hub.conftest import Watch
from tests.hub.samples import query_rows

MINE, THEIRS = (keys.verify_key(bytes([number] * 32)) for number in (1, 2))
ELSEWHERE = "192.0.2.7"


@pytest.fixture
def code(hub: Hub) -> str:
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    return invite(hub, "SA")


def ask(hub: Hub, code: str, site_key: str = MINE, address: str = "192.0.2.1") -> Enrolled:
    asked = make_question(code, site_key, hub.clock.new_id())
    result = enrol(hub, asked, address)
    assert is_answer_to(proof_key(code), to_builtins(result), asked.nonce)
    assert isinstance(result, Enrolled)
    return result


def refused(hub: Hub, code: str, site_key: str = MINE) -> None:
    with pytest.raises(Refused, match="wrong-code"):
        ask(hub, code, site_key)


def test_a_box_with_the_code_is_believed_and_learns_whom_to_believe(hub: Hub, code: str) -> None:
    result = ask(hub, code)
    assert site_by_token(hub.store, result.token).code == result.site == "SA"
    assert (result.verify_key, result.seal_key) == (hub.verify_key, hub.ring.newest().pair.public.hex())
    assert signers(hub.store, "SA") == {MINE: False}


def test_the_code_is_kept_nowhere(hub: Hub, code: str) -> None:
    row = query_rows(hub, select(enrolment)).one()
    assert row.locator == locator(code)
    for secret in (read_code(code), code, proof_key(code).hex()):
        assert secret not in repr(row) and secret.encode() not in row.proof_key
    assert proof_key(code) not in row.proof_key


def test_a_lost_answer_may_be_asked_for_again_within_the_hour(hub: Hub, code: str, watch: Watch) -> None:
    first = ask(hub, code)
    watch.ahead.append(timedelta(minutes=59))
    second = ask(hub, code)
    assert second.token == first.token
    assert site_by_token(hub.store, first.token).code == "SA"
    watch.ahead.append(timedelta(minutes=2))
    refused(hub, code)


def test_a_box_that_is_another_site_learns_whose_the_code_is_and_nothing_changes(hub: Hub, code: str) -> None:
    asked = make_question(code, MINE, hub.clock.new_id(), "XX")
    result = enrol(hub, asked, ELSEWHERE)
    assert is_answer_to(proof_key(code), to_builtins(result), asked.nonce)
    assert isinstance(result, NotEnrolled) and (result.error, result.site) == ("another-site", "SA")
    assert signers(hub.store, "SA") == {}
    assert query_rows(hub, select(enrolment.c.used_at)).scalar_one() is None
    assert ask(hub, code, THEIRS).site == "SA", "the code can still be used, by another box too"


def test_a_question_that_arrives_late_shuts_no_box_out(hub: Hub, code: str) -> None:
    """The first of two tries was only slow: its answer goes nowhere, and the token of the second still counts."""
    late = make_question(code, MINE, "1" * 32)
    believed = ask(hub, code)
    enrol(hub, late, "192.0.2.1")
    assert site_by_token(hub.store, believed.token).code == "SA"


def test_a_new_code_gives_another_token(hub: Hub, code: str) -> None:
    before = ask(hub, code).token
    assert ask(hub, invite(hub, "SA")).token != before
    with pytest.raises(Refused, match="unknown-site"):
        site_by_token(hub.store, before)


def test_another_box_cannot_use_a_code_again(hub: Hub, code: str) -> None:
    ask(hub, code)
    refused(hub, code, THEIRS)
    assert signers(hub.store, "SA") == {MINE: False}


def test_a_code_lives_seven_days(hub: Hub, code: str, watch: Watch) -> None:
    watch.ahead.append(timedelta(days=7, minutes=1))
    refused(hub, code)


def test_a_new_code_makes_the_one_before_worthless(hub: Hub, code: str) -> None:
    new = invite(hub, "SA")
    refused(hub, code)
    assert ask(hub, new).site == "SA"


def test_a_code_dies_with_its_site(hub: Hub, code: str) -> None:
    revoke(hub.store, "SA", hub.clock)
    refused(hub, code)


def test_a_revoked_key_never_comes_back(hub: Hub, code: str) -> None:
    ask(hub, code)
    revoke(hub.store, "SA", hub.clock)
    new = invite(hub, "SA")
    result = enrol(hub, make_question(new, MINE, hub.clock.new_id()), ELSEWHERE)
    assert isinstance(result, NotEnrolled) and result.error == "revoked-key"
    assert signers(hub.store, "SA") == {MINE: True}
    assert ask(hub, new, THEIRS).site == "SA", "the code was not used"


def test_a_key_is_one_sites(hub: Hub, code: str) -> None:
    ask(hub, code)
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    other = invite(hub, "BZ")
    refused(hub, other, MINE)


def test_who_saw_the_question_pass_cannot_put_another_key_in_it(hub: Hub, code: str) -> None:
    asked = make_question(code, MINE, hub.clock.new_id())
    for change in ({"site_key": THEIRS}, {"nonce": "0" * 32}, {"proof": "0" * 64}):
        with pytest.raises(Refused, match="wrong-code"):
            enrol(hub, replace(asked, **change), "192.0.2.1")


def test_guessing_ends_after_a_few_tries_and_only_for_who_guesses(hub: Hub, code: str, watch: Watch) -> None:
    for _ in range(TRIES.most):
        refused(hub, "2345-6789-ABCD-EFGH")
    with pytest.raises(Refused, match="too-many-tries"):
        ask(hub, code)
    assert ask(hub, code, address=ELSEWHERE).site == "SA"
    watch.ahead.append(timedelta(minutes=61))
    refused(hub, "2345-6789-ABCD-EFGH")


def test_an_unknown_site_gets_no_code(hub: Hub) -> None:
    with pytest.raises(Refused, match="unknown-site"):
        invite(hub, "SA")


def test_enrolling_over_http_has_its_answers(hub: Hub, client: FlaskClient, code: str) -> None:
    asked = json.loads(encode(make_question(code, MINE, hub.clock.new_id())))
    assert client.post("/api/v2/enroll", json={**asked, "version": 1}).status_code == 400
    assert client.post("/api/v2/enroll", json=[]).status_code == 400
    assert client.post("/api/v2/enroll", data=b"{}").status_code == 415
    wrong = client.post("/api/v2/enroll", json={**asked, "proof": "0" * 64})
    assert (wrong.status_code, wrong.json) == (403, {"error": "wrong-code"})
    assert client.post("/api/v2/enroll", json=asked).json["site"] == "SA"
    for _ in range(TRIES.most):
        client.post("/api/v2/enroll", json={**asked, "proof": "0" * 64})
    turned_away = client.post("/api/v2/enroll", json=asked)
    assert (turned_away.status_code, turned_away.headers["Retry-After"]) == (429, "3600")

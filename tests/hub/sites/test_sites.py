"""Registering, enrolling, renaming and revoking sites."""

import json
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from msgspec import to_builtins
from msgspec.structs import replace
from sqlalchemy import select

from hub.hub import Hub
from hub.opening import begin_new_epoch
from hub.sites.fleet import announce_release, find_release_note
from hub.sites.sites import (
    LET_IN_WITHIN,
    TRIES,
    add_site,
    codes_of,
    enrol,
    invite,
    key_list,
    let_site_in,
    replace_site_code,
    revoke_site,
    signed_list_text,
    signers,
    site_by_code,
    site_by_token,
)
from hub.store.schema import enrolment, site
from kiosk.crypto import keys
from kiosk.domain.events.wire.batch import EnrolmentAnswer, EnrolmentRefusal
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs import receipt_proof, signed_statement
from kiosk.domain.proofs.enrolment import (
    derive_proof_key,
    is_answer_to,
    make_code_locator,
    make_question,
    parse_enrolment_code,
)
from kiosk.domain.proofs.receipt_proof import KeyList
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from tests.gallery.site.central import Central
from tests.hub.conftest import Watch, new_box
from tests.hub.described import shape_faults
from tests.hub.samples import Box, query_rows


def test_a_token_is_kept_as_its_hash_only(hub: Hub, box: Box) -> None:
    row = query_rows(hub, site.select()).one()
    assert box.token not in repr(row)
    assert site_by_token(hub.store, box.token).code == "SA"


def test_a_code_that_could_be_misread_or_of_no_site_is_refused(hub: Hub) -> None:
    for code in ["", "S", "SAINT", "sa", "S1", "OI", "S A"]:
        with pytest.raises(Refused, match="not-a-site-code"):
            add_site(hub.store, code, "Mairie", hub.clock)
    with pytest.raises(Refused, match="unknown-site"):
        revoke_site(hub.store, "SA", hub.clock)
    with pytest.raises(Refused, match="unknown-site"):
        site_by_code(hub.store, "SA")
    with pytest.raises(Refused, match="unknown-site"):
        invite(hub, "SA")


def test_a_stolen_boxs_signature_is_worth_nothing_from_then_on(hub: Hub, box: Box) -> None:
    before, during = box.submitted(), box.submitted()
    [first] = box.send(before)["answers"]
    revoke_site(hub.store, "SA", hub.clock)
    assert (site_by_code(hub.store, "SA").enrolled_at, list(signers(hub.store, "SA").values())) == (None, [True])
    new = new_box(hub, "SA", box.post)
    new.counter = box.counter
    assert new.outcomes(new.submitted()) == ["acknowledged"]
    thief = Box(new.enrolled, box.seed, box.post)  # were the new token stolen as well
    assert thief.outcomes(during) == ["rejected: revoked-site"]
    [again] = thief.send(before)["answers"]
    assert again == {**first, "outcome": "duplicate"}, "what was taken stays taken"


def test_what_a_box_signed_before_it_enrolled_again_is_still_its_own(hub: Hub, box: Box, watch: Watch) -> None:
    old = Box(box.enrolled, box.seed, box.post)
    watch.ahead.append(timedelta(days=1))
    new = new_box(hub, "SA", box.post)
    old.token = new.token
    assert old.outcomes(old.submitted()) == ["acknowledged"]
    assert list(signers(hub.store, "SA").values()) == [False, False]


DAY = date(2027, 1, 1)


def refusal(hub: Hub, old: str, new: str) -> str:
    with pytest.raises(Refused) as refused:
        replace_site_code(hub.store, old, new, DAY)
    return str(refused.value.code)


def test_a_site_gives_numbers_under_its_new_code_too(hub: Hub, box: Box) -> None:
    replace_site_code(hub.store, "SA", "VN", DAY)
    replace_site_code(hub.store, "SA", "VN", date(2027, 2, 1))
    with hub.store.reading() as connection:
        assert codes_of(connection, "SA") == {"SA", "VN"} and codes_of(connection, "BZ") == {"BZ"}


def test_a_code_belongs_to_one_site(hub: Hub, box: Box, other_box: Box) -> None:
    assert refusal(hub, "SA", other_box.code) == HubRefusal.SITE_EXISTS
    replace_site_code(hub.store, "SA", "VN", DAY)
    assert refusal(hub, other_box.code, "VN") == HubRefusal.SITE_EXISTS
    assert refusal(hub, "SA", "vn") == HubRefusal.NOT_A_SITE_CODE
    assert refusal(hub, "ZZ", "VX") == HubRefusal.UNKNOWN_SITE
    with pytest.raises(Refused, match="site-exists"):
        add_site(hub.store, "VN", "Val-Neuf", hub.clock)


def asked(client: FlaskClient, hub: Hub) -> KeyList:
    result = client.get("/api/v2/keys").get_json()
    assert not shape_faults("KeyListStatement", json.loads(result["statement"]))
    return receipt_proof.read_key_list(
        result["statement"].encode(), bytes.fromhex(result["signature"]), hub.ring.verify_key
    )


def test_who_asks_is_told_every_key_and_whose_it_is(client: FlaskClient, hub: Hub, box: Box, other_box: Box) -> None:
    result = asked(client, hub)
    assert [(key.site, key.name, key.key) for key in result.keys] == [
        ("SA", "Mairie de Saint-Aubin", keys.verify_key(box.seed)),
        ("BZ", "Mairie de Bruz", keys.verify_key(other_box.seed)),
    ]
    assert result.number == 2 and all(key.until is key.revoked is None for key in result.keys)
    content = json.loads(signed_list_text(hub))
    signature = bytes.fromhex(content["signature"])
    read = receipt_proof.read_key_list(content["statement"].encode(), signature, hub.ring.verify_key)
    assert read.keys == key_list(hub).keys


def test_a_key_that_is_replaced_or_revoked_stays_with_its_day_and_the_number_grows(
    client: FlaskClient, hub: Hub, box: Box, watch: Watch
) -> None:
    first = asked(client, hub)
    watch.ahead.append(timedelta(days=3))
    new_box(hub, "SA", box.post)
    second = asked(client, hub)
    replaced = hub.clock.now().date()
    assert [(key.until, key.revoked) for key in second.keys] == [(replaced, None), (None, None)]
    watch.ahead.append(timedelta(days=3))
    revoke_site(hub.store, "SA", hub.clock)
    third, given_up = asked(client, hub), hub.clock.now().date()
    assert [(key.until, key.revoked) for key in third.keys] == [(replaced, given_up), (given_up, given_up)]
    new_box(hub, "SA", box.post)
    fourth = asked(client, hub)
    assert [key.revoked for key in fourth.keys] == [given_up, given_up, None], "a new box makes no old key good"
    assert first.number < second.number < third.number < fourth.number
    assert second.replaces(first) and not first.replaces(second)
    watch.ahead.append(timedelta(days=3))
    revoke_site(hub.store, "SA", hub.clock)
    assert [key.revoked for key in asked(client, hub).keys][:2] == [given_up, given_up], "the first day counts"


def test_a_restored_hub_says_so(client: FlaskClient, hub: Hub, box: Box) -> None:
    before = asked(client, hub)
    begin_new_epoch(hub.store, hub.clock)
    assert asked(client, hub).epoch != before.epoch


def test_the_file_holds_the_same(hub: Hub, box: Box) -> None:
    content = json.loads(signed_list_text(hub))
    read = receipt_proof.read_key_list(
        content["statement"].encode(), bytes.fromhex(content["signature"]), hub.ring.verify_key
    )
    assert read.keys == key_list(hub).keys


def test_the_last_announcement_takes_the_place_of_the_one_before(central: Central) -> None:
    assert find_release_note(central.hub) is None
    announce_release(central.hub, "99.0.0", "Corrige.")
    announce_release(central.hub, "99.0.1", " Corrige mieux. ")
    note = signed_statement.read_release_note(
        signed_statement.read_shown_statement(find_release_note(central.hub)), central.verify_key
    )
    assert (note.release, note.text) == ("99.0.1", "Corrige mieux.")


MINE, THEIRS = (keys.verify_key(bytes([number] * 32)) for number in (1, 2))
ELSEWHERE = "192.0.2.7"


@pytest.fixture
def code(hub: Hub) -> str:
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    return invite(hub, "SA")


def ask(hub: Hub, code: str, site_key: str = MINE, address: str = "192.0.2.1") -> EnrolmentAnswer:
    asked = make_question(code, site_key, hub.clock.new_id())
    result = enrol(hub, asked, address)
    assert is_answer_to(derive_proof_key(code), to_builtins(result), asked.nonce)
    assert isinstance(result, EnrolmentAnswer)
    return result


def refused(hub: Hub, code: str, site_key: str = MINE) -> None:
    with pytest.raises(Refused, match="wrong-code"):
        ask(hub, code, site_key)


def test_a_box_with_the_code_is_believed_and_learns_whom_to_believe(hub: Hub, code: str) -> None:
    result = ask(hub, code)
    assert site_by_token(hub.store, result.token).code == result.site == "SA"
    assert (result.verify_key, result.seal_key) == (hub.ring.verify_key, hub.ring.newest().pair.public.hex())
    assert signers(hub.store, "SA") == {MINE: False}


def test_the_code_is_kept_nowhere(hub: Hub, code: str) -> None:
    row = query_rows(hub, select(enrolment)).one()
    assert row.locator == make_code_locator(code)
    for secret in (parse_enrolment_code(code), code, derive_proof_key(code).hex()):
        assert secret not in repr(row) and secret.encode() not in row.proof_key
    assert derive_proof_key(code) not in row.proof_key


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
    assert is_answer_to(derive_proof_key(code), to_builtins(result), asked.nonce)
    assert isinstance(result, EnrolmentRefusal) and (result.error, result.site) == ("another-site", "SA")
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


def test_another_box_cannot_use_a_code_again_nor_another_site_a_key(hub: Hub, code: str) -> None:
    ask(hub, code)
    refused(hub, code, THEIRS)
    assert signers(hub.store, "SA") == {MINE: False}
    ask(hub, code)
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    other = invite(hub, "BZ")
    refused(hub, other, MINE)


def test_a_code_lives_seven_days(hub: Hub, code: str, watch: Watch) -> None:
    watch.ahead.append(timedelta(days=7, minutes=1))
    refused(hub, code)


def test_a_new_code_makes_the_one_before_worthless(hub: Hub, code: str) -> None:
    new = invite(hub, "SA")
    refused(hub, code)
    assert ask(hub, new).site == "SA"


def test_a_code_dies_with_its_site(hub: Hub, code: str) -> None:
    revoke_site(hub.store, "SA", hub.clock)
    refused(hub, code)


def test_a_revoked_key_never_comes_back(hub: Hub, code: str) -> None:
    ask(hub, code)
    revoke_site(hub.store, "SA", hub.clock)
    new = invite(hub, "SA")
    result = enrol(hub, make_question(new, MINE, hub.clock.new_id()), ELSEWHERE)
    assert isinstance(result, EnrolmentRefusal) and result.error == "revoked-key"
    assert signers(hub.store, "SA") == {MINE: True}
    assert ask(hub, new, THEIRS).site == "SA", "the code was not used"


def test_a_site_that_is_let_in_is_believed_as_before_and_whoever_has_the_list_follows(
    hub: Hub, code: str, watch: Watch
) -> None:
    replaced, token = ask(hub, code), ask(hub, invite(hub, "SA"), THEIRS).token
    watch.ahead.append(timedelta(days=1))
    before = key_list(hub)
    revoke_site(hub.store, "SA", hub.clock)
    during = key_list(hub)
    for known in (token, replaced.token):
        with pytest.raises(Refused, match="unknown-site"):
            site_by_token(hub.store, known)
    watch.ahead.append(LET_IN_WITHIN - timedelta(seconds=20))
    let_site_in(hub.store, "SA", hub.clock)
    after = key_list(hub)
    assert (after.keys, site_by_token(hub.store, token).verify_key) == (before.keys, THEIRS)
    assert (site_by_code(hub.store, "SA").revoked_at, signers(hub.store, "SA")) == (None, {MINE: False, THEIRS: False})
    assert before.number < during.number < after.number and after.replaces(during) and not during.replaces(after)
    revoke_site(hub.store, "SA", hub.clock)
    assert key_list(hub).replaces(after), "a second time too"


def test_a_revocation_stays_after_ten_minutes_and_once_another_key_came(hub: Hub, code: str, watch: Watch) -> None:
    def why() -> str:
        with pytest.raises(Refused) as refused:
            let_site_in(hub.store, "SA", hub.clock)
        return str(refused.value.code)

    ask(hub, code)
    assert why() == HubRefusal.NOT_REVOKED
    revoke_site(hub.store, "SA", hub.clock)
    watch.ahead.append(LET_IN_WITHIN + timedelta(seconds=1))
    revoke_site(hub.store, "SA", hub.clock)
    assert why() == HubRefusal.REVOKED_FOR_GOOD, "the first moment counts"
    ask(hub, invite(hub, "SA"), THEIRS)
    assert why() == HubRefusal.NOT_REVOKED
    revoke_site(hub.store, "SA", hub.clock)
    let_site_in(hub.store, "SA", hub.clock)
    assert signers(hub.store, "SA") == {MINE: True, THEIRS: False}, "what was revoked before stays so"
    with pytest.raises(Refused, match="unknown-site"):
        let_site_in(hub.store, "ZZ", hub.clock)


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

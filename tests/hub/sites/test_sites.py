"""Registering, enrolling, renaming and revoking sites."""

import json
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from hub.hub import Hub
from hub.keys.lineage import begin_new_epoch
from hub.sites.receipt_keys import key_list, signed_list_text
from hub.sites.release_notes import announce, announced
from hub.sites.sites import add_site, codes_of, revoke, signers, site_by_code, site_by_token, succeed
from hub.store.schema import site
from kiosk.crypto import keys
from kiosk.domain.proofs import signed_statement, site_keys
from kiosk.domain.proofs.site_keys import KeyList
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


def test_a_code_that_could_be_misread_is_refused(hub: Hub) -> None:
    for code in ["", "S", "SAINT", "sa", "S1", "OI", "S A"]:
        with pytest.raises(Refused, match="not-a-site-code"):
            add_site(hub.store, code, "Mairie", hub.clock)


def test_an_unknown_site_cannot_be_revoked(hub: Hub) -> None:
    with pytest.raises(Refused, match="unknown-site"):
        revoke(hub.store, "SA", hub.clock)
    with pytest.raises(Refused, match="unknown-site"):
        site_by_code(hub.store, "SA")


def test_a_stolen_boxs_signature_is_worth_nothing_from_then_on(hub: Hub, box: Box) -> None:
    before, during = box.submitted(), box.submitted()
    [first] = box.send(before)["answers"]
    revoke(hub.store, "SA", hub.clock)
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
        succeed(hub.store, old, new, DAY)
    return str(refused.value.code)


def test_a_site_gives_numbers_under_its_new_code_too(hub: Hub, box: Box) -> None:
    succeed(hub.store, "SA", "VN", DAY)
    succeed(hub.store, "SA", "VN", date(2027, 2, 1))
    with hub.store.reading() as connection:
        assert codes_of(connection, "SA") == {"SA", "VN"} and codes_of(connection, "BZ") == {"BZ"}


def test_a_code_belongs_to_one_site(hub: Hub, box: Box, other_box: Box) -> None:
    assert refusal(hub, "SA", other_box.code) == HubRefusal.SITE_EXISTS
    succeed(hub.store, "SA", "VN", DAY)
    assert refusal(hub, other_box.code, "VN") == HubRefusal.SITE_EXISTS
    assert refusal(hub, "SA", "vn") == HubRefusal.NOT_A_SITE_CODE
    assert refusal(hub, "ZZ", "VX") == HubRefusal.UNKNOWN_SITE
    with pytest.raises(Refused, match="site-exists"):
        add_site(hub.store, "VN", "Val-Neuf", hub.clock)


def asked(client: FlaskClient, hub: Hub) -> KeyList:
    """What a stranger is told, believed as a box believes it."""
    result = client.get("/api/v2/keys").get_json()
    assert not shape_faults("KeyListStatement", json.loads(result["statement"]))
    return site_keys.read_key_list(result["statement"].encode(), bytes.fromhex(result["signature"]), hub.verify_key)


def test_whoever_asks_is_told_every_key_and_whose_it_is(
    client: FlaskClient, hub: Hub, box: Box, other_box: Box
) -> None:
    result = asked(client, hub)
    assert [(key.site, key.name, key.key) for key in result.keys] == [
        ("SA", "Mairie de Saint-Aubin", keys.verify_key(box.seed)),
        ("BZ", "Mairie de Bruz", keys.verify_key(other_box.seed)),
    ]
    assert result.number == 2 and all(key.until is key.revoked is None for key in result.keys)


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
    revoke(hub.store, "SA", hub.clock)
    third, given_up = asked(client, hub), hub.clock.now().date()
    assert [(key.until, key.revoked) for key in third.keys] == [(replaced, given_up), (given_up, given_up)]
    new_box(hub, "SA", box.post)
    fourth = asked(client, hub)
    assert [key.revoked for key in fourth.keys] == [given_up, given_up, None], "a new box makes no old key good"
    assert first.number < second.number < third.number < fourth.number
    assert second.replaces(first) and not first.replaces(second)
    watch.ahead.append(timedelta(days=3))
    revoke(hub.store, "SA", hub.clock)
    assert [key.revoked for key in asked(client, hub).keys][:2] == [given_up, given_up], "the first day counts"


def test_a_restored_hub_says_so(client: FlaskClient, hub: Hub, box: Box) -> None:
    before = asked(client, hub)
    begin_new_epoch(hub.store, hub.clock)
    assert asked(client, hub).epoch != before.epoch


def test_the_file_holds_the_same(hub: Hub, box: Box) -> None:
    content = json.loads(signed_list_text(hub))
    read = site_keys.read_key_list(content["statement"].encode(), bytes.fromhex(content["signature"]), hub.verify_key)
    assert read.keys == key_list(hub).keys


def test_the_last_announcement_takes_the_place_of_the_one_before(central: Central) -> None:
    assert announced(central.hub) is None
    announce(central.hub, "99.0.0", "Corrige.")
    announce(central.hub, "99.0.1", " Corrige mieux. ")
    note = signed_statement.read_release_note(signed_statement.shown(announced(central.hub)), central.verify_key)
    assert (note.release, note.text) == ("99.0.1", "Corrige mieux.")

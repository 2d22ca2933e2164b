"""The public list of keys: everyone who asks can verify a receipt, and sees what was given up and when."""

import json
from datetime import timedelta

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.keys.lineage import begin_new_epoch
from hub.sites.receipt_keys import key_list, signed_list_text
from hub.sites.sites import revoke
from kiosk.crypto import keys
from kiosk.domain.proofs import site_keys
from kiosk.domain.proofs.site_keys import KeyList
from tests.hub.conftest import Watch, new_box
from tests.hub.described import shape_faults
from tests.hub.samples import Box


def asked(client: FlaskClient, hub: Hub) -> KeyList:
    """What a stranger is told, believed as a box believes it."""
    result = client.get("/api/v2/keys").get_json()
    assert not shape_faults("KeyListStatement", json.loads(result["statement"]))
    return site_keys.read(result["statement"].encode(), bytes.fromhex(result["signature"]), hub.verify_key)


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
    read = site_keys.read(content["statement"].encode(), bytes.fromhex(content["signature"]), hub.verify_key)
    assert read.keys == key_list(hub).keys

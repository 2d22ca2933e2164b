"""The key with which a service signs: kept sealed, said when it ends, and forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.monitoring.doctor import examine
from hub.signing import signing_keys
from hub.store.schema import signing_key
from hub.trail.audit import lines
from kiosk.errors import Refused
from tests.gallery.site.certified import PASSPHRASE, SUBJECT, p12
from tests.hub.conftest import Watch

SERVICE = "etat-civil"


def _found(hub: Hub) -> list[tuple[bool, str]]:
    return [(finding.well, finding.reason) for finding in examine(hub) if finding.code == "hub-signing"]


def test_it_is_kept_sealed_and_opened_to_sign(hub: Hub) -> None:
    data = p12(hub.clock.now())
    assert signing_keys.add(hub, SERVICE, data, PASSPHRASE).subject == SUBJECT
    known, clear = signing_keys.opened(hub, SERVICE)
    assert (known.service, [key.subject for key in signing_keys.every(hub)]) == (SERVICE, [SUBJECT])
    with hub.store.reading() as connection:
        kept = bytes(connection.execute(select(signing_key.c.secret)).scalar_one())
    assert clear not in kept and data not in kept
    assert [line.detail for line in lines(hub.store) if line.action == "signing-key-added"] == [f"{SERVICE}: {SUBJECT}"]


def test_another_takes_its_place_and_it_is_forgotten(hub: Hub) -> None:
    for _ in range(2):
        signing_keys.add(hub, SERVICE, p12(hub.clock.now()), PASSPHRASE)
    assert len(signing_keys.every(hub)) == 1
    signing_keys.remove(hub, SERVICE)
    assert signing_keys.of_service(hub, SERVICE) is None
    for asked in (signing_keys.remove, signing_keys.opened):
        with pytest.raises(Refused, match="no-signing-key"):
            asked(hub, SERVICE)


def test_what_cannot_sign_is_not_taken(hub: Hub) -> None:
    now = hub.clock.now()
    with pytest.raises(Refused, match="signing-key-unreadable"):
        signing_keys.add(hub, SERVICE, p12(now), "another")
    with pytest.raises(Refused, match="signing-key-ended"):
        signing_keys.add(hub, SERVICE, p12(now, until=timedelta(days=-1)), PASSPHRASE)
    with pytest.raises(Refused, match="signing-key-other-use"):
        signing_keys.add(hub, SERVICE, p12(now, signs=False), PASSPHRASE)
    with pytest.raises(Refused, match="no-such-service"):
        signing_keys.add(hub, "etat-civile", p12(now), PASSPHRASE)
    assert signing_keys.every(hub) == []


def test_the_doctor_says_when_one_ends(hub: Hub, watch: Watch) -> None:
    assert _found(hub) == []
    signing_keys.add(hub, SERVICE, p12(hub.clock.now(), until=timedelta(days=40)), PASSPHRASE)
    assert _found(hub) == [(True, "")]
    watch.ahead.append(timedelta(days=11))
    assert _found(hub) == [(False, "signing-key-ends")]
    watch.ahead.append(timedelta(days=30))
    assert _found(hub) == [(False, "signing-key-ended")]
    with pytest.raises(Refused, match="signing-key-ended"):
        signing_keys.opened(hub, SERVICE)

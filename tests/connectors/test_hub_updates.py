"""What a hub says of a site's cases and of itself is believed where it is signed."""

from typing import Any

from kiosk.connectors.hub.answers import Site
from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from tests.connectors.conftest import Speaker
from tests.connectors.hub.test_hub import HEARTBEAT, SEAL_KEY, SEED, answers, hub_at, unreachable

UPDATE = {
    "cursor": 1,
    "id": "u",
    "reference": "SA1001K",
    "kind": "state",
    "state": "accepted",
    "message": "",
    "at": "",
    "by": "",
}
RIGHTS = {**UPDATE, "cursor": 3, "kind": "rights", "request": "a" * 32, "outcome": "erased"}


def test_a_hub_says_which_lineage_its_database_is_of(speaker: Speaker) -> None:
    hub = hub_at(speaker)
    speaker.says = answers()
    assert (hub.send([], HEARTBEAT).epoch, hub.epoch) == ("e" * 32, "e" * 32)
    speaker.says = {**updates(UPDATE), "epoch": "f" * 32}
    assert (hub.updates(0).epoch, hub.epoch) == ("f" * 32, "f" * 32)


def told(update: Any, seed: bytes = SEED, site: str = "SA") -> dict[str, Any]:
    """An update as the hub signs it for a site."""
    statement = canonical({**update, "version": 2, "site": site})
    return {
        "cursor": update["cursor"], "statement": statement.decode(), "signature": keys.sign(seed, statement).hex(),
    }  # fmt: skip


def updates(*said: Any, **how: Any) -> dict[str, Any]:
    return {"version": 2, "epoch": "e" * 32, "cursor": 2, "updates": [told(update, **how) for update in said]}


def test_updates_are_asked_for_after_the_last_one(speaker: Speaker) -> None:
    accuse = {**UPDATE, "cursor": 2, "kind": "accuse", "accuse": {"service": "État civil"}}
    speaker.says = updates(UPDATE, accuse, RIGHTS)
    result = hub_at(speaker).updates(7).updates
    assert result == (UPDATE, accuse, RIGHTS)
    assert speaker.heard[0][0] == "GET /api/v2/updates?after=7&limit=100"


def test_an_update_that_could_not_be_shown_is_no_answer(speaker: Speaker) -> None:
    for update in [
        {**UPDATE, "cursor": "1"},
        {**UPDATE, "message": None},
        {**UPDATE, "kind": "accuse"},
        {**UPDATE, "kind": "rights"},
        {**RIGHTS, "request": None},
        {**RIGHTS, "outcome": "eaten"},
        {**RIGHTS, "outcome": ["erased"]},
    ]:
        speaker.says = updates(update)
        with unreachable("bad-answer"):
            hub_at(speaker).updates(0)


def test_what_is_no_list_of_signed_updates_is_no_answer(speaker: Speaker) -> None:
    for given in [None, {}, [None], [{}], [{"statement": "[]", "signature": ""}], ["x"]]:
        speaker.says = {"version": 2, "epoch": "e" * 32, "cursor": 1, "updates": given}
        with unreachable("bad-answer"):
            hub_at(speaker).updates(0)


def test_an_update_that_this_hub_did_not_sign_for_this_site_is_not_believed(speaker: Speaker) -> None:
    speaker.says = updates(UPDATE, seed=bytes(32))
    with unreachable("bad-signature"):
        hub_at(speaker).updates(0)
    speaker.says = updates(UPDATE, site="BZ")
    with unreachable("bad-answer"):
        hub_at(speaker).updates(0)
    [moved] = updates(UPDATE)["updates"]
    speaker.says = {**updates(), "updates": [{**moved, "cursor": 9}]}
    with unreachable("bad-answer"):
        hub_at(speaker).updates(0)


def site(seed: bytes = SEED, **changes: Any) -> dict[str, Any]:
    messages = {
        "version": 2,
        "hub": keys.verify_key(SEED),
        "seal_key": SEAL_KEY,
        "made_at": "2026-11-24",
        "epoch": "e" * 32,
    }
    statement = canonical({**messages, **changes})
    signed = {"statement": statement.decode(), "signature": keys.sign(seed, statement).hex()}
    return {
        "version": 2,
        "site": "SA",
        "name": "Saint-Aubin",
        "highest_counter": 1042,
        "epoch": "e" * 32,
        "keys": signed,
    }


def test_the_hub_tells_what_to_seal_to_and_the_highest_counter_it_has_heard_of(speaker: Speaker) -> None:
    speaker.says = site()
    hub = hub_at(speaker)
    assert hub.site() == Site("SA", "Saint-Aubin", 1042, "e" * 32, SEAL_KEY, "2026-11-24")
    assert hub.highest_counter() == 1042
    hub.close()


def test_a_sealing_key_that_the_pinned_hub_did_not_sign_is_not_followed(speaker: Speaker) -> None:
    speaker.says = site(seed=bytes(32))
    with unreachable("bad-signature"):
        hub_at(speaker).site()
    for wrong in (
        site(hub=keys.verify_key(bytes(32))), site(seal_key=None), {**site(), "highest_counter": "many"},
        {**site(), "keys": None},
    ):  # fmt: skip
        speaker.says = wrong
        with unreachable("bad-answer"):
            hub_at(speaker).site()

"""The hub as a box hears it: what cannot be believed is not, and what is wrong has a code."""

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.connectors.hub import connection
from kiosk.connectors.hub.connection import Caller, HubConnection, SiteAtHub, judge_event_answer
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import Event, encode_canonical_body
from kiosk.domain.events.sealed import (
    MEDIA_TYPE,
    SealedEvent,
    event_to_wire,
    open_message,
    seal_event,
    seal_message,
    unseal_event,
)
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from tests.connectors.conftest import SEED, SITE_SEED, Speaker

PAIR = sealing.pair_of_private(bytes([7] * 32))
SEAL_KEY = PAIR.public.hex()
CLEAR = [
    Event(
        letter * 32,
        letter * 32,
        1,
        "submitted",
        f"SA100{index}K",
        encode_canonical_body({"é": index}),
        datetime.now(UTC),
    )
    for index, letter in enumerate("ab")
]
EVENTS = [seal_event(event, "SA", SITE_SEED, PAIR.public) for event in CLEAR]
HEARTBEAT = Heartbeat(unsent=2, last_counter=1001)


@contextmanager
def unreachable(code: str) -> Iterator[None]:
    with pytest.raises(Unreachable) as raised:
        yield
    assert raised.value.code == code


def hub_at(speaker: Speaker) -> Hub:
    return Hub(speaker.url, "token", keys.verify_key(SEED), SEAL_KEY, "SA", seed=SITE_SEED)


def signed(event: SealedEvent, seed: bytes = SEED, outcome: str = "acknowledged", **changes: Any) -> dict[str, Any]:
    """The hub's answer to an event; `changes` are made before it is signed."""
    messages = {
        "version": 2,
        "event": event.id,
        "sha256": event.sha256,
        "site": "SA",
        "reference": event.reference,
        **changes,
    }
    statement = encode_canonical_body(messages)
    signature = keys.sign_bytes(seed, statement).hex()
    return {"id": event.id, "outcome": outcome, "statement": statement.decode(), "signature": signature}


def answers(*entries: Any) -> dict[str, Any]:
    return {"version": 2, "epoch": "e" * 32, "answers": list(entries)}


def outcomes(speaker: Speaker) -> list[tuple[str, str]]:
    return [(answer.outcome, answer.code) for answer in hub_at(speaker).send(EVENTS, HEARTBEAT).answers]


def heard(body: bytes) -> Any:
    """What a box sealed to the hub, in JSON; it bears the site's signature."""
    said = open_message(body, SEED, 100_000)
    assert said.signer([keys.verify_key(SITE_SEED)])
    return json.loads(said.content)


def test_a_batch_travels_sealed_with_the_sites_token(speaker: Speaker) -> None:
    speaker.says = answers(*(signed(event) for event in EVENTS))
    assert outcomes(speaker) == [("acknowledged", "")] * 2
    ((line, headers, body),) = speaker.heard
    assert (line, headers["Authorization"]) == ("POST /api/v2/events", "Bearer token")
    assert b"SA" not in body and EVENTS[0].reference.encode() not in body
    batch = heard(body)
    assert (batch["version"], batch["site"], batch["heartbeat"]) == (2, "SA", json.loads(encode(HEARTBEAT)))
    first, one = batch["events"][0], EVENTS[0]
    assert (first["id"], first["replaces"], first["sha256"], first["key"]) == (one.id, None, one.sha256, one.key)
    assert base64.b64decode(first["sealed"]) == one.sealed and bytes.fromhex(first["signature"]) == one.signature
    assert unseal_event(one, sealing.pair_of_private(PAIR.private), 100).body == CLEAR[0].body
    assert CLEAR[0].body not in json.dumps(batch, ensure_ascii=False).encode()


def test_an_acknowledgement_is_kept_as_it_was_signed(speaker: Speaker) -> None:
    speaker.says = answers(signed(EVENTS[0]), signed(EVENTS[1], outcome="duplicate"))
    first, second = hub_at(speaker).send(EVENTS, HEARTBEAT).answers
    assert (first.outcome, second.outcome) == ("acknowledged", "duplicate")
    assert keys.is_valid_signature(keys.verify_key(SEED), first.statement, first.signature)


FORGERIES: dict[str, tuple[Callable[[SealedEvent], Any], str]] = {
    "another hub's key": (lambda event: signed(event, bytes(32)), "bad-signature"),
    "no signature": (lambda event: signed(event) | {"signature": ""}, "bad-signature"),
    "half a signature": (lambda event: signed(event) | {"signature": signed(event)["signature"][:64]}, "bad-signature"),
    "a signature that is no hexadecimal": (lambda event: signed(event) | {"signature": "zz"}, "bad-answer"),
    "a statement changed after it was signed": (
        lambda event: signed(event, reference="SA1K") | {"statement": signed(event)["statement"]}, "bad-signature",
    ),
    "a signature of another event": (lambda event: signed(EVENTS[1]) | {"id": event.id}, "bad-answer"),
    "another content": (lambda event: signed(event, sha256="0" * 64), "bad-answer"),
    "another site": (lambda event: signed(event, site="BZ"), "bad-answer"),
    "a statement that is no object": (lambda event: signed(event) | {"statement": "[]"}, "bad-answer"),
    "half a character": (lambda event: signed(event) | {"statement": "\ud800"}, "bad-answer"),
    "an endless statement": (lambda event: signed(event) | {"statement": "[" * 100_000}, "bad-answer"),
    "only the word": (lambda event: {"id": event.id, "outcome": "acknowledged"}, "bad-answer"),
    "an outcome nobody knows": (lambda event: signed(event, outcome="purged"), "bad-answer"),
    "no outcome": (lambda event: {"id": event.id}, "bad-answer"),
    "no entry at all": (lambda event: None, "bad-answer"),
    "an id that is a list": (lambda event: {"id": [event.id], "outcome": "acknowledged"}, "bad-answer"),
}  # fmt: skip


def test_a_forgery_is_not_believed_and_spoils_no_other_answer(speaker: Speaker) -> None:
    for forgery in FORGERIES:
        forge, code = FORGERIES[forgery]
        speaker.says = answers(forge(EVENTS[0]), signed(EVENTS[1]))
        assert outcomes(speaker) == [("unbelieved", code), ("acknowledged", "")]


def test_a_refusal_says_why(speaker: Speaker) -> None:
    refused = signed_statement.refusal_to_wire(event_to_wire(EVENTS[0]), "SA", "bad-event", "body.answers", SEED)
    speaker.says = answers(
        {"id": EVENTS[0].id, "outcome": "rejected", "code": "bad-event", "detail": "body.answers", **refused},
        {"id": EVENTS[1].id, "outcome": "later", "code": "out-of-order"},
    )
    first, second = hub_at(speaker).send(EVENTS, HEARTBEAT).answers
    assert (first.outcome, first.code, first.detail) == ("rejected", "bad-event", "body.answers")
    assert (second.outcome, second.code, second.detail) == ("later", "out-of-order", "")


def test_what_is_no_answer_of_a_hub_is_a_line_that_fails(speaker: Speaker) -> None:
    """A captive portal answers 200 to everything."""
    for status, says, code in [
        (500, {}, "hub-broken"),
        (503, {}, "hub-broken"),
        (401, {"error": "unknown-site"}, "hub-refuses"),
        (413, {}, "hub-broken"),
        (302, {}, "hub-broken"),
        (201, answers(), "hub-broken"),
        (200, b"<html>Welcome to our hotel</html>", "no-line"),
        (200, b"\xff\xfe", "no-line"),
        (200, b"[" * 100_000, "no-line"),
        (200, [], "bad-answer"),
        (200, {"version": 1, "answers": []}, "bad-answer"),
        (200, {"version": 2}, "bad-answer"),
        (200, {"version": 2, "answers": {"id": "a"}}, "bad-answer"),
    ]:
        speaker.status, speaker.says = status, says
        with unreachable(code):
            hub_at(speaker).send(EVENTS, HEARTBEAT)


def test_an_address_that_leads_nowhere_is_no_line() -> None:
    for url in ["http://127.0.0.1:9", "http://127.0.0.1:99999", "http://[", "ftp://hub", "nowhere"]:
        with unreachable("no-line"):
            Hub(url, "token", keys.verify_key(SEED), SEAL_KEY, "SA", seed=SITE_SEED).send([], HEARTBEAT)


def test_a_hub_says_what_it_lacks() -> None:
    key = "0" * 64
    given = [("", "", "", ""), ("u", "t", "", key), ("u", "t", key, ""), ("u", "", key, key), ("u", "t", key, key)]
    wrong = [Hub(*item, "SA").what_is_wrong() for item in given]
    assert wrong == [LineFault.NO_HUB, LineFault.NO_HUB_KEY, LineFault.NO_HUB_KEY, LineFault.NO_HUB_TOKEN, None]
    Hub("", "", "", "", "SA").close()


def test_the_epoch_is_the_one_that_the_hub_signed_not_the_one_beside_it(speaker: Speaker) -> None:
    """An answer of last month that somebody plays back would have a box send everything again."""
    standing = signed_statement.sign_message(
        HubStanding("SA", "f" * 32, 7, "a" * 32, datetime.now(UTC), 2), SEED
    ).to_wire()
    speaker.says = answers(*(signed(event) for event in EVENTS)) | {"standing": standing}
    hub = hub_at(speaker)
    assert hub.send(EVENTS, replace(HEARTBEAT, asked="b" * 32)).epoch == "", "an answer to another question"
    assert hub.send(EVENTS, replace(HEARTBEAT, asked="a" * 32)).epoch == "f" * 32
    assert hub.epoch == "f" * 32


def test_a_question_travels_packed_and_sealed_and_its_answer_is_an_object(speaker: Speaker) -> None:
    speaker.says = {"a": 1}
    line = HubConnection(speaker.url, caller=Caller("t", SITE_SEED, keys.verify_key(SEED)))
    assert line.ask("POST", "/here", {"é": "x" * 1000}) == (200, {"a": 1})
    ((said, headers, body),) = speaker.heard
    assert (said, headers["Authorization"], headers["Content-Type"]) == ("POST /here", "Bearer t", MEDIA_TYPE)
    assert heard(body) == {"é": "x" * 1000} and len(body) < 300
    line.close()


def test_an_answer_that_is_another_sites_or_of_another_hub_or_in_clear_is_none(speaker: Speaker) -> None:
    stranger, mine = bytes(32), keys.verify_key(SITE_SEED)
    for body, media, code in [
        (seal_message(b"{}", SEED, keys.verify_key(stranger)), MEDIA_TYPE, "bad-answer"),
        (seal_message(b"{}", stranger, mine), MEDIA_TYPE, "bad-signature"),
        (seal_message(b"{}", SEED, mine)[:-1], MEDIA_TYPE, "bad-answer"),
        (b"{}", "application/json", "no-line"),
    ]:
        speaker.says, speaker.headers = body, {"Content-Type": media}
        with unreachable(code):
            hub_at(speaker).fetch("/api/v2/published/0")


def test_nobodys_token_is_sent_where_none_is_given(speaker: Speaker) -> None:
    speaker.says, speaker.status = [], 404
    assert HubConnection(speaker.url).ask("GET", "/") == (404, {})
    assert "Authorization" not in speaker.heard[0][1]


def test_what_is_no_object_is_no_answer(speaker: Speaker) -> None:
    for says, code in [([], "bad-answer"), (b"{", "no-line")]:
        speaker.says = says
        with pytest.raises(Unreachable, match=code):
            HubConnection(speaker.url).ask("GET", "/")


def test_a_line_that_was_never_used_closes() -> None:
    HubConnection("http://nowhere.invalid").close()


def test_an_answer_without_end_fills_no_memory(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    speaker.says = b"[" + b" " * 100_000 + b"]"
    monkeypatch.setattr(connection, "MOST_BYTES", 50_000)
    with pytest.raises(Unreachable, match="no-line"):
        HubConnection(speaker.url).ask("GET", "/")


def test_an_answer_that_drips_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no answer, though each comes before the time for one is over."""
    monkeypatch.setattr(connection, "LONGEST_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as ear:
        over = threading.Event()

        def drip() -> None:
            near, _ = ear.accept()
            with near, suppress(OSError):
                near.recv(65_536)
                near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
                while not over.wait(0.05):
                    near.sendall(b" ")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(Unreachable, match="no-line"):
            HubConnection(f"http://127.0.0.1:{ear.getsockname()[1]}").ask("GET", "/")
        over.set()
        thread.join(5)


KEY = keys.verify_key(SEED)


def test_a_refusal_without_a_signature_is_not_believed() -> None:
    item = event_to_wire(EVENTS[0])
    refused = {"id": item["id"], "outcome": "rejected", "code": "closed-case", "detail": "reference"}
    assert judge_event_answer(EVENTS[0], refused, KEY, "SA").outcome == "unbelieved"
    told = signed_statement.refusal_to_wire(item, "SA", "closed-case", "reference", SEED)
    assert judge_event_answer(EVENTS[0], refused | told, KEY, "SA").outcome == "rejected"


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
    speaker.says = {**updates(UPDATE), "epoch": "f" * 32}
    assert hub_at(speaker).updates(0)[0] == "f" * 32


def told(update: Any, seed: bytes = SEED, site: str = "SA") -> dict[str, Any]:
    """An update as the hub signs it for a site."""
    statement = encode_canonical_body({**update, "version": 2, "site": site})
    return {
        "cursor": update["cursor"], "statement": statement.decode(),
        "signature": keys.sign_bytes(seed, statement).hex(),
    }  # fmt: skip


def updates(*said: Any, **how: Any) -> dict[str, Any]:
    return {"version": 2, "epoch": "e" * 32, "cursor": 2, "updates": [told(update, **how) for update in said]}


def test_updates_are_asked_for_after_the_last_one(speaker: Speaker) -> None:
    accuse = {**UPDATE, "cursor": 2, "kind": "accuse", "accuse": {"service": "État civil"}}
    speaker.says = updates(UPDATE, accuse, RIGHTS)
    _, result = hub_at(speaker).updates(7)
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
    statement = encode_canonical_body({**messages, **changes})
    signed = {"statement": statement.decode(), "signature": keys.sign_bytes(seed, statement).hex()}
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
    assert hub.site() == SiteAtHub("SA", "Saint-Aubin", 1042, "e" * 32, SEAL_KEY, "2026-11-24")
    assert hub.site().highest_counter == 1042
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

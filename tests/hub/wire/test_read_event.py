"""Whatever a batch holds, it is read within its limits or refused whole, its events read or rejected."""

import json
from typing import Any

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.exceptions import BadRequest
from werkzeug.test import EnvironBuilder

from hub.secrets.vault import fold
from hub.wire import envelope, read_incoming, read_question, site_of
from kiosk.connectors.hub.connection import HubEnrolment
from kiosk.crypto import sealing
from kiosk.domain.events.sealed import unseal_event
from kiosk.domain.events.wire.bodies import AnswersConfirmation, Retention, SubmittedBody
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs.enrolment import make_question
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from tests.hub.samples import Box

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _box() -> Box:
    known = HubEnrolment(
        "", "SA", "Mairie de Saint-Aubin", "token", "", sealing.pair_of_private(bytes(32)).public.hex(), ""
    )
    return Box(known, bytes(32), lambda batch, token: None)


BOX = _box()


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in _paths(part, (*path, key)))]


ITEM = BOX.submitted()
SAMPLE = json.loads(ITEM["body"])
TRAVELS = BOX.sealed(ITEM)


@given(some.sampled_from(_paths(SAMPLE)), JSON)
def test_any_value_anywhere_in_a_body_is_read_or_rejected(path: tuple[Any, ...], value: Any) -> None:
    body = json.loads(json.dumps(SAMPLE))
    if path:
        place = body
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
    else:
        body = value
    try:
        incoming = read_incoming(envelope(TRAVELS), json.dumps(body).encode(), b"")
    except Rejected as reason:
        assert reason.code in (Rejection.BAD_EVENT, Rejection.UNKNOWN_VERSION)
    else:
        assert incoming.content.follow_sha256 == SAMPLE["follow_sha256"] or path == ("follow_sha256",)


@given(some.dictionaries(some.sampled_from(sorted(TRAVELS)), JSON), JSON)
def test_any_envelope_is_read_or_rejected(parts: dict[str, Any], sealed: Any) -> None:
    with pytest.raises(Rejected):
        envelope({**TRAVELS, **parts, "sealed": sealed, "key": 7})


def test_a_body_of_another_version_or_of_none_says_so_whatever_else_is_wrong() -> None:
    for version in [None, 0, 2, True, 1.0, "1"]:
        with pytest.raises(Rejected) as raised:
            read_incoming(envelope(TRAVELS), json.dumps(SAMPLE | {"version": version, "answers": 7}).encode(), b"")
        assert (raised.value.code, raised.value.details) == (Rejection.UNKNOWN_VERSION, {"detail": "body.version"})
        without = {name: value for name, value in SAMPLE.items() if name != "version"}
        with pytest.raises(Rejected, match="unknown-version"):
            read_incoming(envelope(TRAVELS), json.dumps(without).encode(), b"")


def test_the_place_of_what_is_wrong_is_named() -> None:
    for change, place in [
        ({"type": "access"}, "body.type"), ({"id": "0" * 32}, "body.id"), ({"answers": {}}, "body.answers"),
        ({"answers": [SAMPLE["answers"][0] | {"unknown": False}]}, "body.answers[0].unknown"),
        ({"answers": [SAMPLE["answers"][0] | {"label": None}]}, "body.answers[0].label"),
        ({"silence": {"means": "none"}}, "body.silence.means"), ({"sequence": 2}, "body.sequence"),
        ({"submitted_at": "2026-11-24T13:05:00"}, "body.submitted_at"),
        ({"legal_date": "2026-02-30"}, "body.legal_date"),
    ]:  # fmt: skip
        with pytest.raises(Rejected) as raised:
            read_incoming(envelope(TRAVELS), json.dumps(SAMPLE | change).encode(), b"")
        assert (raised.value.code, raised.value.details) == (Rejection.BAD_EVENT, {"detail": place})


def test_an_envelope_is_read_to_the_byte() -> None:
    read_back = envelope(TRAVELS)
    assert unseal_event(read_back, sealing.pair_of_private(bytes(32)), 1_000_000).body.decode() == ITEM["body"]
    assert read_incoming(read_back, ITEM["body"].encode(), b"as it came").packed == b"as it came"


def joined(*sizes: int) -> dict[str, Any]:
    files = [
        {"id": f"{place:032x}", "name": "acte.pdf", "media_type": "application/pdf", "size": size, "sha256": "0" * 64}
        for place, size in enumerate(sizes)
    ]
    return {"id": "identity", "label": "Pièce d’identité", "state": "joined", "attachments": files}


def read_with(*documents: dict[str, Any]) -> None:
    read_incoming(envelope(TRAVELS), json.dumps({**SAMPLE, "documents": list(documents)}).encode(), b"")


def test_files_that_follow_are_listed_where_the_document_is_joined() -> None:
    read_with(joined(20_000_000, 20_000_000, 20_000_000))


def test_files_that_could_not_be_taken_are_refused_with_the_event_that_lists_them() -> None:
    for documents in [
        [joined()],
        [{**joined(1), "state": "seen"}],
        [joined(20_000_001)],
        [joined(0)],
        [joined(20_000_000, 20_000_000, 20_000_000, 1)],
        [joined(1), joined(1)],
    ]:
        with pytest.raises(Rejected, match="bad-event"):
            read_with(*documents)


def test_who_confirmed_and_for_how_long_it_is_kept_are_read() -> None:
    confirmed = {"by": "mandate", "how": "", "mandate": "a" * 32, "witness": ""}
    body = {**SAMPLE, "confirmation": confirmed, "retention": {"hub_days": 365}}
    content = read_incoming(envelope(TRAVELS), json.dumps(body).encode(), b"").content
    assert isinstance(content, SubmittedBody)
    assert (content.confirmation, content.retention) == (AnswersConfirmation(**confirmed), Retention(hub_days=365))
    with pytest.raises(Rejected, match="bad-event"):
        read_incoming(
            envelope(TRAVELS), json.dumps({**body, "confirmation": {**confirmed, "by": "nobody"}}).encode(), b""
        )


def test_the_site_is_read_from_a_true_reference_only() -> None:
    assert site_of("SA1042X") == "SA"
    for wrong in ("SA1042Y", "sa1042x", "SA 1042 X", "1042", "", "SA", "X" * 5000):
        assert site_of(wrong) is None


def test_names_are_folded_for_the_search() -> None:
    assert fold("  Durand-LEFÈVRE  Œdipe Straße ﬁ") == "durand-lefevre œdipe strasse fi"


def test_bytes_that_are_no_text_are_refused_where_nobody_reads_them() -> None:
    """One such event would else stop every batch that it stands in."""
    body = json.dumps(SAMPLE).encode()[:-1] + b',"later":"\xff"}'
    with pytest.raises(Rejected) as raised:
        read_incoming(envelope(TRAVELS), body, b"")
    assert (raised.value.code, raised.value.details) == (Rejection.BAD_EVENT, {"detail": "body"})


def request(data: bytes, encoding: str = "", kind: str = "application/json") -> Request:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return Request(EnvironBuilder(method="POST", data=data, content_type=kind, headers=headers).get_environ())


def test_a_box_that_enrols_is_read_or_refused_whole() -> None:
    question = make_question("7KQ2-MPXW-W4T8-3HJN", "f" * 64, "0" * 32)
    asked = json.loads(encode(question))
    assert read_question(request(json.dumps({**asked, "more": 1}).encode())) == question
    for name in asked:
        with pytest.raises(BadRequest):
            read_question(request(json.dumps({**asked, name: 7}).encode()))
    with pytest.raises(BadRequest):
        read_question(request(b"[]"))

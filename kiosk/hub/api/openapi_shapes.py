"""The JSON Schemas of requests and answers that the API description refers to."""

from typing import Any

from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.rights_request import RequestOutcome
from kiosk.domain.events.sealed import VERSION, EventOutcome
from kiosk.domain.events.wire.values import COUNTER_CAP, MOST_EVENTS
from kiosk.domain.proofs.site_keys import LIST
from kiosk.domain.time.silence_dates import DECIDES
from kiosk.error_codes import Rejection
from kiosk.hub.cases.states import STATES

REJECTIONS = (
    Rejection.UNKNOWN_VERSION, Rejection.BAD_EVENT, Rejection.WRONG_HASH, Rejection.WRONG_SITE,
    Rejection.CHANGED_EVENT, Rejection.SEQUENCE_TAKEN, Rejection.REFERENCE_TAKEN, Rejection.TWO_CASES,
    Rejection.UNKNOWN_REFERENCE,
    Rejection.CLOSED_CASE, Rejection.BAD_SIGNATURE, Rejection.UNKNOWN_KEY, Rejection.UNREADABLE,
    Rejection.REVOKED_SITE, Rejection.NOT_THEIRS,
)  # fmt: skip
ERRORS = (
    "bad-request", "unknown-site", "not-found", "not-allowed", "too-large", "unknown-media-type", "wrong-code",
    "too-many-tries", "unknown-attachment", "wrong-hash", "unknown-key", "unreadable", "unavailable", "failure",
)  # fmt: skip
Json = dict[str, Any]
_TEXT: Json = {"type": "string"}
_ID: Json = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_HASH: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SIGNATURE: Json = {"type": "string", "pattern": "^[0-9a-f]{128}$", "description": "Ed25519, of the UTF-8 bytes."}
_MOMENT: Json = {"type": "string", "format": "date-time"}
_DAY: Json = {"type": "string", "format": "date"}
_VERSION: Json = {"const": VERSION}
_REFERENCE: Json = {"type": "string", "pattern": "^[A-HJ-NP-Z]{2,4}[0-9]+[2-9A-HJ-NP-Z]$"}


def _object(**parts: Json) -> Json:
    """All of these parts and no others."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _and_perhaps(shape: Json, **parts: Json) -> Json:
    """The same object, which may have these parts too; a peer of an earlier version leaves them out."""
    return shape | {"properties": shape["properties"] | parts}


def _whole(most: int | None = None, least: int = 0) -> Json:
    return {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})


def _or_null(shape: Json) -> Json:
    return {"anyOf": [shape, {"type": "null"}]}


def _list_of(shape: str, **more: int) -> Json:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{shape}"}, **more}


_JOURNAL = _object(count=_whole(COUNTER_CAP), head=_HASH)
_SIGNED_TEXT = _object(statement=_TEXT, signature=_SIGNATURE)
_HEARTBEAT = _and_perhaps(
    _object(
        unsent=_whole(), oldest_unsent_at=_or_null(_MOMENT), last_counter=_whole(COUNTER_CAP),
        journal=_or_null(_JOURNAL),
    ), at=_MOMENT, asked=_ID, seen=_and_perhaps(_object(), standing=_SIGNED_TEXT, acknowledgement=_SIGNED_TEXT),
)  # fmt: skip
_EVENT = _object(
    id=_ID,
    stream=_ID,
    sequence=_whole(1_000_000, least=1),
    type={"enum": list(EventType)},
    reference=_REFERENCE,
    replaces=_or_null(_ID),
    sha256=_HASH,
    key={"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "Which key of the hub opens it."},
    sealed={
        "type": "string",
        "contentEncoding": "base64",
        "description": "The canonical JSON of the body, packed and sealed; its clear UTF-8 bytes make the hash.",
    },
    signature={**_SIGNATURE, "description": "Ed25519 by the site, of the canonical JSON of a Header."},
)
_HEADER = _object(
    version=_VERSION,
    site=_TEXT,
    id=_ID,
    stream=_ID,
    sequence=_whole(1_000_000, least=1),
    type={"enum": list(EventType)},
    reference=_REFERENCE,
    replaces=_or_null(_ID),
    sha256=_HASH,
)


def _signed(shape: str) -> Json:
    """Parts of what carries a statement of that shape."""
    return {
        "statement": {**_TEXT, "description": f"The canonical JSON of a {shape}, as it was signed."},
        "signature": _SIGNATURE,
    }


_ANSWER: Json = {
    "oneOf": [
        _object(outcome={"enum": [EventOutcome.ACKNOWLEDGED, EventOutcome.DUPLICATE]}, id=_ID, **_signed("Statement")),
        _and_perhaps(
            _object(outcome={"const": EventOutcome.REJECTED}, id=_ID, code={"enum": list(REJECTIONS)}, detail=_TEXT),
            statement=_TEXT,
            signature=_SIGNATURE,
        ),
        _object(outcome={"const": EventOutcome.LATER}, id=_ID, code={"const": "out-of-order"}),
    ]
}
_STATEMENT = _object(
    version=_VERSION,
    event=_ID,
    sha256=_HASH,
    site=_TEXT,
    reference=_REFERENCE,
    sequence=_whole(least=1),
    type={"enum": list(EventType)},
    received_at=_MOMENT,
)
_TOLD = {
    "version": _VERSION,
    "site": _TEXT,
    "cursor": _whole(least=1),
    "id": _ID,
    "reference": _REFERENCE,
    "state": {"enum": list(STATES)},
    "message": _TEXT,
    "at": _MOMENT,
    "by": _TEXT,
}
_ACCUSE = _object(
    received_on=_DAY,
    service=_TEXT,
    address=_TEXT,
    phone=_TEXT,
    email=_TEXT,
    silence_means={"enum": list(DECIDES)},
    silence_on=_or_null(_DAY),
    remedies=_TEXT,
)
_ONE_SILENCE = _object(
    means={"enum": list(DECIDES)}, after_months=_whole(), on=_or_null(_DAY), papers_by=_or_null(_DAY),
    lacks={"type": "boolean"}, about=_TEXT,
)  # fmt: skip
_SILENCE = _and_perhaps(_ONE_SILENCE, also={"type": "array", "items": _ONE_SILENCE})
_UPDATE: Json = {
    "oneOf": [
        _and_perhaps(_object(kind={"const": UpdateKind.STATE}, **_TOLD), papers_by=_DAY, silence=_SILENCE),
        _and_perhaps(
            _object(kind={"const": UpdateKind.ACCUSE}, accuse={"$ref": "#/components/schemas/Accuse"}, **_TOLD),
            silence=_SILENCE,
        ),
        _object(kind={"const": UpdateKind.RIGHTS}, request=_ID, outcome={"enum": list(RequestOutcome)}, **_TOLD),
    ]
}
SHAPES: Json = {
    "Batch": {
        **_object(
            version=_VERSION,
            site=_TEXT,
            heartbeat={"$ref": "#/components/schemas/Heartbeat"},
            events=_list_of("Event", maxItems=MOST_EVENTS),
        ),
        "additionalProperties": True,
    },
    "Heartbeat": {**_HEARTBEAT, "additionalProperties": True},
    "Event": {
        **_EVENT,
        "properties": {
            **_EVENT["properties"],
            "alias": {
                **_object(statement=_TEXT, signature=_SIGNATURE),
                "description": "That the case bears another number now, signed by the site; absent where it does not.",
            },
        },
        "additionalProperties": True,
    },
    "Header": _HEADER,
    "Answers": _and_perhaps(
        _object(version=_VERSION, key=_HASH, epoch=_ID, answers=_list_of("Answer")), standing=_SIGNED_TEXT
    ),
    "Answer": _ANSWER,
    "Statement": _STATEMENT,
    "Updates": _object(version=_VERSION, epoch=_ID, cursor=_whole(), updates=_list_of("SignedUpdate")),
    "SignedUpdate": _object(cursor=_whole(least=1), **_signed("Update")),
    "Update": _UPDATE,
    "Accuse": _ACCUSE,
    "Site": _object(
        version=_VERSION,
        site=_TEXT,
        name=_TEXT,
        highest_counter=_whole(),
        epoch=_ID,
        keys=_object(**_signed("Keys")),
        release=_or_null(_object(**_signed("Release"))),
    ),
    "Release": _object(version=_VERSION, security=_TEXT, text=_TEXT, at=_MOMENT),
    "Received": _object(version=_VERSION, **_signed("AttachmentStatement")),
    "AttachmentStatement": _object(
        version=_VERSION,
        attachment=_ID,
        event=_ID,
        sha256=_HASH,
        size=_whole(least=1),
        site=_TEXT,
        received_at=_MOMENT,
    ),
    "Keys": _object(version=_VERSION, hub=_HASH, seal_key=_HASH, made_at=_MOMENT, epoch=_ID),
    "ReceiptKeys": _object(version=_VERSION, **_signed("KeyList")),
    "KeyList": _object(
        version=_VERSION,
        list={"const": LIST},
        number=_whole(),
        at=_MOMENT,
        epoch=_ID,
        hub=_HASH,
        keys={
            "type": "array",
            "items": _object(
                id={"type": "string", "pattern": "^[0-9a-f]{8}$"},
                key=_HASH,
                site=_TEXT,
                name=_TEXT,
                until=_or_null(_DAY),
                revoked=_or_null(_DAY),
            ),
        },
    ),
    "Question": {
        **_object(version=_VERSION, locator=_ID, site_key=_HASH, nonce=_ID, proof=_HASH),
        "additionalProperties": True,
    },
    "Enrolled": _object(
        version=_VERSION, site=_TEXT, name=_TEXT, token=_TEXT, verify_key=_HASH, seal_key=_HASH, epoch=_ID, proof=_HASH
    ),
    "OtherSite": _object(version=_VERSION, error={"const": "another-site"}, site=_TEXT, name=_TEXT, proof=_HASH),
    "Health": _object(status={"const": "ok"}),
    "Error": _object(error={"enum": list(ERRORS)}),
}
"""Names of `components/schemas`."""

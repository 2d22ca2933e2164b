"""Reads one event of a batch: checks every field that the hub relies on, and keeps the rest of the body as it came."""

import base64
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any, NoReturn

from kiosk.domain.events import alias as aliases
from kiosk.domain.events import reference as references
from kiosk.domain.events.alias import Alias
from kiosk.domain.events.event import VERSION, EventType
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.time.silence_dates import DECIDES
from kiosk.error_codes import Rejection
from kiosk.errors import Refused, Rejected
from kiosk.hub.wire.shape import Maybe, fault, matching, one_of, text, text_up_to, whole

ID = matching(r"[0-9a-f]{32}")
HASH = matching(r"[0-9a-f]{64}")
COUNTER_CAP = 10**15
"""Highest counter accepted, far below what a 64-bit column holds."""
MOST_BODY = 1_000_000
"""Bytes of one clear body."""
ATTACHMENT_BYTES = 20_000_000
"""Largest attachment, decrypted."""
CASE_BYTES = 60_000_000
"""Largest sum of all attachments of one case, decrypted."""


def _day(value: Any) -> bool:
    try:
        return text(value) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _yes(value: Any) -> bool:
    """Whether it is true, as a key that is absent otherwise."""
    return value is True


def moment(value: Any) -> bool:
    """Whether it is an ISO 8601 moment that names its offset."""
    try:
        return text(value) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_ENVELOPE = {
    "id": ID, "stream": ID, "sequence": whole(1, 1_000_000), "type": one_of(*EventType), "reference": text,
    "replaces": Maybe(ID), "sha256": HASH, "key": matching(r"[0-9a-f]{16}"),
    "sealed": matching(r"[A-Za-z0-9+/]+={0,2}"), "signature": matching(r"[0-9a-f]{128}"),
}  # fmt: skip
_ALIAS = {"statement": text_up_to(4000), "signature": matching(r"[0-9a-f]{128}")}
_EVERY_BODY = {
    "id": ID, "stream": ID, "sequence": whole(1, 1_000_000), "type": text, "reference": text, "replaces": Maybe(ID),
    "site": {"code": text}, "legal_date": _day, "helper": Maybe(text),
}  # fmt: skip
_REACHED = {"phone": Maybe(text), "email": Maybe(text), "address": Maybe(text)}
_ATTACHMENT = {
    "id": ID,
    "name": text_up_to(255),
    "media_type": text_up_to(127),
    "size": whole(1, ATTACHMENT_BYTES),
    "sha256": HASH,
}
_DOCUMENTS = [{"id": text, "label": text, "state": text, "required": Maybe(_flag),
               "attachments": Maybe([_ATTACHMENT])}]  # fmt: skip
_ASKED = {
    "recorded_at": moment, "message": Maybe(text),
    "which": Maybe({"follow_sha256": Maybe(HASH), "birth_date": Maybe(text_up_to(10))}),
}  # fmt: skip
_CORRECTIONS = [{"field": text_up_to(100), "label": text, "kind": text_up_to(100), "shown": text}]
_NAMES = {"family_name": text, "given_names": text, "birth_date": Maybe(text_up_to(32))}
_SILENCE = {
    "means": one_of(*DECIDES), "on": _day, "after_months": Maybe(whole(1, 120)), "text": Maybe(text),
    "about": Maybe(text),
}  # fmt: skip
_BODIES = {
    EventType.SUBMITTED: {
        "follow_sha256": HASH,
        "procedure": {"id": text, "kind": one_of(*ProcedureKind), "title": text},
        "service": {"id": text_up_to(64), "name": text, **_REACHED},
        "silence": Maybe({**_SILENCE, "also": Maybe([_SILENCE])}),
        "remedies": Maybe(text), "channel": Maybe(text_up_to(32)), "submitted_at": moment, "for_whom": text,
        "applicant": _NAMES, "person": _NAMES,
        "assistance": Maybe({"family_name": text, "given_names": text}),
        "organisation": Maybe(text),
        "contact": Maybe(_REACHED),
        "answers": [{"step": text, "step_title": text, "field": text, "label": text, "shown": text,
                     "written_in": Maybe(matching("[a-z]{2,3}")), "unknown": Maybe(_yes)}],
        "where": Maybe(text), "official_number": Maybe(text),
        "documents": _DOCUMENTS,
        "confirmation": Maybe({"by": one_of("citizen", "mandate", "alone"), "how": one_of("touch", "spoken", ""),
                               "mandate": matching(r"([0-9a-f]{32})?"), "witness": text}),
        "retention": Maybe({"hub_days": whole(0, 36_525)}),
        "salt": Maybe(matching(r"[0-9a-f]{32}")),
        "formerly": Maybe([text_up_to(20)]),
    },
    EventType.SUPPLEMENT: {**_ASKED, "documents": _DOCUMENTS},
    EventType.CORRECTION: {**_ASKED, "corrections": _CORRECTIONS},
    EventType.WITHDRAWAL: {
        **_ASKED, "confirmation": {"by": one_of("citizen", "alone"), "how": one_of("touch", "spoken")},
        "follow_sha256": matching(r"([0-9a-f]{64})?"),
    },
    EventType.ERASURE: _ASKED,
    EventType.ACCESS: _ASKED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """A decrypted event: its envelope, its body as it came, and the body's content."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    replaces: str
    sha256: str
    body: str
    content: dict[str, Any]


def envelope(item: dict[str, Any]) -> Sealed:
    """The sealed event in one item of a batch. Raises `Rejected`: `bad-event` with the path of the first bad field."""
    if where := fault(_ENVELOPE, item):
        raise Rejected(Rejection.BAD_EVENT, detail=where)
    try:
        sealed = base64.b64decode(item["sealed"], validate=True)
    except ValueError:
        raise Rejected(Rejection.BAD_EVENT, detail="sealed") from None
    signature = bytes.fromhex(item["signature"])
    return Sealed(
        item["id"], item["stream"], item["sequence"], EventType(item["type"]), item["reference"],
        item.get("replaces") or "", item["sha256"], item["key"], sealed, signature,
    )  # fmt: skip


def read(sealed: Sealed, body: bytes) -> Incoming:
    """The event with its decrypted body. Raises `Rejected`: `bad-event`, `unknown-version`."""
    content = _content(body)
    for key in ("id", "stream", "sequence", "type", "reference", "replaces"):
        if (content.get(key) or "") != getattr(sealed, key):
            raise Rejected(Rejection.BAD_EVENT, detail=f"body.{key}")
    if site_of(sealed.reference) is None:
        raise Rejected(Rejection.BAD_EVENT, detail="reference")
    if sealed.type == EventType.SUBMITTED and sealed.sequence != 1:
        raise Rejected(Rejection.BAD_EVENT, detail="sequence")
    _check_attachments(content.get("documents") or [])
    if sealed.type == EventType.CORRECTION and not content["corrections"]:
        raise Rejected(Rejection.BAD_EVENT, detail="body.corrections")
    if sealed.type == EventType.WITHDRAWAL and bool(content["follow_sha256"]) != (
        content["confirmation"]["by"] == "alone"
    ):
        raise Rejected(Rejection.BAD_EVENT, detail="body.follow_sha256")
    kept = {
        key: getattr(sealed, key) for key in ("id", "stream", "sequence", "type", "reference", "replaces", "sha256")
    }
    return Incoming(**kept, body=body.decode(), content=content)


def read_alias(item: dict[str, Any], site: str, sealed: Sealed, signers: Iterable[str]) -> Alias | None:
    """The alias that travels with an event, None where there is none.

    Raises `Rejected` (`bad-event`) for one that no key of the site signed, or that is not of this event's number.
    """
    if item.get("alias") is None:
        return None
    if fault(_ALIAS, item["alias"]):
        raise Rejected(Rejection.BAD_EVENT, detail="alias")
    alias = aliases.read(item["alias"]["statement"], item["alias"]["signature"], signers)
    if (
        alias is None
        or alias.site != site
        or sealed.reference not in alias.formerly
        or not all(map(site_of, (alias.reference, *alias.formerly)))
        or (sealed.type == EventType.SUBMITTED and alias.stream != sealed.stream)
    ):
        raise Rejected(Rejection.BAD_EVENT, detail="alias")
    return alias


def site_of(reference: str) -> str | None:
    """The code of the site whose box issued a reference; None for what is no valid reference."""
    try:
        if len(reference) > 20 or references.read(reference) != reference:
            return None
    except Refused:
        return None
    return "".join(takewhile(str.isalpha, reference))


def fold(words: str) -> str:
    """A text without accents, capitals or double spaces, for searching."""
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", words) if not unicodedata.combining(character)
    )
    return " ".join(bare.casefold().split())


def _check_attachments(documents: list[dict[str, Any]]) -> None:
    """Check that a document lists files exactly where it is joined, each file once, within `CASE_BYTES` in all."""
    listed = [attachment for document in documents for attachment in document.get("attachments") or []]
    for place, document in enumerate(documents):
        if bool(document.get("attachments")) != (document["state"] == "joined"):
            raise Rejected(Rejection.BAD_EVENT, detail=f"body.documents[{place}].attachments")
    total = sum(attachment["size"] for attachment in listed)
    if len({attachment["id"] for attachment in listed}) != len(listed) or total > CASE_BYTES:
        raise Rejected(Rejection.BAD_EVENT, detail="body.documents")


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Rejected(Rejection.BAD_EVENT, detail="body") from None
    if not isinstance(content, dict):
        raise Rejected(Rejection.BAD_EVENT, detail="body")
    if not whole(VERSION, VERSION)(content.get("version")):
        raise Rejected(Rejection.UNKNOWN_VERSION, detail="body.version")
    where = fault(_EVERY_BODY, content, "body") or fault(_BODIES.get(content["type"], text), content, "body")
    if where:
        raise Rejected(Rejection.BAD_EVENT, detail=where)
    return content


def _refuse_constant(name: str) -> NoReturn:
    """Infinity and NaN are not JSON, though Python reads them."""
    raise ValueError(name)

"""Reads an event as the wire brings it: what the hub relies on is there, the rest of the body is kept as it came."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from kiosk.domain import reference as references
from kiosk.domain.event import TYPES, VERSION, digest
from kiosk.errors import Refused, Rejected
from kiosk.hub.shape import Maybe, fault, matching, one_of, text, text_up_to, whole

ID = matching(r"[0-9a-f]{32}")
HASH = matching(r"[0-9a-f]{64}")
COUNTER_CAP = 10**15
"""Counters stay far below what a 64-bit column holds."""


def _day(value: Any) -> bool:
    try:
        return text(value) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def moment(value: Any) -> bool:
    """Whether it is an ISO 8601 moment that names its offset."""
    try:
        return text(value) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_ENVELOPE = {
    "id": ID, "stream": ID, "sequence": whole(1, 1_000_000), "type": one_of(*TYPES), "reference": text,
    "replaces": Maybe(ID), "sha256": HASH, "body": text,
}  # fmt: skip
_EVERY_BODY = {
    "id": ID, "stream": ID, "sequence": whole(1, 1_000_000), "type": text, "reference": text, "replaces": Maybe(ID),
    "site": {"code": text}, "legal_date": _day, "helper": Maybe(text),
    "documents": [{"id": text, "label": text, "state": text}],
}  # fmt: skip
_REACHED = {"phone": Maybe(text), "email": Maybe(text), "address": Maybe(text)}
_NAMES = {"family_name": text, "given_names": text}
_BODIES = {
    "submitted": {
        "follow_sha256": HASH,
        "procedure": {"id": text, "kind": one_of("deposited", "prepared"), "title": text},
        "service": {"id": text_up_to(64), "name": text, **_REACHED},
        "silence": Maybe({"means": one_of("accepted", "refused"), "on": _day, "text": Maybe(text)}),
        "remedies": Maybe(text), "submitted_at": moment, "for_whom": text,
        "applicant": _NAMES, "person": _NAMES,
        "contact": Maybe(_REACHED),
        "answers": [{"step": text, "step_title": text, "field": text, "label": text, "shown": text}],
        "where": Maybe(text), "official_number": Maybe(text),
    },
    "supplement": {"recorded_at": moment, "message": Maybe(text)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event that can be read: its envelope, its body as it came, and the body's content."""

    id: str
    stream: str
    sequence: int
    type: str
    reference: str
    sha256: str
    body: str
    content: dict[str, Any]


def read(item: dict[str, Any]) -> Incoming:
    """The event in one item of a batch. Raises `Rejected` (`bad-event`, `wrong-hash`, `unknown-version`)."""
    if where := fault(_ENVELOPE, item):
        raise Rejected("bad-event", detail=where)
    body = item["body"]
    if digest(body.encode()) != item["sha256"]:
        raise Rejected("wrong-hash", detail="body")
    content = _content(body)
    for key in ("id", "stream", "sequence", "type", "reference", "replaces"):
        if content.get(key) != item.get(key):
            raise Rejected("bad-event", detail=f"body.{key}")
    if site_of(item["reference"]) is None:
        raise Rejected("bad-event", detail="reference")
    if item["type"] == "submitted" and item["sequence"] != 1:
        raise Rejected("bad-event", detail="sequence")
    kept = {key: item[key] for key in ("id", "stream", "sequence", "type", "reference", "sha256", "body")}
    return Incoming(**kept, content=content)


def site_of(reference: str) -> str | None:
    """The site whose box minted a reference; None for what is no valid reference."""
    try:
        if len(reference) > 20 or references.read(reference) != reference:
            return None
    except Refused:
        return None
    return "".join(takewhile(str.isalpha, reference))


def folded(words: str) -> str:
    """Without accents, capitals or double spaces, for a search that forgives."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return " ".join(bare.casefold().split())


def _content(body: str) -> dict[str, Any]:
    try:
        content = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Rejected("bad-event", detail="body") from None
    if not isinstance(content, dict):
        raise Rejected("bad-event", detail="body")
    if not whole(VERSION, VERSION)(content.get("version")):
        raise Rejected("unknown-version", detail="body.version")
    where = fault(_EVERY_BODY, content, "body") or fault(_BODIES.get(content["type"], text), content, "body")
    if where:
        raise Rejected("bad-event", detail=where)
    return content


def _refuse_constant(name: str) -> Any:
    """Infinity and NaN are not JSON, though Python reads them."""
    raise ValueError(name)

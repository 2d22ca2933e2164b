"""The signature of an update: what a hub signs when it tells a site of its cases, and how the box verifies it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kiosk.domain.events.event import RequestOutcome, UpdateKind, canonical
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.replies.asked_paper import is_asked
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

_TEXTS = ("id", "reference", "kind", "state", "message", "at", "by")
"""Fields that every update has."""


def read_of_event(
    entry: object, verify_key: str, *, event: str, sha256: str, site: str, reference: str = ""
) -> SignedStatement:
    """The acknowledgement in a hub's answer to one event, verified; `verify_key` is the hub's, in hexadecimal.

    `reference` is the number under which it must be filed, "" for any.
    Raises `Unreachable`: `bad-signature` where the hub did not sign it, `bad-answer` where there is none to read or it
    names another event, content, site or number.
    """
    filed = {"reference": reference} if reference else {}
    return _read(entry, verify_key, {"event": event, "sha256": sha256, "site": site, **filed})


def read_of_file(
    entry: object, verify_key: str, *, attachment: str, event: str, sha256: str, site: str
) -> SignedStatement:
    """The acknowledgement in a hub's answer to one file, verified; `verify_key` is the hub's, in hexadecimal.

    Raises `Unreachable`: `bad-signature` where the hub did not sign it, `bad-answer` where there is none to read or it
    names another file, event, content or site.
    """
    return _read(entry, verify_key, {"attachment": attachment, "event": event, "sha256": sha256, "site": site})


def received_at(statement: bytes) -> datetime | None:
    """When the hub received what it acknowledges; None if the statement names no moment with a time zone."""
    try:
        received = datetime.fromisoformat(json.loads(statement)["received_at"])
    except (ValueError, KeyError, TypeError):
        return None
    return received if received.tzinfo else None


def _read(entry: object, verify_key: str, expected: dict[str, Any]) -> SignedStatement:
    signed = signed_statement.from_wire(entry)
    fields = signed.verified_fields(verify_key)
    if any(fields.get(name) != value for name, value in expected.items()):
        raise Unreachable(LineFault.BAD_ANSWER)
    return signed


def statement(update: Mapping[str, Any], site: str, cursor: int) -> bytes:
    """The bytes that are signed: canonical JSON of the update, the site's code and the update's cursor there."""
    return canonical({**update, "version": VERSION, "site": site, "cursor": cursor})


def to_wire(update: Mapping[str, Any], site: str, cursor: int, hub_seed: bytes) -> dict[str, Any]:
    """The update as it is sent to one site, signed with the hub's seed (32 bytes)."""
    return {"cursor": cursor, **signed_statement.sign(statement(update, site, cursor), hub_seed).to_wire()}


def read(entry: object, verify_key: str, site: str) -> dict[str, Any]:
    """Read what `to_wire` wrote and verify it; gives the update with its `cursor`.

    `verify_key` is the hub's, in hexadecimal. Raises `Unreachable`: `bad-signature` where the hub did not sign it,
    `bad-answer` where it is no update, or another site's, or moved to another cursor.
    """
    signed = signed_statement.from_wire(entry)
    update = signed.verified_fields(verify_key)
    sent_cursor = entry.get("cursor") if isinstance(entry, dict) else None
    bound = (update.pop("version", None), update.pop("site", None), update.get("cursor"))
    if bound != (VERSION, site, sent_cursor) or not _is_update(update):
        raise Unreachable(LineFault.BAD_ANSWER)
    return update


def _is_update(update: Mapping[str, Any]) -> bool:
    return (
        isinstance(update.get("cursor"), int)
        and (update.get("kind") != UpdateKind.ACCUSE or isinstance(update.get("accuse"), dict))
        and (update.get("kind") != UpdateKind.RIGHTS or _answers_a_request(update))
        and (update.get("kind") != UpdateKind.ADDED or _says_what_came(update))
        and all(isinstance(update.get(name), str) for name in _TEXTS)
        and ("papers_by" not in update or _is_day(update["papers_by"]))
        and _lists_papers(update.get("asked", []))
    )


def _lists_papers(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_asked, value))


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _says_what_came(update: Mapping[str, Any]) -> bool:
    documents = update.get("documents")
    return (
        isinstance(update.get("source"), str)
        and _is_day(update.get("legal_date"))
        and isinstance(documents, list)
        and all(map(_is_document, documents))
    )


def _is_document(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in ("id", "label", "state"))
        and isinstance(value.get("files"), int)
        and isinstance(value.get("answers", ""), str)
    )


def _answers_a_request(update: Mapping[str, Any]) -> bool:
    return isinstance(update.get("request"), str) and update.get("outcome") in tuple(RequestOutcome)

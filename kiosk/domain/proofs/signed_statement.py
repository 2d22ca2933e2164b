"""A statement signed by a hub: its bytes, its form on the wire, and how its signature is verified (docs/wire.md)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events.event import RequestOutcome, UpdateKind, encode_canonical_body
from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.reading import VERSION, Maybe, Misfit, decode
from kiosk.domain.events.wire.statements import HubStanding, RefusalOf, ReleaseNote, Statement
from kiosk.domain.replies.asked_paper import is_asked
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

S = TypeVar("S", bound=Struct)
_RELEASE = re.compile(r"(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})")
LONGEST = 500
"""Characters of the text, at most."""


class SignedStatement(Struct, frozen=True):
    """A statement (canonical JSON, UTF-8) and the Ed25519 signature of these bytes (64 bytes), as sent and as stored.
    An instance may hold anything that was received: nothing in it is believed before `verified_fields`."""

    statement: bytes
    signature: bytes

    def to_wire(self) -> dict[str, str]:
        """The form on the wire: the statement as text, the signature in hexadecimal."""
        return {"statement": self.statement.decode(), "signature": self.signature.hex()}

    def verified_fields(self, verify_key: str) -> dict[str, Any]:
        """The statement's fields, if the hub with this public key (hexadecimal) signed exactly these bytes. Raises
        `Unreachable`: `bad-answer` where the statement is no JSON object, `bad-signature`."""
        try:
            fields = json.loads(self.statement)
        except (ValueError, RecursionError):
            raise Unreachable(LineFault.BAD_ANSWER) from None
        if not isinstance(fields, dict):
            raise Unreachable(LineFault.BAD_ANSWER)
        if not keys.is_valid_signature(verify_key, self.statement, self.signature):
            raise Unreachable(LineFault.BAD_SIGNATURE)
        return fields

    def verified(self, of: type[S], verify_key: str) -> S:
        """What the hub with this public key (hexadecimal) said, if it signed exactly these bytes. Raises `Unreachable`:
        `bad-answer` where it is no such statement, `bad-signature`."""
        self.verified_fields(verify_key)
        try:
            return decode(of, self.statement)
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None


def sign_message(message: Statement, hub_seed: bytes) -> SignedStatement:
    return sign_statement(message.statement(), hub_seed)


def sign_statement(statement: bytes, hub_seed: bytes) -> SignedStatement:
    """Sign a statement with the hub's Ed25519 seed (32 bytes); the same statement always gets the same signature."""
    return SignedStatement(statement, keys.sign_bytes(hub_seed, statement))


def read_shown_statement(signed: Maybe[SignedText]) -> SignedStatement:
    """What a peer shows again that a hub signed; verifies nothing. Raises `Unreachable` (`bad-answer`)."""
    return statement_from_wire({"statement": signed.statement, "signature": signed.signature} if signed else None)


def statement_from_wire(entry: object) -> SignedStatement:
    """Read what `to_wire` wrote, from any JSON value that holds it among other fields; verifies nothing. Raises
    `Unreachable` (`bad-answer`) for a value that is no object, and text that is neither UTF-8 nor hexadecimal."""
    if not isinstance(entry, dict):
        raise Unreachable(LineFault.BAD_ANSWER)
    try:
        statement = str(entry.get("statement", "")).encode()
        return SignedStatement(statement, bytes.fromhex(str(entry.get("signature", ""))))
    except ValueError:
        raise Unreachable(LineFault.BAD_ANSWER) from None


def _digest_item(item: Mapping[str, Any]) -> str:
    """The SHA-256 (64 hexadecimal digits) of an event as it travelled, whatever stands in it."""
    written = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


def refusal_to_wire(item: Mapping[str, Any], site: str, code: str, detail: str, hub_seed: bytes) -> dict[str, str]:
    """The signed refusal of an event that a hub received as `item`: a bit that flipped on the way is seen by the box.
    Gives nothing for an item too deep to be written again."""
    try:
        of = _digest_item(item)
    except (ValueError, RecursionError):
        return {}
    refusal = RefusalOf(version=VERSION, refused=item["id"], of=of, site=site, code=code, detail=detail)
    return sign_message(refusal, hub_seed).to_wire()


def read_refusal(entry: object, verify_key: str, item: Mapping[str, Any], site: str) -> tuple[str, str]:
    """The code and the detail with which the hub refused exactly this event of this site.

    `verify_key` is the hub's, in hexadecimal. Raises `Unreachable`: `bad-signature` where the hub did not sign it,
    `bad-answer` where it refused something else, such as an event that was changed on the way.
    """
    said = statement_from_wire(entry).verified(RefusalOf, verify_key)
    if (said.refused, said.of, said.site) != (item["id"], _digest_item(item), site):
        raise Unreachable(LineFault.BAD_ANSWER)
    return said.code, said.detail


def read_release_note(signed: SignedStatement, verify_key: str) -> ReleaseNote:
    """What the hub with this public key (hexadecimal) signed. Raises `Unreachable`: `bad-signature` where it did not,
    `bad-answer` where it is no such statement."""
    note = signed.verified(ReleaseNote, verify_key)
    if not is_release(note.release):
        raise Unreachable(LineFault.BAD_ANSWER)
    return replace(note, text=note.text[:LONGEST])


def is_release(text: str) -> bool:
    return _RELEASE.fullmatch(text) is not None


def is_newer_release(release: str, than: str) -> bool:
    """Whether a version comes after another; False where one of them is none."""
    if not (is_release(release) and is_release(than)):
        return False
    first, second = (tuple(map(int, version.split("."))) for version in (release, than))
    return first > second


def read_standing(signed: SignedStatement, verify_key: str) -> HubStanding:
    """What the hub with this public key (hexadecimal) signed. Raises `Unreachable`: `bad-signature` where it did not,
    `bad-answer` where it is no such statement."""
    return signed.verified(HubStanding, verify_key)


def read_answer(entry: object, verify_key: str, *, site: str, asked: str) -> tuple[HubStanding, SignedStatement]:
    """The standing in a hub's answer to the question `asked` of this site. Raises `Unreachable` as
    `read_signed_update`."""
    signed = statement_from_wire(entry)
    standing = read_standing(signed, verify_key)
    if (standing.site, standing.asked) != (site, asked):
        raise Unreachable(LineFault.BAD_ANSWER)
    return standing, signed


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
    signed = statement_from_wire(entry)
    fields = signed.verified_fields(verify_key)
    if any(fields.get(name) != value for name, value in expected.items()):
        raise Unreachable(LineFault.BAD_ANSWER)
    return signed


def update_to_wire(update: Mapping[str, Any], site: str, cursor: int, hub_seed: bytes) -> dict[str, Any]:
    """The update as it is sent to one site, signed with the hub's seed (32 bytes)."""
    statement = encode_canonical_body({**update, "version": VERSION, "site": site, "cursor": cursor})
    return {"cursor": cursor, **sign_statement(statement, hub_seed).to_wire()}


def read_signed_update(entry: object, verify_key: str, site: str) -> dict[str, Any]:
    """Read what `to_wire` wrote and verify it; gives the update with its `cursor`.

    `verify_key` is the hub's, in hexadecimal. Raises `Unreachable`: `bad-signature` where the hub did not sign it,
    `bad-answer` where it is no update, or another site's, or moved to another cursor.
    """
    signed = statement_from_wire(entry)
    update = signed.verified_fields(verify_key)
    sent_cursor = entry.get("cursor") if isinstance(entry, dict) else None
    bound = (update.pop("version", None), update.pop("site", None), update.get("cursor"))
    if bound != (VERSION, site, sent_cursor) or not _is_update(update):
        raise Unreachable(LineFault.BAD_ANSWER)
    return update


def _is_update(update: Mapping[str, Any]) -> bool:
    match update.get("kind"):
        case UpdateKind.ACCUSE:
            sound = isinstance(update.get("accuse"), dict)
        case UpdateKind.RIGHTS:
            sound = isinstance(update.get("request"), str) and update.get("outcome") in tuple(RequestOutcome)
        case UpdateKind.ADDED:
            sound = isinstance(update.get("source"), str) and _is_day(update.get("legal_date"))
            documents = update.get("documents")
            sound = sound and isinstance(documents, list) and all(map(_is_arrived, documents))
        case UpdateKind.SETTLED:
            lists = update.get("accepted"), update.get("given_up")
            sound = all(isinstance(ids, list) and all(isinstance(one, str) for one in ids) for ids in lists)
        case _:
            sound = True
    asked = update.get("asked", [])
    return (
        sound
        and isinstance(update.get("cursor"), int)
        and all(isinstance(update.get(name), str) for name in _TEXTS)
        and all(_is_day(update[name]) for name in ("papers_by", "due_on") if name in update)
        and isinstance(update.get("passed_to", ""), str)
        and isinstance(update.get("other_body", False), bool)
        and isinstance(asked, list)
        and all(map(is_asked, asked))
    )


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_arrived(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in ("id", "label", "state"))
        and isinstance(value.get("files"), int)
        and isinstance(value.get("answers", ""), str)
    )

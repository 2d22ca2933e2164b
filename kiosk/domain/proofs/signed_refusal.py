"""The signature of a refusal: what a hub signs when it will not have an event, and how a box verifies it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from kiosk.domain.events.wire.statements import RefusalOf
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def digest_of(item: Mapping[str, Any]) -> str:
    """The SHA-256 (64 hexadecimal digits) of an event as it travelled, whatever stands in it."""
    written = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


def to_wire(item: Mapping[str, Any], site: str, code: str, detail: str, hub_seed: bytes) -> dict[str, str]:
    """The signed refusal of an event that a hub received as `item`: a bit that flipped on the way is seen by the box.

    Gives nothing for an item too deep to be written again.
    """
    try:
        of = digest_of(item)
    except (ValueError, RecursionError):
        return {}
    return signed_statement.sign(statement(item["id"], of, site, code, detail), hub_seed).to_wire()


def statement(event_id: str, of: str, site: str, code: str, detail: str) -> bytes:
    """What a hub signs of an event that it will not have; `of` is the SHA-256 of the event as it arrived."""
    return RefusalOf(version=VERSION, refused=event_id, of=of, site=site, code=code, detail=detail).statement()


def read(entry: object, verify_key: str, item: Mapping[str, Any], site: str) -> tuple[str, str]:
    """The code and the detail with which the hub refused exactly this event of this site.

    `verify_key` is the hub's, in hexadecimal. Raises `Unreachable`: `bad-signature` where the hub did not sign it,
    `bad-answer` where it refused something else, such as an event that was changed on the way.
    """
    said = signed_statement.from_wire(entry).verified(RefusalOf, verify_key)
    if (said.refused, said.of, said.site) != (item["id"], digest_of(item), site):
        raise Unreachable(LineFault.BAD_ANSWER)
    return said.code, said.detail

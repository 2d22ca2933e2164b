"""A statement signed by a hub: its bytes, its form on the wire, and how its signature is verified (docs/wire.md)."""

import json
from typing import Any, TypeVar

from msgspec import Struct

from kiosk.crypto import keys
from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.statements import Statement
from kiosk.domain.events.wire.values import Maybe
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

S = TypeVar("S", bound=Struct)


class SignedStatement(Struct, frozen=True):
    """A statement (canonical JSON, UTF-8) and the Ed25519 signature of these bytes (64 bytes), as sent and as stored.

    An instance may hold anything that was received: nothing in it is believed before `verified_fields`.
    """

    statement: bytes
    signature: bytes

    def to_wire(self) -> dict[str, str]:
        """The form on the wire: the statement as text, the signature in hexadecimal."""
        return {"statement": self.statement.decode(), "signature": self.signature.hex()}

    def verified_fields(self, verify_key: str) -> dict[str, Any]:
        """The statement's fields, if the hub with this public key (hexadecimal) signed exactly these bytes.

        Raises `Unreachable`: `bad-answer` where the statement is no JSON object, `bad-signature`.
        """
        try:
            fields = json.loads(self.statement)
        except (ValueError, RecursionError):
            raise Unreachable(LineFault.BAD_ANSWER) from None
        if not isinstance(fields, dict):
            raise Unreachable(LineFault.BAD_ANSWER)
        if not keys.verified(verify_key, self.statement, self.signature):
            raise Unreachable(LineFault.BAD_SIGNATURE)
        return fields

    def verified(self, of: type[S], verify_key: str) -> S:
        """What the hub with this public key (hexadecimal) said, if it signed exactly these bytes.

        Raises `Unreachable`: `bad-answer` where it is no such statement, `bad-signature`.
        """
        self.verified_fields(verify_key)
        try:
            return decode(of, self.statement)
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None


def sign_message(message: Statement, hub_seed: bytes) -> SignedStatement:
    """Sign what a hub says with its Ed25519 seed (32 bytes)."""
    return sign(message.statement(), hub_seed)


def sign(statement: bytes, hub_seed: bytes) -> SignedStatement:
    """Sign a statement with the hub's Ed25519 seed (32 bytes); the same statement always gets the same signature."""
    return SignedStatement(statement, keys.sign(hub_seed, statement))


def shown(signed: Maybe[SignedText]) -> SignedStatement:
    """What a peer shows again that a hub signed; verifies nothing. Raises `Unreachable` (`bad-answer`)."""
    return from_wire({"statement": signed.statement, "signature": signed.signature} if signed else None)


def from_wire(entry: object) -> SignedStatement:
    """Read what `to_wire` wrote, from any JSON value that holds it among other fields; verifies nothing.

    Raises `Unreachable` (`bad-answer`) for a value that is no object, and text that is neither UTF-8 nor hexadecimal.
    """
    if not isinstance(entry, dict):
        raise Unreachable(LineFault.BAD_ANSWER)
    try:
        statement = str(entry.get("statement", "")).encode()
        return SignedStatement(statement, bytes.fromhex(str(entry.get("signature", ""))))
    except ValueError:
        raise Unreachable(LineFault.BAD_ANSWER) from None

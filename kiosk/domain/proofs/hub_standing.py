"""What a hub says of itself in each answer, signed: the time, and how far its database has come (docs/wire.md)."""

from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def sign(standing: HubStanding, hub_seed: bytes) -> SignedStatement:
    """Sign with the hub's seed (32 bytes)."""
    return signed_statement.sign_message(standing, hub_seed)


def read(signed: SignedStatement, verify_key: str) -> HubStanding:
    """What the hub with this public key (hexadecimal) signed.

    Raises `Unreachable`: `bad-signature` where it did not, `bad-answer` where it is no such statement.
    """
    return signed.verified(HubStanding, verify_key)


def read_answer(entry: object, verify_key: str, *, site: str, asked: str) -> tuple[HubStanding, SignedStatement]:
    """The standing in a hub's answer to the question `asked` of this site. Raises `Unreachable` as `read`."""
    signed = signed_statement.from_wire(entry)
    standing = read(signed, verify_key)
    if (standing.site, standing.asked) != (site, asked):
        raise Unreachable(LineFault.BAD_ANSWER)
    return standing, signed

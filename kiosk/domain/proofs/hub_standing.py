"""What a hub says of itself in each answer, signed: the time, and how far its database has come (docs/wire.md)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.domain.events.event import canonical
from kiosk.domain.events.sealed import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


@dataclass(frozen=True, slots=True)
class HubStanding:
    """What a hub signs for one site: `cursor` is that of the site's last update, in the hub's `epoch`.

    `asked` is the box's question (32 hexadecimal digits, new each time), so that `at` is the hub's time at the answer.
    """

    site: str
    epoch: str
    cursor: int
    asked: str
    at: datetime

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return canonical(
            {
                "version": VERSION,
                "standing": self.site,
                "epoch": self.epoch,
                "cursor": self.cursor,
                "asked": self.asked,
                "at": self.at.isoformat(timespec="microseconds"),
            }
        )


def sign(standing: HubStanding, hub_seed: bytes) -> SignedStatement:
    """Sign with the hub's seed (32 bytes)."""
    return signed_statement.sign(standing.statement(), hub_seed)


def read(signed: SignedStatement, verify_key: str) -> HubStanding:
    """What the hub with this public key (hexadecimal) signed.

    Raises `Unreachable`: `bad-signature` where it did not, `bad-answer` where it is no such statement.
    """
    fields = signed.verified_fields(verify_key)
    at = _moment(fields.get("at"))
    match tuple(fields.get(name) for name in ("version", "standing", "epoch", "cursor", "asked")):
        case (int(version), str(site), str(epoch), int(cursor), str(asked)) if version == VERSION and at:
            return HubStanding(site, epoch, cursor, asked, at)
    raise Unreachable(LineFault.BAD_ANSWER)


def read_answer(entry: object, verify_key: str, *, site: str, asked: str) -> tuple[HubStanding, SignedStatement]:
    """The standing in a hub's answer to the question `asked` of this site. Raises `Unreachable` as `read`."""
    signed = signed_statement.from_wire(entry)
    standing = read(signed, verify_key)
    if (standing.site, standing.asked) != (site, asked):
        raise Unreachable(LineFault.BAD_ANSWER)
    return standing, signed


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None

"""The journal's chain: each line carries the hash of everything before it, so that no line can be touched unseen."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from kiosk.domain.event import canonical

ACTIONS = (
    "opened", "changed", "discarded", "expired", "confirmed", "submitted", "supplemented", "mended", "set-aside",
    "corrected", "case-withdrawn", "printed", "sent", "resumed", "exported", "access", "erasure", "erased", "emptied",
    "signed-in", "wrong-sign-in", "signed-out", "locked",
    "locked-out", "unlocked", "let-in", "let-out", "mediator-added",
    "mediator-removed", "pin-changed", "reissued", "granted", "withdrawn",
    "role-changed", "set-up", "recovered", "enrolled", "keys-rotated", "mandate-made", "mandate-used",
    "mandate-renewed", "mandate-revoked", "mandate-expired", "clock-confirmed", "backup-made", "restored",
    "journal-purged", "printer-added", "printer-changed", "printer-forgotten", "printer-chosen", "printer-unchosen",
)  # fmt: skip
"""Everything a line can say was done; its words stand in the context `journal`."""
GENESIS = "0" * 64
"""The hash before the first line."""
_ABOUT = "parvis-journal-checkpoint"


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what to which reference. `number` counts from 1; no column holds anything a citizen said."""

    number: int
    at: str
    mediator_id: str
    station_id: str
    action: str
    reference: str
    detail: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, from line `number` on; `code` has words in the context `journal-fault`."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Lines up to `number` are no longer kept; `hash` is the last one's, and the site's key has signed all of it."""

    number: int
    hash: str
    at: str

    @property
    def message(self) -> bytes:
        """What is signed."""
        return canonical({"about": _ABOUT, **asdict(self)})


def hash_of(previous: str, line: Line) -> str:
    """Hexadecimal SHA-256 of the hash before (32 bytes) and the line's canonical JSON."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical(asdict(line))).hexdigest()


def broken(lines: Iterable[tuple[Line, str]], start: tuple[int, str], head: tuple[int, str]) -> Iterator[Fault]:
    """What is wrong with lines and their hashes, in their order, after `start` and up to `head` (number, hash).

    `missing`: a number is not there; `changed`: a line is not what its hash says; `cut`: the end is not the head.
    One fault a place: after a gap or a change the chain is taken up again from the hash that stands there.
    """
    number, previous = start
    for line, hashed in lines:
        if line.number != number + 1:
            yield Fault(number + 1, "missing")
        elif hash_of(previous, line) != hashed:
            yield Fault(line.number, "changed")
        number, previous = line.number, hashed
    if (number, previous) != head:
        yield Fault(number + 1, "cut")


def first_kept(checkpoints: Sequence[Checkpoint]) -> tuple[int, str]:
    """The number and the hash after which lines are kept: the last checkpoint's, or the beginning."""
    return (checkpoints[-1].number, checkpoints[-1].hash) if checkpoints else (0, GENESIS)

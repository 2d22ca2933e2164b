"""The journal's hash chain: each line's hash covers all lines before it, so that every change is detected."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from kiosk.domain.events.event import canonical

GENESIS = "0" * 64
"""The hash before the first line."""
_ABOUT = "parvis-journal-checkpoint"


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what to which reference. `number` counts from 1; no attribute holds a citizen's answers."""

    number: int
    at: str
    mediator_id: str
    station_id: str
    action: str
    reference: str
    detail: str


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines there ever were, and the newest one's hash (64 hexadecimal digits)."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in the chain from line `number` on; `code` has words in the context `journal-fault`."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Records that lines up to `number` were deleted; `hash` is that of the last one. Signed with the site's key."""

    number: int
    hash: str
    at: str

    @property
    def message(self) -> bytes:
        """The bytes that the site signs."""
        return canonical({"about": _ABOUT, **asdict(self)})


def hash_of(previous: str, line: Line) -> str:
    """Hexadecimal SHA-256 of the previous hash (32 bytes) and the line's canonical JSON."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical(asdict(line))).hexdigest()


def broken(lines: Iterable[tuple[Line, str]], start: tuple[int, str], head: Head) -> Iterator[Fault]:
    """The errors in lines with their hashes, in order, after `start` and up to `head`.

    `missing`: a number is not there; `changed`: a line does not fit its hash; `cut`: the end is not the head.
    One fault for each place: after a gap or a change, checking goes on from the hash stored there.
    """
    number, previous = start
    for line, hashed in lines:
        if line.number != number + 1:
            yield Fault(number + 1, "missing")
        elif hash_of(previous, line) != hashed:
            yield Fault(line.number, "changed")
        number, previous = line.number, hashed
    if Head(number, previous) != head:
        yield Fault(number + 1, "cut")


def first_kept(checkpoints: Sequence[Checkpoint]) -> tuple[int, str]:
    """The number and hash after which lines are still kept: the last checkpoint's, or those of the beginning."""
    return (checkpoints[-1].number, checkpoints[-1].hash) if checkpoints else (0, GENESIS)

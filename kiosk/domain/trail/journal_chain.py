"""The journal's hash chain: each line's hash covers all lines before it, so that every change is detected."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.domain.events.event import canonical
from kiosk.domain.trail.hash_chain import GENESIS, Fault, Head, Link, walk

_ABOUT = "parvis-journal-checkpoint"


class Line(Struct, frozen=True):
    """Who did what to which reference. `number` counts from 1; no attribute holds a citizen's answers."""

    number: int
    at: str
    mediator_id: str
    station_id: str
    action: str
    reference: str
    detail: str


class Checkpoint(Struct, frozen=True):
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


def broken(lines: Iterable[tuple[Line, str]], start: Head, end: Head) -> Iterator[Fault]:
    """The errors in lines with their hashes, in order, after `start` and up to `end`.

    `missing` and `changed` are those of `hash_chain.walk`; `cut`: the last line is not that of `end`.
    """
    last = start
    for head, fault in walk((_link(line, hashed) for line, hashed in lines), start):
        last = head
        if fault is not None:
            yield fault
    if last != end:
        yield Fault(last.count + 1, "cut")


def first_kept(checkpoints: Sequence[Checkpoint]) -> Head:
    """The head after which lines are still kept: the last checkpoint's, or that of the beginning."""
    return Head(checkpoints[-1].number, checkpoints[-1].hash) if checkpoints else Head(0, GENESIS)


def _link(line: Line, hashed: str) -> Link:
    return Link(line.number, hashed, lambda previous: hash_of(previous, line) == hashed)

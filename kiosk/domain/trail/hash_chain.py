"""A chain of hashes: that of each line covers all lines before it, so that every change is noticed.

The journal of a box and the audit trail of a hub are such chains; each hashes its lines in its own way, which stays as
it is for as long as lines made so are kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.domain.events.event import encode_canonical_body

GENESIS = "0" * 64
"""The hash before the first line."""
_ABOUT = "parvis-journal-checkpoint"


class ChainHead(Struct, frozen=True):
    """How many lines there ever were, and the newest one's hash (64 hexadecimal digits); at first 0 and `GENESIS`.
    Noted elsewhere, it reveals a chain that is cut short later."""

    count: int
    head: str

    @property
    def noted(self) -> str:
        """The head as it is noted elsewhere: `count:head`."""
        return f"{self.count}:{self.head}"


class ChainFault(Struct, frozen=True):
    """An error in a chain from line `number` on; `code` has words in the context `journal-fault`."""

    number: int
    code: str


class Link(Struct, frozen=True):
    """A line as stored: its number, its hash, and whether that is the hash of this line after the hash of another."""

    number: int
    hash: str
    follows: Callable[[str], bool]


def walk_chain(links: Iterable[Link], start: ChainHead) -> Iterator[tuple[ChainHead, ChainFault | None]]:
    """Each line in order, as the head it makes, after `start`, and what is wrong there, or None.

    `missing`: a number is not there; `changed`: a line does not fit its hash. One fault for each place: after a gap or
    a change, checking goes on from the hash stored there.
    """
    last = start
    for link in links:
        fault = None
        if link.number != last.count + 1:
            fault = ChainFault(last.count + 1, "missing")
        elif not link.follows(last.head):
            fault = ChainFault(link.number, "changed")
        last = ChainHead(link.number, link.hash)
        yield last, fault


class JournalLine(Struct, frozen=True):
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
        return encode_canonical_body({"about": _ABOUT, **asdict(self)})


def hash_of_line(previous: str, line: JournalLine) -> str:
    """Hexadecimal SHA-256 of the previous hash (32 bytes) and the line's canonical JSON."""
    return hashlib.sha256(bytes.fromhex(previous) + encode_canonical_body(asdict(line))).hexdigest()


def find_broken(lines: Iterable[tuple[JournalLine, str]], start: ChainHead, end: ChainHead) -> Iterator[ChainFault]:
    """The errors in lines with their hashes, in order, after `start` and up to `end`. `missing` and `changed` are those
    of `hash_chain.walk_chain`; `cut`: the last line is not that of `end`."""

    def link(line: JournalLine, hashed: str) -> Link:
        return Link(line.number, hashed, lambda previous: hash_of_line(previous, line) == hashed)

    last = start
    for head, fault in walk_chain((link(line, hashed) for line, hashed in lines), start):
        last = head
        if fault is not None:
            yield fault
    if last != end:
        yield ChainFault(last.count + 1, "cut")


def first_kept(checkpoints: Sequence[Checkpoint]) -> ChainHead:
    """The head after which lines are still kept: the last checkpoint's, or that of the beginning."""
    return ChainHead(checkpoints[-1].number, checkpoints[-1].hash) if checkpoints else ChainHead(0, GENESIS)

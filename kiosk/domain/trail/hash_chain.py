"""A chain of hashes: that of each line covers all lines before it, so that every change is noticed.

The journal of a box and the audit trail of a hub are such chains; each hashes its lines in its own way, which stays as
it is for as long as lines made so are kept.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

GENESIS = "0" * 64
"""The hash before the first line."""


class Head(Struct, frozen=True):
    """How many lines there ever were, and the newest one's hash (64 hexadecimal digits); at first 0 and `GENESIS`.

    Noted elsewhere, it reveals a chain that is cut short later.
    """

    count: int
    head: str

    @property
    def noted(self) -> str:
        """The head as it is noted elsewhere: `count:head`."""
        return f"{self.count}:{self.head}"


class Fault(Struct, frozen=True):
    """An error in a chain from line `number` on; `code` has words in the context `journal-fault`."""

    number: int
    code: str


class Link(Struct, frozen=True):
    """A line as stored: its number, its hash, and whether that is the hash of this line after the hash of another."""

    number: int
    hash: str
    follows: Callable[[str], bool]


def walk(links: Iterable[Link], start: Head) -> Iterator[tuple[Head, Fault | None]]:
    """Each line in order, as the head it makes, after `start`, and what is wrong there, or None.

    `missing`: a number is not there; `changed`: a line does not fit its hash. One fault for each place: after a gap or
    a change, checking goes on from the hash stored there.
    """
    last = start
    for link in links:
        fault = None
        if link.number != last.count + 1:
            fault = Fault(last.count + 1, "missing")
        elif not link.follows(last.head):
            fault = Fault(link.number, "changed")
        last = Head(link.number, link.hash)
        yield last, fault

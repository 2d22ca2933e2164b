"""What people were told, written down beside the product: the model that box and hub are held against."""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from trials.townhall.site import Person, meaning, person


class Draft(msgspec.Struct, frozen=True):
    """A case with every answer, which waits to be submitted: its id, whose it is, a digest of what they answered, and
    whether a paper is joined."""

    case: str
    name: str
    answers: str
    file: bool


class Confirmed(msgspec.Struct, frozen=True):
    """What a screen has confirmed: an event of a site, whose case it concerns, and the words that it bears. `words` is
    the person's name in a deposit, the message in an addition; `files` are the hashes of what was joined to it.
    `guessed` where the follow code was another case's, so that the hub must never take it."""

    event: str
    site: str
    kind: str
    reference: str
    words: str
    answers: str = ""
    file: bool = False
    guessed: bool = False
    files: tuple[str, ...] = ()


class Ledger(msgspec.Struct):
    """`confirmed` in the order of the confirmations. `excused` are events and files that are lost for a reason that no
    product mends: with a disk that burnt before they were sent, or with a hub's database of which the only copy is
    older, when the site had no longer to keep them. `begun` are ids of gestures that were cut off. `hub_may_lack` was
    acknowledged by a database that is gone. `codes` are the follow codes by the reference on the same receipt,
    `joined` the ids of files that were joined to additions, by site."""

    confirmed: list[Confirmed] = []
    excused: set[str] = set()
    begun: set[str] = set()
    hub_may_lack: set[str] = set()
    codes: dict[str, str] = {}
    joined: dict[str, set[str]] = msgspec.field(default_factory=lambda: defaultdict(set))
    next_words: int = 0

    def words(self) -> str:
        self.next_words += 1
        return f"Parole {self.next_words}."

    def of(self, site: str) -> list[Confirmed]:
        return [entry for entry in self.confirmed if entry.site == site and entry.event not in self.excused]

    def without_deposit(self) -> set[str]:
        """The references of cases of which something is lost and excused: what follows waits for it for ever."""
        return {entry.reference for entry in self.confirmed if entry.event in self.excused}

    def is_excused(self, entry: Confirmed) -> bool:
        """Whether it cannot be at the hub, or what it follows cannot."""
        return entry.event in self.excused or entry.reference in self.without_deposit()

    def references(self, site: str = "") -> list[str]:
        deposits = (entry for entry in self.confirmed if entry.kind == "submitted")
        return [entry.reference for entry in deposits if site in ("", entry.site)]


def digest(answers: Mapping[str, object]) -> str:
    told = {field: value for field, value in answers.items() if field in TOLD}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def meant(someone: Person) -> dict[str, object]:
    """What this person answered, as the hub is to have it, but for what is not always asked: the parents of a record
    that the clock makes older than 75 years, and the paper, which may be shown or joined."""
    means: dict[str, object] = {}
    for step, typed in someone.steps.items():
        if step not in ("parents", "papers"):
            means |= meaning(typed)
    return means


TOLD = frozenset(meant(person(0, random.Random(0))))
"""The fields that the digest of a case is made of."""

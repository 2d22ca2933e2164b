"""What each site confirmed to a person, written down beside the product, one JSON object a line."""

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trials.townhall.person import Person, meaning, person


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one site. A line is with the operating system when `note` returns: kill -9 takes nothing of it.

    `out` is the pipe by which a line gets to the file, where the one who notes may have a full disk.
    """

    path: Path
    out: int | None = None

    def note(self, **entry: object) -> None:
        """Append one entry: `what` is `ready`, `begun`, `submitted`, `supplement`, `stick` or `wrong`."""
        line = (json.dumps(entry) + "\n").encode()
        if self.out is not None:
            os.write(self.out, line)  # whole or not at all, up to PIPE_BUF
            return
        with self.path.open("ab", buffering=0) as file:
            file.write(line)

    def entries(self) -> Iterator[dict[str, Any]]:
        """All that was noted, in its order, a line at a time."""
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from map(json.loads, file)


@dataclass(slots=True)
class Tally:
    """How many entries of each kind a ledger that grows has, and of each mishap of a stick; reads each line once."""

    path: Path
    counts: Counter[str] = field(default_factory=Counter)
    _at: int = 0

    def look(self) -> Counter[str]:
        """The counts as of now."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._at)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._at += len(line)
                    entry = json.loads(line)
                    self.counts[entry["what"]] += 1
                    if entry["what"] == "stick":
                        self.counts[f"stick: {entry['mishap']}"] += 1
        return self.counts


def digest(answers: Mapping[str, object]) -> str:
    """One short text for all answers of a case, whatever their order."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def told(someone: Person) -> dict[str, object]:
    """What this person answered, as the hub is to have it, but for what is not always asked: the parents of a record
    that the clock makes older than 75 years, and the paper, which may be shown or joined.
    """
    means: dict[str, object] = {}
    for step, typed in someone.steps.items():
        if step not in ("parents", "papers"):
            means |= meaning(typed)
    return means


TOLD = frozenset(told(person(0, random.Random(0))))
"""The fields that the digest of a case is made of."""

"""The nodes of a procedure file, each with its place, and the faults found there, collected and reported together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused


class Node(Struct, frozen=True):
    """A place in the file (from 1). A bare `Node` replaces faulty content already reported: readers ignore it."""

    line: int
    column: int


class Scalar(Node, frozen=True):
    """A text as written: `no` is the word no, `010` is three characters."""

    value: str
    quoted: bool = False

    @property
    def empty(self) -> bool:
        return not self.value.strip()


class Items(Node, frozen=True):
    """A list."""

    items: tuple[Node, ...]


class Entries(Node, frozen=True):
    """A table: keys with their values, in the order of the file; no key appears twice."""

    pairs: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of a key; None if it is absent."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def place(self, key: str) -> Node:
        """The place of the key; the table's start if it is absent."""
        return next((name for name, _ in self.pairs if name.value == key), self)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `line` and `column` count from 1; `code` has words in the context `mistake`.

    A `warning` is a mistake that leaves the file usable.
    """

    path: str
    line: int
    column: int
    code: str
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code}"


class CatalogueFaults(Refused):
    """A procedure file that cannot be used; `faults` holds all of its mistakes, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(Refusal.FAULTY_PROCEDURE, count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class Place(Protocol):
    """A place in a file; `line` and `column` count from 1."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Notes:
    """The faults found so far in one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def note(self, place: Place, code: str, **details: Any) -> None:
        """Record one fault; reading goes on."""
        self._faults.append(Fault(self.path, place.line, place.column, code, details))

    def warn(self, place: Place, code: str, **details: Any) -> None:
        """Record what is odd and leaves the file usable: an older version of Parvis took it without a word."""
        self.warnings.append(Fault(self.path, place.line, place.column, code, details, warning=True))

    def __len__(self) -> int:
        return len(self._faults)

    @property
    def faults(self) -> list[Fault]:
        """The faults in the order of the file, without repetitions at one place."""
        return sorted({(fault, str(fault.details)): fault for fault in self._faults}.values())

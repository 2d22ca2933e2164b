"""What is wrong in a procedure file, and where: every fault of a file, collected before anything is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kiosk.errors import Refused


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `line` and `column` count from 1; `code` is worded under the context `mistake`."""

    path: str
    line: int
    column: int
    code: str
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code}"


class CatalogueFaults(Refused):
    """A procedure file that cannot be used; `faults` holds all of its mistakes, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faulty-procedure", count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class Place(Protocol):
    """Where something stands in a file, counted from 1."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Notes:
    """The faults found so far in one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._faults: list[Fault] = []

    def note(self, place: Place, code: str, **details: Any) -> None:
        """Keep one fault; reading goes on."""
        self._faults.append(Fault(self.path, place.line, place.column, code, details))

    def __len__(self) -> int:
        return len(self._faults)

    @property
    def faults(self) -> list[Fault]:
        """In the order of the file; what is said twice of one place is said once."""
        return sorted({(fault, str(fault.details)): fault for fault in self._faults}.values())

"""What screens had confirmed when the box was killed, and the ways in which people may come back to it."""

from dataclasses import dataclass, field
from pathlib import Path

from trials.canary.someone import Someone


@dataclass(frozen=True, slots=True)
class Draft:
    """One case that was not submitted: what was confirmed of it, and who can open it again.

    `cookies` are those of the browser it was left in, none where that session is over; `code` the citizen's, "" without
    one. A `turned` screen shows the recap and nothing else.
    """

    case: str
    who: Someone
    cookies: dict[str, str] = field(default_factory=dict)
    code: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that may not be lost. `station` is the terminal’s cookie; without passphrase nobody signs in yet."""

    drafts: tuple[Draft, ...] = ()
    references: tuple[str, ...] = ()
    station: dict[str, str] = field(default_factory=dict)
    passphrase: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the box was killed: a copy of its folder, the length of its log before the last requests, the ledger."""

    name: str
    data: Path
    log_before: int
    ledger: Ledger
    days: float = 0.0

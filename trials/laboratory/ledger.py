"""What each site confirmed to a person, written down beside the product, one JSON object a line."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one site. A line is with the operating system when `note` returns: kill -9 takes nothing of it."""

    path: Path

    def note(self, **entry: object) -> None:
        """Append one entry: `what` is `ready`, `begun`, `submitted` or `supplement`."""
        where = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(where, (json.dumps(entry) + "\n").encode())
        finally:
            os.close(where)

    def entries(self) -> list[dict[str, Any]]:
        """All that was noted, in its order."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def confirmed(self) -> int:
        """How many cases were confirmed to somebody."""
        return self.count("submitted")

    def count(self, what: str) -> int:
        """How many entries of that kind there are."""
        return sum(entry["what"] == what for entry in self.entries())

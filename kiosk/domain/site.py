"""Who stands behind the counter: the town hall as events and receipts name it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Site:
    """The town hall. `code` opens every reference; the rest is for people. `officer` is who protects their data."""

    code: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    officer: str = ""

    def named(self) -> dict[str, Any]:
        """As an event names it."""
        return {"code": self.code, "name": self.name}

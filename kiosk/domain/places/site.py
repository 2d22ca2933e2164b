"""The site: the town hall as events and receipts name it."""

from typing import Any

from kiosk.domain.time.opening_hours import OpeningHours
from kiosk.frozen import Frozen


class Site(Frozen):
    """The town hall. `code` begins every reference; `officer` is the data protection officer's contact.

    `hours` are the town hall's own words, told instead of its `opening` hours.
    """

    code: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    officer: str = ""
    opening: OpeningHours = OpeningHours()

    def named(self) -> dict[str, Any]:
        """The site's entry in the body of an event."""
        return {"code": self.code, "name": self.name}

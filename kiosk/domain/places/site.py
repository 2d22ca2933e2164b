"""The site: the town hall as events and receipts name it."""

from typing import Any

from msgspec import Struct

from kiosk.domain.time.opening_hours import OpeningHours


class Site(Struct, frozen=True):
    """The town hall. `code` begins every reference; `officer` is the data protection officer's contact.

    `hours` are the town hall's own words, told instead of its `opening` hours. `recipients` are those whom the hub
    passes cases on to, each in words, after `service: ` where it is told of the cases of one service alone.
    """

    code: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    officer: str = ""
    opening: OpeningHours = OpeningHours()
    recipients: tuple[str, ...] = ()

    def recipients_of(self, service_id: str) -> list[str]:
        """Whom the hub passes the cases of a service on to."""
        split = [entry.partition(": ") for entry in self.recipients]
        return [name or service for service, _, name in split if not name or service == service_id]

    def named(self) -> dict[str, Any]:
        """The site's entry in the body of an event."""
        return {"code": self.code, "name": self.name}

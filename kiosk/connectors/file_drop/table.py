"""A delivery as one line of a table that a person reads: the answers in words, in one cell."""

from typing import Any

from kiosk.connectors.connector import Delivery
from kiosk.domain.language.spreadsheet_cells import cells_of

COLUMNS = (
    "id",
    "number",
    "type",
    "at",
    "reference",
    "site",
    "service",
    "procedure",
    "legal_date",
    "applicant",
    "person",
    "birth_date",
    "phone",
    "email",
    "address",
    "answers",
    "documents",
    "state",
    "message",
)
"""The heads, the same in every file: a program reads them."""


def line(delivery: Delivery) -> tuple[str, ...]:
    """The cells of a delivery, in the order of `COLUMNS`; what it does not tell is empty."""
    data = delivery.data
    cells = {
        "id": delivery.id,
        "number": str(delivery.number),
        "type": delivery.type.value,
        "at": delivery.at.isoformat(timespec="seconds"),
        "reference": delivery.reference,
        "site": delivery.site,
        "service": delivery.service,
        "procedure": delivery.title,
        "legal_date": _text(data.get("legal_date")),
        **cells_of(data),
        "state": _text(data.get("state")),
        "message": _text(data.get("message")),
    }
    return tuple(cells[name] for name in COLUMNS)


def _text(value: Any) -> str:
    return "" if value is None else str(value)

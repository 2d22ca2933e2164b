"""A delivery as one line of a table that a person reads: the answers in words, in one cell."""

from collections.abc import Mapping
from typing import Any

from kiosk.connectors.connector import Delivery

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
    person, contact = _part(data, "person"), _part(data, "contact")
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
        "applicant": _name(_part(data, "applicant")),
        "person": _text(data.get("organisation")) or _name(person),
        "birth_date": _text(person.get("birth_date")),
        **{name: _text(contact.get(name)) for name in ("phone", "email", "address")},
        "answers": _lines(data.get("answers") or data.get("corrections"), "label", "shown"),
        "documents": _lines(data.get("documents"), "label", "state"),
        "state": _text(data.get("state")),
        "message": _text(data.get("message")),
    }
    return tuple(cells[name] for name in COLUMNS)


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, Mapping) else {}


def _name(person: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (_text(person.get("given_names")), _text(person.get("family_name")))))


def _lines(rows: Any, label: str, value: str) -> str:
    """One line a row: « Nom de naissance : BENALI »."""
    labels = [_text(row.get(label)) for row in rows or ()]
    heads = [text if text.endswith("?") else f"{text} :" for text in labels]
    return "\n".join(f"{head} {_text(row.get(value))}" for head, row in zip(heads, rows or (), strict=True))


def _text(value: Any) -> str:
    return "" if value is None else str(value)

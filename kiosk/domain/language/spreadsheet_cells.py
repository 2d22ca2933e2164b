"""Makes a text safe in a cell of a file that a spreadsheet opens."""

from collections.abc import Mapping
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula where a cell opens with it, also in wide form (OWASP, « CSV Injection »)."""


def plain_cell(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would calculate it; spaces before a formula hide nothing."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip(" \u00a0\u202f").startswith(FORMULA) else text


def cells_of(content: Mapping[str, Any]) -> dict[str, str]:
    """What a case's content tells of people, how to reach them, answers and documents, by the heads of a table."""
    person, contact = _part(content, "person"), _part(content, "contact")
    return {
        "applicant": _name(_part(content, "applicant")),
        "person": _text(content.get("organisation")) or _name(person),
        "birth_date": _text(person.get("birth_date")),
        **{name: _text(contact.get(name)) for name in ("phone", "email", "address")},
        "answers": _lines(content.get("answers") or content.get("corrections"), "label", "shown"),
        "documents": _lines(content.get("documents"), "label", "state"),
    }


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

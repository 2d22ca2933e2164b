"""Normalise typed text, whatever keyboard, script or clipboard it came from."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

OPENS, CLOSES = "\ufdd0", "\ufdd1"
"""Around French in a page of another language, until it leaves (`http.filters`): no characters."""
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
    labels = [_text(row.get(label)) for row in rows or ()]
    heads = [text if text.endswith("?") else f"{text} :" for text in labels]
    return "\n".join(f"{head} {_text(row.get(value))}" for head, row in zip(heads, rows or (), strict=True))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Invisible characters, which a person cannot correct. The joiners U+200C and U+200D stay: Persian names need them."""
_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\ufffd"
"""The character that a decoder puts where it could not read."""
_NOT_LATIN_BY_NAME = frozenset("ʼªº")
"""Letters of Latin spelling whose Unicode name does not say LATIN: the modifier apostrophe and the ordinal signs."""


class Text(Struct, frozen=True):
    """French `text`, its variant in `plain` French, and `context`, the procedure's id (gettext's msgctxt).

    `you` is what somebody who asks for themself is told instead, `staff` what those who work here read instead.
    """

    text: str = ""
    plain: str = ""
    context: str = ""
    you: str = ""
    staff: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Text()


def clean_line(text: str) -> str:
    """The text as one line: NFC, without invisible characters, each run of white space one space, stripped."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def clean_lines(text: str) -> str:
    """The text as several lines, each normalised by `clean_line` and joined by LF, without empty lines at both ends."""
    return "\n".join(clean_line(part) for part in re.split(r"\r\n?|\n", text)).strip("\n")


def is_readable_text(text: str) -> bool:
    """Whether every character can be shown: none but LF is a control, surrogate, private or unassigned character."""
    return _REPLACEMENT not in text and all(
        character == "\n" or unicodedata.category(character) not in _UNREADABLE for character in text
    )


def is_latin_text(text: str) -> bool:
    """Whether every letter is Latin, accents and ligatures included; other characters are ignored."""
    return all(
        unicodedata.name(character, "").startswith("LATIN ") or character in _NOT_LATIN_BY_NAME
        for character in text
        if unicodedata.category(character).startswith("L")
    )


def fold_digits(text: str) -> str:
    """The text with the decimal digits of every script replaced by 0 to 9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def fold_accents(text: str) -> str:
    """The text in small letters without accents; everything between the letters stays: « Févr. » is `fevr.`. Keys are
    derived from its result, so it must stay what it is."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if not unicodedata.combining(character))


def fold_letters(text: str) -> str:
    """Lower-case letters and digits without accents or punctuation, for comparing: « Févr. » is `fevr`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if character.isalnum())


def split_name(name: str) -> list[str]:
    """The words of a name, each as `fold_letters` gives it: « Jeanne-Marie d'Été » is `jeanne`, `marie`, `d`, `ete`."""
    return [word for part in re.split(r"[\s\-'’.,]+", name) if (word := fold_letters(part))]

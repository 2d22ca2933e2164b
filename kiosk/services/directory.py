"""Whose cases these are, in the memory of a mediator's shift: looked through by name, without accents, by prefix."""

import threading
import unicodedata
from dataclasses import dataclass

from kiosk.domain.ring import Ring
from kiosk.services import safe
from kiosk.services.box import Box
from kiosk.store import cases

MOST = 50
"""Cases one search shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case and whose it is; `reference` is "" for a draft."""

    case_id: str
    reference: str
    names: tuple[str, ...]
    birth_date: str
    initials: str
    said: str
    changed_at: str

    def matches(self, words: list[str]) -> bool:
        """Whether every word begins a name, or is the date of birth."""
        return all(word == self.birth_date or any(name.startswith(word) for name in self.names) for word in words)


class Directory:
    """Every case of the services on a ring, kept up with the store at each look."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._since = ""
        self._turn = threading.Lock()

    def look(self, box: Box, ring: Ring) -> dict[str, Entry]:
        """Case id to entry, as things stand now."""
        db = box.store.read()
        with self._turn:
            for row in cases.named(db, self._since, ring.services):
                key = safe.key_in(db, row["id"], ring) if row["names"] else None
                if key is None:
                    self._entries.pop(row["id"], None)
                else:
                    self._entries[row["id"]] = _entry(row, cases.names(row["names"], row["id"], key))
                self._since = row["changed_at"]
            return dict(self._entries)


def search(box: Box, directory: Directory, ring: Ring, typed: str) -> list[Entry]:
    """The cases of a person, the last changed first: names by their beginnings, in any order, or a date of birth.

    Cases destroyed since the last look are left out.
    """
    words = [word for word in (_day(each) or folded(each) for each in typed.split()) if word]
    if not words:
        return []
    found = [each for each in directory.look(box, ring).values() if each.matches(words)]
    found.sort(key=lambda each: each.changed_at, reverse=True)
    db = box.store.read()
    return [each for each in found[: 2 * MOST] if safe.key_in(db, each.case_id, ring) is not None][:MOST]


def folded(text: str) -> str:
    """Without capitals, accents and marks: « Benaïssa-Roux » is found by « benaissa »."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if part.isalnum())


def _day(word: str) -> str:
    """`02/03/1945` and `1945-03-02` as the store writes them, "" for what is no date."""
    parts = word.replace(".", "/").split("/")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return f"{parts[2]:0>4}-{parts[1]:0>2}-{parts[0]:0>2}"
    return word if len(word) == 10 and word[4] == word[7] == "-" else ""


def _entry(row: dict[str, object], names: dict[str, str]) -> Entry:
    family = names.get("person.used_name") or names.get("person.birth_name", "")
    given = names.get("person.given_names", "")
    words = [
        part for role, name in names.items() if role != "person.birth_date" for part in name.replace("-", " ").split()
    ]
    whole = [name for role, name in names.items() if role != "person.birth_date"]
    return Entry(
        str(row["id"]), str(row["reference"] or ""), tuple(folded(each) for each in (*words, *whole)),
        names.get("person.birth_date", ""), " ".join(f"{name[0].upper()}." for name in (given, family) if name),
        " ".join(each for each in (given, family) if each), str(row["changed_at"]),
    )  # fmt: skip

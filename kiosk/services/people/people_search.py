"""Search cases by a person's name or birth date, in an index held in memory for a mediator's shift."""

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import Struct

from kiosk.domain.keys.ring import Ring
from kiosk.domain.language import spelling
from kiosk.domain.mandates.mandate import Mandate
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store import cases
from kiosk.store.database import Database

MOST = 50
"""The most cases that a search shows."""
AT_ONCE = 20
"""Cases that are opened before a page may have its turn: 2 ms."""
KEPT = 200
"""The most that `Directory.kept` holds; the oldest goes."""
_OF_APPLICANT = ("applicant.given_names", "applicant.family_name")
V = TypeVar("V")


class DirectoryEntry(Struct, frozen=True):
    """One case with the names in it; `reference` is "" for a draft.

    `family` and `given` are the person's own, in bare letters: the names of birth and use, and the first given name.
    `born` is the name of birth where `said` does not bear it, "" else.
    """

    case_id: str
    reference: str
    names: tuple[str, ...]
    birth_date: str
    initials: str
    said: str
    changed_at: str
    family: tuple[str, ...] = ()
    given: str = ""
    born: str = ""

    def is_of(self, other: "DirectoryEntry") -> bool:
        """Whether both cases are of one person, as far as names tell: day of birth, a family name, a given name."""
        return bool(
            self.birth_date
            and self.birth_date == other.birth_date
            and self.given == other.given
            and set(self.family) & set(other.family)
        )

    def matches(self, words: list[str]) -> bool:
        """Whether each word is the beginning of a name, or the date of birth."""
        return all(word == self.birth_date or any(name.startswith(word) for name in self.names) for word in words)


class Directory:
    """The names in the cases of the services on a ring; safe between threads.

    A list of cases opens those that it shows (`of`); the first look opens them all, the next ones what has changed.
    `mandates` are those that were opened during the shift, by id.
    """

    def __init__(self) -> None:
        self.mandates: dict[str, Mandate] = {}
        self._entries: dict[str, DirectoryEntry] = {}
        self._born: dict[str, set[str]] = {}
        self._kept: dict[str, tuple[object, Any]] = {}
        self._since = ""
        self._turn = threading.Lock()

    def of(self, box: Box, ring: Ring, case_ids: Iterable[str], key: bytes | None = None) -> dict[str, DirectoryEntry]:
        """The entries of these cases, by case id. `key` is that of the only one, where the caller has opened it."""
        db = box.store.read()
        with self._turn:
            rows = cases.read_named_cases(db, case_ids)
            for row in rows:
                self._take(db, ring, row, key)
            return {row.id: self._entries[row.id] for row in rows if row.id in self._entries}

    def kept(self, name: str, made_of: object, work_out: Callable[[], V]) -> V:
        """What was worked out under this name for the shift, and is worked out anew where it is made of another."""
        known = self._kept.get(name)
        if known is None or known[0] != made_of:
            known = made_of, work_out()
            with self._turn:
                self._kept[name] = known
                if len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        result: V = known[1]
        return result

    def opened(self) -> set[str]:
        with self._turn:
            return set(self._entries)

    def look(self, box: Box, ring: Ring) -> list[DirectoryEntry]:
        self._bring_up(box, ring)
        with self._turn:
            return list(self._entries.values())

    def born_on(self, box: Box, ring: Ring, birth_date: str) -> list[DirectoryEntry]:
        """The entries of who was born that day, brought up to date with the store; none for ""."""
        self._bring_up(box, ring)
        with self._turn:
            return [self._entries[case_id] for case_id in self._born.get(birth_date, ())]

    def _bring_up(self, box: Box, ring: Ring) -> None:
        """Open what has changed; a page that needs a few waits for no more than a few."""
        db = box.store.read()
        changed = cases.select_named_cases(db, self._since, ring.services)
        for first in range(0, len(changed), AT_ONCE):
            with self._turn:
                for row in changed[first : first + AT_ONCE]:
                    self._take(db, ring, row)
                    self._since = max(self._since, row.changed_at)

    def _take(self, db: Database, ring: Ring, row: cases.NamedCaseRow, key: bytes | None = None) -> None:
        known = self._entries.get(row.id)
        if known and row.names and (known.changed_at, known.reference) == (row.changed_at, row.reference):
            return
        key = (key or data_keys.key_in(db, row.id, ring)) if row.names else None
        if known:
            self._born.get(known.birth_date, set()).discard(row.id)
        if key is None:
            self._entries.pop(row.id, None)
        else:
            entry = self._entries[row.id] = _entry(row, cases.decrypt_case_names(row.names, row.id, key))
            if entry.birth_date:
                self._born.setdefault(entry.birth_date, set()).add(row.id)


def directory_of(box: Box, mediator_id: str) -> Directory:
    directory: Directory = box.shifts.memory(mediator_id).setdefault("directory", Directory())
    return directory


def read_ahead(box: Box) -> None:
    """Open the names for everybody on shift, so that their first search need not."""
    for mediator_id, _ in box.shifts.on_shift():
        directory_of(box, mediator_id).look(box, box.shifts.ring(mediator_id))


def search_directory(box: Box, directory: Directory, ring: Ring, typed: str) -> list[DirectoryEntry]:
    """The cases that match typed beginnings of names, in any order, or a date of birth; the last changed first.

    Cases destroyed since the last look are left out.
    """
    words = split_search_words(typed)
    if not words:
        return []
    matching = [entry for entry in directory.look(box, ring) if entry.matches(words)]
    matching.sort(key=lambda entry: entry.changed_at, reverse=True)
    last = matching[: 2 * MOST]
    here = {
        row.id
        for row in cases.select_openable_cases(box.store.read(), (entry.case_id for entry in last), ring.services)
    }
    return [entry for entry in last if entry.case_id in here][:MOST]


def split_search_words(typed: str) -> list[str]:
    """What is sought: each word in bare letters, a date of birth, also one written `02/03/1945`, as `1945-03-02`."""
    words = []
    for word in typed.split():
        day = word.replace(".", "/").split("/")
        if len(day) == 3 and all(part.isdigit() for part in day):
            words.append(f"{day[2]:0>4}-{day[1]:0>2}-{day[0]:0>2}")
        else:
            words.append(word if len(word) == 10 and word[4] == word[7] == "-" else spelling.fold_letters(word))
    return [word for word in words if word]


def _entry(row: cases.NamedCaseRow, names: dict[str, str]) -> DirectoryEntry:
    birth, used = names.get("person.birth_name", ""), names.get("person.used_name", "")
    given = names.get("person.given_names", "")
    said = [name for name in (given, used or birth) if name]
    if not said:  # Of children in a list, the parent who asks is whom the hub names too.
        said = [name for role in _OF_APPLICANT if (name := names.get(role, ""))]
    whole = [name for role, name in names.items() if role != "person.birth_date"]
    words = [part for name in whole for part in name.replace("-", " ").split()]
    return DirectoryEntry(
        row.id,
        row.reference,
        tuple(map(spelling.fold_letters, (*words, *whole))),
        names.get("person.birth_date", ""),
        " ".join(f"{name[0].upper()}." for name in said),
        " ".join(said),
        row.changed_at,
        tuple(spelling.fold_letters(name) for name in (birth, used) if name),
        spelling.fold_letters(given.replace("-", " ").split()[0]) if given.split() else "",
        birth if used and spelling.fold_letters(birth) != spelling.fold_letters(used) else "",
    )

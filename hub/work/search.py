"""Seeks cases by what somebody typed: a number, names with or without a birth date, a telephone, or a procedure.

A birth date alone is refused: it would list everybody of one day. What was sought is audited by its kind, never by its
words.
"""

from msgspec import Struct
from sqlalchemy import Connection

from hub.cases.case_list import PAGE, CaseQuery, CaseRow, Page, find_cases
from hub.keys.keyring import Ring
from hub.secrets import name_index
from hub.wire.read_event import fold
from hub.work import worklist
from hub.work.worklist import WorkQuery
from kiosk.domain.events import reference as references
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

SHORTEST = 3
"""Letters of a procedure that are enough to seek it by."""


class Sought(Struct, frozen=True):
    """What the words of a search are: `number`, `name`, `birth-date`, `phone`; nothing where nobody typed any."""

    kinds: tuple[str, ...] = ()


def read(words: str) -> Sought:
    """What somebody typed. Raises `Refused`: `birth-date-alone`."""
    if not words.strip():
        return Sought()
    try:
        references.read(words)
    except Refused:
        kinds = name_index.kinds_of(words)
        if kinds == ("birth-date",):
            raise Refused(HubRefusal.BIRTH_DATE_ALONE) from None
        return Sought(kinds)
    return Sought(("number",))


def find(connection: Connection, ring: Ring, sought: Sought, wanted: CaseQuery) -> Page:
    """The cases of a search: those of the number, the people or the telephone; else those of a procedure that wait."""
    found = find_cases(connection, ring, wanted)
    if found.rows or sought.kinds != ("name",) or wanted.prepared or wanted.after:
        return found
    rows: list[CaseRow] = []
    for code in _named(connection, wanted):
        query = WorkQuery((), "", scope=wanted.scope, procedure=code)
        rows += worklist.page_of(connection, ring, query).rows
    rows.sort(key=lambda row: row.due_on)
    return Page(tuple(rows[:PAGE]), "")


def _named(connection: Connection, wanted: CaseQuery) -> list[str]:
    """The procedures whose title has a word that begins by each of those that were typed."""
    typed = [word for word in fold(wanted.words).split() if len(word) >= SHORTEST]
    return [
        code
        for code, title in worklist.procedures(connection, wanted.scope)
        if typed and all(any(part.startswith(word) for part in fold(title).split()) for word in typed)
    ]

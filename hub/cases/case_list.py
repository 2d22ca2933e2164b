"""Lists of the hub's cases, newest first: by state, by number, by the beginnings of names, as far as a person may see.

A page is a limit along an index: `newest` of the list, `case_search` of names.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from hub.cases import case_search, numbers
from hub.cases import newest as lists
from hub.cases.computed_columns import ASKED, NEWS, STATE
from hub.cases.newest import Wanted
from hub.cases.states import EVERYTHING, STATES, Scope
from hub.keys.keyring import Ring
from hub.secrets import name_index
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases
from kiosk.domain.events import reference as references
from kiosk.errors import Refused

PAGE = 50
"""Cases on one page of a list."""
MOST_COUNTED = 1_000
"""More cases of one state are « more than a thousand »: nobody waits for the rest to be counted."""


class CaseQuery(Struct, frozen=True):
    """What a list shall show: `words` are a reference, names or a birth date, `scope` what the person may see,
    `after` the id of the last case of the page before.
    """

    state: str = ""
    words: str = ""
    prepared: bool = False
    scope: Scope = EVERYTHING
    after: str = ""


class CaseRow(Struct, frozen=True):
    """One case in a list; `person` names whom it concerns: an organisation, the person, or who asked; empty where
    nobody gave a name.

    `erased` is whether its contents were erased, and the name with them.

    `news` counts supplements and corrections since the last decision, `asked` unanswered requests about personal data.
    `due_on` is the column that `due_days` reads, `owner` the id of who has the case.
    """

    reference: str
    person: str
    title: str
    legal_date: str
    state: str
    prepared: bool
    news: int
    asked: int
    erased: bool = False
    due_on: str = ""
    owner: str = ""


class Page(Struct, frozen=True):
    """Cases, newest first; `next` is the `after` of the next page's query, empty on the last page."""

    rows: tuple[CaseRow, ...]
    next: str


def find_cases(connection: Connection, ring: Ring, wanted: CaseQuery) -> Page:
    """One page of cases that match the query.

    Its words are a reference, as printed or as spoken, or beginnings of names, or a birth date.
    """
    ids = _newest(connection, ring, wanted, PAGE + 1)
    return Page(rows_of(connection, ring, ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else "")


def rows_of(connection: Connection, ring: Ring, ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """These cases as a list shows them, in this order."""
    return tuple(_case_row(ring, row) for row in _rows(connection, ids))


def of_references(connection: Connection, ring: Ring, these: Sequence[str], scope: Scope) -> Page:
    """The cases of these references that the person may see, in this order."""
    query = select(cases.c.reference, cases.c.id).where(cases.c.reference.in_(these), *lists.may_see(scope))
    ids = {row.reference: row.id for row in connection.execute(query)}
    return Page(rows_of(connection, ring, [ids[reference] for reference in these if reference in ids]), "")


def count_by_state(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many deposited cases are in each state, among those the person may see; `MOST_COUNTED` + 1 for more."""
    return {
        state: lists.count_cases(connection, Wanted(state, prepared=False, scope=scope), MOST_COUNTED + 1)
        for state in STATES
    }


def _newest(connection: Connection, ring: Ring, wanted: CaseQuery, most: int) -> list[str]:
    """The ids of the cases of a page, newest first."""
    before = _moment(connection, wanted.after)
    if wanted.after and before is None:
        return []
    these = Wanted(wanted.state if wanted.state in STATES else "", wanted.prepared, wanted.scope, before)
    if not wanted.words.strip():
        return lists.find_newest(connection, these, most)
    try:
        theirs = numbers.bears(references.parse_reference(wanted.words))
    except Refused:
        return case_search.find_named(connection, these, name_index.tokens_of(ring, wanted.words), most)
    return lists.find_newest_among(connection, these, theirs, most)


def _moment(connection: Connection, case_id: str) -> tuple[datetime, str] | None:
    if not case_id:
        return None
    moment = connection.execute(select(cases.c.received_at).where(cases.c.id == case_id)).scalar()
    return None if moment is None else (moment, case_id)


def _rows(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """The rows of these cases, in this order."""
    query = select(cases, STATE.label("state"), NEWS.label("news"), ASKED.label("asked"), case_key.c.wrapped)
    found = connection.execute(query.join(case_key, isouter=True).where(cases.c.id.in_(ids))).all()
    rows = {row.id: row for row in found}
    return [rows[case_id] for case_id in ids]


def _case_row(ring: Ring, row: Row[Any]) -> CaseRow:
    people: Mapping[str, Mapping[str, str]] = {}
    if row.wrapped is not None:
        people = unwrap_lock(ring, row.id, row.wrapped).read(label_of("names", row.id), row.names)
    names = (full_name(people.get(who, {})) for who in ("organisation", "person", "applicant"))
    return CaseRow(
        row.reference, next(filter(None, names), ""), row.title, row.legal_date, row.state, row.prepared, news=row.news,
        asked=row.asked, erased=row.wrapped is None, due_on=row.due_on, owner=row.assigned_to,
    )  # fmt: skip


def full_name(person: Mapping[str, Any]) -> str:
    """Given names and family name, "" where neither is known."""
    return " ".join(f"{person.get('given_names') or ''} {person.get('family_name') or ''}".split())

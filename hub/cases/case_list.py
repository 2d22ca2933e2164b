"""Lists of cases: the newest, those that a search finds, and a worklist with the first due first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, TextClause, exists, literal, or_, select, text

from hub import trail
from hub.cases import states
from hub.cases.case_history import DANGER_DAY, find_shown_state
from hub.cases.states import ASKED, EVERYTHING, NEWS, STATE, STATES, NewestQuery, Scope, scope_filters, unindexed_column
from hub.hub import Hub
from hub.keyring import Ring
from hub.secrets import vault
from hub.secrets.secrets_at_rest import WrongTries
from hub.secrets.vault import fold, label_of, unwrap_lock
from hub.store.columns import WAITS
from hub.store.schema import case_key, cases, name_token
from hub.trail import AuditAction
from kiosk.domain.events import reference as reference_module
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import MOST_CASES, AskedNamedCases, NamedCase, NamedCases
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

MANY = 5_000
"""A name that so many cases bear soon comes in the list, where it is sought; any other leads to its cases."""
_IN_ORDER = text(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('enable_sort', 'off', true)"
)
"""PostgreSQL, told nothing, may gather a tenth of all cases to sort them; they are in order already."""
PAGE = 50
"""Cases on one page of a list."""
MOST_COUNTED = 1_000
"""More cases of one state are « more than a thousand »: nobody waits for the rest to be counted."""
SHORTEST = 3
"""Letters of a procedure that are enough to seek it by."""
FILTERS = ("procedure", "service", "site", "state", "language", "channel")
"""What a list may be narrowed by: each is a field of `WorkQuery`, has its choices in
`hub/web/list_pane.py`, and its word in context `filter`.
"""
_COLUMNS = {name: cases.c["listed_state" if name == "state" else name] for name in FILTERS}
_MOST_PROCEDURES = 200
"""Procedures that a list offers to be narrowed by."""
MINUTE = WrongTries("named-minute", 10, timedelta(minutes=1))
DAY = WrongTries("named-day", 100, timedelta(days=1))
"""Searches of one mediator: enough for a busy desk, too few to copy a town."""
SITE_DAY = WrongTries("named-site", 1_000, timedelta(days=1))
"""Searches of one site, whatever ids of mediators its box makes up."""


def find_named(connection: Connection, wanted: NewestQuery, tokens: Sequence[bytes], most: int) -> list[str]:
    """The ids of the newest cases that have every one of these tokens (`vault.tokens_of`)."""
    sizes = {}
    for token in tokens:
        bearing = select(literal(1).label("one")).select_from(name_token).where(name_token.c.token == token)
        sizes[token] = states.count_rows(connection, bearing, MANY)
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    if sizes[rarest] < MANY or others:
        mine = name_token.alias("mine")
        beside = [exists(_bearing(token, mine.c.case_id)) for token in others]
        theirs = select(mine.c.case_id).where(mine.c.token == rarest, *beside)
        return states.find_newest_among(connection, wanted, cases.c.id.in_(theirs), most)
    rare = _bearing(rarest, cases.c.id)
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER)
        rare = rare.offset(0)  # asked of one case after the other, and not turned into a join
    return states.find_newest(connection, wanted, most, exists(rare))


def _bearing(token: bytes, case_id: ColumnElement[str]) -> Select[tuple[str]]:
    other = name_token.alias()
    return select(other.c.case_id).where(other.c.token == token, other.c.case_id == case_id)


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
    nobody gave a name, and where its contents were `erased`.

    `news` counts supplements and corrections since the last decision, `asked` unanswered requests about personal data.
    `due_on` is the column that `parse_due_day` reads, `owner` the id of who has the case.
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

    @property
    def danger(self) -> bool:
        return self.due_on == DANGER_DAY


class Page(Struct, frozen=True):
    """Cases, newest first; `next` is the `after` of the next page's query, empty on the last page."""

    rows: tuple[CaseRow, ...]
    next: str


def find_cases(connection: Connection, ring: Ring, wanted: CaseQuery) -> Page:
    """One page of cases that match the query; its words may be a reference as spoken, and beginnings of names."""
    ids = _newest(connection, ring, wanted, PAGE + 1)
    return Page(rows_of_cases(connection, ring, ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else "")


def rows_of_cases(connection: Connection, ring: Ring, ids: Sequence[str]) -> tuple[CaseRow, ...]:
    query = select(cases, STATE.label("state"), NEWS.label("news"), ASKED.label("asked"), case_key.c.wrapped)
    found = connection.execute(query.join(case_key, isouter=True).where(cases.c.id.in_(ids))).all()
    rows = {}
    for row in found:
        people: Mapping[str, Mapping[str, str]] = {}
        if row.wrapped is not None:
            people = unwrap_lock(ring, row.id, row.wrapped).read(label_of("names", row.id), row.names)
        names = (full_name(people.get(who, {})) for who in ("organisation", "person", "applicant"))
        rows[row.id] = CaseRow(
            row.reference, next(filter(None, names), ""), row.title, row.legal_date, row.state, row.prepared,
            news=row.news, asked=row.asked, erased=row.wrapped is None, due_on=row.due_on, owner=row.assigned_to,
        )  # fmt: skip
    return tuple(rows[case_id] for case_id in ids)


def page_of_references(connection: Connection, ring: Ring, these: Sequence[str], scope: Scope) -> Page:
    query = select(cases.c.reference, cases.c.id).where(cases.c.reference.in_(these), *states.may_see(scope))
    ids = {row.reference: row.id for row in connection.execute(query)}
    return Page(rows_of_cases(connection, ring, [ids[reference] for reference in these if reference in ids]), "")


def count_by_state(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many deposited cases are in each state, among those the person may see; `MOST_COUNTED` + 1 for more."""
    return {
        state: states.count_cases(connection, NewestQuery(state, prepared=False, scope=scope), MOST_COUNTED + 1)
        for state in STATES
    }


def _newest(connection: Connection, ring: Ring, wanted: CaseQuery, most: int) -> list[str]:
    before = None
    if wanted.after:
        moment = connection.execute(select(cases.c.received_at).where(cases.c.id == wanted.after)).scalar()
        if moment is None:
            return []
        before = (moment, wanted.after)
    these = NewestQuery(wanted.state if wanted.state in STATES else "", wanted.prepared, wanted.scope, before)
    if not wanted.words.strip():
        return states.find_newest(connection, these, most)
    try:
        theirs = states.has_number_condition(reference_module.parse_reference(wanted.words))
    except Refused:
        return find_named(connection, these, vault.tokens_of(ring, wanted.words), most)
    return states.find_newest_among(connection, these, theirs, most)


def full_name(person: Mapping[str, Any]) -> str:
    return " ".join(f"{person.get('given_names') or ''} {person.get('family_name') or ''}".split())


def name_addressee(submitted: Mapping[str, Any]) -> str:
    """Whom an answer is for: who asks; whoever only helped the person writes nothing in their own name."""
    helped = full_name(submitted["person"]) if submitted.get("for_whom") == "helped" else ""
    return helped or full_name(submitted["applicant"])


def read_search_kinds(words: str) -> tuple[str, ...]:
    """What somebody typed: `number`, `name`, `birth-date`, `phone`, or none. Raises `Refused`: `birth-date-alone`."""
    if not words.strip():
        return ()
    try:
        reference_module.parse_reference(words)
    except Refused:
        kinds = vault.kinds_of(words)
        if kinds == ("birth-date",):
            raise Refused(HubRefusal.BIRTH_DATE_ALONE) from None
        return kinds
    return ("number",)


def search_cases(connection: Connection, ring: Ring, sought: tuple[str, ...], wanted: CaseQuery) -> Page:
    """The cases of a search: those of the number, the people or the telephone; else those of a procedure that wait."""
    found = find_cases(connection, ring, wanted)
    if found.rows or sought != ("name",) or wanted.prepared or wanted.after:
        return found
    rows: list[CaseRow] = []
    typed = [word for word in fold(wanted.words).split() if len(word) >= SHORTEST]
    for code, title in list_waiting_procedures(connection, wanted.scope):
        parts = fold(title).split()
        if typed and all(any(part.startswith(word) for part in parts) for word in typed):
            query = WorkQuery((), "", scope=wanted.scope, procedure=code)
            rows += read_worklist_page(connection, ring, query).rows
    rows.sort(key=lambda row: row.due_on)
    return Page(tuple(rows[:PAGE]), "")


class View(StrEnum):
    ALL = "all"
    MINE = "mine"
    FREE = "free"
    LATE = "late"


class WorkQuery(Struct, frozen=True):
    """What a worklist shall show; a filter is "" for everything.

    `mine` are the ids of those whose cases are mine: my own, and whoever I stand in for. `today` is an ISO day: what
    was due before it is late. `after` is the id of the last case of the page before.
    """

    mine: tuple[str, ...]
    today: str
    view: View = View.ALL
    scope: Scope = EVERYTHING
    procedure: str = ""
    service: str = ""
    site: str = ""
    state: str = ""
    language: str = ""
    channel: str = ""
    after: str = ""

    @property
    def filters(self) -> dict[str, str]:
        return {name: value for name in FILTERS if (value := str(getattr(self, name)))}


def read_worklist_page(connection: Connection, ring: Ring, query: WorkQuery) -> Page:
    """One page, the first due first; among those of one day, who has waited longest."""
    order = (cases.c.due_on, cases.c.received_at, cases.c.id)
    after = _after(connection, query.after)
    if after is None:
        return Page((), "")
    found = select(cases.c.id).where(*worklist_conditions(query), *after).order_by(*order).limit(PAGE + 1)
    ids = list(connection.execute(found).scalars())
    return Page(rows_of_cases(connection, ring, ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else "")


def count_views(connection: Connection, query: WorkQuery) -> dict[View, int]:
    """How many there are in each view as far as the person may see, up to `MOST_COUNTED` + 1; no filter counts."""
    counts = {}
    for view in View:
        wanted = worklist_conditions(WorkQuery(query.mine, query.today, view, query.scope))
        some = select(literal(1).label("one")).select_from(cases).where(*wanted)
        counts[view] = states.count_rows(connection, some, MOST_COUNTED + 1)
    return counts


def list_waiting_procedures(connection: Connection, scope: Scope) -> Iterator[tuple[str, str]]:
    last = ""
    for _ in range(_MOST_PROCEDURES):
        query = select(cases.c.procedure).where(WAITS, cases.c.procedure > last, *scope_filters(scope))
        last = connection.execute(query.order_by(cases.c.procedure).limit(1)).scalar() or ""
        if not last:
            return
        title = select(cases.c.title).where(WAITS, cases.c.procedure == last).limit(1)
        yield last, str(connection.execute(title).scalar_one())


def list_case_services(connection: Connection) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for _ in range(_MOST_PROCEDURES):
        last = found[-1][0] if found else ""
        query = select(cases.c.service, cases.c.service_name).where(cases.c.service > last)
        row = connection.execute(query.order_by(cases.c.service).limit(1)).first()
        if row is None:
            break
        found.append((row.service, row.service_name))
    return found


def worklist_conditions(query: WorkQuery) -> list[ColumnElement[bool] | TextClause]:
    """Which cases are on this worklist, page after page."""
    narrowed = (unindexed_column(_COLUMNS[name]) == value for name, value in query.filters.items())
    conditions: list[ColumnElement[bool] | TextClause] = [WAITS, *scope_filters(query.scope), *narrowed]
    if query.view == View.MINE:
        conditions.append(cases.c.assigned_to.in_(query.mine))
    elif query.view == View.FREE:
        conditions.append(unindexed_column(cases.c.assigned_to) == "")
    elif query.view == View.LATE:
        conditions += [cases.c.due_on < query.today, cases.c.due_on > DANGER_DAY]
    return conditions


def _after(connection: Connection, case_id: str) -> list[ColumnElement[bool]] | None:
    if not case_id:
        return []
    columns = (cases.c.due_on, cases.c.received_at)
    last = connection.execute(select(*columns).where(cases.c.id == case_id)).first()
    if last is None:
        return None
    due, came = columns
    later = or_(came > last.received_at, (came == last.received_at) & (cases.c.id > case_id))
    return [due >= last.due_on, or_(due > last.due_on, later)]


def search_named_cases(hub: Hub, asked: AskedNamedCases) -> NamedCases:
    """The newest cases of the people so named, deposited or prepared; the site's signature is verified already.

    Raises `Refused`: `too-many-tries`, and `birth-date-alone` where no name was typed.
    """
    words = " ".join(filter(None, (asked.name, asked.birth_date or "", asked.phone or "")))
    if "name" not in vault.kinds_of(asked.name):
        raise Refused(HubRefusal.BIRTH_DATE_ALONE)
    mediator = f"{asked.site} {asked.mediator}"
    limits = ((MINUTE, mediator), (DAY, mediator), (SITE_DAY, asked.site))
    for limit, who in limits:
        limit.admit(hub, who)
    for limit, who in limits:
        limit.record(hub, who)
    detail = " ".join((asked.site, asked.mediator, *vault.kinds_of(words)))
    trail.append_audit_line(hub, AuditAction.SITE_SEARCHED, detail=detail)
    tokens = vault.tokens_of(hub.ring, words)
    scope = Scope(services=asked.services, sites=(asked.site,))
    with hub.store.reading() as connection:
        found = [
            case_id
            for prepared in (False, True)
            for case_id in find_named(connection, NewestQuery("", prepared, scope), tokens, MOST_CASES + 1)
        ]
        query = select(cases, STATE.label("state"), case_key.c.wrapped).join(case_key).where(cases.c.id.in_(found))
        rows = connection.execute(query.order_by(cases.c.received_at.desc(), cases.c.id.desc())).all()
        named = tuple(_named_case(hub, connection, row) for row in rows[:MOST_CASES])
    return NamedCases(version=VERSION, asked=asked.asked, named=named, more=len(rows) > MOST_CASES)


def _named_case(hub: Hub, connection: Connection, row: Row[Any]) -> NamedCase:
    people = unwrap_lock(hub.ring, row.id, row.wrapped).read(label_of("names", row.id), row.names)
    concerned, applicant = people.get("person", {}), people.get("applicant", {})
    person = full_name(concerned) or full_name(people.get("organisation", {})) or full_name(applicant)
    return NamedCase(
        reference=row.reference,
        procedure=row.procedure,
        title=row.title,
        prepared=row.prepared,
        state=find_shown_state(hub, connection, row.reference, row.state, row.prepared),
        deposited=date.fromisoformat(row.legal_date),
        person=person,
        birth_year=str(concerned.get("birth_date") or "")[:4],
        applicant=full_name(applicant) if full_name(applicant) != person else "",
    )

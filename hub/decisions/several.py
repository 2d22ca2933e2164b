"""Gives many cases the same state at once, each in a transaction of its own: those that changed meanwhile are left.

Only states that need nothing of the case are given so; to accept or to refuse somebody's case is to have read it. A
case that nobody decided is not closed so either: the person would be told no reason, and silence decide nothing more.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.cases.case_list import CaseRow, of_references
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import UNDECIDED, following
from hub.decisions.decisions import decide, take_back
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import cases, taken_decision
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import CaseState
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

AT_ONCE = (CaseState.IN_PROGRESS, CaseState.CLOSED)
"""The states that many cases can be given."""
MOST = 200
"""Cases at once."""


class LeftOut(StrEnum):
    """Why a case does not go with the others; what else is told is the code of a `HubRefusal`."""

    UNKNOWN = "unknown-case"
    NOT_FROM_HERE = "no-such-change"
    ON_ITS_WAY = "on-its-way"
    UNDECIDED = "undecided"


class Chosen(Struct, frozen=True):
    """One case that was chosen: how many decisions its page had shown, and why it is `left_out`, "" where it is not."""

    reference: str
    seen: int = -1
    left_out: str = ""
    row: CaseRow | None = None


class Done(Struct, frozen=True):
    """What became of one case: `left_out` is "" where it has its new state; `taken` is the id of a decision that can
    still be taken back, "" for none.
    """

    reference: str
    left_out: str = ""
    taken: str = ""


def look(hub: Hub, by: Staff, chosen: Iterable[str], to: str) -> list[Chosen]:
    """The cases of these references, in their order, and which of them cannot get this state.

    Raises `Refused`: `no-such-change` for a state that needs its case, `too-many-cases`.
    """
    known = _checked(list(chosen), to)
    with hub.store.reading() as connection:
        rows = {row.reference: row for row in of_references(connection, hub.ring, known, by.scope).rows}
        return [_look(hub, connection, by, reference, to, rows.get(reference)) for reference in known]


def change(hub: Hub, by: Staff, chosen: Sequence[tuple[str, int]], to: str) -> list[Done]:
    """Give each of these cases the state, unless it had other decisions than were `seen`: (reference, seen).

    The same twice, as a double tap does, is one change. Raises as `look` does.
    """
    known, seen = _checked([reference for reference, _ in chosen], to), dict(chosen)
    results = [Done(reference, _decided(hub, by, reference, to, seen[reference])) for reference in known]
    with hub.store.reading() as connection:
        waiting = _waiting(connection, [done.reference for done in results if not done.left_out])
    return [Done(done.reference, done.left_out, waiting.get(done.reference, "")) for done in results]


def take_all_back(hub: Hub, by: Staff, taken: Sequence[tuple[str, str]]) -> list[Done]:
    """Take back these decisions, (reference, id), as far as they have not left."""
    known, ids = _checked([reference for reference, _ in taken], CaseState.CLOSED), dict(taken)
    results = []
    for reference in known:
        try:
            take_back(hub, by, reference, ids[reference])
            results.append(Done(reference))
        except Refused as fault:
            results.append(Done(reference, fault.code))
    return results


def _checked(chosen: list[str], to: str) -> list[str]:
    """The references that are some, each once. Raises `Refused`."""
    if to not in AT_ONCE:
        raise Refused(HubRefusal.NO_SUCH_CHANGE, to=to)
    if len(chosen) > MOST:
        raise Refused(HubRefusal.TOO_MANY_CASES, most=MOST)
    return [reference for reference in dict.fromkeys(chosen) if _is_reference(reference)]


def _is_reference(text: str) -> bool:
    try:
        return references.parse_reference(text) == text
    except Refused:
        return False


def _look(hub: Hub, connection: Connection, by: Staff, reference: str, to: str, row: CaseRow | None) -> Chosen:
    try:
        case = read_case(connection, hub.ring, reference, by.scope)
    except Refused:
        return Chosen(reference, left_out=LeftOut.UNKNOWN, row=row)
    left_out = ""
    if case.taken is not None and case.taken.leaves:
        left_out = LeftOut.ON_ITS_WAY
    elif _is_undecided(case, to):
        left_out = LeftOut.UNDECIDED
    elif to not in following(case.state, prepared=case.prepared):
        left_out = LeftOut.NOT_FROM_HERE
    return Chosen(reference, case.seen, left_out, row)


def _is_undecided(case: CaseFile, to: str) -> bool:
    """Whether closing it would end what nobody has decided; what was prepared, another body decides."""
    return to == CaseState.CLOSED and not case.prepared and case.state in UNDECIDED


def _decided(hub: Hub, by: Staff, reference: str, to: str, seen: int) -> str:
    try:
        with hub.store.reading() as connection:
            if _is_undecided(read_case(connection, hub.ring, reference, by.scope), to):
                return LeftOut.UNDECIDED
        decide(hub, by, reference, to, "", seen)
    except Refused as fault:
        return fault.code
    return ""


def _waiting(connection: Connection, these: Sequence[str]) -> dict[str, str]:
    """The ids of the decisions of these cases that have not left, by reference."""
    query = select(cases.c.reference, taken_decision.c.id).join(taken_decision, taken_decision.c.case_id == cases.c.id)
    rows = connection.execute(query.where(cases.c.reference.in_(these), taken_decision.c.stopped == ""))
    return {row.reference: row.id for row in rows}

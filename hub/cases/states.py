"""The states a case goes through at the hub, and which may follow which."""

from datetime import date, timedelta

from msgspec import Struct

from kiosk.domain.events.event import CaseState
from kiosk.domain.replies.message_template import blanks_in
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

STATES = (
    CaseState.RECEIVED,
    CaseState.IN_PROGRESS,
    CaseState.INCOMPLETE,
    CaseState.ACCEPTED,
    CaseState.REFUSED,
    CaseState.CLOSED,
    CaseState.WITHDRAWN,
)
WITHDRAWN = CaseState.WITHDRAWN
"""The person withdrew the case; no decision leads to this state."""
DECIDED = (CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED, WITHDRAWN)
"""States in which nothing is added to a case any more."""
UNDECIDED = (CaseState.RECEIVED, CaseState.IN_PROGRESS, CaseState.INCOMPLETE)
"""States in which the person still waits for a decision."""
_WORDS_NEEDED = (CaseState.INCOMPLETE, CaseState.REFUSED)
"""States that need words: what is missing, in a message or by name, or the reason of the refusal (CRPA L.211-2)."""
LONGEST_MESSAGE = 5_000
"""Characters."""
PAPERS_WAIT = timedelta(days=30)
"""The time that is proposed for papers; the service may give another."""
LONGEST_WAIT = timedelta(days=366)
"""Most time that a request for papers may give: a day farther away is a slip of the keyboard."""
_OPEN = (CaseState.IN_PROGRESS, CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED)
_NEXT: dict[str, tuple[CaseState, ...]] = {
    CaseState.RECEIVED: _OPEN,
    CaseState.IN_PROGRESS: (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED),
    CaseState.INCOMPLETE: _OPEN,
    CaseState.ACCEPTED: (CaseState.CLOSED,),
    CaseState.REFUSED: (CaseState.CLOSED,),
    CaseState.CLOSED: (),
    WITHDRAWN: (),
}
_NEXT_PREPARED: dict[str, tuple[CaseState, ...]] = {CaseState.RECEIVED: (CaseState.CLOSED,)}
"""Another body decides a prepared case: here it can only be closed."""


class Scope(Struct, frozen=True):
    """Services and sites, each empty for all; a case is inside where both say so."""

    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


EVERYTHING = Scope()
"""Every case."""


def following(state: str, *, prepared: bool) -> tuple[CaseState, ...]:
    """The states that a decision may lead to from this one, in the order they are offered."""
    return _NEXT_PREPARED.get(state, ()) if prepared else _NEXT[state]


def words_needed(state: str, *, prepared: bool) -> tuple[CaseState, ...]:
    """The states that a decision from this one leads to with words only.

    Whoever closes what nobody has decided says why, as for a refusal: the person gets nothing of what they asked for.
    """
    closes = state in UNDECIDED and not prepared
    return (*_WORDS_NEEDED, CaseState.CLOSED) if closes else _WORDS_NEEDED


def check(state: str, to: str, message: str, *, prepared: bool, asks: bool = False) -> None:
    """Check a decision from `state` to `to`, apart from the day by which papers are due; `asks`: for papers by name.

    Raises `Refused`: `no-such-change`, `message-missing` where the state needs words and has none, `message-too-long`,
    `message-unfinished` where a word of a template stands in braces still: the reason of a refusal, above all.
    """
    if to not in following(state, prepared=prepared):
        raise Refused(HubRefusal.NO_SUCH_CHANGE, state=state, to=to)
    if to in words_needed(state, prepared=prepared) and not message and not (asks and to == CaseState.INCOMPLETE):
        raise Refused(HubRefusal.MESSAGE_MISSING, to=to)
    if len(message) > LONGEST_MESSAGE:
        raise Refused(HubRefusal.MESSAGE_TOO_LONG, most=LONGEST_MESSAGE)
    if left := blanks_in(message):
        raise Refused(HubRefusal.MESSAGE_UNFINISHED, lacks=", ".join(left))


def papers_due(to: str, typed: str, today: date) -> str:
    """The ISO day by which papers are due, as it was `typed`; "" for a decision that asks for none.

    A request for papers gives a time for them (CRPA L. 114-5). Raises `Refused`: `papers-day-missing`,
    `papers-day-wrong` where it is no day, not to come, or more than a year away.
    """
    if to != CaseState.INCOMPLETE:
        return ""
    if not typed.strip():
        raise Refused(HubRefusal.PAPERS_DAY_MISSING)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused(HubRefusal.PAPERS_DAY_WRONG) from None
    if not today < day <= today + LONGEST_WAIT:
        raise Refused(HubRefusal.PAPERS_DAY_WRONG)
    return day.isoformat()

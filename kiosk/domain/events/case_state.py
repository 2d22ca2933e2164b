"""Where a case stands.

Its words are the contexts `state` and `decision` (box) and `case-state` (hub) of `words.po`, its badge is
`templates/_parts/case/case_state.html`.

A new state also needs its moves in `hub/cases/states.py`, its place among `NEWS` or `ENDED` below (the box's view of
states in `kiosk/store/migrations/m0001_first.py` says the latter in SQL), and what it means for the line of the case
and for silence in `case_line` and `silence_facts`.
"""

from collections.abc import Mapping
from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands, as the box computes it; those from `RECEIVED` on are the hub's words. A newer hub may say
    another word: it is shown as it is, and equals none of these. `UNKNOWN`: nobody told this box. `COMPLETED`: what was
    asked for was given, and the service has not said more; it is shown, and no hub says it."""

    UNKNOWN = "unknown"
    COMPLETED = "completed"
    DRAFT = "draft"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"
    SENDING = "sending"
    NEEDS_ATTENTION = "needs_attention"
    PREPARED = "prepared"
    WITHDRAWING = "withdrawing"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


NEWS = (CaseState.RECEIVED, CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED)
"""States that are news for the person: something is asked of them, or it is decided. A service that gives a case the
state `RECEIVED` passes it on to another."""
ENDED = (CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED, CaseState.WITHDRAWN)
"""States of a case to which no event is added any more."""


class StateKind(StrEnum):
    """How a state looks, wherever it is shown: `DANGER` is for a refusal alone."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


_KINDS: Mapping[str, StateKind] = {
    CaseState.INCOMPLETE: StateKind.WARNING,
    CaseState.NEEDS_ATTENTION: StateKind.WARNING,
    CaseState.ACCEPTED: StateKind.SUCCESS,
    CaseState.REFUSED: StateKind.DANGER,
    **dict.fromkeys(
        (CaseState.UNKNOWN, CaseState.DRAFT, CaseState.DISCARDED, CaseState.CLOSED, CaseState.WITHDRAWN),
        StateKind.NEUTRAL,
    ),
}


def kind_of_state(state: str) -> StateKind:
    """The kind of a state, also of a word that a newer hub says."""
    return _KINDS.get(state, StateKind.INFO)

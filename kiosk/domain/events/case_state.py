"""Where a case stands.

Its words are the contexts `state` (box) and `case-state` (hub) of `words.po`, its badge is in
`templates/hub/_badges.html`.

A new state also needs its moves in `hub/cases/states.py`, and what it means for the line of the case, for silence
and for notices is in `case_line`, `silence_facts` and `TOLD` of `hub/outbox/person_notices.py`.
"""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands, as the box computes it; those from `RECEIVED` on are the hub's words. A newer hub may say
    another word: it is shown as it is, and equals none of these."""

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


ENDED = (CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED, CaseState.WITHDRAWN)
"""States of a case to which no event is added any more."""

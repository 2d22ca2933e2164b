"""The states a case goes through at the hub, and which may follow which."""

from kiosk.codes import Refusal
from kiosk.errors import Refused

STATES = ("received", "in_progress", "incomplete", "accepted", "refused", "closed", "withdrawn")
WITHDRAWN = "withdrawn"
"""The person withdrew the case; no decision leads to this state."""
DECIDED = ("accepted", "refused", "closed", WITHDRAWN)
"""States in which nothing is added to a case any more."""
WORDS_NEEDED = ("incomplete", "refused")
"""States that need a message: what is missing, or the reason of the refusal (CRPA L.211-2)."""
LONGEST_MESSAGE = 5_000
"""Characters."""
_OPEN = ("in_progress", "incomplete", "accepted", "refused", "closed")
_NEXT = {
    "received": _OPEN,
    "in_progress": ("incomplete", "accepted", "refused", "closed"),
    "incomplete": ("in_progress", "incomplete", "accepted", "refused", "closed"),
    "accepted": ("closed",),
    "refused": ("closed",),
    "closed": (),
    WITHDRAWN: (),
}
_NEXT_PREPARED = {"received": ("closed",)}
"""Another body decides a prepared case: here it can only be closed."""


def following(state: str, *, prepared: bool) -> tuple[str, ...]:
    """The states that a decision may lead to from this one, in the order they are offered."""
    return _NEXT_PREPARED.get(state, ()) if prepared else _NEXT[state]


def check(state: str, to: str, message: str, *, prepared: bool) -> None:
    """Check a decision from `state` to `to`.

    Raises `Refused`: `no-such-change`, `message-missing` where the state needs one, `message-too-long`.
    """
    if to not in following(state, prepared=prepared):
        raise Refused(Refusal.NO_SUCH_CHANGE, state=state, to=to)
    if to in WORDS_NEEDED and not message:
        raise Refused(Refusal.MESSAGE_MISSING, to=to)
    if len(message) > LONGEST_MESSAGE:
        raise Refused(Refusal.MESSAGE_TOO_LONG, most=LONGEST_MESSAGE)

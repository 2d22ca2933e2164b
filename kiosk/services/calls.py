"""« Appeler quelqu'un »: who calls from which screen, which desks hear it, who comes. In memory, and nothing of a case.

A desk is heard from whenever one of its pages is shown or asks for calls by itself; one that has fallen silent is
nobody, so that a citizen is never told that it rings where it does not.
"""

import threading
from dataclasses import dataclass, replace

HEARS_S = 75.0
"""Seconds for which a desk counts as there: a browser lets a page that is not in front ask once a minute."""
RINGS_S = 60.0
"""Seconds after which a call that nobody answered says so."""
KEPT_S = 900.0
"""Seconds after which a call is forgotten whatever came of it."""
RINGING, ANSWERED, UNANSWERED = "ringing", "answered", "unanswered"


@dataclass(frozen=True, slots=True)
class Call:
    """One citizen's. `by` is the name of who comes, "" for nobody (yet); `since` is monotonic, in seconds."""

    id: str
    station_id: str
    station: str
    language: str
    since: float
    by: str = ""

    def state(self, now_s: float) -> str:
        """`RINGING`, `ANSWERED` or `UNANSWERED`."""
        if self.by:
            return ANSWERED
        return RINGING if now_s - self.since < RINGS_S else UNANSWERED


class Calls:
    """Session hash to call, and station id to when it was last heard from; safe between threads."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self._heard: dict[str, float] = {}
        self._turn = threading.Lock()

    def hears(self, station_id: str, now_s: float) -> None:
        """A mediator is signed in at this screen, and its page is there."""
        with self._turn:
            self._heard[station_id] = now_s

    def gone(self, station_id: str) -> None:
        """Nobody hears anything at this screen any more."""
        with self._turn:
            self._heard.pop(station_id, None)

    def anyone(self, station_id: str, now_s: float) -> bool:
        """Whether a call from this screen would be heard at another."""
        with self._turn:
            return any(at != station_id and now_s - heard < HEARS_S for at, heard in self._heard.items())

    def ring(self, session: str, call: Call) -> Call:
        """The call of a session: the one that still rings or was answered, else this one."""
        with self._turn:
            there = self._calls.get(session)
            if there is None or there.state(call.since) == UNANSWERED:
                there = self._calls[session] = call
            return there

    def of(self, session: str, now_s: float) -> Call | None:
        """The call of a session, None where it made none."""
        with self._turn:
            self._forget(now_s)
            return self._calls.get(session)

    def ringing(self, station_id: str, now_s: float) -> list[Call]:
        """What rings at this screen, the longest first; not its own call."""
        with self._turn:
            self._forget(now_s)
            there = [each for each in self._calls.values() if each.state(now_s) == RINGING]
        return sorted((each for each in there if each.station_id != station_id), key=lambda each: each.since)

    def answer(self, call_id: str, name: str, now_s: float) -> Call | None:
        """Somebody comes: the first who says so; None where nobody rings any more."""
        with self._turn:
            for session, call in self._calls.items():
                if call.id == call_id:
                    if call.state(now_s) == RINGING:
                        self._calls[session] = replace(call, by=name)
                    return self._calls[session] if self._calls[session].by else None
        return None

    def end(self, session: str) -> None:
        """The citizen has gone, or needs nobody any more."""
        with self._turn:
            self._calls.pop(session, None)

    def _forget(self, now_s: float) -> None:
        for session in [key for key, call in self._calls.items() if now_s - call.since > KEPT_S]:
            del self._calls[session]

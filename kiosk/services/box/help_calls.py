"""Calls for help (« Appeler quelqu'un »): who calls from which screen, which desks hear it, who comes. In memory.

A desk counts as there while its pages are shown or ask for calls; a desk that has fallen silent does not, so that a
citizen is never told that a bell rings where nobody is.
"""

import threading

from msgspec import Struct
from msgspec.structs import replace

HEARS_S = 75.0
"""Seconds for which a desk counts as there: a page in the background may ask only once a minute."""
RINGS_S = 60.0
"""Seconds after which a call counts as unanswered."""
KEPT_S = 900.0
"""Seconds after which a call is deleted, answered or not."""
RINGING, ANSWERED, UNANSWERED = "ringing", "answered", "unanswered"


class HelpCall(Struct, frozen=True):
    """One call. `by` is the name of who comes, "" for nobody yet; `since` is monotonic, in seconds.

    `language` is the name of the caller's language in itself, `code` its ISO 639-1 code.
    """

    id: str
    station_id: str
    station: str
    language: str
    since: float
    by: str = ""
    code: str = ""

    def state(self, now_s: float) -> str:
        """`RINGING`, `ANSWERED` or `UNANSWERED`."""
        if self.by:
            return ANSWERED
        return RINGING if now_s - self.since < RINGS_S else UNANSWERED


class Calls:
    """The calls by session hash, and when each desk was last heard from; safe between threads."""

    def __init__(self) -> None:
        self._calls: dict[str, HelpCall] = {}
        self._heard: dict[str, float] = {}
        self._turn = threading.Lock()

    def hears(self, station_id: str, now_s: float) -> None:
        """Note that a signed-in desk's page is there."""
        with self._turn:
            self._heard[station_id] = now_s

    def gone(self, station_id: str) -> None:
        """Note that nobody is at this desk any more."""
        with self._turn:
            self._heard.pop(station_id, None)

    def anyone(self, station_id: str, now_s: float) -> bool:
        """Whether a desk other than this screen would hear a call."""
        with self._turn:
            return any(at != station_id and now_s - heard < HEARS_S for at, heard in self._heard.items())

    def ring(self, session: str, call: HelpCall) -> HelpCall:
        """Start a call for a session; gives the call that still rings or was answered, else this new one."""
        with self._turn:
            earlier = self._calls.get(session)
            if earlier is None or earlier.state(call.since) == UNANSWERED:
                earlier = self._calls[session] = call
            return earlier

    def of(self, session: str, now_s: float) -> HelpCall | None:
        """The call of a session, None where it made none."""
        with self._turn:
            self._forget(now_s)
            return self._calls.get(session)

    def ringing(self, station_id: str, now_s: float) -> list[HelpCall]:
        """The calls that ring at this screen, the oldest first, without its own."""
        with self._turn:
            self._forget(now_s)
            calls = [call for call in self._calls.values() if call.state(now_s) == RINGING]
        return sorted((call for call in calls if call.station_id != station_id), key=lambda call: call.since)

    def answer(self, call_id: str, name: str, now_s: float) -> HelpCall | None:
        """Answer a call: the first who answers comes. None where that call is gone."""
        with self._turn:
            for session, call in self._calls.items():
                if call.id == call_id:
                    if call.state(now_s) == RINGING:
                        self._calls[session] = replace(call, by=name)
                    return self._calls[session] if self._calls[session].by else None
        return None

    def follow(self, session: str, new_session: str) -> None:
        """Move a call to its session's new hash."""
        with self._turn:
            if (call := self._calls.pop(session, None)) is not None:
                self._calls[new_session] = call

    def end(self, session: str) -> None:
        """End a session's call."""
        with self._turn:
            self._calls.pop(session, None)

    def _forget(self, now_s: float) -> None:
        for session in [key for key, call in self._calls.items() if now_s - call.since > KEPT_S]:
            del self._calls[session]

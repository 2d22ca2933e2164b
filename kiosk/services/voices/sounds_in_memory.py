"""Sounds of sentences with a value in them: in memory, for one session, for a minute."""

import threading

from msgspec import Struct

from kiosk.services.voices.rendering import Rendering

KEPT_S = 60.0
MOST_OF_A_SESSION = 48
"""As many as the player knows addresses of (`MOST_KEPT` in `static/js/speech/voice.js`): who goes back hears them."""
MOST = 256
MOST_BYTES = 16_000_000
"""Of all sessions; beyond any of these limits the oldest is forgotten."""


class _Kept(Struct, frozen=True):
    session: str
    since_s: float
    rendering: Rendering


class SoundsInMemory:
    """By a random name; safe between threads. Moments are monotonic, in seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._turn = threading.Lock()

    def keep(self, name: str, session: str, rendering: Rendering, now_s: float) -> None:
        """Keep a sound for the session of this hash."""
        with self._turn:
            self._forget(now_s)
            self._kept[name] = _Kept(session, now_s, rendering)
            own = [earlier for earlier, kept in self._kept.items() if kept.session == session]
            for earlier in own[:-MOST_OF_A_SESSION]:
                del self._kept[earlier]
            while len(self._kept) > MOST or (self._bytes() > MOST_BYTES and len(self._kept) > 1):
                del self._kept[next(iter(self._kept))]

    def get(self, name: str, session: str, now_s: float) -> Rendering | None:
        """The sound of that name, None for another session's or one that is forgotten.

        It may be asked for more than once within its minute: a browser that plays a sound asks again as it likes.
        """
        with self._turn:
            self._forget(now_s)
            kept = self._kept.get(name)
        return kept.rendering if kept and kept.session == session else None

    def end(self, session: str) -> None:
        """Forget what was said to a session."""
        with self._turn:
            for name in [name for name, kept in self._kept.items() if kept.session == session]:
                del self._kept[name]

    def tidy(self, now_s: float) -> None:
        """Forget what is older than a minute; called now and then, also where nobody listens any more."""
        with self._turn:
            self._forget(now_s)

    def __len__(self) -> int:
        return len(self._kept)

    def _bytes(self) -> int:
        return sum(kept.rendering.size for kept in self._kept.values())

    def _forget(self, now_s: float) -> None:
        for name in [name for name, kept in self._kept.items() if now_s - kept.since_s > KEPT_S]:
            del self._kept[name]

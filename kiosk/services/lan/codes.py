"""One-time codes that enrol or pair a screen: shown at the desk, typed there within a minute. In memory only."""

import threading
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.domain.language import spelling
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

USUAL_PRINTER, NO_PRINTER = "everywhere", "none"
LASTS_S = 60.0
DIGITS = 6
MOST_WRONG = 5
"""Wrong codes, from anywhere, after which every code that waits is dead: who guesses is right once in 200,000 codes."""
_TOLD_S = 600.0
"""How long a code that is over is still told from a wrong one."""


class Wanted(Struct, frozen=True):
    """The station that a code makes: as it was described at the desk, and the mediator who did.

    `printer` is the id of the printer for its papers, `USUAL_PRINTER` for that of all stations, `NO_PRINTER` for none.
    `desk` is the hash of the session at whose desk a second screen is paired, "" where the code enrols a station.
    """

    role: StationRole
    name: str
    place: str = ""
    printer: str = USUAL_PRINTER
    by: str = ""
    desk: str = ""


@dataclass(slots=True)
class _Shown:
    wanted: Wanted
    since_s: float
    used: bool = False


@dataclass(slots=True)
class Codes:
    """The codes of one box; safe between threads. `wrong` counts since a code was last shown."""

    clock: Clock
    wrong: int = 0
    _shown: dict[str, _Shown] = field(default_factory=dict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def show(self, wanted: Wanted) -> str:
        """A new code for that station, of `DIGITS` digits. A mediator's earlier one is over."""
        with self._turn:
            now_s = self.clock.monotonic()
            self._forget(now_s)
            for shown in self._shown.values():
                if shown.wanted.by == wanted.by:
                    shown.since_s = min(shown.since_s, now_s - LASTS_S)
            code = self.clock.digits(DIGITS)
            while code in self._shown:
                code = self.clock.digits(DIGITS)
            self._shown[code] = _Shown(wanted, now_s)
            self.wrong = 0
        return code

    def take(self, typed: str) -> Wanted:
        """The station of a typed code, which is used by that.

        Raises `Refused`: `wrong-screen-code`, `screen-code-used`, `screen-code-over`.
        """
        code = "".join(digit for digit in spelling.digits(typed) if digit.isdecimal())
        with self._turn:
            now_s = self.clock.monotonic()
            self._forget(now_s)
            shown = self._shown.get(code)
            if shown is None:
                self._count_wrong(now_s)
                raise Refused(Refusal.WRONG_SCREEN_CODE)
            if shown.used:
                raise Refused(Refusal.SCREEN_CODE_USED)
            if now_s - shown.since_s >= LASTS_S:
                raise Refused(Refusal.SCREEN_CODE_OVER)
            shown.used = True
        return shown.wanted

    def _count_wrong(self, now_s: float) -> None:
        self.wrong += 1
        if self.wrong >= MOST_WRONG:
            for shown in self._shown.values():
                shown.since_s = min(shown.since_s, now_s - LASTS_S)

    def _forget(self, now_s: float) -> None:
        self._shown = {code: shown for code, shown in self._shown.items() if now_s - shown.since_s < _TOLD_S}

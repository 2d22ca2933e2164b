"""The ways to printers at work: one live object a printer, and what was last heard to be wrong with each."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.settings import Settings
from printers.carrier import Carrier
from printers.carriers import CARRIERS

EVERY_S = 15.0
"""Seconds for which an answer of a printer counts; a page of that time does not ask it again."""
OFFERED = tuple(each for each in CARRIERS if not getattr(each, "imaginary", False))
"""Those that bring out paper, in the order a screen shows them."""


@dataclass(eq=False, slots=True)
class _Look:
    """What one printer last said of itself, `known` once it has; `answered` while it is not being asked."""

    carrier: Carrier
    wrong: str | None = None
    asked_s: float = 0.0
    known: bool = False
    answered: threading.Event = field(default_factory=threading.Event)


class Carriers:
    """Printers are asked beside the pages, never by one: a printer that is off answers after seconds, or never.

    `offered` are the ways on which printers are looked for.
    """

    def __init__(self, offered: tuple[type[Carrier], ...] = OFFERED) -> None:
        self.offered = offered
        self._live: dict[str, tuple[object, Carrier]] = {}
        self._looks: dict[str, _Look] = {}
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, printer_id: str, made_of: object, make: Callable[[], Carrier]) -> Carrier:
        """The live one of a printer, made anew when what it is `made_of` has changed. Raises what `make` raises."""
        with self._lock:
            known = self._live.get(printer_id)
            if known is None or known[0] != made_of:
                known = self._live[printer_id] = made_of, make()
            return known[1]

    def turn(self, printer_id: str) -> threading.Lock:
        """Held by whoever talks with a printer: it is not asked how it is while a paper is on its way to it."""
        with self._lock:
            return self._turns.setdefault(printer_id, threading.Lock())

    def wrong(self, printer_id: str, carrier: Carrier, now_s: float, patience_s: float = 0.0) -> str | None:
        """What is known to be wrong: a code, or None. It is asked beside the caller, at most every `EVERY_S` seconds.

        The caller waits at most `patience_s` seconds for an answer that is on its way; `now_s` is monotonic. Carriers
        that say they are `instant` are asked there and then.
        """
        if getattr(carrier, "instant", False):
            return carrier.what_is_wrong()
        with self._lock:
            look = self._looks.get(printer_id)
            if look is None or look.carrier is not carrier:
                look = self._looks[printer_id] = _Look(carrier)
                look.answered.set()
            if look.answered.is_set() and (not look.known or now_s - look.asked_s >= EVERY_S):
                look.asked_s = now_s
                look.answered.clear()
                threading.Thread(target=self._ask, args=(printer_id, look), name="ask", daemon=True).start()
        look.answered.wait(patience_s)
        return look.wrong

    def has_answered(self, printer_id: str, carrier: Carrier) -> bool:
        """Whether what `wrong` says was heard of it; before its first answer nothing is held against it."""
        look = self._looks.get(printer_id)
        return bool(getattr(carrier, "instant", False)) or (look is not None and look.carrier is carrier and look.known)

    def _ask(self, printer_id: str, look: _Look) -> None:
        with self.turn(printer_id):
            try:
                look.wrong, look.known = look.carrier.what_is_wrong(), True
            finally:
                look.answered.set()


def built(kind: str, given: Mapping[str, str], media_type: str, settings: Settings) -> Carrier | None:
    """A carrier of that kind, None where there is no such kind any more. Raises what its class does: ValueError.

    What the box itself says (where its folder of papers lies) counts where nothing else is given.
    """
    for carrier in CARRIERS:
        if carrier.kind == kind:
            known = ours(settings) | dict(given) | {"media_type": media_type}
            return carrier(**{each.name: known[each.name] for each in carrier.settings if each.name in known})
    return None


def ours(settings: Settings) -> dict[str, str]:
    """Settings of carriers that nobody need give, and that no page lets anyone give: a page names no folder."""
    return {"folder": str(settings.paths.printed)}

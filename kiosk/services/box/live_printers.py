"""The carriers in use: one live object a printer, and what was last known to be wrong with each."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import Settings
from printers.carrier import Carrier
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS

EVERY_S = 15.0
"""Seconds for which a printer's answer counts; until then it is not asked again."""
OFFERED = tuple(carrier for carrier in CARRIERS if not carrier.only_for_tests)
"""The carriers that print on paper, in the order a screen shows them."""


@dataclass(eq=False, slots=True)
class _Look:
    """A printer's last answer about its state; `known` once there is one, `answered` unless it is being asked."""

    carrier: Carrier
    wrong: str | None = None
    asked_s: float = 0.0
    known: bool = False
    answered: threading.Event = field(default_factory=threading.Event)


class Carriers:
    """The live carriers. Threads ask the printers, never a page: one that is off answers after seconds or never.

    `offered` are the kinds of carrier on which printers are searched for.
    """

    def __init__(self, offered: tuple[type[Carrier], ...] = OFFERED) -> None:
        self.offered = offered
        self._live: dict[str, tuple[object, Carrier]] = {}
        self._looks: dict[str, _Look] = {}
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def beside(self) -> "Carriers":
        """Carriers of their own for the same printers, which wait for the same turns as these."""
        others = Carriers(self.offered)
        others._lock, others._turns = self._lock, self._turns
        return others

    def of(self, printer_id: str, made_of: object, make: Callable[[], Carrier]) -> Carrier:
        """The live carrier of a printer, made again where `made_of` has changed. Raises what `make` raises."""
        with self._lock:
            live = self._live.get(printer_id)
            if live is None or live[0] != made_of:
                live = self._live[printer_id] = made_of, make()
            return live[1]

    def keep_only(self, printer_ids: Collection[str]) -> None:
        """Drop the carriers and answers of all other printers; the lock of one that is in use stays."""
        with self._lock:
            for by_printer in (self._live, self._looks):
                for printer_id in by_printer.keys() - set(printer_ids):
                    del by_printer[printer_id]
            for printer_id in self._turns.keys() - set(printer_ids):
                if not self._turns[printer_id].locked():
                    del self._turns[printer_id]

    def turn(self, printer_id: str) -> threading.Lock:
        """The lock to hold while talking to a printer, so that it is not asked for its state while it prints."""
        with self._lock:
            return self._turns.setdefault(printer_id, threading.Lock())

    def wrong(self, printer_id: str, carrier: Carrier, now_s: float, patience_s: float = 0.0) -> str | None:
        """What is known to be wrong: a code, or None. A thread asks the printer, at most every `EVERY_S` seconds.

        The caller waits at most `patience_s` seconds for an answer; `now_s` is monotonic. Carriers that are `instant`
        are asked at once.
        """
        if carrier.instant:
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
        """Whether the printer has answered; before its first answer nothing counts as wrong."""
        look = self._looks.get(printer_id)
        return carrier.instant or (look is not None and look.carrier is carrier and look.known)

    def _ask(self, printer_id: str, look: _Look) -> None:
        with self.turn(printer_id):
            try:
                look.wrong, look.known = look.carrier.what_is_wrong(), True
            finally:
                look.answered.set()


def build_carrier(kind: str, given: Mapping[str, str], media_type: str, settings: Settings) -> Carrier | None:
    """A carrier of that kind, None where there is no such kind any more. Raises what its class does: ValueError.

    What the box itself says (where its folder of papers lies) counts where nothing else is given.
    """
    for carrier in CARRIERS:
        if carrier.kind == kind:
            known = ours(settings) | dict(given) | {"media_type": media_type}
            make: Callable[..., Carrier] = carrier
            return make(**{setting.name: known[setting.name] for setting in carrier.settings if setting.name in known})
    return None


def build_usual_carrier(settings: Settings) -> Carrier:
    """The carrier that the settings name, for their paper. Raises `Refused` (`bad-setting`) for an unknown name."""
    renderer = next((renderer for renderer in RENDERERS if renderer.kind == settings.paper), None)
    if renderer is None:
        raise Refused(Refusal.BAD_SETTING, name="paper", value=settings.paper)
    carrier = build_carrier(settings.printer, {}, renderer.media_type, settings)
    if carrier is not None:
        return carrier
    raise Refused(Refusal.BAD_SETTING, name="printer", value=settings.printer)


def ours(settings: Settings) -> dict[str, str]:
    """Settings of carriers that nobody need give, and that no page lets anyone give: a page names no folder."""
    return {"folder": str(settings.paths.printed)}

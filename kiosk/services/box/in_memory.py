"""What a running box holds in memory alone: calls for help (« Appeler quelqu'un »), who is on shift, live printers,
keys of print jobs, and how its voices and its line to the hub are.

A restart or a lock leaves nothing to be read.
"""

import hmac
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import Settings
from printers.carrier import Carrier
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS

HEARS_S = 75.0
"""Seconds for which a desk counts as there: a page in the background may ask only once a minute."""
RINGS_S = 60.0
"""Seconds after which a call counts as unanswered."""
KEPT_S = 900.0
"""Seconds after which a call is deleted, answered or not."""
RINGING, ANSWERED, UNANSWERED = "ringing", "answered", "unanswered"


class HelpCall(Struct, frozen=True):
    """One call. `by` is the name of who comes, "" for nobody yet; `since` is monotonic, in seconds; `danger` is the
    number of the case in which a danger was signalled, "" where a person calls.

    `language` is the name of the caller's language in itself, `code` its ISO 639-1 code.
    """

    id: str
    station_id: str
    station: str
    language: str
    since: float
    by: str = ""
    code: str = ""
    danger: str = ""

    def state(self, now_s: float) -> str:
        if self.by:
            return ANSWERED
        return RINGING if now_s - self.since < RINGS_S else UNANSWERED


class Calls:
    """The calls by session hash, and when each desk was last heard from; safe between threads.

    A desk counts as there while its pages are shown or ask for calls; a desk that has fallen silent does not, so that a
    citizen is never told that a bell rings where nobody is.
    """

    def __init__(self) -> None:
        self._calls: dict[str, HelpCall] = {}
        self._heard: dict[str, float] = {}
        self._turn = threading.Lock()

    def hears(self, station_id: str, now_s: float) -> None:
        with self._turn:
            self._heard[station_id] = now_s

    def gone(self, station_id: str) -> None:
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
        with self._turn:
            self._forget(now_s)
            return self._calls.get(session)

    def ringing(self, station_id: str, now_s: float) -> list[HelpCall]:
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
        with self._turn:
            if (call := self._calls.pop(session, None)) is not None:
                self._calls[new_session] = call

    def end(self, session: str) -> None:
        with self._turn:
            self._calls.pop(session, None)

    def _forget(self, now_s: float) -> None:
        for session in [key for key, call in self._calls.items() if now_s - call.since > KEPT_S]:
            del self._calls[session]


@dataclass(slots=True)
class Shift:
    """One mediator's. `pin` is compared under `salt`, `digits` is its length; `memory` is what was decrypted for them.
    All die with it.
    """

    ring: Ring
    name: str
    salt: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    digits: int
    begun: float
    memory: dict[str, Any] = field(default_factory=dict, repr=False)


class Shifts:
    """The mediators who have signed in with first factor and PIN since the box started."""

    def __init__(self, clock: Clock, hours: float) -> None:
        self._clock, self._seconds = clock, hours * 3600
        self._shifts: dict[str, Shift] = {}
        self._turn = threading.Lock()

    def begin(self, mediator_id: str, name: str, ring: Ring, pin: str) -> None:
        salt = sealing.new_random_key()
        with self._turn:
            self._shifts[mediator_id] = Shift(ring, name, salt, _under(salt, pin), len(pin), self._clock.monotonic())

    def join(self, other: "Shifts", mediator_id: str, ring: Ring) -> None:
        """Begin a shift here that ends when the mediator's shift there would, with the same PIN and another ring."""
        shift = other._current(mediator_id)
        if shift is not None:
            with self._turn:
                self._shifts[mediator_id] = Shift(ring, shift.name, shift.salt, shift.pin, shift.digits, shift.begun)

    def ring(self, mediator_id: str) -> Ring:
        shift = self._current(mediator_id)
        return shift.ring if shift else NOBODY

    def left(self, mediator_id: str) -> timedelta:
        shift = self._current(mediator_id)
        left = shift.begun + self._seconds - self._clock.monotonic() if shift else 0
        return timedelta(seconds=max(left, 0))

    def pin_matches(self, mediator_id: str, pin: str) -> bool:
        """Whether it is the PIN of someone on shift; tries are counted by whoever asks."""
        shift = self._current(mediator_id)
        return shift is not None and hmac.compare_digest(shift.pin, _under(shift.salt, pin))

    def pin_digits(self, mediator_id: str) -> int:
        """How many digits the PIN of someone on shift has, 0 off shift."""
        shift = self._current(mediator_id)
        return shift.digits if shift else 0

    def change(self, mediator_id: str, ring: Ring) -> None:
        with self._turn:
            if mediator_id in self._shifts:
                self._shifts[mediator_id].ring = ring

    def on_shift(self) -> list[tuple[str, str]]:
        with self._turn:
            shifts = [(key, shift.name) for key, shift in self._shifts.items()]
        return sorted((named for named in shifts if self._current(named[0])), key=lambda named: named[1])

    def rings(self) -> list[Ring]:
        return [self.ring(mediator_id) for mediator_id, _ in self.on_shift()]

    def memory(self, mediator_id: str) -> dict[str, Any]:
        shift = self._current(mediator_id)
        return shift.memory if shift else {}

    def end(self, mediator_id: str) -> None:
        with self._turn:
            self._shifts.pop(mediator_id, None)

    def _current(self, mediator_id: str) -> Shift | None:
        with self._turn:
            shift = self._shifts.get(mediator_id)
            if shift is not None and self._clock.monotonic() - shift.begun > self._seconds:
                del self._shifts[mediator_id]
                return None
            return shift


def _under(salt: bytes, pin: str) -> bytes:
    return sealing.derive_key(salt + pin.encode("utf-8", "surrogatepass"), "parvis-pin")


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

    def note_printed(self, printer_id: str) -> None:
        """It has just printed, so that nothing known before is wrong with it any more."""
        with self._lock:
            if (look := self._looks.get(printer_id)) is not None:
                look.wrong, look.known = None, True

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
    """The carrier that the settings name, for their paper. Raises `Refused` (`bad-setting`)."""
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


class JobKeys:
    """Keys of subjects by job id. Empty after a restart: then jobs of the desk wait for a sign-in."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, bytes, float]] = {}
        self._turn = threading.Lock()

    def add(self, job_id: str, subject: str, key: bytes, now_s: float) -> None:
        """Hold a job's key until it is printed; `now_s` is monotonic, in seconds."""
        with self._turn:
            self._keys[job_id] = (subject, key, now_s)

    def get(self, job_id: str) -> bytes | None:
        with self._turn:
            entry = self._keys.get(job_id)
        return entry[1] if entry else None

    def drop(self, job_id: str) -> None:
        with self._turn:
            self._keys.pop(job_id, None)

    def drop_subject(self, subject: str) -> None:
        """Drop the keys of a subject that is destroyed; its jobs can no longer be printed."""
        with self._turn:
            for job_id in [key for key, (owner, _, _) in self._keys.items() if owner == subject]:
                del self._keys[job_id]

    def drop_older(self, before_s: float) -> None:
        """Drop keys held since before `before_s` (monotonic): those jobs wait for a sign-in, as after a restart."""
        with self._turn:
            for job_id in [key for key, (_, _, since) in self._keys.items() if since < before_s]:
                del self._keys[job_id]

    def subjects(self) -> set[str]:
        with self._turn:
            return {subject for subject, _, _ in self._keys.values()}


@dataclass(slots=True)
class VoiceNotes:
    """Failures by voice and language, each until that voice has spoken that language again; safe between threads."""

    process: int = 0
    """The process that speaks with Piper, 0 while none runs: its memory is told apart from ours."""
    _failed: dict[tuple[str, str], str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def failed(self, voice: str, language: str, why: str) -> None:
        with self._turn:
            self._failed[voice, language] = why

    def spoke(self, voice: str, language: str) -> None:
        with self._turn:
            self._failed.pop((voice, language), None)

    def all(self) -> Mapping[tuple[str, str], str]:
        with self._turn:
            return dict(self._failed)


class FilesOnTheWay(Struct, frozen=True):
    """How far the sending of joined files is: `sent` of the `total` bytes that waited when it began."""

    sent: int = 0
    total: int = 0

    @property
    def sent_mb(self) -> float:
        return round(self.sent / 1_000_000, 1)

    @property
    def total_mb(self) -> float:
        return round(self.total / 1_000_000, 1)


NO_FILES = FilesOnTheWay()


@dataclass(slots=True)
class HubLine:
    """In memory: the sending loop learns it again at its first talk. A line that is down since changes nothing of it.

    `refuses`: the hub does not know this box, or no more: its site was revoked, or given to another box.
    `files`: how far the joined files are, which may take minutes.
    """

    refuses: bool = False
    files: FilesOnTheWay = NO_FILES

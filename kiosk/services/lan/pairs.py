"""Second screens and the desks that they are paired to. In memory only: a restart of the box ends every pair.

A pair lasts for the shift of the mediator who made it, from person to person; signing out ends it, a lock covers it. It
holds the one question that is shown and those that wait to be shown, never a whole case but on its last page, no key.
"""

import dataclasses
import hashlib
import hmac
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Journey
from kiosk.domain.events import submission
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Preferences
from kiosk.domain.notices.wish import Wish
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.screen.station import TURN_GRACE, USUAL, Comfort, CookieTurn, StationEnd, StationRole, Turns
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.people.first_day import LONGEST_NAME
from kiosk.store import journal, sessions, spool
from kiosk.store.database import Database
from kiosk.store.sessions import EnrolledStation
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words


class SecondScreenLine(Struct, frozen=True):
    """One question and its answer in words; `french` and `answer_french` are "" where they would say the same.

    `digest` changes with the answer: what was confirmed counts for that answer alone. `step` is the page of the
    question at the desk.
    """

    field: str
    step: str
    question: str
    answer: str
    digest: str
    french: str = ""
    answer_french: str = ""


def lines_of(journey: Journey, theirs: Words, french: Words) -> tuple[SecondScreenLine, ...]:
    """Every question of the person's way with its answer as it is saved, "" where there is none."""
    lines: list[SecondScreenLine] = []
    for stop in journey.stops:
        for field in stop.fields:
            if not find_field_kind(field.kind).answers:
                continue
            value, unknown = journey.values.get(field.id), field.id in journey.unknown
            in_french = submission.answer_in_words(field, value, french, unknown)
            said = "\n".join((field.id, repr(value), str(unknown), in_french))
            digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
            own = theirs.language != FRENCH
            lines.append(
                SecondScreenLine(
                    field.id,
                    stop.id,
                    theirs.text(field.label),
                    submission.answer_in_words(field, value, theirs, unknown),
                    digest,
                    french.text(field.label) if own else "",
                    in_french if own else "",
                )
            )
    return tuple(lines)


def digest_lines(lines: tuple[SecondScreenLine, ...]) -> str:
    return hashlib.sha256("\n".join(line.digest for line in lines).encode()).hexdigest()


USUAL_PRINTER, NO_PRINTER = "everywhere", "none"
LASTS_S = 60.0
DIGITS = 6
MOST_WRONG = 20
"""Wrong codes, from anywhere, after which every code that waits is dead: who guesses is right once in 50,000 codes. One
address cannot come so far while a code lives (`web.rate_limits`).
"""
_TOLD_S = 600.0
"""How long a code that is over is still told from a wrong one."""
SILENT_AFTER_S = 6.0
"""Seconds without a question after which a screen that asks every second is said not to answer any more."""


class StationToEnrol(Struct, frozen=True):
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
    wanted: StationToEnrol
    since_s: float
    used: bool = False


class Codes:
    """The codes of one box; safe between threads. `wrong` counts since a code was last shown."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.wrong = clock, 0
        self._shown: dict[str, _Shown] = {}
        self._turn = threading.Lock()

    def show(self, wanted: StationToEnrol) -> str:
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

    def take(self, typed: str) -> StationToEnrol:
        """The typed code's station. Raises `Refused`: `wrong-screen-code`, `screen-code-used`, `screen-code-over`."""
        code = "".join(digit for digit in spelling.fold_digits(typed) if digit.isdecimal())
        with self._turn:
            now_s = self.clock.monotonic()
            self._forget(now_s)
            shown = self._shown.get(code)
            if shown is None:
                self.wrong += 1
                if self.wrong >= MOST_WRONG:
                    for waiting in self._shown.values():
                        waiting.since_s = min(waiting.since_s, now_s - LASTS_S)
                raise Refused(Refusal.WRONG_SCREEN_CODE)
            if shown.used:
                raise Refused(Refusal.SCREEN_CODE_USED)
            if now_s - shown.since_s >= LASTS_S:
                raise Refused(Refusal.SCREEN_CODE_OVER)
            shown.used = True
        return shown.wanted

    def _forget(self, now_s: float) -> None:
        self._shown = {code: shown for code, shown in self._shown.items() if now_s - shown.since_s < _TOLD_S}


class Face(StrEnum):
    COVERED = "covered"
    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    DENIED = "denied"
    LAST = "last"
    DONE = "done"


class Last(Struct, frozen=True):
    """The last page: what was not confirmed yet, how the person is told of news, the `digest` of every answer, and the
    price (euros, "" for none)."""

    lines: tuple[SecondScreenLine, ...]
    digest: str
    told_by: Wish | None = None
    price: str = ""


class Desk(Struct, frozen=True):
    """The desk of a pair: the hash of its session, its station, and who works there."""

    session: str
    station_id: str
    mediator_id: str
    mediator_name: str


@dataclass(slots=True)
class ScreenPair:
    """`screen` is the hash of the second screen's cookie, `station_id` its station, "" for a display of this machine.

    `known` are the answers (field to digest) as the desk last saved them, `confirmed` those with a yes, `denied` those
    with a no; `waiting` are answers that were saved and not judged yet, `asked` is the question being filled. `away`
    while the desk shows something else than the case, `covered` while it is locked. `preferences` and `comfort` are
    those of the person at the desk, whose session was `greeted` once the screen forgot the one before.
    """

    desk: Desk
    screen: str
    station_id: str
    seen_s: float
    preferences: Preferences = Preferences(FRENCH)
    comfort: Comfort = USUAL
    case_id: str = ""
    asked: SecondScreenLine | None = None
    waiting: tuple[SecondScreenLine, ...] = ()
    known: dict[str, str] = dataclasses.field(default_factory=dict)
    confirmed: dict[str, str] = dataclasses.field(default_factory=dict)
    denied: dict[str, SecondScreenLine] = dataclasses.field(default_factory=dict)
    last: Last | None = None
    done: bool = False
    away: bool = False
    covered: bool = False
    greeted: str = ""

    @property
    def face(self) -> Face:
        """What the screen shows now: a question that was just judged wrong stays until the desk has changed it."""
        if self.covered:
            return Face.COVERED
        if self.done:
            return Face.DONE
        if self.away:
            return Face.WAITING
        if self.last is not None:
            return Face.LAST
        if self.waiting:
            return Face.ANSWERED
        if self.denied:
            return Face.DENIED
        return Face.ASKED if self.asked else Face.WAITING

    @property
    def shown(self) -> SecondScreenLine | None:
        """The one question that is shown, None where the page is about none or about several."""
        one = {Face.ANSWERED: self.waiting[:1], Face.DENIED: tuple(self.denied.values())[-1:]}
        line = one.get(self.face, ())
        return line[0] if line else self.asked if self.face is Face.ASKED else None

    def begin(self, case_id: str, lines: tuple[SecondScreenLine, ...]) -> None:
        """Turn to a case; what it says already is for the last page."""
        self.case_id, self.asked, self.waiting, self.last, self.done = case_id, None, (), None, False
        self.known = {line.field: line.digest for line in lines}
        self.confirmed, self.denied = {}, {}

    def fill(self, lines: tuple[SecondScreenLine, ...], asked: SecondScreenLine | None) -> None:
        """Take over the answers as they are saved now: what changed waits for a yes, what is gone is forgotten."""
        now = {line.field: line.digest for line in lines}
        changed = [line.field for line in lines if line.answer and self.known.get(line.field) != line.digest]
        kept = [line.field for line in self.waiting if line.field not in changed]
        self.confirmed = {name: digest for name, digest in self.confirmed.items() if now.get(name) == digest}
        self.denied = {name: line for name, line in self.denied.items() if now.get(name) == line.digest}
        of = {line.field: line for line in lines}
        self.waiting = tuple(of[name] for name in (*kept, *changed) if name in of and of[name].answer)
        self.known, self.asked, self.last, self.done, self.away = now, asked, None, False, False

    def judge(self, line: SecondScreenLine, right: bool) -> None:
        self.waiting = tuple(other for other in self.waiting if other.field != line.field)
        self.denied.pop(line.field, None)
        if right:
            self.confirmed[line.field] = line.digest
        else:
            self.confirmed.pop(line.field, None)
            self.denied[line.field] = line
            self.last = None

    def ask_last(self, lines: tuple[SecondScreenLine, ...], told_by: Wish | None, price: str = "") -> None:
        """Show the last page: every answer that has no yes yet, a wrong one among them."""
        self.fill(lines, None)
        rest = tuple(line for line in lines if self.confirmed.get(line.field) != line.digest)
        self.last = Last(rest, digest_lines(lines), told_by, price)

    def leave(self) -> None:
        """The desk has left the case: nothing of it is shown until it is back, and each yes is kept for then."""
        self.away, self.last = True, None

    def greet(self) -> None:
        self.greeted = self.desk.session

    def finish(self) -> None:
        self.begin(self.case_id, ())
        self.done = True

    def line_of(self, digest: str) -> SecondScreenLine | None:
        shown = self.last.lines if self.last and self.face is Face.LAST else tuple(filter(None, (self.shown,)))
        return next((line for line in shown if line.digest == digest), None)

    @property
    def mark(self) -> str:
        shown = self.shown
        person = (self.preferences.language, str(self.preferences.plain), self.comfort.written)
        said = (self.face, shown.digest if shown else "", shown.question if shown else "", *person)
        return keys.token_hash("\n".join((*said, self.last.digest if self.last else "")))[:16]


class Pairs:
    """All pairs of a box; safe between threads. `codes` pair a screen as others enrol one."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.codes = clock, Codes(clock)
        self._pairs: dict[str, ScreenPair] = {}
        self._turn = threading.RLock()

    def pair(self, desk: Desk, station_id: str) -> str:
        """Pair a screen to a desk, in the place of that desk's former one and of that screen's; gives its cookie."""
        token = self.clock.token()
        with self._turn:
            for session, other in list(self._pairs.items()):
                if station_id and other.station_id == station_id:
                    del self._pairs[session]
            self._pairs[desk.session] = ScreenPair(desk, keys.token_hash(token), station_id, self.clock.monotonic())
        return token

    def follow(self, session: str, new_session: str) -> None:
        """The desk has its next person, in a new session: the pair goes on, with nothing of the one who leaves."""
        with self._turn:
            if (pair := self._pairs.pop(session, None)) is not None:
                pair.desk = replace(pair.desk, session=new_session)
                pair.begin("", ())
                pair.away = False
                self._pairs[new_session] = pair

    def end(self, session: str) -> None:
        with self._turn:
            self._pairs.pop(session, None)

    def of_desk(self, session: str) -> ScreenPair | None:
        with self._turn:
            return self._pairs.get(session)

    def of_screen(self, token: str, station_id: str) -> ScreenPair | None:
        """The pair of the screen with this cookie, at the station that it was paired at and at no other."""
        wanted = keys.token_hash(token) if token else ""
        with self._turn:
            found = (pair for pair in self._pairs.values() if pair.station_id == station_id)
            return next((pair for pair in found if wanted and keys.are_same_secrets(pair.screen, wanted)), None)

    def of_station(self, station_id: str) -> ScreenPair | None:
        with self._turn:
            return next((pair for pair in self._pairs.values() if pair.station_id == station_id), None)

    def change(self, pair: ScreenPair, how: Callable[[ScreenPair], None]) -> None:
        with self._turn:
            how(pair)

    def heard(self, pair: ScreenPair) -> None:
        pair.seen_s = self.clock.monotonic()

    def is_silent(self, pair: ScreenPair) -> bool:
        return self.clock.monotonic() - pair.seen_s > SILENT_AFTER_S


LONGEST_PLACE = 60
_COOKIE = re.compile(r"([0-9a-f]{32})\.(\d{1,9})\.([0-9a-f]{64})")


class RecognisedStation(Struct, frozen=True):
    """What a cookie is worth: its station (None for one of nobody), why that has ended, the cookie to send next."""

    station: EnrolledStation | None = None
    ended_why: StationEnd | None = None
    next_cookie: str = ""


NOBODY = RecognisedStation()


def enrol(box: Box, wanted: StationToEnrol) -> str:
    """Make a station of a screen whose code was right; gives its first cookie."""
    at, clock = box.clock.now(), box.clock
    name, place = wanted.name.strip()[:LONGEST_NAME], wanted.place.strip()[:LONGEST_PLACE]
    station = EnrolledStation(clock.new_id(), wanted.role, name, place, clock.token(), 1, at, at, at, wanted.by)
    actor = Actor(station_id=station.id, mediator_id=wanted.by)
    with box.store.write() as db:
        sessions.insert_enrolled_station(db, station, keys.token_hash(clock.token()))
        if wanted.printer != USUAL_PRINTER:
            printer_id = None if wanted.printer == NO_PRINTER else wanted.printer
            spool.save_printer_choice(db, spool.PrinterChoice(station.id, Tray.ALL, printer_id))
        said = f"{wanted.role} · {name} · {place}"
        journal.insert_journal_line_by(db, at, JournalAction.STATION_ENROLLED, actor, detail=said)
    return cookie_of(station, 1)


def recognise(box: Box, cookie: str) -> RecognisedStation:
    """The station that sent a cookie. One that comes with a former one is a copy: it is ended, and so is the other."""
    sent = _COOKIE.fullmatch(cookie)
    station = sessions.read_enrolled_station(box.store.read(), sent[1]) if sent else None
    if sent is None or station is None:
        return NOBODY
    generation = int(sent[2])
    if not keys.are_same_secrets(cookie, cookie_of(station, generation)):
        return NOBODY
    if station.ended_why:
        return RecognisedStation(ended_why=station.ended_why)
    now = box.clock.now()
    turns = Turns(station.generation, station.rotated_at, station.seen_at)
    turn = turns.judge(generation, now)
    if turn is CookieTurn.COPIED:
        with box.store.write() as db:
            sessions.mark_station_ended(db, station.id, StationEnd.COPIED, now)
            actor = Actor(station_id=station.id)
            journal.insert_journal_line_by(db, now, JournalAction.STATION_COPIED, actor, detail=station.name)
        return RecognisedStation(ended_why=StationEnd.COPIED)
    if turn is CookieTurn.NEXT:
        with box.store.write() as db:
            sessions.update_station_generation(db, station.id, generation, now)
    elif turn is CookieTurn.PRESENT and abs(now - station.seen_at) >= TURN_GRACE:
        with box.store.write() as db:
            sessions.update_station_seen(db, station.id, now)
    offered = cookie_of(station, station.generation + 1) if turns.offers_next(generation, now) else ""
    return RecognisedStation(station, next_cookie=offered)


def revoke_station(box: Box, station_id: str, actor: Actor) -> None:
    """End a station, and every session on it. Raises `Refused`: `no-such-station`."""
    with box.store.write() as db:
        station, now = _existing(db, station_id), box.clock.now()
        sessions.mark_station_ended(db, station_id, StationEnd.REVOKED, now)
        said = f"{station.name} · {station_id[:8]}"
        journal.insert_journal_line_by(db, now, JournalAction.STATION_REVOKED, actor, detail=said)


def delete_ended_station(box: Box, station_id: str) -> None:
    """Take an ended station off the list. Raises `Refused`: `no-such-station`."""
    with box.store.write() as db:
        _existing(db, station_id)
        sessions.delete_enrolled_station(db, station_id)


def cookie_of(station: EnrolledStation, generation: int) -> str:
    """The cookie of a station with this number, the same however often it is made: two answers on their way agree."""
    said = f"{station.id}.{generation}"
    return f"{said}.{hmac.digest(station.secret.encode(), said.encode(), hashlib.sha256).hex()}"


def _existing(db: Database, station_id: str) -> EnrolledStation:
    station = sessions.read_enrolled_station(db, station_id)
    if station is None:
        raise Refused(Refusal.NO_SUCH_STATION)
    return station

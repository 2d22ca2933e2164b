"""What pages show beside their subject: calls, whose draft it is, the awaited paper, how one listens, who is there."""

import json
from datetime import timedelta
from functools import partial
from typing import TypedDict

from flask import Response, abort, request
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers import answering
from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.printing.print_job import JobState, PrintJob
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.screen import station
from kiosk.domain.screen.measure import COARSEST, DISTANCES_MM, FINEST, Measure
from kiosk.domain.screen.station import USUAL, PaperSlot, SessionEnd, StationRole
from kiosk.http.static_files import PREFIX, kept_for_ever
from kiosk.services.access.open_case import OpenedCase
from kiosk.services.box.in_memory import HelpCall
from kiosk.services.drafts import drafts
from kiosk.services.papers import papers
from kiosk.services.people.first_day import IssuedSignIn
from kiosk.services.work.person import CasePerson, TheirCase
from kiosk.store import cases, people, spool
from kiosk.web import session, shift_memory
from kiosk.web.request_state import app_state, request_state
from kiosk.web.shift_memory import directory, find_person_of_case
from kiosk.words.words import Words
from printers import qr


def list_ringing_calls() -> list[HelpCall]:
    """The unanswered calls of other screens; asking counts this desk as one that hears calls."""
    box, here = session.box(), session.current_session()
    now_s = box.clock.monotonic()
    box.calls.hears(here.station.id, now_s)
    return box.calls.ringing(here.station.id, now_s)


LOOKED_AT = 3
"""How many of the person's last cases are looked at for answers to take."""


class Strip(Struct, frozen=True):
    """`whose` draft it is; `source` is the case whose answers fill what is empty here (`labels`), None for none.

    `words` are French: the strip is the mediator's, whatever language the page speaks.
    """

    whose: CasePerson
    words: Words
    source: TheirCase | None
    labels: tuple[str, ...]


def strip_of(opened: OpenedCase) -> Strip | None:
    """The strip of a draft; None where nobody is known yet, and for whoever is no mediator.

    What a case fills is worked out once a shift, until that case changes.
    """
    current, case, procedure = session.current_session(), opened.case, opened.procedure
    whose = find_person_of_case(case.id, opened) if current.signed_in else None
    if whose is None:
        return None
    box = session.box()
    words, empty = box.words(), answering.to_fill(opened.journey, case.answers)
    for other in (*whose.submitted, *whose.drafts)[:LOOKED_AT]:
        made_of = other.entry, procedure.sha256, box.watch.today().day
        fills = directory().kept(f"{other.case_id} fills {procedure.id}", made_of, partial(_fills, other, procedure))
        if filled := fills & empty:
            fields = (field for field in procedure.fields() if field.id in filled)
            return Strip(whose, words, other, tuple(words.text(field.label) for field in fields))
    return Strip(whose, words, None, ())


def _fills(other: TheirCase, procedure: Procedure) -> frozenset[str]:
    box = session.box()
    return frozenset(
        drafts.find_carried_answers(box, box.store.read(), other.case_id, procedure, session.current_actor())
    )


class PlayerSettings(TypedDict):
    """What the player of a page needs to know, in the names that its scripts use."""

    reading: bool
    rate: int
    volume: int
    private: str
    alone: bool
    listenKey: str
    headsetIn: str
    headsetOut: str


class ReadAloud(Struct, frozen=True):
    """What templates know of it: whether this page is `reading`, by which key, and `told`, `PlayerSettings` as JSON."""

    reading: bool
    key: str
    told: str


def read_player_settings() -> PlayerSettings:
    """The settings of this session; where the person chose nothing, as measured at this station, else the site's."""
    settings, current = session.box().settings, session.current_session()
    speech, volume = current.speech, current.speech.volume
    if volume is None and current.station.id:
        volume = people.read_speaker_volume(session.box().store.read(), current.station.id)
    if volume is None:
        volume = settings.speech_volume
    return PlayerSettings(
        reading=speech.reading,
        rate=speech.rate,
        private=speech.private,
        alone=speech.alone and not request_state().for_staff,
        volume=volume,
        listenKey=settings.listen_key,
        headsetIn=settings.headset_in_key,
        headsetOut=settings.headset_out_key,
    )


def read_aloud() -> ReadAloud | None:
    """How the person of this page listens; None where nothing is read aloud: the site has turned it off, or the first
    start is not over.
    """
    if request_state().session is None or session.box().settings.speech == "off" or app_state().first_start:
        return None
    told = read_player_settings()
    return ReadAloud(told["reading"], told["listenKey"], json.dumps(told))


SHOWN_FOR = timedelta(minutes=1)
"""How long « Prenez votre papier » is shown where nobody confirms that they have it."""
AT_THE_PRINTER = frozenset(("no-paper", "paper-jam", "cover-open", "no-ink", "offline"))
"""Faults that are shown to whoever waits; all others are shown at the desk only."""


class AwaitedPaper(Struct, frozen=True):
    """`state` is `printing`, `stuck` (time or the desk puts it right), `failed`, `doubtful`, or `out`; `wrong` is a
    code; `slot` is where it comes out, told to who is alone at a terminal.
    """

    job_id: str
    state: str
    wrong: str = ""
    slot: PaperSlot = PaperSlot.UNTOLD


def find_awaited_paper(subject: str = "") -> AwaitedPaper | None:
    """The paper of a citizen alone, by their session; at a desk, the newest of the case on the page."""
    box, current = session.box(), request_state().session
    if current is None or not (current.terminal or (current.signed_in and subject)):
        return None
    mine = (current.actor.session or "-") if current.terminal else ""
    db = box.store.read()
    job = spool.read_screen_job(db, mine, current.station.id, subject)
    if job is None:
        return None
    printer = papers.for_job(box, db, job.station_id, job.kind, job.subject)
    if printer is not None and not printer.carrier.gives_paper:
        return None
    paper = _of(job)
    return replace(paper, slot=people.read_paper_slot(db, current.station.id)) if paper and current.terminal else paper


def _of(job: PrintJob) -> AwaitedPaper | None:
    wrong = job.detail if job.detail in AT_THE_PRINTER else ""
    match job.state:
        case JobState.COMPLETED:
            since = session.box().watch.today().now - job.state_at
            return AwaitedPaper(job.id, "out") if not job.taken_at and since < SHOWN_FOR else None
        case JobState.PENDING | JobState.PROCESSING:
            return AwaitedPaper(job.id, "stuck" if job.detail else "printing", wrong)
        case JobState.UNKNOWN:
            return AwaitedPaper(job.id, "doubtful", wrong)
        case JobState.HELD | JobState.ABORTED:
            return AwaitedPaper(job.id, "failed", wrong)
    return None


JUST_AFTER = timedelta(seconds=5)


def session_end() -> SessionEnd | None:
    """The end of this mediator's session; None where nobody is signed in, and at a terminal, which asks by itself.

    The screen locks after `lock_minutes`. A use is noted only ten times within them, so a tenth less is promised.
    """
    current = request_state().session
    if current is None or not current.signed_in or current.station.role == StationRole.TERMINAL:
        return None
    box = session.box()
    minutes = min(box.settings.lock_minutes, box.settings.idle_minutes)
    return SessionEnd(
        box.clock.now().astimezone(box.settings.zone),
        timedelta(minutes=minutes) * (1 - 1 / session.TOUCHED),
        box.shifts.left(current.mediator_id),
    )


def is_leave_button_shown() -> bool:
    current = request_state().session
    return current is not None and current.terminal and (current.kept or request.path != "/")


def someone_waits() -> bool:
    current = request_state().session
    at_terminal = current is not None and current.station.role == StationRole.TERMINAL and current.signed_in
    return at_terminal and shift_memory.citizen_waits()


def idle_question_times() -> dict[str, int] | None:
    """Seconds without a touch `after` which a terminal asks who is there, `within` which they answer; None elsewhere.

    Without scripts a page asks for the first page by itself after `ends`, when the box has ended the session.

    A mediator at a terminal is asked too, after the time in which a desk would lock, since nobody else would notice
    that they have gone.
    """
    current, settings = request_state().session, session.box().settings
    if current is None or current.station.role != StationRole.TERMINAL:
        return None
    if not is_leave_button_shown() and not current.signed_in:
        return None
    minutes = settings.lock_minutes if current.mediator_id else settings.terminal_idle_minutes
    comfort = USUAL if current.mediator_id else current.comfort
    times = {
        "after": station.asks_after(minutes, comfort),
        "within": station.answers_within(current.comfort),
        "ends": station.ends_after(minutes, comfort) + JUST_AFTER,
    }
    return {name: int(time.total_seconds()) for name, time in times.items()}


def draft_here() -> str:
    """The id of this terminal's draft, for which a resume code can be given; "" for none."""
    current = session.current_session()
    if not current.terminal or not current.case_id:
        return ""
    return "" if cases.read_submission(session.box().store.read(), current.case_id) else current.case_id


def draw_square(data: str, alt: str) -> Markup:
    """A QR code as an element of a page, with what is read aloud instead."""
    return Markup(qr.make_qr_svg(data, alt))  # nosec B704: drawn by us, its title escaped there


def draw_badge(issued: IssuedSignIn) -> Markup | None:
    """The square of a badge that was just made; None for who signs in without one."""
    if issued.mediator.factor != FactorKind.BADGE:
        return None
    return draw_square(issued.factor, session.page_words().code("paper", "badge-alt"))


MEASURED_RULE = f"{PREFIX}measured/<int:microns>-<int:distance_mm>.css"


def _stylesheet_address() -> str:
    """The address of this screen's sheet, "" where the screen is not measured."""
    current = request_state().session
    station = current.station if current else None
    if station is None or not station.mm_per_px or not station.distance_mm:
        return ""
    return f"{PREFIX}measured/{round(station.mm_per_px * 1000)}-{station.distance_mm}.css"


def serve_measured(microns: int, distance_mm: int) -> Response:
    """The stylesheet of a measured screen, whose address holds all of its numbers; 404 for others.

    The security policy allows no inline style, so the sizes of a screen come as a small sheet of their own.
    """
    if not FINEST <= microns / 1000 <= COARSEST or distance_mm not in DISTANCES_MM:
        abort(404)
    sheet = Measure(microns / 1000, distance_mm).sheet
    return kept_for_ever(Response(sheet, content_type="text/css; charset=utf-8"))

"""The state of the paper that whoever is at this screen waits for: printing, stuck, or ready to take."""

from datetime import timedelta

from flask import Flask
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.printing.print_job import JobState, PrintJob
from kiosk.domain.screen.station import PaperSlot
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.store.people import people
from kiosk.store.printing import spool
from kiosk.web.request import session

SHOWN_FOR = timedelta(minutes=1)
"""How long « Prenez votre papier » is shown where nobody confirms that they have it."""
AT_THE_PRINTER = frozenset(("no-paper", "paper-jam", "cover-open", "no-ink", "offline"))
"""Faults that are shown to whoever waits; all others are shown at the desk only."""


class Paper(Struct, frozen=True):
    """`state` is `printing`, `stuck` (time or the desk puts it right), `failed`, `doubtful`, or `out`; `wrong` is a
    code; `slot` is where it comes out, told to who is alone at a terminal.
    """

    job_id: str
    state: str
    wrong: str = ""
    slot: PaperSlot = PaperSlot.UNTOLD


def install(app: Flask) -> None:
    """Give templates `paper_here(subject)`."""
    app.context_processor(lambda: {"paper_here": here if session.current_or_none() else _nothing})


def here(subject: str = "") -> Paper | None:
    """The paper of a citizen alone, by their session; at a desk, the newest of the case on the page."""
    box, current = session.box(), session.current()
    if not (current.terminal or (current.signed_in and subject)):
        return None
    mine = (current.actor.session or "-") if current.terminal else ""
    db = box.store.read()
    job = spool.at_screen(db, mine, current.station_id, subject)
    if job is None:
        return None
    printer = papers.for_job(box, db, job.station_id, job.kind, job.subject)
    if printer is not None and not printer_choice.gives_paper(printer):
        return None
    paper = _of(job)
    return replace(paper, slot=people.paper_slot(db, current.station_id)) if paper and current.terminal else paper


def mark_taken(job_id: str) -> None:
    """Record that the paper was taken, if it belongs to whoever is at this screen."""
    box, current = session.box(), session.current()
    job = spool.read_print_job(box.store.read(), job_id)
    theirs = job is not None and (
        job.session == current.actor.session != "" if current.terminal else current.signed_in and not job.session
    )
    if theirs:
        with box.store.write() as db:
            spool.take(db, job_id, box.watch.today().now)


def _nothing(subject: str = "") -> None:
    """In place of `paper_here` where the page has no session."""


def _of(job: PrintJob) -> Paper | None:
    wrong = job.detail if job.detail in AT_THE_PRINTER else ""
    match job.state:
        case JobState.COMPLETED:
            since = session.box().watch.today().now - job.state_at
            return Paper(job.id, "out") if not job.taken_at and since < SHOWN_FOR else None
        case JobState.PENDING | JobState.PROCESSING:
            return Paper(job.id, "stuck" if job.detail else "printing", wrong)
        case JobState.UNKNOWN:
            return Paper(job.id, "doubtful", wrong)
        case JobState.HELD | JobState.ABORTED:
            return Paper(job.id, "failed", wrong)
    return None
